//! JSON bodies (MUT-04 … MUT-07, RPC-13 … RPC-17).
//!
//! The text is passed on as it came; all that is learned from it is whether it is well-formed, and its keys.

use std::collections::BTreeSet;
use std::fmt;

use bytes::Bytes;
use compact_str::CompactString;
use rowgate_core::Blob;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::PayloadError;
use crate::ast::Payload;

/// Text that is left to PostgreSQL to read: whether it is one object, its first character says (MUT-07).
///
/// So does the empty body of a call. It stands for no arguments (RPC-15), but is not `{}`: given to an unnamed
/// parameter, PostgreSQL refuses it.
pub(super) fn unread(body: &Blob) -> Payload {
    let first = body.opening().iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    Payload::Json { text: body.clone(), is_array: first != Some(&b'{') }
}

/// Reads the keys of an object, or of the objects of an array.
///
/// # Errors
///
/// [`PayloadError::InvalidJson`], or [`PayloadError::KeysDiffer`].
pub(super) fn read(body: &Bytes) -> Result<(Payload, BTreeSet<CompactString>), PayloadError> {
    match document(body)? {
        Document::Object(keys) => Ok((Payload::Json { text: body.clone().into(), is_array: false }, keys.into_set())),
        Document::Array { keys: Some(keys), uniform: true } => {
            Ok((Payload::Json { text: body.clone().into(), is_array: true }, keys.into_set()))
        }
        Document::Array { uniform: false, .. } => Err(PayloadError::KeysDiffer),
        // A scalar is read as no rows at all (MUT-06).
        Document::Array { keys: None, .. } | Document::Scalar => {
            Ok((Payload::Json { text: "[]".into(), is_array: true }, BTreeSet::new()))
        }
    }
}

/// As much as has to be known of a document.
enum Document {
    Object(Keys),
    /// The keys of the first element, and whether it and all others are objects with these keys.
    Array {
        keys: Option<Keys>,
        uniform: bool,
    },
    Scalar,
}

fn document(body: &[u8]) -> Result<Document, PayloadError> {
    let text = std::str::from_utf8(body).map_err(|_| PayloadError::InvalidJson)?;
    let document = serde_json::from_str::<Shape>(text).map(|shape| shape.0).or_else(|_| unrepresentable(text))?;
    if has_lone_surrogate(body) { Err(PayloadError::InvalidJson) } else { Ok(document) }
}

/// Well-formed JSON that serde cannot represent: a number beyond what fits `f64`, as an element or the whole.
fn unrepresentable(text: &str) -> Result<Document, PayloadError> {
    serde_json::from_str::<IgnoredAny>(text).map_err(|_| PayloadError::InvalidJson)?;
    if text.trim_start().starts_with('[') {
        Ok(Document::Array { keys: None, uniform: false })
    } else {
        Ok(Document::Scalar)
    }
}

/// Whether an escape stands for half a character. serde skips over strings without looking at this; PostgREST 16 and
/// PostgreSQL refuse it.
fn has_lone_surrogate(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let escape = &rest[at..];
        rest = match code_unit(escape) {
            Some(0xd800..=0xdbff) => match code_unit(&escape[6..]) {
                Some(0xdc00..=0xdfff) => &escape[12..],
                _ => return true,
            },
            Some(0xdc00..=0xdfff) => return true,
            _ => escape.get(2..).unwrap_or_default(),
        };
    }
    false
}

/// The four hexadecimal digits of a `\u` escape at the start of `text`.
fn code_unit(text: &[u8]) -> Option<u16> {
    let digits = std::str::from_utf8(text.strip_prefix(b"\\u")?.get(..4)?).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

/// The keys of an object, each once, sorted.
#[derive(Default)]
struct Keys {
    sorted: Vec<CompactString>,
    /// For each key, the last object of the array that was seen to have it.
    seen_in: Vec<usize>,
}

impl Keys {
    fn into_set(self) -> BTreeSet<CompactString> {
        self.sorted.into_iter().collect()
    }

    fn from_list(mut keys: Vec<CompactString>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        Self { seen_in: vec![0; keys.len()], sorted: keys }
    }
}

/// A whole document.
struct Shape(Document);

impl<'de> serde::Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor).map(Self)
    }
}

struct ShapeVisitor;

impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Document;

    scalars!(Document::Scalar);

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Document, A::Error> {
        keys(map).map(Document::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Document, A::Error> {
        let Some(first) = elements.next_element_seed(FirstElement)? else {
            return Ok(Document::Array { keys: None, uniform: true });
        };
        let Some(mut keys) = first else {
            while elements.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Document::Array { keys: None, uniform: false });
        };
        let (mut index, mut uniform) = (1, true);
        while let Some(same) = elements.next_element_seed(OtherElement { keys: &mut keys, index })? {
            uniform &= same;
            index += 1;
        }
        Ok(Document::Array { keys: Some(keys), uniform })
    }
}

/// The first element's keys; `None` if it is no object.
struct FirstElement;

impl<'de> DeserializeSeed<'de> for FirstElement {
    type Value = Option<Keys>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for FirstElement {
    type Value = Option<Keys>;

    scalars!(None);

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        keys(map).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// Whether another element is an object with the first one's keys.
struct OtherElement<'k> {
    keys: &'k mut Keys,
    /// Its place in the array; the first element's is 0.
    index: usize,
}

impl<'de> DeserializeSeed<'de> for OtherElement<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OtherElement<'_> {
    type Value = bool;

