//! Changes to the rows of a relation (contract §5).

use std::collections::BTreeSet;

use compact_str::CompactString;
use rowgate_catalog::Relation;
use rowgate_core::{Blob, Ident, MediaType, QualifiedName};
use rowgate_request::{Missing, Mutation, Operation, Payload, QuantOperator, Resolution, Return};

use crate::draft::LegacyTargetName;
use crate::field::FieldResolver;
use crate::select::{Condition, From, Select};
use crate::values::{BoundValue, values};
use crate::{Context, Handler, Output, PlanError, negotiate, read};

/// A change, and what is read from the changed rows.
#[derive(Clone, Debug)]
pub struct MutatePlan {
    /// The relation.
    pub relation: QualifiedName,
    /// Which change was asked for.
    pub mutation: Mutation,
    /// The change.
    pub write: Write,
    /// Whether nothing else happens when the relation is written to.
    pub inert: bool,
    /// The columns of the changed rows that are needed; empty when only their number is.
    pub returning: Vec<Ident>,
    /// The relation's primary key.
    pub primary_key: Vec<Ident>,
    /// What is selected from the changed rows.
    pub select: Select,
    /// How they become a body.
    pub output: Output,
    /// `Prefer: return`
    pub representation: Option<Return>,
    /// Embeds addressed by a name they no longer go by (EMB-51).
    pub legacy_names: Vec<LegacyTargetName>,
}

/// A change to rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// INSERT, with or without a conflict clause.
    Insert(Insert),
    /// UPDATE.
    Update(Update),
    /// DELETE.
    Delete {
        /// Which rows.
        conditions: Vec<Condition>,
    },
}

impl Write {
    /// Takes the body apart, where that is as good as having it done.
    fn bind(&mut self) {
        let Some((body, columns)) = self.body() else { return };
        if !body.is_array && !body.with_defaults && columns.iter().all(|column| column.parser.is_none()) {
            body.values = values(&body.text, columns.iter().map(|column| (&column.name, column.type_name.as_str())));
        }
    }

    fn body(&mut self) -> Option<(&mut Body, &[PayloadColumn])> {
        match self {
            Self::Insert(insert) => Some((&mut insert.body, &insert.columns)),
            Self::Update(update) => Some((&mut update.body, &update.columns)),
            Self::Delete { .. } => None,
        }
    }
}

impl MutatePlan {
    /// The same change with the body's text, where it has the body's values.
    pub(crate) fn unbound(&self) -> Option<Self> {
        let mut plan = self.clone();
        let (body, _) = plan.write.body()?;
        body.values.take().map(|_| plan)
    }
}

/// New rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// The rows.
    pub body: Body,
    /// The columns they fill.
    pub columns: Vec<PayloadColumn>,
    /// What happens to rows that exist.
    pub conflict: Option<Conflict>,
    /// On PUT, which rows of the body are meant: those the URL names (MUT-41).
    pub put_conditions: Vec<Condition>,
}

/// What happens to rows that exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Merge or ignore.
    pub resolution: Resolution,
    /// The columns by which a row exists; empty when the relation has no key, so that nothing can conflict (MUT-31).
    pub columns: Vec<Ident>,
}

/// New values for rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The values.
    pub body: Body,
    /// The columns they replace; without any, nothing is changed (MUT-53).
    pub columns: Vec<PayloadColumn>,
    /// Which rows.
    pub conditions: Vec<Condition>,
}

/// A JSON body, taken apart by PostgreSQL or by us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The text.
    pub text: Blob,
    /// A value for each column, where the body is a small object of them: they may be bound instead of the text. What
    /// is refused before it has run has to be asked for with the text, for then PostgreSQL reads values later.
    pub values: Option<Vec<BoundValue>>,
    /// Whether it is an array of rows.
    pub is_array: bool,
    /// Whether missing members take their column's default (MUT-16).
    pub with_defaults: bool,
}

/// A column that a body fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadColumn {
    /// Its name.
    pub name: Ident,
    /// The type its member is read as.
    pub type_name: CompactString,
    /// From JSON to the column's type (MUT-12).
    pub parser: Option<QualifiedName>,
    /// The default expression.
    pub default: Option<CompactString>,
}

/// Plans a change, in the order of checks of ORD-E12.
pub(crate) fn plan(context: Context<'_>, relation: &str, mutation: Mutation) -> Result<MutatePlan, PlanError> {
    let relation = context.relation(relation)?;
    let rows = read::rows(context, relation.name.clone())?;
    let mut write = write(context, relation, mutation)?;
    context.check_preferences()?;
    let mut output = negotiate::output(context, &relation.name, rows.is_default)?;
    let representation = context.request.preferences.representation;
    if representation != Some(Return::Representation) {
        output.handler = Handler::None;
    }
    if !matches!(output.media_type, MediaType::Plan { .. }) {
        write.bind();
    }
    let returning = match representation {
        None | Some(Return::Minimal) => Vec::new(),
        Some(_) => columns_needed(&rows.select, &relation.primary_key).into_iter().collect(),
    };
    Ok(MutatePlan {
        relation: relation.name.clone(),
        mutation,
        write,
        inert: relation.inert,
        returning,
        primary_key: relation.primary_key.clone(),
        select: rows.select,
        output,
        representation,
        legacy_names: rows.legacy_names,
    })
}

