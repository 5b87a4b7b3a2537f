//! `paths`: the root, relations, and functions (OAS-08 … OAS-10).

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{JSON, functions, relations};
use crate::comment::summary_and_description;
use crate::outline::Outline;
use crate::text::Text;

/// All paths.
pub(super) struct Paths<'a>(pub(super) &'a Outline<'a>);

impl Serialize for Paths<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("/", &Root { get: root() })?;
        for relation in &self.0.relations {
            let path = format_args!("/{}", relation.name.name);
            map.serialize_entry(&Text(path), &relations::path_item(relation))?;
        }
        for function in &self.0.functions {
            map.serialize_entry(&Text(format_args!("/rpc/{}", function.name())), &functions::path_item(function))?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Root<Get> {
    get: Get,
}

/// What can be done with a path.
#[derive(Serialize)]
pub(super) struct Operation<'a, Parameters, Responses> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parameters: Option<Parameters>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    pub(super) produces: &'static [&'static str],
    pub(super) responses: Responses,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<&'a str>,
    pub(super) tags: [Text<Tag<'a>>; 1],
}

impl<'a, Parameters, Responses> Operation<'a, Parameters, Responses> {
    /// An operation without parameters on what has this comment.
    pub(super) fn new(tag: Tag<'a>, comment: Option<&'a str>, responses: Responses) -> Self {
        let (summary, description) = summary_and_description(comment);
        Self { description, parameters: None, produces: &[], responses, summary, tags: [Text(tag)] }
    }
}

/// What an operation is listed under.
pub(super) enum Tag<'a> {
    Introspection,
    Relation(&'a str),
    Function(&'a str),
}

impl fmt::Display for Tag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Introspection => f.write_str("Introspection"),
            Self::Relation(name) => f.write_str(name),
            Self::Function(name) => write!(f, "(rpc) {name}"),
        }
    }
}

/// A response without a schema.
#[derive(Serialize)]
pub(super) struct Plain {
    pub(super) description: &'static str,
}

#[derive(Serialize)]
pub(super) struct Success {
    #[serde(rename = "200")]
    ok: Plain,
}

pub(super) const OK: Success = Success { ok: Plain { description: "OK" } };

fn root() -> impl Serialize {
    Operation {
        produces: &["application/openapi+json", JSON],
        ..Operation::<(), _>::new(Tag::Introspection, Some("OpenAPI description (this document)"), OK)
    }
}
