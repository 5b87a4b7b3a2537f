//! `definitions`: a row of each relation (OAS-12).

use rowgate_catalog::Relation;
use rowgate_core::Ident;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::property::Property;
use crate::notes::Notes;
use crate::outline::Outline;

/// The rows of all relations.
pub(super) struct Definitions<'a>(pub(super) &'a Outline<'a>);

impl Serialize for Definitions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(outline) = self;
        serializer.collect_map(outline.relations.iter().map(|relation| (&relation.name.name, row(outline, relation))))
    }
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<&'a Ident>,
    #[serde(skip_serializing_if = "Properties::is_empty")]
    properties: Properties<'a>,
    #[serde(rename = "type")]
    kind: &'static str,
}

struct Properties<'a> {
    relation: &'a Relation,
    notes: Notes<'a>,
}

fn row<'a>(outline: &Outline<'a>, relation: &'a Relation) -> Row<'a> {
    let required = relation.columns.values().filter(|column| !column.nullable).map(|column| &column.name);
    Row {
        description: relation.description.as_deref(),
        required: required.collect(),
        properties: Properties { relation, notes: Notes::of(outline.catalog, relation) },
        kind: "object",
    }
}

impl Properties<'_> {
    fn is_empty(&self) -> bool {
        self.relation.columns.is_empty()
    }
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.relation.columns.len()))?;
        for column in self.relation.columns.values() {
            map.serialize_entry(&column.name, &Property::of_column(column, &self.notes))?;
        }
        map.end()
    }
}
