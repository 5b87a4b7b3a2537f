//! `components.schemas`: the rows of each relation, as they are read and as they are written (OAS-12).

use rowgate_catalog::{Column, Relation};
use rowgate_core::Ident;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::names::{Component, Pointer, PropertyPointer};
use super::schema::Schema;
use crate::notes::Notes;
use crate::outline::Outline;
use crate::text::{Reference, Text};

/// The schemas of all relations.
pub(super) struct Schemas<'a>(pub(super) &'a Outline<'a>);

impl Serialize for Schemas<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(outline) = self;
        let mut map = serializer.serialize_map(None)?;
        for relation in &outline.relations {
            let name = &relation.name.name;
            map.serialize_entry(&Text(Component::Row(name)), &row(outline, relation))?;
            if relation.insertable {
                map.serialize_entry(&Text(Component::Insert(name)), &insert(relation))?;
            }
            if relation.insertable || relation.updatable {
                map.serialize_entry(&Text(Component::Update(name)), &update(relation))?;
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Object<'a, Properties> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    properties: Properties,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<&'a Ident>,
}

/// A whole row as it is read.
fn row<'a>(outline: &Outline<'a>, relation: &'a Relation) -> impl Serialize {
    Object {
        kind: "object",
        description: relation.description.as_deref(),
        properties: Columns { relation, notes: Notes::of(outline.catalog, relation) },
        required: names(relation, |column| !column.nullable),
    }
}

/// A row as it is changed: any of the columns that can be written.
fn update(relation: &Relation) -> impl Serialize {
    Object { kind: "object", description: None, properties: Writable(relation), required: Vec::new() }
}

/// A row as it is inserted: as it is changed, but with all columns that neither may be null nor have a default.
fn insert(relation: &Relation) -> impl Serialize {
    #[derive(Serialize)]
    struct Insert<'a> {
        #[serde(rename = "$ref")]
        update: Text<Pointer<'a>>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        required: Vec<&'a Ident>,
    }
    let needed = |column: &Column| !column.nullable && column.default.is_none() && !column.generated;
    Insert { update: Text(Pointer(Component::Update(&relation.name.name))), required: names(relation, needed) }
}

fn names(relation: &Relation, which: impl Fn(&Column) -> bool) -> Vec<&Ident> {
    relation.columns.values().filter(|column| which(column)).map(|column| &column.name).collect()
}

struct Columns<'a> {
    relation: &'a Relation,
    notes: Notes<'a>,
}

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let schema = |column| Schema::of_column(column, &self.notes);
        serializer.collect_map(self.relation.columns.values().map(|column| (&column.name, schema(column))))
    }
}

struct Writable<'a>(&'a Relation);

impl Serialize for Writable<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(relation) = self;
        let columns = relation.columns.values().filter(|column| !column.generated).map(|column| &column.name);
        let pointer = |column| PropertyPointer { relation: &relation.name.name, column };
        serializer.collect_map(columns.map(|column| (column, Reference::to(pointer(column)))))
    }
}
