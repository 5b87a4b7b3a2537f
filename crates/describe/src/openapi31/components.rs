//! `components`: what paths refer to.

use rowgate_catalog::Relation;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::media::{Body, List, PLAIN_TEXT, Representations};
use super::names::Component;
use super::parameters::Parameters;
use super::rows::Schemas;
use crate::document::SECURITY;
use crate::outline::Outline;
use crate::text::Text;

/// All components.
pub(super) struct Components<'a> {
    pub(super) outline: &'a Outline<'a>,
    pub(super) security: bool,
}

impl Serialize for Components<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schemas", &Schemas(self.outline))?;
        map.serialize_entry("parameters", &Parameters(self.outline))?;
        map.serialize_entry("responses", &Responses(self.outline))?;
        if self.security {
            let bearer = json!({ "type": "http", "scheme": "bearer", "bearerFormat": "JWT" });
            map.serialize_entry("securitySchemes", &json!({ SECURITY: bearer }))?;
        }
        map.end()
    }
}

struct Responses<'a>(&'a Outline<'a>);

impl Serialize for Responses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(&Text(Component::Error), &error())?;
        for relation in &self.0.relations {
            map.serialize_entry(&Text(Component::Rows(&relation.name.name)), &rows(relation))?;
        }
        map.end()
    }
}

/// How failures look (ERR-01). Details are text or JSON, and a server may keep them and the hint to itself.
fn error() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "description": "The request failed",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": { "code": text, "message": text, "details": {}, "hint": { "type": ["string", "null"] } },
                    "required": ["code", "message"],
                },
            },
        },
    })
}

/// The rows of a relation in all they are given as (OAS-06).
fn rows(relation: &Relation) -> impl Serialize {
    #[derive(Serialize)]
    struct Response<Content> {
        description: &'static str,
        content: Content,
    }
    let row = || Component::Row(&relation.name.name).reference();
    let content = Representations {
        json: Body::of(List::of(row())),
        stripped_object: Body::of(row()),
        object: Body::of(row()),
        csv: Some(Body::of(PLAIN_TEXT)),
    };
    Response { description: "Rows", content }
}
