//! A catalog from a few words per object.
//!
//! Relationships and view keys are derived from the keys, as they are from a database.

use std::collections::HashMap;

use rowgate_catalog::derive::{ColumnId, Facts, ForeignKey, Key, RelationFacts, RelationId, derive};
use rowgate_catalog::{
    Catalog, Column, ComputedRelationship, HandlerKey, HandlerScope, MediaHandler, Parameter, Relation,
    RelationKind, Representation, RepresentationKey, Returns, Routine, RoutineType, Volatility,
};
use rowgate_core::{Ident, MediaType, QualifiedName};

/// A database in the making. Names without a schema are in `api`.
#[derive(Default)]
pub(crate) struct Database {
    facts: Facts,
    ids: HashMap<QualifiedName, RelationId>,
    catalog: Catalog,
}

impl Database {
    /// A table; `columns` are `name type` or `name type = default`, separated by a comma and a space.
    pub(crate) fn table(&mut self, name: &str, columns: &str) -> &mut Self {
        self.relation(name, RelationKind::Table, columns.split(", ").map(column).collect())
    }

    /// A view; `columns` are `name from table.column` or `name type`.
    pub(crate) fn view(&mut self, name: &str, columns: &str) -> &mut Self {
        let traced = |text: &str| text.split_once(" from ").map(|(name, base)| (name.to_owned(), base.to_owned()));
        let shown = columns.split(", ").map(|text| match traced(text) {
            Some((name, base)) => Column { name: Ident::new(&name), ..self.column(&base).clone() },
            None => column(text),
        });
        let shown = shown.collect();
        self.relation(name, RelationKind::View, shown);
        for (name_of_column, base) in columns.split(", ").filter_map(traced) {
            let view = self.column_id(name, &name_of_column);
            let (table, column) = base.split_once('.').unwrap();
            let origin = self.column_id(table, column);
            self.facts.origins.insert(view, origin);
        }
        self
    }

    /// `roles(film_id, actor_id)`
    pub(crate) fn primary_key(&mut self, key: &str) -> &mut Self {
        let (relation, columns) = self.columns_of(key);
        let name = self.facts.relations[&relation].name.clone();
        self.facts.keys.push(Key { relation, name, is_primary: true, columns });
        self
    }

    /// `films(director_id) -> directors(id)`, named as PostgreSQL names it: `films_director_id_fkey`.
    pub(crate) fn foreign_key(&mut self, key: &str) -> &mut Self {
        let (child, parent) = key.split_once(" -> ").unwrap();
        let ((child, child_columns), (parent, parent_columns)) = (self.columns_of(child), self.columns_of(parent));
        let names = child_columns.iter().map(|number| self.name_of(child, *number).to_string());
        let constraint = format!("{}_{}_fkey", self.facts.relations[&child].name.name, names.collect::<Vec<_>>().join("_"));
        self.facts.foreign_keys.push(ForeignKey {
            constraint: Ident::new(&constraint),
            child,
            parent,
            child_columns,
            parent_columns,
        });
        self
    }

    /// A function of a row of `origin` that gives rows of `target`.
    pub(crate) fn computed(&mut self, function: &str, origin: &str, target: &str, to_one: bool) -> &mut Self {
        self.facts.computed.push(ComputedRelationship {
            function: named(function),
            origin: named(origin),
            target: named(target),
            to_one,
            is_self: origin == target,
        });
        self
    }

    /// A function; `parameters` are `name type`, `name type = default`, `VARIADIC name type` or a type alone.
    pub(crate) fn function(&mut self, name: &str, parameters: &str, returns: Returns) -> &mut Self {
        self.routine(name, parameters, returns, |_| {})
    }

    /// A function with more than its signature. Without a change it is VOLATILE.
    pub(crate) fn routine(
        &mut self,
        name: &str,
        parameters: &str,
        returns: Returns,
        change: impl FnOnce(&mut Routine),
    ) -> &mut Self {
        let parameters: Vec<_> = parameters.split(", ").filter(|text| !text.is_empty()).map(parameter).collect();
        let mut routine = Routine {
            name: named(name),
            description: None,
            variadic: parameters.iter().any(|parameter| parameter.variadic),
            parameters,
            returns,
            volatility: Volatility::Volatile,
            isolation_level: None,
            settings: Vec::new(),
        };
        change(&mut routine);
        self.catalog.routines.entry(named(name)).or_default().push(routine);
        self
    }

    /// A cast function between a domain and `json` or `text`.
    pub(crate) fn representation(&mut self, source: &str, target: &str, function: &str) -> &mut Self {
        let key = RepresentationKey { source: source.into(), target: target.into() };
        self.catalog.representations.insert(key, Representation { function: named(function) });
        self
    }

    /// An aggregate that makes bodies of a media type, of rows of one relation or of any.
    pub(crate) fn aggregate(&mut self, function: &str, media_type: &str, relation: Option<&str>) -> &mut Self {
        let argument = relation.map(named);
        let scope = argument.clone().map_or(HandlerScope::AnyElement, HandlerScope::Named);
        self.handler(scope, media_type, MediaHandler::Aggregate { function: named(function), argument })
    }

