//! A catalog put together object by object.
//!
//! Relationships and view keys are derived from the keys, as they are from a database.

use std::collections::HashMap;

use rowgate_catalog::derive::{ColumnId, Facts, ForeignKey, Key, RelationFacts, RelationId, derive};
use rowgate_catalog::{
    Catalog, Column, ComputedRelationship, HandlerKey, HandlerScope, MediaHandler, Parameter, Relation, RelationKind,
    Representation, RepresentationKey, Returns, Routine, RoutineType, Volatility,
};
use rowgate_core::{Ident, MediaType, QualifiedName};

/// A database in the making. Its names are taken as they are, whatever characters they have; [`crate::notation`] has
/// shorter ways to say the same of plain names.
#[derive(Default)]
pub(crate) struct Database {
    facts: Facts,
    ids: HashMap<QualifiedName, RelationId>,
    catalog: Catalog,
}

/// Some columns of a relation.
pub(crate) type Columns<'a> = (&'a QualifiedName, Vec<&'a str>);

impl Database {
    pub(crate) fn add_relation(&mut self, name: &QualifiedName, kind: RelationKind, columns: Vec<Column>) {
        let id = RelationId(u32::try_from(self.ids.len()).unwrap());
        let numbered = columns.iter().zip(1..).map(|(column, number)| (number, column.name.clone()));
        let facts = RelationFacts { name: name.clone(), is_view: kind.is_view(), columns: numbered.collect() };
        self.facts.relations.insert(id, facts);
        self.ids.insert(name.clone(), id);
        let can_change = kind != RelationKind::MaterializedView;
        let relation = Relation {
            name: name.clone(),
            description: None,
            kind,
            insertable: can_change,
            updatable: can_change,
            deletable: can_change,
            inert: false,
            primary_key: Vec::new(),
            columns: columns.into_iter().map(|column| (column.name.clone(), column)).collect(),
        };
        self.catalog.relations.insert(name.clone(), relation);
    }

    /// Says that a view's column is nothing but a column of another relation.
    pub(crate) fn add_origin(&mut self, shown: (&QualifiedName, &str), base: (&QualifiedName, &str)) {
        let (shown, base) = (self.column_id(shown.0, shown.1), self.column_id(base.0, base.1));
        self.facts.origins.insert(shown, base);
    }

    pub(crate) fn add_primary_key(&mut self, (relation, columns): &Columns<'_>) {
        self.facts.keys.push(Key {
            relation: self.ids[*relation],
            name: (*relation).clone(),
            is_primary: true,
            columns: self.numbers(relation, columns),
        });
    }

    /// A foreign key, named as PostgreSQL names it: `films_director_id_fkey`.
    pub(crate) fn add_foreign_key(&mut self, child: &Columns<'_>, parent: &Columns<'_>) {
        self.facts.foreign_keys.push(ForeignKey {
            constraint: Ident::new(&format!("{}_{}_fkey", child.0.name, child.1.join("_"))),
            child: self.ids[child.0],
            parent: self.ids[parent.0],
            child_columns: self.numbers(child.0, &child.1),
            parent_columns: self.numbers(parent.0, &parent.1),
        });
    }

    pub(crate) fn add_computed(&mut self, computed: ComputedRelationship) {
        self.facts.computed.push(computed);
    }

    pub(crate) fn add_routine(&mut self, routine: Routine) {
        self.catalog.routines.entry(routine.name.clone()).or_default().push(routine);
    }

    /// A cast function between a domain and `json` or `text`.
    pub(crate) fn add_representation(&mut self, source: &str, target: &str, function: QualifiedName) {
        let key = RepresentationKey { source: source.into(), target: target.into() };
        self.catalog.representations.insert(key, Representation { function });
    }

    pub(crate) fn add_handler(&mut self, scope: HandlerScope, media_type: &str, handler: MediaHandler) {
        let key = HandlerKey { scope, media_type: MediaType::parse(media_type) };
        self.catalog.handlers.insert(key, handler);
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

    pub(crate) fn column(&self, relation: &QualifiedName, column: &str) -> &Column {
        &self.catalog.relations[relation].columns[column]
    }

    fn numbers(&self, relation: &QualifiedName, columns: &[&str]) -> Vec<i16> {
        columns.iter().map(|column| self.column_id(relation, column).number).collect()
    }

    fn column_id(&self, relation: &QualifiedName, column: &str) -> ColumnId {
        let relation = self.ids[relation];
        let columns = &self.facts.relations[&relation].columns;
        let number = columns.iter().find(|(_, name)| *name == column).unwrap().0;
        ColumnId { relation, number }
    }
}

/// A column of a built-in type.
pub(crate) fn column(name: &str, declared_type: &str) -> Column {
    Column {
        name: Ident::new(name),
        description: None,
        nullable: true,
        base_type: declared_type.split('(').next().unwrap_or(declared_type).into(),
        declared_type: declared_type.into(),
        max_length: None,
        default: None,
        enum_labels: Vec::new(),
        generated: false,
    }
}

/// A parameter without a default.
pub(crate) fn parameter(name: &str, type_name: &str) -> Parameter {
    let cast_type = if type_name == "character" { "character varying" } else { type_name };
    Parameter {
        name: Ident::new(name),
        type_name: type_name.into(),
        cast_type: cast_type.into(),
        required: true,
        variadic: false,
    }
}

/// A VOLATILE function.
pub(crate) fn function(name: QualifiedName, parameters: Vec<Parameter>, returns: Returns) -> Routine {
    Routine {
        name,
        description: None,
        variadic: parameters.iter().any(|parameter| parameter.variadic),
        parameters,
        returns,
        volatility: Volatility::Volatile,
        isolation_level: None,
        settings: Vec::new(),
    }
}

/// Rows of a relation.
pub(crate) fn row_type(relation: QualifiedName) -> RoutineType {
    RoutineType::Composite { name: relation, is_alias: false }
}
