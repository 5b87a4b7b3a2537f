//! What bodies are written in.

use serde::Serialize;

/// A body of one type.
#[derive(Serialize)]
pub(super) struct Body<S> {
    schema: S,
}

impl<S> Body<S> {
    pub(super) fn of(schema: S) -> Self {
        Self { schema }
    }
}

/// A list of values.
#[derive(Serialize)]
pub(super) struct List<S> {
    #[serde(rename = "type")]
    kind: &'static str,
    items: S,
}

impl<S> List<S> {
    pub(super) fn of(items: S) -> Self {
        Self { kind: "array", items }
    }
}

/// One or many.
#[derive(Serialize)]
pub(super) struct OneOrMany<S> {
    #[serde(rename = "oneOf")]
    alternatives: (S, List<S>),
}

impl<S> OneOrMany<S> {
    pub(super) fn of(item: impl Fn() -> S) -> Self {
        Self { alternatives: (item(), List::of(item())) }
    }
}

/// Text of another syntax than JSON.
#[derive(Serialize)]
pub(super) struct PlainText {
    #[serde(rename = "type")]
    kind: &'static str,
}

pub(super) const PLAIN_TEXT: PlainText = PlainText { kind: "string" };

/// What a result is given as: all of it, or as an object.
#[derive(Serialize)]
pub(super) struct Representations<All, One> {
    #[serde(rename = "application/json")]
    pub(super) json: Body<All>,
    #[serde(rename = "application/vnd.pgrst.object+json;nulls=stripped")]
    pub(super) stripped_object: Body<One>,
    #[serde(rename = "application/vnd.pgrst.object+json")]
    pub(super) object: Body<One>,
    #[serde(rename = "text/csv", skip_serializing_if = "Option::is_none")]
    pub(super) csv: Option<Body<PlainText>>,
}

/// What relations take (MUT-02).
#[derive(Serialize)]
pub(super) struct Payload<All, One> {
    #[serde(rename = "application/json")]
    pub(super) json: Body<All>,
    #[serde(rename = "application/x-www-form-urlencoded")]
    pub(super) form: Body<One>,
    #[serde(rename = "text/csv")]
    pub(super) csv: Body<PlainText>,
}
