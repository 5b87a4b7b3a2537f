//! Databases in a few words per object. Names without a schema are in `api`.

use rowgate_catalog::{
    Column, ComputedRelationship, HandlerScope, MediaHandler, Parameter, RelationKind, Returns, Routine, RoutineType,
};
use rowgate_core::{Ident, QualifiedName};

use crate::builder::{self, Columns, Database, row_type};

impl Database {
    /// A table; `columns` are `name type` or `name type = default`, separated by a comma and a space.
    pub(crate) fn table(&mut self, name: &str, columns: &str) -> &mut Self {
        self.add_relation(&named(name), RelationKind::Table, columns.split(", ").map(column).collect());
        self
    }

    /// A view; `columns` are `name from table.column` or `name type`.
    pub(crate) fn view(&mut self, name: &str, columns: &str) -> &mut Self {
        self.view_of_kind(name, RelationKind::View, columns)
    }

    /// A materialized view, which nobody can change.
    pub(crate) fn materialized_view(&mut self, name: &str, columns: &str) -> &mut Self {
        self.view_of_kind(name, RelationKind::MaterializedView, columns)
    }

    fn view_of_kind(&mut self, name: &str, kind: RelationKind, columns: &str) -> &mut Self {
        let base = |text: &str| text.split_once('.').map(|(table, column)| (named(table), column.to_owned())).unwrap();
        let shown = columns.split(", ").map(|text| match text.split_once(" from ") {
            Some((name, text)) => {
                let (table, column) = base(text);
                Column { name: Ident::new(name), ..self.column(&table, &column).clone() }
            }
            None => column(text),
        });
        let shown = shown.collect();
        let view = named(name);
        self.add_relation(&view, kind, shown);
        for (name, text) in columns.split(", ").filter_map(|text| text.split_once(" from ")) {
            let (table, column) = base(text);
            self.add_origin((&view, name), (&table, &column));
        }
        self
    }

    /// `roles(film_id, actor_id)`
    pub(crate) fn primary_key(&mut self, key: &str) -> &mut Self {
        let (relation, columns) = columns_of(key);
        self.add_primary_key(&(&relation, columns));
        self
    }

    /// `films(director_id) -> directors(id)`
    pub(crate) fn foreign_key(&mut self, key: &str) -> &mut Self {
        let (child, parent) = key.split_once(" -> ").unwrap();
        let ((child, child_columns), (parent, parent_columns)) = (columns_of(child), columns_of(parent));
        let (child, parent): (Columns<'_>, Columns<'_>) = ((&child, child_columns), (&parent, parent_columns));
        self.add_foreign_key(&child, &parent);
        self
    }

    /// A function of a row of `origin` that gives rows of `target`.
    pub(crate) fn computed(&mut self, function: &str, origin: &str, target: &str, to_one: bool) -> &mut Self {
        self.add_computed(ComputedRelationship {
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
        let parameters = parameters.split(", ").filter(|text| !text.is_empty()).map(parameter).collect();
        let mut routine = builder::function(named(name), parameters, returns);
        change(&mut routine);
        self.add_routine(routine);
        self
    }

    /// A cast function between a domain and `json` or `text`.
    pub(crate) fn representation(&mut self, source: &str, target: &str, function: &str) -> &mut Self {
        self.add_representation(source, target, named(function));
        self
    }

    /// An aggregate that makes bodies of a media type, of rows of one relation or of any.
    pub(crate) fn aggregate(&mut self, function: &str, media_type: &str, relation: Option<&str>) -> &mut Self {
        let argument = relation.map(named);
        let scope = argument.clone().map_or(HandlerScope::AnyElement, HandlerScope::Named);
        self.add_handler(scope, media_type, MediaHandler::Aggregate { function: named(function), argument });
        self
    }

    /// A function whose own value is a body of a media type.
    pub(crate) fn body_function(&mut self, function: &str, media_type: &str) -> &mut Self {
        let handler = MediaHandler::Function(named(function));
        self.add_handler(HandlerScope::Named(named(function)), media_type, handler);
        self
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

/// One row of a relation.
pub(crate) fn row(relation: &str) -> Returns {
    Returns::Single(row_type(named(relation)))
}

/// A set of rows of a relation, or of `pg_catalog.record`.
pub(crate) fn rows(relation: &str) -> Returns {
    Returns::SetOf(row_type(named(relation)))
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

/// `films(id, year)`
fn columns_of(text: &str) -> (QualifiedName, Vec<&str>) {
    let (relation, columns) = text.strip_suffix(')').and_then(|text| text.split_once('(')).unwrap();
    (named(relation), columns.split(", ").collect())
}

/// `stars smallint = 3`. The domains of `api` are over text.
fn column(text: &str) -> Column {
    let (declared, default) = text.split_once(" = ").map_or((text, None), |(it, default)| (it, Some(default)));
    let (name, declared_type) = declared.split_once(' ').unwrap();
    let column = builder::column(name, declared_type);
    let is_domain = matches!(declared_type, "api.color" | "api.slug");
    Column {
        base_type: if is_domain { "text".into() } else { column.base_type },
        default: default.map(Into::into),
        ..column
    }
}

fn parameter(text: &str) -> Parameter {
    let (text, variadic) = text.strip_prefix("VARIADIC ").map_or((text, false), |rest| (rest, true));
    let (declared, required) = text.split_once(" = ").map_or((text, true), |(declared, _)| (declared, false));
    let (name, type_name) = declared.split_once(' ').unwrap_or(("", declared));
    Parameter { required, variadic, ..builder::parameter(name, type_name) }
}
