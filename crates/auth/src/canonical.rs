//! JSON text as PostgREST 16 writes it, so that `request.jwt.claims` reads the same (AUT-52).
//!
//! No white space; members in the order of their keys; of members with one key, the first; numbers exact. Strings
//! escape quotes, backslashes and control characters, the latter as `\n`, `\r`, `\t` or `\u00…`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;

use crate::decimal::Decimal;

/// How deep JSON may nest before it is refused, so that it cannot exhaust the stack.
const MAX_DEPTH: usize = 128;

/// The members of a JSON object, in the order of their keys.
pub(crate) struct Members<'a>(pub(crate) BTreeMap<Cow<'a, str>, &'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FirstOfEach;

        impl<'de> Visitor<'de> for FirstOfEach {
            type Value = BTreeMap<Cow<'de, str>, &'de RawValue>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = BTreeMap::new();
                while let Some((Key(key), value)) = map.next_entry()? {
                    members.entry(key).or_insert(value);
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(FirstOfEach).map(Members)
    }
}

/// A string, borrowed where it has no escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// Rewrites JSON in canonical form.
///
/// # Errors
///
/// When the text is no JSON, or nests too deeply.
pub(crate) fn rewrite(json: &RawValue) -> Result<String, serde_json::Error> {
    let mut text = String::with_capacity(json.get().len());
    write_value(&mut text, json.get(), MAX_DEPTH)?;
    Ok(text)
}

fn write_value(out: &mut String, json: &str, depth: usize) -> Result<(), serde_json::Error> {
    let depth = depth.checked_sub(1).ok_or_else(|| de::Error::custom("nested too deeply"))?;
    match json.as_bytes().first() {
        Some(b'{') => {
            let Members(members) = serde_json::from_str(json)?;
            write_list(out, ['{', '}'], members, |out, (key, value)| {
                write_string(out, &key);
                out.push(':');
                write_value(out, value.get(), depth)
            })
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(json)?;
            write_list(out, ['[', ']'], items, |out, item| write_value(out, item.get(), depth))
        }
        Some(b'"') => {
            let Key(text) = serde_json::from_str(json)?;
            write_string(out, &text);
            Ok(())
        }
        Some(b'-' | b'0'..=b'9') => {
            // Writing to a string cannot fail.
            let _ = write!(out, "{}", Decimal::parse(json));
            Ok(())
        }
        _ => {
            out.push_str(json);
            Ok(())
        }
    }
}

fn write_list<T>(
    out: &mut String,
    [open, close]: [char; 2],
    items: impl IntoIterator<Item = T>,
    mut write_item: impl FnMut(&mut String, T) -> Result<(), serde_json::Error>,
) -> Result<(), serde_json::Error> {
    out.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_item(out, item)?;
    }
    out.push(close);
    Ok(())
}

/// Writes a string with its quotes.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\x1F' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::rewrite;

    fn canonical(json: &str) -> Option<String> {
        let raw: &RawValue = serde_json::from_str(json).ok()?;
        rewrite(raw).ok()
    }

    #[test]
    fn keys_are_sorted_spaces_dropped_and_the_first_of_equal_keys_kept() {
        let json = r#" { "b" : [ 1 , { "z": null, "y": true } ], "a" : "x", "b": 2, "é": {}, "B": [] } "#;
        assert_eq!(canonical(json).unwrap(), r#"{"B":[],"a":"x","b":[1,{"y":true,"z":null}],"é":{}}"#);
    }

    #[test]
    fn strings_escape_what_must_be_and_nothing_else() {
        assert_eq!(
            canonical(r#""\u0041\/<\"\\é\n\b\u001f\u007f""#).unwrap(),
            "\"A/<\\\"\\\\é\\n\\u0008\\u001f\u{7f}\""
        );
    }

    #[test]
    fn numbers_stay_exact() {
        assert_eq!(canonical("[1e2, 18446744073709551616, -0.5]").unwrap(), "[100,18446744073709551616,-0.5]");
    }

    #[test]
    fn what_is_broken_or_too_deep_is_refused() {
        for json in ["", "{", r#"{"a":}"#, r#"["\ud800"]"#, "01", r#"{"a":1}x"#] {
            assert_eq!(canonical(json), None, "{json}");
        }
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(canonical(&nested(128)), Some(nested(128)));
        assert_eq!(canonical(&nested(129)), None);
        assert_eq!(canonical(&nested(100_000)), None);
    }
}
