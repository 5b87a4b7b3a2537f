//! The members of a small JSON object as values to bind, where that comes to what `json_to_record` makes of them.
//!
//! PostgreSQL gives the text of a JSON number, of `true` and `false`, and what a JSON string stands for, to the input
//! function of the column's type, which is what it does with a bound value (PostgreSQL documentation, "Functions for
//! Processing and Creating JSON Data"). A function that gives rows costs it more than all of that.

use std::borrow::Cow;
use std::collections::BTreeMap;

use compact_str::CompactString;
use rowgate_core::{Blob, Ident};
use serde_json::value::RawValue;

/// The values of a larger body would be copied for too little.
const LARGEST_BODY: usize = 16 * 1024;

/// A value to bind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundValue {
    /// The type to declare. It has no modifier, which could be a reason to cut a value where an assignment refuses it.
    pub type_name: &'static str,
    /// The text for the type's input function; `None` is NULL.
    pub text: Option<CompactString>,
}

/// The values for columns or parameters of these names and types; `None` where one of them, or the body, is better left
/// to PostgreSQL to read, and where there are none.
pub(crate) fn values<'a>(
    body: &Blob,
    fields: impl Iterator<Item = (&'a Ident, &'a str)> + Clone,
) -> Option<Vec<BoundValue>> {
    if body.len() > LARGEST_BODY || !fields.clone().all(|(_, type_name)| bound_type(type_name).is_some()) {
        return None;
    }
    fields.clone().next()?;
    let members = members(body.held()?)?;
    let value = |(name, type_name): (&Ident, &str)| {
        let type_name = bound_type(type_name)?;
        let text = members.get(name.as_str()).map_or(Ok(None), |value| text(value.get(), type_name)).ok()?;
        Some(BoundValue { type_name, text })
    };
    fields.map(value).collect()
}

/// The members of an object, the last of each name.
fn members(body: &[u8]) -> Option<BTreeMap<Cow<'_, str>, &RawValue>> {
    let text = std::str::from_utf8(body).ok()?;
    if has_odd_escape(body) { None } else { serde_json::from_str(text).ok() }
}

/// Whether an escape by number stands for anything but an ASCII character. PostgreSQL refuses that for the character 0,
/// and some of the others, wherever they are.
fn has_odd_escape(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        match &rest[at..] {
            [_, b'u', b'0', b'0', b'0', b'0', ..] => return true,
            [_, b'u', b'0', b'0', b'0'..=b'7', ..] => {}
            [_, b'u', ..] => return true,
            _ => {}
        }
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    false
}

/// What the input function of a type is given is not just what the value says.
#[derive(Debug)]
struct MoreThanText;

/// What the input function of a type is given for a value: nothing for null.
fn text(value: &str, type_name: &str) -> Result<Option<CompactString>, MoreThanText> {
    let is_json = matches!(type_name, "json" | "jsonb");
    match value.as_bytes() {
        [b'n', ..] => Ok(None),
        [b'"', ..] if !is_json => serde_json::from_str(value).map(Some).map_err(|_| MoreThanText),
        [b'{' | b'[', ..] if !is_json => Err(MoreThanText),
        [b'"', ..] | [] => Err(MoreThanText),
        _ => Ok(Some(value.into())),
    }
}

/// The type to declare for a column of a built-in type, of whose values their text is all there is to say. Arrays, rows
/// and domains are read from JSON by other rules.
fn bound_type(type_name: &str) -> Option<&'static str> {
    let plain = match type_name.split_once('(') {
        Some((plain @ ("character varying" | "numeric"), _)) => plain,
        Some(_) => return None,
        None => type_name,
    };
    BOUND_TYPES.iter().copied().find(|known| *known == plain)
}

