//! Keys and values joined by `&` or `;`: query strings and form bodies (QRY-01, QRY-02).

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// A key with its value, if it has one. Decoded, but perhaps no text.
pub(crate) struct Pair<'a> {
    pub(crate) key: Cow<'a, [u8]>,
    pub(crate) value: Option<Cow<'a, [u8]>>,
}

/// The pairs of `text`, in order. The first `=` of each splits it.
pub(crate) fn pairs(text: &[u8]) -> impl Iterator<Item = Pair<'_>> {
    let is_separator = |byte: &u8| matches!(byte, b'&' | b';');
    // Behind the last separator there is a pair only if there is something; between two there always is one.
    let pairs = (!text.is_empty()).then(|| text.strip_suffix(b"&").or(text.strip_suffix(b";")).unwrap_or(text));
    pairs.into_iter().flat_map(move |text| text.split(is_separator)).map(|pair| match memchr::memchr(b'=', pair) {
        Some(at) => Pair { key: decoded(&pair[..at]), value: Some(decoded(&pair[at + 1..])) },
        None => Pair { key: decoded(pair), value: None },
    })
}

/// `text` with `+` as a blank and `%xx` as the byte they stand for; other `%` stay (QRY-02).
fn decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'+', b'%', text).is_none() {
        return Cow::Borrowed(text);
    }
    let blanks: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    Cow::Owned(percent_decode(&blanks).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(String, Option<String>)> {
        let text_of = |bytes: Cow<[u8]>| String::from_utf8(bytes.into_owned()).unwrap();
        pairs(text.as_bytes()).map(|pair| (text_of(pair.key), pair.value.map(text_of))).collect()
    }

    #[test]
    fn the_first_equals_sign_splits_a_pair() {
        let pair = |key: &str, value: Option<&str>| (key.to_owned(), value.map(Into::into));
        assert_eq!(split("a=b=c&d;e="), [pair("a", Some("b=c")), pair("d", None), pair("e", Some(""))], "QRY-01");
    }

    #[test]
    fn empty_pairs_count_except_at_the_end() {
        assert_eq!(split("").len(), 0);
        assert_eq!(split("&").len(), 1);
        assert_eq!(split("a&").len(), 1);
        assert_eq!(split("a&&").len(), 2);
        assert_eq!(split("&a").len(), 2);
    }

    #[test]
    fn plus_and_percent_are_decoded_and_broken_escapes_kept() {
        assert_eq!(split("a+b%2B%zz%4=%C3%A9")[0], ("a b+%zz%4".into(), Some("é".into())), "QRY-02");
    }
}
