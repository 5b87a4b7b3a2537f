//! `components.parameters`: what operations refer to (OAS-11).

use rowgate_catalog::Column;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::names::Component;
use crate::outline::Outline;
use crate::parameter::{Parameter, SHARED};
use crate::text::Text;

/// The parameters of all operations on relations.
pub(super) struct Parameters<'a>(pub(super) &'a Outline<'a>);

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for parameter in SHARED {
            map.serialize_entry(parameter.key, &shared(parameter))?;
        }
        for relation in &self.0.relations {
            for column in relation.columns.values() {
                let name = Component::RowFilter(&relation.name.name, &column.name);
                map.serialize_entry(&Text(name), &row_filter(column))?;
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct StringParameter<'a> {
    name: &'a str,
    #[serde(rename = "in")]
    location: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    schema: StringSchema,
}

/// A string, maybe one of these.
#[derive(Serialize)]
struct StringSchema {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "enum", skip_serializing_if = "<[&str]>::is_empty")]
    values: &'static [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<&'static str>,
}

fn shared(parameter: &Parameter) -> StringParameter<'static> {
    let Parameter { location, name, description, values, default, .. } = *parameter;
    let schema = StringSchema { kind: "string", values, default };
    StringParameter { name, location, description: Some(description), schema }
}

fn row_filter(column: &Column) -> StringParameter<'_> {
    let schema = StringSchema { kind: "string", values: &[], default: None };
    StringParameter { name: &column.name, location: "query", description: column.description.as_deref(), schema }
}
