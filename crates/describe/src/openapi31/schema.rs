//! Schemas of values: JSON Schema 2020-12.

use std::borrow::Cow;

use rowgate_catalog::Column;
use serde::Serialize;
use serde_json::Value;

use super::default::default_value;
use crate::json_type::{JsonType, element_type};
use crate::notes::Notes;
use crate::outline::Argument;

/// What a value must be. The empty schema allows all.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schema<'a> {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_media_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Box<Schema<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<i32>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    labels: Vec<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    read_only: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Kind {
    One(&'static str),
    OrNull([&'static str; 2]),
}

impl<'a> Schema<'a> {
    /// A value of a column. A `default` is what becomes of a value that is not given.
    pub(super) fn of_column(column: &'a Column, notes: &Notes<'_>) -> Self {
        let schema = Self {
            max_length: column.max_length.filter(|_| JsonType::of(&column.base_type) == JsonType::String),
            labels: column.enum_labels.iter().map(|label| Some(label.as_str())).collect(),
            default: column.default.as_deref().and_then(|default| default_value(&column.base_type, default)),
            read_only: column.generated,
            description: notes.description(column),
            ..Self::of_type(&column.base_type)
        };
        if column.nullable { schema.or_null() } else { schema }
    }

    /// A value of a type, null excepted.
    pub(super) fn of_type(type_name: &'a str) -> Self {
        let json_type = JsonType::of(type_name);
        let items = || Box::new(Self::of_type(element_type(type_name)));
        Self {
            kind: json_type.name().map(Kind::One),
            format: format(type_name).filter(|_| json_type != JsonType::Array).map(Cow::Borrowed),
            items: (json_type == JsonType::Array).then(items),
            ..Self::default()
        }
    }

    /// An argument in a query string: JSON is text there, and an array stands in PostgreSQL's braces unless its
    /// elements come one by one.
    pub(super) fn of_query(argument: Argument<'a>) -> Self {
        let type_name = argument.type_name;
        match JsonType::of(type_name) {
            JsonType::Any => Self { content_media_type: Some("application/json"), ..Self::of_type("text") },
            JsonType::Array if !argument.variadic => Self { format: Some(type_name.into()), ..Self::of_type("text") },
            _ => Self::of_type(type_name),
        }
    }

    /// Text in a format of its own.
    pub(super) fn string(format: String) -> Self {
        Self { format: Some(format.into()), ..Self::of_type("text") }
    }

    /// A list of values.
    pub(super) fn list(items: Self) -> Self {
        Self { kind: Some(Kind::One("array")), items: Some(Box::new(items)), ..Self::default() }
    }

    /// A row without a relation that it is of.
    pub(super) fn object() -> Self {
        Self { kind: Some(Kind::One("object")), ..Self::default() }
    }

    /// The same, or null.
    pub(super) fn or_null(mut self) -> Self {
        self.kind = self.kind.map(|kind| match kind {
            Kind::One(name) => Kind::OrNull([name, "null"]),
            both @ Kind::OrNull(_) => both,
        });
        if !self.labels.is_empty() {
            self.labels.push(None);
        }
        self
    }
}

/// The format of a type: the registered one where PostgreSQL writes it, none where the type alone says it all, else
/// PostgreSQL's own name.
fn format(type_name: &str) -> Option<&str> {
    match type_name {
        "text" | "character varying" | "character" | "boolean" | "numeric" | "json" | "jsonb" => None,
        "smallint" | "integer" => Some("int32"),
        "bigint" => Some("int64"),
        "real" => Some("float"),
        "double precision" => Some("double"),
        "timestamp with time zone" => Some("date-time"),
        other => Some(other),
    }
}
