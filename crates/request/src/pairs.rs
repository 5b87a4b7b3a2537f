//! Keys and values joined by `&` or `;`: query strings and form bodies (QRY-01, QRY-02).

use std::borrow::Cow;

use percent_encoding::percent_decode;

/// The pairs of `text`, still encoded, in order. A key without `=` has no value.
pub(crate) fn pairs(text: &[u8]) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
    // What follows the last separator is a pair only if there is something.
    let text = text.strip_suffix(b"&").or_else(|| text.strip_suffix(b";")).map_or(text, |rest| rest);
    text.split(|byte| matches!(byte, b'&' | b';')).map(|pair| match memchr::memchr(b'=', pair) {
        Some(at) => (&pair[..at], Some(&pair[at + 1..])),
        None => (pair, None),
    })
}

/// `text` with `+` as a blank and `%xx` as the byte they stand for; other `%` stay (QRY-02).
pub(crate) fn decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'+', b'%', text).is_none() {
        return Cow::Borrowed(text);
    }
    let blanks: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    Cow::Owned(percent_decode(&blanks).collect())
}
