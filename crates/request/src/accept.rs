//! Media types in headers (§7.1).

use std::borrow::Cow;

use rowgate_core::MediaType;

/// The accepted media types, best first (REP-01 … REP-03).
///
/// An empty header accepts nothing.
pub(crate) fn accept(header: Option<&str>) -> Vec<MediaType> {
    let Some(header) = header else { return vec![MediaType::Any] };
    if header.trim_matches(' ').is_empty() {
        return Vec::new();
    }
    if !header.contains(',') {
        return vec![MediaType::parse(&range(header).2)];
    }
    let mut ranges: Vec<(f64, isize, Cow<'_, str>)> = header.split(',').map(range).collect();
    // Stable, so that among equals the first one stays first.
    ranges.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    ranges.into_iter().map(|(_, _, text)| MediaType::parse(&text)).collect()
}

/// An entry's weight, how special it is, and its text without blanks and weight.
#[expect(clippy::cast_possible_wrap, reason = "counts of bytes of a header")]
fn range(entry: &str) -> (f64, isize, Cow<'_, str>) {
    let mut text = if entry.contains(' ') { Cow::Owned(entry.replace(' ', "")) } else { Cow::Borrowed(entry) };
    let weight = text.split_once(";q=").map_or(1.0, |(_, rest)| weight(rest.split(';').next().unwrap_or(rest)));
    if let Some(end) = text.find(";q=") {
        match &mut text {
            Cow::Borrowed(text) => *text = &text[..end],
            Cow::Owned(text) => text.truncate(end),
        }
    }
    let count = |byte: u8| memchr::memchr_iter(byte, text.as_bytes()).count() as isize;
    (weight, count(b';') - count(b'*'), text)
}

/// The number at the start of `text`; 1 if there is none. What follows it is ignored.
fn weight(text: &str) -> f64 {
    if !text.strip_prefix('-').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit()) {
        return 1.0;
    }
    let end = text.find(|c| !"0123456789.eE+-".contains(c)).unwrap_or(text.len()).min(32);
    (1..=end).rev().find_map(|end| text[..end].parse().ok()).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(header: &str) -> Vec<String> {
        accept(Some(header)).iter().map(MediaType::mime).collect()
    }

    #[test]
    fn weight_comes_before_specificity_and_that_before_order() {
        assert_eq!(accept(None), [MediaType::Any], "REP-01");
        assert_eq!(accepted("*/*, text/csv, a/b;c=d, text/xml"), ["a/b;c=d", "text/csv", "text/xml", "*/*"], "REP-02");
        assert_eq!(
            accepted("text/csv;q=0, text/xml; q=0.5;x=y, text/plain;q=.9"),
            ["text/plain", "text/xml", "text/csv"]
        );
        assert_eq!(accepted("a/b;q=-1,a/c;q=0.25z,a/d;q=1.,a/e;q=5e-1"), ["a/d", "a/e", "a/c", "a/b"]);
    }

    #[test]
    fn an_empty_header_accepts_nothing() {
        assert!(accept(Some(" ")).is_empty());
    }

    #[test]
    fn unknown_types_keep_their_text() {
        assert_eq!(accepted("Text/HTML"), ["Text/HTML"]);
    }
}
