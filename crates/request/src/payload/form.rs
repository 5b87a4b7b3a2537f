//! Form bodies (MUT-09, RPC-18).

use std::borrow::Cow;
use std::collections::BTreeSet;

use bytes::Bytes;
use compact_str::CompactString;
use serde_json::Value;

use super::PayloadError;
use crate::ast::Payload;
use crate::pairs::{Pair, pairs};

/// The arguments of a call, in order.
pub(super) fn arguments(body: &Bytes) -> Result<(Payload, BTreeSet<CompactString>), PayloadError> {
    let fields = fields(body)?;
    let names = fields.iter().map(|(name, _)| name.clone()).collect();
    Ok((Payload::Form(fields), names))
}

/// One row, as a JSON object of strings. Of a name that is repeated, the last value counts.
pub(super) fn row(body: &Bytes) -> Result<(Payload, BTreeSet<CompactString>), PayloadError> {
    let fields = fields(body)?;
    let names = fields.iter().map(|(name, _)| name.clone()).collect();
    let row: Value =
        fields.into_iter().map(|(name, value)| (name.into_string(), Value::String(value.into_string()))).collect();
    Ok((Payload::Json { text: row.to_string().into(), is_array: false }, names))
}

fn fields(body: &[u8]) -> Result<Vec<(CompactString, CompactString)>, PayloadError> {
    let body = body.strip_prefix(b"?").unwrap_or(body);
    let text = |bytes: Cow<[u8]>| String::from_utf8(bytes.into_owned()).map_err(|_| PayloadError::NotUtf8);
    pairs(body).map(|Pair { key, value }| Ok((text(key)?.into(), text(value.unwrap_or_default())?.into()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_one_row_of_strings() {
        let (payload, names) = row(&Bytes::from_static(b"b=1&a=x+y%22;b=2&c")).unwrap();
        let Payload::Json { text, is_array: false } = payload else { panic!("{payload:?}") };
        assert_eq!(
            serde_json::from_slice::<Value>(text.opening()).unwrap(),
            serde_json::json!({"a": "x y\"", "b": "2", "c": ""}),
            "MUT-09"
        );
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn an_empty_form_names_nothing() {
        assert_eq!(arguments(&Bytes::new()).unwrap(), (Payload::Form(vec![]), BTreeSet::new()));
        let (payload, _) = row(&Bytes::new()).unwrap();
        assert_eq!(payload, Payload::Json { text: "{}".into(), is_array: false });
    }

    #[test]
    fn arguments_keep_their_order_and_repetitions() {
        let (payload, names) = arguments(&Bytes::from_static(b"v=1&v=2&a=")).unwrap();
        let pair = |name: &str, value: &str| (name.into(), value.into());
        assert_eq!(payload, Payload::Form(vec![pair("v", "1"), pair("v", "2"), pair("a", "")]), "RPC-18");
        assert_eq!(names.len(), 2);
    }

    #[test]
    fn other_bytes_than_utf_8_are_refused() {
        assert_eq!(arguments(&Bytes::from_static(b"a=%ff")).unwrap_err(), PayloadError::NotUtf8);
    }
}
