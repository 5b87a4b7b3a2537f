//! `parameters`: what operations refer to (OAS-11).

use std::fmt;

use rowgate_catalog::Column;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::outline::Outline;
use crate::parameter::{Parameter, SHARED};
use crate::text::{Reference, Text};

/// The parameters of all operations on relations.
pub(super) struct Parameters<'a>(pub(super) &'a Outline<'a>);

/// The name a parameter is referred to by.
#[derive(Clone, Copy)]
pub(super) enum Name<'a> {
    /// One of all relations.
    Shared(&'static str),
    /// The body for a relation.
    Body(&'a str),
    /// The filter on a column of a relation.
    RowFilter(&'a str, &'a str),
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shared(name) => f.write_str(name),
            Self::Body(relation) => write!(f, "body.{relation}"),
            Self::RowFilter(relation, column) => write!(f, "rowFilter.{relation}.{column}"),
        }
    }
}

/// A reference to a parameter.
pub(super) type ParameterRef<'a> = Reference<Pointer<'a>>;

/// Where a parameter stands.
pub(super) struct Pointer<'a>(Name<'a>);

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#/parameters/{}", self.0)
    }
}

impl<'a> Name<'a> {
    pub(super) fn reference(self) -> ParameterRef<'a> {
        Reference::to(Pointer(self))
    }
}

impl Serialize for Parameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for parameter in SHARED {
            map.serialize_entry(parameter.key, &shared(parameter))?;
        }
        for relation in &self.0.relations {
            let name = relation.name.name.as_str();
            map.serialize_entry(&Text(Name::Body(name)), &body(name))?;
            for column in relation.columns.values() {
                map.serialize_entry(&Text(Name::RowFilter(name, &column.name)), &row_filter(column))?;
            }
        }
        map.end()
    }
}

/// A parameter whose value is a string.
#[derive(Serialize)]
struct StringParameter<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(rename = "enum", skip_serializing_if = "<[&str]>::is_empty")]
    values: &'static [&'static str],
    #[serde(rename = "in")]
    location: &'static str,
    name: &'a str,
    required: bool,
    #[serde(rename = "type")]
    kind: &'static str,
}

fn shared(parameter: &Parameter) -> StringParameter<'static> {
    let Parameter { location, name, description, values, default, .. } = *parameter;
    let description = Some(description);
    StringParameter { default, description, values, location, name, required: false, kind: "string" }
}

fn row_filter(column: &Column) -> StringParameter<'_> {
    let Column { name, description, .. } = column;
    let description = description.as_deref();
    StringParameter {
        default: None,
        description,
        values: &[],
        location: "query",
        name,
        required: false,
        kind: "string",
    }
}

#[derive(Serialize)]
struct Body<'a> {
    description: &'a str,
    #[serde(rename = "in")]
    location: &'static str,
    name: &'a str,
    required: bool,
    schema: Reference<Definition<'a>>,
}

fn body(relation: &str) -> Body<'_> {
    Body {
        description: relation,
        location: "body",
        name: relation,
        required: false,
        schema: Reference::to(Definition(relation)),
    }
}

/// Where a relation's row is defined.
pub(super) struct Definition<'a>(pub(super) &'a str);

impl fmt::Display for Definition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#/definitions/{}", self.0)
    }
}
