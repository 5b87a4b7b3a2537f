//! Why a well-formed request cannot be planned against this catalog.

use rowgate_catalog::{Cardinality, Catalog, Relationship, Routine};
use rowgate_core::{ClientError, ErrorCode, Ident, QualifiedName, fuzzy};
use serde_json::{Value, json};

/// Why a well-formed request cannot be planned against this catalog.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The schema has no such relation.
    #[error("Could not find the table '{schema}.{table}' in the schema cache")]
    TableNotFound {
        /// The schema that was searched.
        schema: Ident,
        /// What was asked for, as written.
        table: String,
        /// A relation with a similar name.
        nearest: Option<Ident>,
    },
    /// A payload names a column that the relation does not have.
    #[error("Could not find the '{column}' column of '{table}' in the schema cache")]
    ColumnNotFound {
        /// The column.
        column: Ident,
        /// The relation.
        table: Ident,
    },
    /// No relationship joins the two.
    #[error("Could not find a relationship between '{origin}' and '{target}' in the schema cache")]
    RelationshipNotFound {
        /// Where it would start.
        origin: Ident,
        /// Where it would lead, as written.
        target: Ident,
        /// The hint that was given.
        hint: Option<Ident>,
        /// The schema that was searched.
        schema: Ident,
        /// A similar name and the one it would replace (EMB-31).
        nearest: Option<(Ident, Ident)>,
    },
    /// Several relationships join the two.
    #[error("Could not embed because more than one relationship was found for '{origin}' and '{target}'")]
    AmbiguousRelationship {
        /// Where they start.
        origin: Ident,
        /// Where they lead, as written.
        target: Ident,
        /// All of them, in the order of EMB-10.
        candidates: Vec<CandidateRelationship>,
    },
    /// A parameter addresses an embed that `select` does not have.
    #[error("'{name}' is not an embedded resource in this request")]
    NotEmbedded {
        /// The name that was not found.
        name: Ident,
        /// The alias of an embed whose target has that name, where target names are not accepted (EMB-35).
        alias: Option<Ident>,
    },
    /// An order by an embed that may have several rows.
    #[error("A related order on '{embed}' is not possible")]
    RelatedOrderNotToOne {
        /// The relation that is ordered.
        origin: Ident,
        /// The embed.
        embed: Ident,
    },
    /// Aggregates are switched off.
    #[error("Use of aggregate functions is not allowed")]
    AggregatesNotAllowed,
    /// An aggregate inside a to-many spread.
    #[error("Feature not implemented")]
    AggregateInToManySpread,
    /// No representation has an accepted media type.
    #[error("None of these media types are available: {}", accepted.join(", "))]
    UnacceptableMediaType {
        /// The accepted types, best first.
        accepted: Vec<String>,
    },
    /// Unknown preferences under `handling=strict`.
    #[error("Invalid preferences given with handling=strict")]
    InvalidPreferences {
        /// The preferences as sent.
        invalid: Vec<String>,
    },
    /// PUT with filters that are not exactly the primary key.
    #[error("Filters must include all and only primary key columns with 'eq' operators")]
    InvalidPutFilters,
    /// No function takes these arguments.
    #[error("{}", function_not_found(.0))]
    FunctionNotFound(Box<FunctionSearch>),
    /// Several functions take these arguments.
    #[error("Could not choose the best candidate function between: {}", signatures(candidates))]
    AmbiguousFunction {
        /// The candidates.
        candidates: Vec<Routine>,
    },
    /// `max-affected` on a function that returns one row.
    #[error("Function must return SETOF or TABLE when max-affected preference is used with handling=strict")]
    MaxAffectedOnSingleRow,
}

/// A search for a function that found none (RPC-34 … RPC-36).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionSearch {
    /// The name that was searched.
    pub function: QualifiedName,
    /// The argument names, sorted.
    pub arguments: Vec<Ident>,
    /// The type of a body that can only be a single unnamed argument: `text`, `xml` or `bytea`.
    pub raw_body: Option<&'static str>,
    /// Whether a single unnamed json argument was searched for too.
    pub json_body: bool,
    /// What the caller may have meant.
    pub nearest: Option<String>,
}

/// A relationship as PGRST201 describes it (EMB-33).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateRelationship {
    cardinality: &'static str,
    embedding: String,
    relationship: String,
    suggestion: String,
}