    /// A function whose own value is a body of a media type.
    pub(crate) fn body_function(&mut self, function: &str, media_type: &str) -> &mut Self {
        self.handler(HandlerScope::Named(named(function)), media_type, MediaHandler::Function(named(function)))
    }

    /// The catalog, with keys and relationships derived.
    pub(crate) fn catalog(&mut self) -> Catalog {
        let derived = derive(&self.facts);
        let mut catalog = std::mem::take(&mut self.catalog);
        for (id, key) in derived.primary_keys {
            let name = &self.facts.relations[&id].name;
            catalog.relations.get_mut(name).unwrap().primary_key = key;
        }
        catalog.relationships = derived.relationships;
        for overloads in catalog.routines.values_mut() {
            overloads.sort_by_key(|routine| (routine.parameters.len(), routine.parameters.clone()));
        }
        catalog
    }

    fn relation(&mut self, name: &str, kind: RelationKind, columns: Vec<Column>) -> &mut Self {
        let name = named(name);
        let id = RelationId(u32::try_from(self.ids.len()).unwrap());
        let numbered = columns.iter().zip(1..).map(|(column, number)| (number, column.name.clone()));
        let facts =
            RelationFacts { name: name.clone(), is_view: kind.is_view(), columns: numbered.collect() };
        self.facts.relations.insert(id, facts);
        self.ids.insert(name.clone(), id);
        let relation = Relation {
            name: name.clone(),
            description: None,
            kind,
            insertable: true,
            updatable: true,
            deletable: true,
            primary_key: Vec::new(),
            columns: columns.into_iter().map(|column| (column.name.clone(), column)).collect(),
        };
        self.catalog.relations.insert(name, relation);
        self
    }

    fn handler(&mut self, scope: HandlerScope, media_type: &str, handler: MediaHandler) -> &mut Self {
        let key = HandlerKey { scope, media_type: MediaType::parse(media_type) };
        self.catalog.handlers.insert(key, handler);
        self
    }

    /// `films(id, year)`
    fn columns_of(&self, text: &str) -> (RelationId, Vec<i16>) {
        let (relation, columns) = text.strip_suffix(')').unwrap().split_once('(').unwrap();
        let numbers = columns.split(", ").map(|column| self.column_id(relation, column).number);
        (self.ids[&named(relation)], numbers.collect())
    }

    fn column_id(&self, relation: &str, column: &str) -> ColumnId {
        let relation = self.ids[&named(relation)];
        let columns = &self.facts.relations[&relation].columns;
        let number = columns.iter().find(|(_, name)| *name == column).unwrap().0;
        ColumnId { relation, number }
    }

    fn name_of(&self, relation: RelationId, number: i16) -> &Ident {
        &self.facts.relations[&relation].columns.iter().find(|(it, _)| *it == number).unwrap().1
    }

    /// `films.id`
    fn column(&self, text: &str) -> &Column {
        let (relation, column) = text.split_once('.').unwrap();
        &self.catalog.relations[&named(relation)].columns[column]
    }
}

/// One plain value.
pub(crate) fn value(type_name: &str) -> Returns {
    Returns::Single(scalar(type_name))
}

/// A set of plain values.
pub(crate) fn values(type_name: &str) -> Returns {
    Returns::SetOf(scalar(type_name))
}

/// One row of a relation, or a `pg_catalog.record`.
pub(crate) fn row(relation: &str) -> Returns {
    Returns::Single(RoutineType::Composite { name: qualified(relation, "api"), is_alias: false })
}

/// A set of rows.
pub(crate) fn rows(relation: &str) -> Returns {
    Returns::SetOf(RoutineType::Composite { name: qualified(relation, "api"), is_alias: false })
}

fn scalar(type_name: &str) -> RoutineType {
    RoutineType::Scalar(qualified(type_name, "pg_catalog"))
}

fn named(text: &str) -> QualifiedName {
    qualified(text, "api")
}

fn qualified(text: &str, schema: &str) -> QualifiedName {
    match text.split_once('.') {
        Some((schema, name)) => QualifiedName::new(schema, name),
        None => QualifiedName::new(schema, text),
    }
}

/// `stars smallint = 3`. Domains of `api` are over text.
fn column(text: &str) -> Column {
    let (declared, default) = text.split_once(" = ").map_or((text, None), |(it, default)| (it, Some(default)));
    let (name, declared_type) = declared.split_once(' ').unwrap();
    let base_type = match declared_type {
        "api.color" | "api.slug" => "text",
        other => other.split('(').next().unwrap_or(other),
    };
    Column {
        name: Ident::new(name),
        description: None,
        nullable: true,
        base_type: base_type.into(),
        declared_type: declared_type.into(),
        max_length: None,
        default: default.map(Into::into),
        enum_labels: Vec::new(),
        generated: false,
    }
}

fn parameter(text: &str) -> Parameter {
    let (text, variadic) = text.strip_prefix("VARIADIC ").map_or((text, false), |rest| (rest, true));
    let (declared, required) = text.split_once(" = ").map_or((text, true), |(declared, _)| (declared, false));
    let (name, type_name) = declared.split_once(' ').unwrap_or(("", declared));
    let cast_type = if type_name == "character" { "character varying" } else { type_name };
    Parameter { name: Ident::new(name), type_name: type_name.into(), cast_type: cast_type.into(), required, variadic }
}
