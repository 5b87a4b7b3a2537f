//! Operations, whatever they are on.

use serde::Serialize;
use serde_json::{Value, json};

use super::names::{Component, Pointer};
use crate::comment::summary_and_description;
use crate::text::Text;

/// What can be done with a path.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation<'a, Parameter, Body, Responses> {
    pub(super) tags: [String; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) parameters: Vec<Parameter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_body: Option<RequestBody<Body>>,
    pub(super) responses: Responses,
}

/// The body of a request.
#[derive(Serialize)]
pub(super) struct RequestBody<Content> {
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) required: bool,
    pub(super) content: Content,
}

/// A response without a body.
#[derive(Serialize)]
pub(super) struct Plain {
    pub(super) description: &'static str,
}

/// A response that is shared, and what it means here.
#[derive(Serialize)]
pub(super) struct Shared<'a> {
    #[serde(rename = "$ref")]
    response: Text<Pointer<'a>>,
    description: &'static str,
}

impl<'a> Shared<'a> {
    pub(super) fn rows(relation: &'a str, description: &'static str) -> Self {
        Self { response: Text(Pointer(Component::Rows(relation))), description }
    }
}

impl<'a, Parameter, Body, Responses> Operation<'a, Parameter, Body, Responses> {
    /// An operation without parameters and body on what has this comment.
    pub(super) fn new(tag: String, comment: Option<&'a str>, responses: Responses) -> Self {
        let (summary, description) = summary_and_description(comment);
        Self { tags: [tag], summary, description, parameters: Vec::new(), request_body: None, responses }
    }
}

/// The root: this document (OAS-08).
pub(super) fn root() -> Value {
    let document = json!({ "schema": { "type": "object" } });
    json!({
        "get": {
            "tags": ["Introspection"],
            "summary": "OpenAPI description (this document)",
            "responses": {
                "200": {
                    "description": "OK",
                    "content": {
                        "application/openapi+json": document,
                        "application/openapi+json;version=3.1": document,
                        "application/json": document,
                    },
                },
                "default": { "$ref": "#/components/responses/error" },
            },
        },
    })
}
