//! Paths of relations (OAS-09).

use rowgate_catalog::Relation;
use serde::Serialize;

use super::parameters::{Definition, Name, ParameterRef};
use super::paths::{Operation, Plain, Tag};
use crate::parameter::OF_READ;
use crate::text::Reference;

/// A relation can be read, and changed if it can be changed in any way at all.
pub(super) fn path_item(relation: &Relation) -> impl Serialize {
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
    let changes = relation.insertable || relation.updatable || relation.deletable;
    PathItem {
        get: read(relation),
        post: changes.then(|| insert(relation)),
        patch: changes.then(|| update(relation)),
        delete: changes.then(|| delete(relation)),
    }
}

fn read(relation: &Relation) -> impl Serialize {
    #[derive(Serialize)]
    struct Responses<'a> {
        #[serde(rename = "200")]
        all: Rows<'a>,
        #[serde(rename = "206")]
        some: Plain,
    }
    #[derive(Serialize)]
    struct Rows<'a> {
        description: &'static str,
        schema: RowArray<'a>,
    }
    #[derive(Serialize)]
    struct RowArray<'a> {
        items: Reference<Definition<'a>>,
        #[serde(rename = "type")]
        kind: &'static str,
    }
    let schema = RowArray { items: Reference::to(Definition(&relation.name.name)), kind: "array" };
    let responses =
        Responses { all: Rows { description: "OK", schema }, some: Plain { description: "Partial Content" } };
    on(relation, row_filters(relation).chain(shared(OF_READ)), responses)
}

fn insert(relation: &Relation) -> impl Serialize {
    #[derive(Serialize)]
    struct Created {
        #[serde(rename = "201")]
        created: Plain,
    }
    let parameters = std::iter::once(body(relation)).chain(shared(&["select", "preferPost"]));
    on(relation, parameters, Created { created: Plain { description: "Created" } })
}

fn update(relation: &Relation) -> impl Serialize {
    on(relation, row_filters(relation).chain([body(relation)]).chain(shared(&["preferReturn"])), NO_CONTENT)
}

fn delete(relation: &Relation) -> impl Serialize {
    on(relation, row_filters(relation).chain(shared(&["preferReturn"])), NO_CONTENT)
}

#[derive(Serialize)]
struct NoContent {
    #[serde(rename = "204")]
    no_content: Plain,
}

const NO_CONTENT: NoContent = NoContent { no_content: Plain { description: "No Content" } };

fn on<'a, Responses>(
    relation: &'a Relation,
    parameters: impl Iterator<Item = ParameterRef<'a>>,
    responses: Responses,
) -> Operation<'a, Vec<ParameterRef<'a>>, Responses> {
    let tag = Tag::Relation(&relation.name.name);
    let operation = Operation::new(tag, relation.description.as_deref(), responses);
    Operation { parameters: Some(parameters.collect()), ..operation }
}

fn shared<'a>(names: &'static [&'static str]) -> impl Iterator<Item = ParameterRef<'a>> {
    names.iter().map(|name| Name::Shared(name).reference())
}

fn row_filters(relation: &Relation) -> impl Iterator<Item = ParameterRef<'_>> {
    relation.columns.keys().map(|column| Name::RowFilter(&relation.name.name, column).reference())
}

fn body(relation: &Relation) -> ParameterRef<'_> {
    Name::Body(&relation.name.name).reference()
}
