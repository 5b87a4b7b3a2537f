//! Paths of relations (OAS-09).

use rowgate_catalog::Relation;
use serde::Serialize;

use super::media::{Body, OneOrMany, PLAIN_TEXT, Payload};
use super::names::{Component, Pointer};
use super::operation::{Operation, Plain, RequestBody, Shared};
use crate::parameter::OF_READ;
use crate::text::Reference;

/// What can be done with a relation, privileges aside.
pub(super) fn path_item(relation: &Relation) -> impl Serialize + '_ {
    #[derive(Serialize)]
    struct PathItem<Get, Post, Patch, Delete> {
        get: Get,
        #[serde(skip_serializing_if = "Option::is_none")]
        post: Option<Post>,
        #[serde(skip_serializing_if = "Option::is_none")]
        patch: Option<Patch>,
        #[serde(skip_serializing_if = "Option::is_none")]
        delete: Option<Delete>,
    }
    PathItem {
        get: read(relation),
        post: relation.insertable.then(|| insert(relation)),
        patch: relation.updatable.then(|| update(relation)),
        delete: relation.deletable.then(|| delete(relation)),
    }
}

type Parameter<'a> = Reference<Pointer<'a>>;

/// A response with rows, one without, and failure.
#[derive(Serialize)]
struct Responses<'a> {
    #[serde(rename = "200", skip_serializing_if = "Option::is_none")]
    ok: Option<Shared<'a>>,
    #[serde(rename = "201", skip_serializing_if = "Option::is_none")]
    created: Option<Shared<'a>>,
    #[serde(rename = "204", skip_serializing_if = "Option::is_none")]
    no_content: Option<Plain>,
    #[serde(rename = "206", skip_serializing_if = "Option::is_none")]
    partial_content: Option<Shared<'a>>,
    default: Reference<Pointer<'a>>,
}

impl<'a> Responses<'a> {
    fn to_read(name: &'a str) -> Self {
        let ok = Some(Shared::rows(name, "OK"));
        let partial_content = Some(Shared::rows(name, "Partial Content"));
        Self { ok, created: None, no_content: None, partial_content, default: Component::Error.reference() }
    }

    /// To an insert: 200 when all rows were merged into existing ones.
    fn to_insert(name: &'a str) -> Self {
        let created = Some(Shared::rows(name, "Created"));
        Self { created, partial_content: None, ..Self::to_read(name) }
    }

    /// To a change: the rows, if they were asked for.
    fn to_change(name: &'a str) -> Self {
        let no_content = Some(Plain { description: "No Content" });
        Self { no_content, partial_content: None, ..Self::to_read(name) }
    }
}

fn read(relation: &Relation) -> impl Serialize {
    let window = shared(OF_READ);
    Operation {
        parameters: row_filters(relation).chain(window).collect(),
        ..on::<()>(relation, Responses::to_read(&relation.name.name))
    }
}

fn insert(relation: &Relation) -> impl Serialize {
    let row = || Component::Insert(&relation.name.name).reference();
    Operation {
        parameters: shared(&["select", "on_conflict", "preferPost"]).collect(),
        request_body: Some(payload(OneOrMany::of(row), row())),
        ..on(relation, Responses::to_insert(&relation.name.name))
    }
}

fn update(relation: &Relation) -> impl Serialize {
    let row = || Component::Update(&relation.name.name).reference();
    Operation {
        parameters: row_filters(relation).chain(shared(&["preferReturn"])).collect(),
        request_body: Some(payload(row(), row())),
        ..on(relation, Responses::to_change(&relation.name.name))
    }
}

fn delete(relation: &Relation) -> impl Serialize {
    Operation {
        parameters: row_filters(relation).chain(shared(&["preferReturn"])).collect(),
        ..on::<()>(relation, Responses::to_change(&relation.name.name))
    }
}

fn on<'a, Body>(relation: &'a Relation, responses: Responses<'a>) -> Operation<'a, Parameter<'a>, Body, Responses<'a>> {
    Operation::new(relation.name.name.to_string(), relation.description.as_deref(), responses)
}

fn payload<All, One>(all: All, one: One) -> RequestBody<Payload<All, One>> {
    let content = Payload { json: Body::of(all), form: Body::of(one), csv: Body::of(PLAIN_TEXT) };
    RequestBody { required: false, content }
}

fn shared<'a>(names: &'static [&'static str]) -> impl Iterator<Item = Parameter<'a>> {
    names.iter().map(|name| Component::Shared(name).reference())
}

fn row_filters(relation: &Relation) -> impl Iterator<Item = Parameter<'_>> {
    relation.columns.keys().map(|column| Component::RowFilter(&relation.name.name, column).reference())
}