impl ClientError for PlanError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::TableNotFound { .. } => ErrorCode::TableNotFound,
            Self::ColumnNotFound { .. } => ErrorCode::ColumnNotFound,
            Self::RelationshipNotFound { .. } => ErrorCode::RelationshipNotFound,
            Self::AmbiguousRelationship { .. } => ErrorCode::AmbiguousRelationship,
            Self::NotEmbedded { .. } => ErrorCode::NotEmbedded,
            Self::RelatedOrderNotToOne { .. } => ErrorCode::RelatedOrderNotToOne,
            Self::AggregatesNotAllowed => ErrorCode::AggregatesNotAllowed,
            Self::AggregateInToManySpread => ErrorCode::NotImplemented,
            Self::UnacceptableMediaType { .. } => ErrorCode::UnacceptableMediaType,
            Self::InvalidPreferences { .. } => ErrorCode::InvalidPreferences,
            Self::InvalidPutFilters => ErrorCode::InvalidPutFilters,
            Self::FunctionNotFound { .. } => ErrorCode::FunctionNotFound,
            Self::AmbiguousFunction { .. } => ErrorCode::AmbiguousFunction,
            Self::MaxAffectedOnSingleRow => ErrorCode::MaxAffectedNotSet,
        }
    }

    fn details(&self) -> Option<Value> {
        match self {
            Self::RelationshipNotFound { origin, target, hint, schema, .. } => {
                let hint = hint.as_ref().map(|hint| format!(" using the hint '{hint}'")).unwrap_or_default();
                Some(Value::from(format!(
                    "Searched for a foreign key relationship between '{origin}' and '{target}'{hint} in the schema \
                     '{schema}', but no matches were found."
                )))
            }
            Self::AmbiguousRelationship { candidates, .. } => {
                Some(candidates.iter().map(CandidateRelationship::to_json).collect())
            }
            Self::NotEmbedded { alias: Some(_), .. } => {
                Some("Target names are not allowed in filters if they have an alias".into())
            }
            Self::RelatedOrderNotToOne { origin, embed } => {
                Some(format!("'{origin}' and '{embed}' do not form a many-to-one or one-to-one relationship").into())
            }
            Self::AggregateInToManySpread => {
                Some("Aggregates are not implemented for one-to-many or many-to-many spreads.".into())
            }
            Self::InvalidPreferences { invalid } => Some(format!("Invalid preferences: {}", invalid.join(", ")).into()),
            Self::FunctionNotFound(search) => Some(search.details().into()),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::TableNotFound { schema, nearest, .. } => {
                nearest.as_ref().map(|name| format!("Perhaps you meant the table '{schema}.{name}'"))
            }
            Self::RelationshipNotFound { nearest, .. } => {
                nearest.as_ref().map(|(found, asked)| format!("Perhaps you meant '{found}' instead of '{asked}'."))
            }
            Self::AmbiguousRelationship { target, candidates, .. } => {
                let suggestions: Vec<_> = candidates.iter().map(|it| format!("'{}'", it.suggestion)).collect();
                Some(format!(
                    "Try changing '{target}' to one of the following: {}. Find the desired relationship in the \
                     'details' key.",
                    suggestions.join(", ")
                ))
            }
            Self::NotEmbedded { name, alias: None } => {
                Some(format!("Verify that '{name}' is included in the 'select' query parameter."))
            }
            Self::NotEmbedded { name, alias: Some(alias) } => {
                Some(format!("Change '{name}' to '{alias}' in filters, orders or limits."))
            }
            Self::FunctionNotFound(search) => search.nearest.clone(),
            Self::AmbiguousFunction { .. } => Some(
                "Try renaming the parameters or the function itself in the database so function overloading can be \
                 resolved"
                    .into(),
            ),
            _ => None,
        }
    }
}

/// PGRST205, with the nearest relation of the schema (ERR-53).
pub(crate) fn table_not_found(catalog: &Catalog, schema: Ident, table: &str) -> PlanError {
    /// From this many relations on no nearest name is searched (ERR-53).
    const TOO_MANY: usize = 500;
    let in_schema = catalog.relations.keys().filter(|name| name.schema == schema);
    let names: Vec<&str> = in_schema.map(|name| name.name.as_str()).collect();
    let nearest = (names.len() < TOO_MANY)
        .then(|| fuzzy::nearest(table, names.iter().copied(), fuzzy::NAME_THRESHOLD))
        .flatten()
        .map(Ident::new);
    PlanError::TableNotFound { schema, table: table.to_owned(), nearest }
}

