//! Media types in headers (§7.1).

use rowgate_core::MediaType;

/// The accepted media types, best first (REP-01 … REP-03).
///
/// An empty header accepts the empty type, which nothing has.
pub(crate) fn accept(header: Option<&str>) -> Vec<MediaType> {
    let Some(header) = header else { return vec![MediaType::Any] };
    let mut ranges: Vec<(f64, isize, String)> = header.split(',').map(range).collect();
    // Stable, so that among equals the first one stays first.
    ranges.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    ranges.into_iter().map(|(_, _, text)| media_type(&text)).collect()
}

/// An entry's weight, how special it is, and its text without blanks and weight.
#[expect(clippy::cast_possible_wrap, reason = "counts of bytes of a header")]
fn range(entry: &str) -> (f64, isize, String) {
    let mut text = entry.replace(' ', "");
    let weight = text.split_once(";q=").map_or(1.0, |(_, rest)| weight(rest.split(';').next().unwrap_or(rest)));
    if let Some(end) = text.find(";q=") {
        text.truncate(end);
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

/// One media type. What PostgREST does not know keeps its text, case and all: clients read it in errors, and handlers
/// are found by it (MUT-03, REP-03).
pub(crate) fn media_type(text: &str) -> MediaType {
    let Some(canonical) = canonical(text) else { return MediaType::Other(text.to_owned()) };
    match MediaType::parse(&canonical) {
        MediaType::Other(_) => MediaType::Other(text.to_owned()),
        known => known,
    }
}

/// The type with those parameters that can be read. PostgREST 16 stops at the first one that cannot, and takes the type
/// for what it has read until then.
///
/// ```text
/// media-type = type "/" subtype { ws ";" ws key ws "=" ws value }
/// type       = { letter | digit | "." | "*" }
/// subtype    = { letter | digit | "." | "*" | "+" | "-" }
/// key        = { letter | digit | "-" }
/// value      = '"' { any but '"' } '"' | { letter | digit | "|" | "-" }
/// ```
fn canonical(text: &str) -> Option<String> {
    let (main, rest) = word(text, ".*")?;
    let (subtype, mut rest) = word(rest.strip_prefix('/')?, ".*+-")?;
    let mut canonical = format!("{main}/{subtype}");
    while let Some((key, value, after)) = parameter(rest) {
        let value = value.replace('\\', "\\\\");
        canonical.extend([";", key, "=\"", &value, "\""]);
        rest = after;
    }
    Some(canonical)
}

fn parameter(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start().strip_prefix(';')?.trim_start();
    let (key, text) = word(text, "-")?;
    let text = text.trim_start().strip_prefix('=')?.trim_start();
    let (value, text) = match text.strip_prefix('"').and_then(|text| text.split_once('"')) {
        Some(quoted) => quoted,
        None => word(text, "|-")?,
    };
    Some((key, value, text))
}

/// Letters, digits and characters among `others` at the start of `text`, at least one, and what follows.
fn word<'a>(text: &'a str, others: &str) -> Option<(&'a str, &'a str)> {
    let end = text.find(|c: char| !c.is_alphanumeric() && !others.contains(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
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
    fn unknown_types_keep_their_text() {
        assert_eq!(accepted("Text/HTML"), ["Text/HTML"]);
        assert_eq!(media_type("multipart/form-data; boundary=x").mime(), "multipart/form-data; boundary=x", "MUT-03");
        for text in ["", "nonsense", "application/", "text/*"] {
            assert_eq!(media_type(text), MediaType::Other(text.into()), "REP-03");
        }
    }

    #[test]
    fn parameters_that_cannot_be_read_are_ignored() {
        for text in ["application/json;", "Application/JSON; charset", "application/json ; charset=utf-8"] {
            assert_eq!(media_type(text), MediaType::Json, "MUT-01: {text}");
        }
        let plan = media_type("application/vnd.pgrst.plan+json ; for=\"text/csv\" ; options=analyze|wal;");
        assert_eq!(plan.mime(), "application/vnd.pgrst.plan+json; for=\"text/csv\"; options=analyze|wal");
        assert_eq!(
            media_type("application/vnd.pgrst.object;nulls=stripped"),
            MediaType::Object { nulls_stripped: true }
        );
    }
}
