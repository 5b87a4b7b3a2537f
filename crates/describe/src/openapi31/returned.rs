//! What functions return (RPC-40 … RPC-46).

use rowgate_catalog::{Returns, Routine, RoutineType};
use rowgate_core::QualifiedName;
use serde::Serialize;

use super::media::{Body, List, PLAIN_TEXT, Representations};
use super::names::{Component, Pointer};
use super::operation::Plain;
use super::schema::Schema;
use crate::outline::Outline;
use crate::text::Reference;

/// The responses to a call.
#[derive(Serialize)]
pub(super) struct Responses<'a> {
    #[serde(rename = "200", skip_serializing_if = "Option::is_none")]
    ok: Option<Returned<'a>>,
    #[serde(rename = "204", skip_serializing_if = "Option::is_none")]
    no_content: Option<Plain>,
    default: Reference<Pointer<'a>>,
}

#[derive(Serialize)]
struct Returned<'a> {
    description: &'static str,
    content: Representations<All<'a>, One<'a>>,
}

/// All that a function returns.
#[derive(Serialize)]
#[serde(untagged)]
enum All<'a> {
    Single(One<'a>),
    Set(List<One<'a>>),
}

/// One value or row that a function returns.
#[derive(Serialize)]
#[serde(untagged)]
enum One<'a> {
    Row(Reference<Pointer<'a>>),
    Value(Schema<'a>),
}

pub(super) fn responses<'a>(outline: &Outline<'a>, routine: &'a Routine) -> Responses<'a> {
    let default = Component::Error.reference();
    if routine.returns_void() {
        return Responses { ok: None, no_content: Some(Plain { description: "No Content" }), default };
    }
    let returned = routine.returns.routine_type();
    let one = || one(outline, returned);
    let all = match routine.returns {
        Returns::SetOf(_) => All::Set(List::of(one())),
        Returns::Single(RoutineType::Scalar(_)) => All::Single(one().or_null()),
        Returns::Single(RoutineType::Composite { .. }) => All::Single(one()),
    };
    let is_row = matches!(returned, RoutineType::Composite { .. });
    let content = Representations {
        json: Body::of(all),
        stripped_object: Body::of(one()),
        object: Body::of(one()),
        csv: is_row.then_some(Body::of(PLAIN_TEXT)),
    };
    Responses { ok: Some(Returned { description: "OK", content }), no_content: None, default }
}

impl One<'_> {
    fn or_null(self) -> Self {
        match self {
            Self::Value(schema) => Self::Value(schema.or_null()),
            row @ Self::Row(_) => row,
        }
    }
}

fn one<'a>(outline: &Outline<'a>, routine_type: &'a RoutineType) -> One<'a> {
    match routine_type {
        RoutineType::Scalar(name) => One::Value(scalar(name)),
        RoutineType::Composite { name, .. } if outline.lists(name) => One::Row(Component::Row(&name.name).reference()),
        RoutineType::Composite { .. } => One::Value(Schema::object()),
    }
}

/// A value of the type that `pg_type` has under this name. Whether a type that is not built in is an array, its name
/// does not tell for sure.
fn scalar(name: &QualifiedName) -> Schema<'_> {
    if name.schema == "pg_catalog" {
        match name.name.strip_prefix('_') {
            Some(element) => Schema::list(Schema::of_type(printed(element))),
            None => Schema::of_type(printed(&name.name)),
        }
    } else if name.name.starts_with('_') {
        Schema::default()
    } else {
        Schema::string(name.to_string())
    }
}

/// A built-in type's name as PostgreSQL prints it.
fn printed(name: &str) -> &str {
    match name {
        "bool" => "boolean",
        "bpchar" => "character",
        "float4" => "real",
        "float8" => "double precision",
        "int2" => "smallint",
        "int4" => "integer",
        "int8" => "bigint",
        "time" => "time without time zone",
        "timestamp" => "timestamp without time zone",
        "timestamptz" => "timestamp with time zone",
        "timetz" => "time with time zone",
        "varbit" => "bit varying",
        "varchar" => "character varying",
        other => other,
    }
}
