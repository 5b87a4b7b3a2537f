//! Properties of objects: columns of relations, parameters of functions (OAS-13 … OAS-15).

use std::borrow::Cow;

use rowgate_catalog::Column;
use serde::Serialize;
use serde_json::Value;

use crate::json_type::{JsonType, element_type};
use crate::notes::Notes;
use crate::outline::Argument;

/// A property.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Property<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Cow<'a, str>>,
    #[serde(rename = "enum", skip_serializing_if = "<[String]>::is_empty")]
    labels: &'a [String],
    format: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Items>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<i32>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
}

/// The elements of an array.
#[derive(Serialize)]
struct Items {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
}

impl<'a> Property<'a> {
    pub(super) fn of_column(column: &'a Column, notes: &Notes<'_>) -> Self {
        Self {
            default: column.default.as_deref().and_then(|default| default_value(&column.base_type, default)),
            description: notes.description(column),
            labels: &column.enum_labels,
            max_length: column.max_length,
            ..Self::of_type(&column.base_type)
        }
    }

    pub(super) fn of_argument(argument: Argument<'a>) -> Self {
        Self::of_type(argument.type_name)
    }

    fn of_type(type_name: &'a str) -> Self {
        let json_type = JsonType::of(type_name);
        let items = || Items { kind: JsonType::of(element_type(type_name)).name() };
        Self {
            default: None,
            description: None,
            labels: &[],
            format: format(type_name),
            items: (json_type == JsonType::Array).then(items),
            max_length: None,
            kind: json_type.name(),
        }
    }
}

/// The format of a type is its name, but for integers.
pub(super) fn format(type_name: &str) -> &str {
    match type_name {
        "smallint" | "integer" => "int32",
        "bigint" => "int64",
        other => other,
    }
}

/// A default expression as far as it is JSON (OAS-14). For a string it always is: `'a'::text` is `a`, and `now()` is
/// `now()`, as if it were one.
fn default_value(type_name: &str, expression: &str) -> Option<Value> {
    if JsonType::of(type_name) != JsonType::String {
        return serde_json::from_str(expression).ok();
    }
    let without_type = expression.strip_suffix(type_name).and_then(|rest| rest.strip_suffix("::"));
    let text = without_type.map_or(expression, |literal| literal.trim_matches('\''));
    // Read and not just taken: what a JSON string would have to escape makes it none.
    serde_json::from_str(&format!("\"{text}\"")).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_default_is_kept_when_it_is_json() {
        assert_eq!(default_value("integer", "42"), Some(json!(42)));
        assert_eq!(default_value("integer", "'-1'::integer"), None);
        assert_eq!(default_value("bigint", "nextval('films_id_seq'::regclass)"), None);
        assert_eq!(default_value("boolean", "true"), Some(json!(true)));
        assert_eq!(default_value("jsonb", "'{}'::jsonb"), None);
        assert_eq!(default_value("text[]", "'{}'::text[]"), None);
    }

    #[test]
    fn a_default_of_a_string_loses_its_type_and_quotes() {
        assert_eq!(default_value("text", "'a'::text"), Some(json!("a")));
        assert_eq!(default_value("api.colour", "'red'::api.colour"), Some(json!("red")));
        assert_eq!(default_value("timestamp with time zone", "'2018-01-01'::date"), Some(json!("'2018-01-01'::date")));
        assert_eq!(default_value("date", "now()"), Some(json!("now()")));
        assert_eq!(default_value("text", r#"'say "a"'::text"#), None);
        assert_eq!(default_value("text", r"E'\\d'::text"), Some(json!(r"E'\d")));
    }
}