/// As PostgreSQL prints them.
const BOUND_TYPES: [&str; 20] = [
    "text",
    "integer",
    "bigint",
    "boolean",
    "uuid",
    "timestamp with time zone",
    "character varying",
    "jsonb",
    "numeric",
    "date",
    "double precision",
    "smallint",
    "timestamp without time zone",
    "json",
    "real",
    "time without time zone",
    "time with time zone",
    "interval",
    "bytea",
    "inet",
];

#[cfg(test)]
mod tests {
    use rowgate_core::Ident;

    use super::*;

    fn values_of(body: &str, fields: &[(&str, &str)]) -> Option<Vec<BoundValue>> {
        let names: Vec<Ident> = fields.iter().map(|(name, _)| Ident::new(name)).collect();
        let fields = names.iter().zip(fields.iter().map(|(_, type_name)| *type_name));
        values(&Blob::from(body.to_owned().into_bytes()), fields)
    }

    /// The text for one column `a` of a type; `None` where there is none, `NULL` for that.
    fn bound(type_name: &str, body: &str) -> Option<String> {
        let values = values_of(body, &[("a", type_name)])?;
        Some(values[0].text.as_ref().map_or_else(|| "NULL".to_owned(), ToString::to_string))
    }

    #[test]
    fn a_value_is_its_text() {
        for (type_name, body, expected) in [
            ("integer", r#"{"a": 1}"#, "1"),
            ("numeric(8,2)", r#"{"a":-1.50e2 }"#, "-1.50e2"),
            ("text", r#"{"a": 1e999}"#, "1e999"),
            ("text", r#"{"a": true}"#, "true"),
            ("text", r#" { "b" : [ { } ] , "a" : " \"x\"\n\/é " } "#, " \"x\"\n/é "),
            ("character varying(5)", r#"{"a": "null"}"#, "null"),
            ("text", r#"{"a": "\u0041\u001f\\u1234\\"}"#, "A\u{1f}\\u1234\\"),
            ("jsonb", r#"{"a": {"b" : [1, "x"]} }"#, r#"{"b" : [1, "x"]}"#),
            ("json", r#"{"a": false}"#, "false"),
            ("integer", r#"{"a": "1", "a": 2}"#, "2"),
        ] {
            assert_eq!(bound(type_name, body), Some(expected.to_owned()), "{body}");
        }
        for body in [r#"{"a": null}"#, "{}", r#"{"a": 1, "a": null}"#] {
            assert_eq!(bound("jsonb", body).as_deref(), Some("NULL"), "{body}");
        }
    }

    #[test]
    fn the_type_has_no_modifier() {
        let values = values_of(r#"{"b": 1, "a": "x"}"#, &[("a", "character varying(5)"), ("b", "bigint")]);
        let bound = |type_name, text: &str| BoundValue { type_name, text: Some(text.into()) };
        assert_eq!(values, Some(vec![bound("character varying", "x"), bound("bigint", "1")]));
    }

    #[test]
    fn what_is_more_than_a_text_is_left_to_postgresql() {
        for (type_name, body) in [
            ("text", r#"{"a": {}}"#),
            ("integer[]", r#"{"a": [1]}"#),
            ("integer[]", r#"{"a": "{1}"}"#),
            ("jsonb", r#"{"a": "x"}"#),
            ("text", r#"{"a": "\u0000"}"#),
            ("text", r#"{"a": "\u00e9"}"#),
            ("text", r#"{"a": "x", "b": "\ud800"}"#),
            ("character(3)", r#"{"a": "x"}"#),
            ("timestamp(0) with time zone", r#"{"a": "2001-02-03"}"#),
            ("api.integer", r#"{"a": 1}"#),
            ("text", r#"[{"a": "x"}]"#),
            ("text", r#"{"a": "x""#),
            ("text", ""),
        ] {
            assert_eq!(bound(type_name, body), None, "{type_name} {body}");
        }
        assert_eq!(bound("text", &format!(r#"{{"a": "{}"}}"#, "x".repeat(LARGEST_BODY))), None);
        assert_eq!(values_of("{}", &[]), None);
    }
}