fn write(context: Context<'_>, relation: &Relation, mutation: Mutation) -> Result<Write, PlanError> {
    match mutation {
        Mutation::Insert => insert(context, relation).map(Write::Insert),
        Mutation::SingleUpsert => put(context, relation).map(Write::Insert),
        Mutation::Update => {
            let columns = payload_columns(context, relation)?;
            let with_defaults = applies_defaults(context);
            let body = body(context, with_defaults);
            Ok(Write::Update(Update { body, columns, conditions: conditions(context, relation) }))
        }
        Mutation::Delete => Ok(Write::Delete { conditions: conditions(context, relation) }),
    }
}

fn insert(context: Context<'_>, relation: &Relation) -> Result<Insert, PlanError> {
    let request = context.request;
    let on_conflict = request.query.on_conflict.as_ref();
    let conflict = request.preferences.resolution.map(|resolution| Conflict {
        resolution,
        columns: on_conflict.map_or_else(
            || relation.primary_key.clone(),
            |columns| columns.iter().map(|name| Ident::new(name)).collect(),
        ),
    });
    Ok(Insert {
        columns: payload_columns(context, relation)?,
        body: body(context, applies_defaults(context)),
        conflict,
        put_conditions: Vec::new(),
    })
}

/// The URL must name one row by its whole key and by nothing else (MUT-40).
fn put(context: Context<'_>, relation: &Relation) -> Result<Insert, PlanError> {
    let query = &context.request.query;
    let key: BTreeSet<&str> = relation.primary_key.iter().map(Ident::as_str).collect();
    let named: BTreeSet<&str> = query.filter_keys.iter().map(compact_str::CompactString::as_str).collect();
    let only_equal = query.filters.iter().filter(|(path, _)| path.is_empty()).all(|(_, filter)| {
        !filter.negated && matches!(filter.operation, Operation::Quantifiable(QuantOperator::Equal, None, _))
    });
    if !query.logic.is_empty() || key.is_empty() || named != key || !only_equal {
        return Err(PlanError::InvalidPutFilters);
    }
    Ok(Insert {
        columns: payload_columns(context, relation)?,
        body: body(context, false),
        conflict: Some(Conflict { resolution: Resolution::Merge, columns: relation.primary_key.clone() }),
        put_conditions: conditions(context, relation),
    })
}

/// Root filters, then all logic trees: those addressed to embeds restrict the changed rows too (LOG-09, QRK-19).
fn conditions(context: Context<'_>, relation: &Relation) -> Vec<Condition> {
    let fields = FieldResolver { catalog: context.catalog, relation: Some(relation) };
    let query = &context.request.query;
    let filters = query
        .filters
        .iter()
        .filter(|(path, _)| path.is_empty())
        .map(|(_, filter)| Condition::Filter(fields.filter(filter)));
    filters.chain(query.logic.iter().map(|(_, tree)| fields.condition(tree))).collect()
}

/// The columns of the body, which must exist (MUT-10).
fn payload_columns(context: Context<'_>, relation: &Relation) -> Result<Vec<PayloadColumn>, PlanError> {
    let fields = FieldResolver { catalog: context.catalog, relation: Some(relation) };
    let column = |name: &CompactString| {
        let column = relation
            .columns
            .get(name.as_str())
            .ok_or_else(|| PlanError::ColumnNotFound { column: Ident::new(name), table: relation.name.name.clone() })?;
        let parser = fields.json_parser(column);
        Ok(PayloadColumn {
            name: column.name.clone(),
            type_name: if parser.is_some() { "json".into() } else { column.declared_type.clone() },
            parser,
            default: column.default.clone(),
        })
    };
    context.request.columns.iter().map(column).collect()
}

fn applies_defaults(context: Context<'_>) -> bool {
    context.request.preferences.missing == Some(Missing::Default)
}

fn body(context: Context<'_>, with_defaults: bool) -> Body {
    match &context.request.payload {
        Some(Payload::Json { text, is_array }) => {
            Body { text: text.clone(), values: None, is_array: *is_array, with_defaults }
        }
        // The parser gives every insert and update a JSON payload; an empty array changes nothing.
        _ => Body { text: "[]".into(), values: None, is_array: true, with_defaults },
    }
}

/// Whether all columns must come back from a change or a call so that `select` can be answered.
pub(crate) fn needs_all_columns(select: &Select) -> bool {
    let is_computed = |embed: &crate::Embed| matches!(embed.select.from, From::Function { .. });
    select.columns.iter().any(|column| column.field.name == "*") || select.embeds.iter().any(is_computed)
}

/// The columns that must come back from a change or a call so that `select` can be answered (EMB-47); `*` alone where
/// all are needed.
pub(crate) fn columns_needed(select: &Select, key: &[Ident]) -> BTreeSet<Ident> {
    if needs_all_columns(select) {
        return BTreeSet::from([Ident::new("*")]);
    }
    let own = select.columns.iter().map(|column| column.field.name.clone());
    let outer = select.from.qualifier();
    let joining = select
        .embeds
        .iter()
        .flat_map(|embed| &embed.select.joins)
        .filter(|join| join.outer == outer)
        .map(|join| join.outer_column.clone());
    own.chain(joining).chain(key.iter().cloned()).collect()
}