    scalars!(false);

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let (mut known, mut distinct) = (true, 0);
        while let Some(place) = map.next_key_seed(KnownKey(&self.keys.sorted))? {
            map.next_value::<IgnoredAny>()?;
            match place.map(|place| &mut self.keys.seen_in[place]) {
                Some(seen_in) if *seen_in != self.index => {
                    *seen_in = self.index;
                    distinct += 1;
                }
                Some(_) => {}
                None => known = false,
            }
        }
        Ok(known && distinct == self.keys.sorted.len())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<bool, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }
}

/// The place of a key among these, without keeping its text.
struct KnownKey<'k>(&'k [CompactString]);

impl<'de> DeserializeSeed<'de> for KnownKey<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KnownKey<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.binary_search_by(|known| known.as_str().cmp(key)).ok())
    }
}

fn keys<'de, A: MapAccess<'de>>(mut map: A) -> Result<Keys, A::Error> {
    let mut keys = Vec::new();
    while let Some(key) = map.next_key::<CompactString>()? {
        map.next_value::<IgnoredAny>()?;
        keys.push(key);
    }
    Ok(Keys::from_list(keys))
}

/// The methods of a visitor to whom all scalars are the same.
macro_rules! scalars {
    ($value:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON")
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($value)
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($value)
        }
    };
}
use scalars;

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(body: &str) -> Result<(String, bool, Vec<String>), PayloadError> {
        let (payload, keys) = read(&Bytes::copy_from_slice(body.as_bytes()))?;
        let Payload::Json { text, is_array } = payload else { panic!("{payload:?}") };
        Ok((String::from_utf8(text.opening().to_vec()).unwrap(), is_array, keys.into_iter().map(Into::into).collect()))
    }

    #[test]
    fn the_text_is_passed_on_and_its_keys_are_known() {
        let object = " {\"b\":{\"x\":1},\"a\":[{}],\"a\":2}\n";
        assert_eq!(read_text(object).unwrap(), (object.into(), false, vec!["a".into(), "b".into()]));
        let array = r#"[{"b":1,"\u0061":2},{"a":1,"b":null,"a":3}]"#;
        assert_eq!(read_text(array).unwrap(), (array.into(), true, vec!["a".into(), "b".into()]));
    }

    #[test]
    fn a_scalar_is_an_empty_array() {
        for scalar in ["1", "\"x\"", "null", "true", "[]", " [ ] ", "1e999", "-0.5E+1"] {
            assert_eq!(read_text(scalar).unwrap(), ("[]".into(), true, vec![]), "MUT-06: {scalar}");
        }
    }

    #[test]
    fn the_elements_of_an_array_must_have_the_same_keys() {
        for body in [
            r#"[{"a":1},{"b":1}]"#,
            r#"[{"a":1},{"a":1,"b":1}]"#,
            r#"[{"a":1,"b":1},{"a":1,"a":1}]"#,
            r#"[{"a":1},null]"#,
            r#"[{"a":1},[]]"#,
            "[[]]",
            "[1,2]",
            r#"["x",{"a":1}]"#,
            "[1e999]",
        ] {
            assert_eq!(read_text(body), Err(PayloadError::KeysDiffer), "MUT-05: {body}");
        }
    }

    #[test]
    fn broken_json_is_refused_before_its_keys_are_compared() {
        for body in [
            "",
            " ",
            "{",
            "{]",
            "[1,]",
            "[{\"a\":1},{\"b\":1}",
            "{\"a\":01}",
            "{\"a\":+1}",
            "{\"a\":1} x",
            "{'a':1}",
            "\u{feff}{}",
            "{\"a\":\"\t\"}",
            r#"{"a":"\x"}"#,
            r#"{"a":"\ud800"}"#,
            r#"{"a":"\ud800\n"}"#,
            r#"{"\udc00":1}"#,
            r#""\udfff""#,
            "NaN",
        ] {
            assert_eq!(read_text(body), Err(PayloadError::InvalidJson), "MUT-04: {body}");
        }
        assert_eq!(read(&Bytes::from_static(b"\"\xff\"")).unwrap_err(), PayloadError::InvalidJson);
    }

    #[test]
    fn pairs_of_surrogates_and_escaped_backslashes_are_fine() {
        assert!(read_text(r#"{"a":"\ud83d\ude42 \\ud800 \u00e9"}"#).is_ok());
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(read_text(&deep).unwrap().2, ["a"]);
        let broken = "[".repeat(200_000);
        assert_eq!(read_text(&broken), Err(PayloadError::InvalidJson));
    }

    #[test]
    fn what_is_not_read_is_an_object_if_it_begins_like_one() {
        let is_array = |body: &'static str| match unread(&Blob::from(body)) {
            Payload::Json { is_array, .. } => is_array,
            other => panic!("{other:?}"),
        };
        assert!(!is_array(" \t\r\n{oops"), "MUT-07");
        assert!(is_array("[{"));
        assert!(is_array(""));
        assert!(is_array("\u{c}{"), "not white space in JSON");
    }
}