impl CandidateRelationship {
    /// Describes relationships of which a client of `schema` must choose one. Computed ones are left out: they are never
    /// ambiguous with others.
    ///
    /// A relation of another schema is suggested with its schema, if that is enough to tell it from the others.
    pub(crate) fn choice(relationships: &[&Relationship], schema: &Ident) -> Vec<Self> {
        let leads_there = |target: &QualifiedName| relationships.iter().filter(|it| it.target() == target).count();
        let describe = |relationship: &&Relationship| {
            let target = relationship.target();
            let mut candidate = Self::of(relationship)?;
            if target.schema != *schema && leads_there(target) == 1 {
                candidate.suggestion = format!("{}!{target}", target.name);
            }
            Some(candidate)
        };
        relationships.iter().filter_map(describe).collect()
    }

    fn of(relationship: &Relationship) -> Option<Self> {
        let Relationship::ForeignKey(link) = relationship else { return None };
        let (origin, target) = (&link.origin.name, &link.target.name);
        let (cardinality, name, text) = match &link.cardinality {
            Cardinality::OneToMany { constraint, columns } => {
                ("one-to-many", constraint, using(constraint, origin, target, columns))
            }
            Cardinality::ManyToOne { constraint, columns } => {
                ("many-to-one", constraint, using(constraint, origin, target, columns))
            }
            Cardinality::OneToOne { constraint, columns, .. } => {
                ("one-to-one", constraint, using(constraint, origin, target, columns))
            }
            Cardinality::ManyToMany(junction) => {
                let list = |columns: &[rowgate_catalog::ColumnPair]| join(columns.iter().map(|pair| &pair.target));
                let text = format!(
                    "{} using {}({}) and {}({})",
                    junction.relation.name,
                    junction.origin_constraint,
                    list(&junction.origin_columns),
                    junction.target_constraint,
                    list(&junction.target_columns),
                );
                ("many-to-many", &junction.relation.name, text)
            }
        };
        Some(Self {
            cardinality,
            embedding: format!("{origin} with {target}"),
            relationship: text,
            suggestion: format!("{target}!{name}"),
        })
    }

    fn to_json(&self) -> Value {
        json!({
            "cardinality": self.cardinality,
            "embedding": self.embedding,
            "relationship": self.relationship,
        })
    }
}

fn using(constraint: &Ident, origin: &Ident, target: &Ident, columns: &[rowgate_catalog::ColumnPair]) -> String {
    let own = join(columns.iter().map(|pair| &pair.origin));
    let foreign = join(columns.iter().map(|pair| &pair.target));
    format!("{constraint} using {origin}({own}) and {target}({foreign})")
}

fn join<'a>(names: impl Iterator<Item = &'a Ident>) -> String {
    names.map(Ident::as_str).collect::<Vec<_>>().join(", ")
}

fn signatures(candidates: &[Routine]) -> String {
    candidates.iter().map(signature).collect::<Vec<_>>().join(", ")
}

fn signature(routine: &Routine) -> String {
    let parameters: Vec<_> =
        routine.parameters.iter().map(|parameter| format!("{} => {}", parameter.name, parameter.type_name)).collect();
    format!("{}({})", routine.name, parameters.join(", "))
}

fn function_not_found(search: &FunctionSearch) -> String {
    let arguments = match search.raw_body {
        Some(_) => String::new(),
        None if search.arguments.is_empty() => " without parameters".into(),
        None => format!("({})", join(search.arguments.iter())),
    };
    format!("Could not find the function {}{arguments} in the schema cache", search.function)
}

impl FunctionSearch {
    fn details(&self) -> String {
        let how = match (self.raw_body, self.arguments.len()) {
            (Some(kind), _) => format!(" with a single unnamed {kind} parameter"),
            (None, 0) => " without parameters".into(),
            (None, 1) => format!(" with parameter {}", self.arguments[0]),
            (None, _) => format!(" with parameters {}", join(self.arguments.iter())),
        };
        let or_json = if self.json_body { " or with a single unnamed json/jsonb parameter" } else { "" };
        format!(
            "Searched for the function {}{how}{or_json}, but no matches were found in the schema cache.",
            self.function
        )
    }
}
