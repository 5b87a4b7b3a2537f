//! The rows that a request asks for: the Range header (PAG-01 … PAG-03) and limit/offset (§2.8).

use std::fmt;

use compact_str::CompactString;

use crate::RequestError;
use crate::ast::{EmbedPath, Window};
use crate::grammar::{self, QueryPart};
use crate::integer::read_integer;

/// Why no row can be in a window. `Display` gives the details of PGRST103.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeError {
    /// The Range header ends before it begins (PAG-02).
    LowerAboveUpper,
    /// A negative limit, or a limit and an offset or Range header that leave nothing (LIM-03, LIM-05, PAG-03).
    NegativeLimit,
}

impl fmt::Display for RangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LowerAboveUpper => {
                "The lower boundary must be lower than or equal to the upper boundary in the Range header."
            }
            Self::NegativeLimit => "Limit should be greater than or equal to zero.",
        })
    }
}

/// The rows from `first` to `last`, both counted from 0; without `last`, all that follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    first: i128,
    last: Option<i128>,
}

impl Span {
    const ALL: Self = Self { first: 0, last: None };
    /// What any `limit=0` becomes (LIM-05).
    const LIMIT_ZERO: Self = Self { first: 0, last: Some(-1) };

    fn is_empty(self) -> bool {
        self.last.is_some_and(|last| last < self.first)
    }

    /// The rows in both, if there are any.
    fn intersect(self, other: Self) -> Option<Self> {
        let last = self.last.map_or(other.last, |last| Some(other.last.map_or(last, |other| last.min(other))));
        let both = Self { first: self.first.max(other.first), last };
        (!self.is_empty() && !other.is_empty() && !both.is_empty()).then_some(both)
    }

    fn window(self) -> Window {
        Window { offset: self.first, limit: self.last.map(|last| last - self.first + 1) }
    }
}

/// The limits and offsets of a query string, by the raw key they were sent with.
#[derive(Debug, Default)]
pub(crate) struct Windows<'a> {
    sent: Vec<Sent<'a>>,
}

/// What was sent for one node.
#[derive(Debug)]
struct Sent<'a> {
    /// The raw key up to its last word, the dot included.
    node: &'a str,
    limit: Number,
    offset: Number,
}

/// The value of a `limit` or an `offset`; of several, the last one (QRY-07).
#[derive(Clone, Copy, Debug)]
enum Number {
    NotSent,
    NoInteger,
    Integer(i128),
}

impl Number {
    fn read(text: &str) -> Self {
        read_integer(text).map_or(Self::NoInteger, Self::Integer)
    }

    fn or_zero(self) -> i128 {
        match self {
            Self::Integer(number) => number,
            Self::NotSent | Self::NoInteger => 0,
        }
    }
}

impl Sent<'_> {
    /// The rows that limit and offset say. With an offset, a limit that is no integer counts as 0 (LIM-06).
    fn span(&self) -> Span {
        match (self.limit, self.offset) {
            (Number::NotSent | Number::NoInteger, Number::NotSent) => Span::ALL,
            (Number::NotSent, offset) => Span { first: offset.or_zero(), last: None },
            (limit, offset) => {
                let first = offset.or_zero();
                Span { first, last: Some(first + limit.or_zero() - 1) }
            }
        }
    }
}

impl<'a> Windows<'a> {
    /// Notes a `limit` parameter; `node` is its raw key up to that word.
    pub(crate) fn limit(&mut self, node: &'a str, value: &str) {
        self.of(node).limit = Number::read(value);
    }

    /// Notes an `offset` parameter; `node` is its raw key up to that word.
    pub(crate) fn offset(&mut self, node: &'a str, value: &str) {
        self.of(node).offset = Number::read(value);
    }

    fn of(&mut self, node: &'a str) -> &mut Sent<'a> {
        let at = self.sent.iter().position(|sent| sent.node == node).unwrap_or_else(|| {
            self.sent.push(Sent { node, limit: Number::NotSent, offset: Number::NotSent });
            self.sent.len() - 1
        });
        &mut self.sent[at]
    }

    /// The root's window: limit and offset, and on GET the Range header.
    ///
    /// # Errors
    ///
    /// [`RequestError::Range`] when it cannot hold a row, unless that is what `limit=0` says; then
    /// [`RequestError::PutWithWindow`].
    pub(crate) fn root(&self, method: &str, range_header: Option<&str>) -> Result<Window, RequestError> {
        let header = range_header.filter(|_| method == "GET").map_or(Span::ALL, range);
        let limits = self.sent.iter().find(|sent| sent.node.is_empty()).map_or(Span::ALL, Sent::span);
        let span = if limits.last == Span::LIMIT_ZERO.last {
            Span::LIMIT_ZERO
        } else {
            header.intersect(limits).ok_or_else(|| {
                let header_is_empty = header.is_empty();
                RequestError::Range(if header_is_empty {
                    RangeError::LowerAboveUpper
                } else {
                    RangeError::NegativeLimit
                })
            })?
        };
        if method == "PUT" && span != Span::ALL {
            return Err(RequestError::PutWithWindow);
        }
        Ok(span.window())
    }

    /// The windows of embeds. They are not validated (LIM-07).
    ///
    /// A key that names no embed after all, such as `a->b.limit`, says nothing.
    ///
    /// # Errors
    ///
    /// PGRST100 for a key that is no path.
    pub(crate) fn embeds(&self) -> Result<Vec<(EmbedPath, Window)>, RequestError> {
        let mut windows = Vec::new();
        for sent in self.sent.iter().filter(|sent| !sent.node.is_empty()) {
            let key = format!("{}limit", sent.node);
            let (path, _): (Vec<CompactString>, _) = grammar::parse(QueryPart::TreePath, &key, grammar::tree_path)?;
            if !path.is_empty() {
                windows.push((path, sent.span().window()));
            }
        }
        Ok(windows)
    }
}

/// `‹from›-‹to›` or `‹from›-`; anything else says nothing (PAG-01).
fn range(header: &str) -> Span {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match header.split_once('-') {
        Some((first, last)) if !first.is_empty() && digits(first) && digits(last) => {
            Span { first: read_integer(first).unwrap_or(0), last: read_integer(last) }
        }
        _ => Span::ALL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The root's window for `limit`, `offset` (`-` for none) and a Range header.
    fn get(limit: &str, offset: &str, header: &str) -> Result<(i128, Option<i128>), RequestError> {
        window("GET", limit, offset, header)
    }

    fn window(method: &str, limit: &str, offset: &str, header: &str) -> Result<(i128, Option<i128>), RequestError> {
        let mut windows = Windows::default();
        if limit != "-" {
            windows.limit("", limit);
        }
        if offset != "-" {
            windows.offset("", offset);
        }
        windows.root(method, Some(header)).map(|window| (window.offset, window.limit))
    }

    const NEGATIVE: Result<(i128, Option<i128>), RequestError> = Err(RequestError::Range(RangeError::NegativeLimit));
    const LOWER: Result<(i128, Option<i128>), RequestError> = Err(RequestError::Range(RangeError::LowerAboveUpper));

    #[test]
    fn the_range_header_is_digits_only() {
        assert_eq!(get("-", "-", "2-5"), Ok((2, Some(4))), "PAG-01");
        assert_eq!(get("-", "-", "2-"), Ok((2, None)));
        assert_eq!(get("-", "-", "1-1"), Ok((1, Some(1))));
        for ignored in ["", "-", "-1", "items=0-9", "0 - 1", "0-1,3-4", "0-a", " 0-1", "1-2-3"] {
            assert_eq!(get("-", "-", ignored), Ok((0, None)), "QRK-43: {ignored}");
        }
        assert_eq!(get("-", "-", "5-2"), LOWER, "PAG-02");
    }

    #[test]
    fn only_get_looks_at_the_header() {
        for method in ["HEAD", "POST", "PATCH", "OPTIONS"] {
            assert_eq!(window(method, "-", "-", "5-2"), Ok((0, None)), "PAG-13: {method}");
        }
    }

    #[test]
    fn limit_and_offset_make_a_window() {
        assert_eq!(get("5", "-", ""), Ok((0, Some(5))));
        assert_eq!(get("-", "3", ""), Ok((3, None)));
        assert_eq!(get("5", "3", ""), Ok((3, Some(5))));
        assert_eq!(get("abc", "-", ""), Ok((0, None)), "QRK-04");
        assert_eq!(get("-", "-1", ""), Ok((0, None)), "LIM-04");
        assert_eq!(get("5", "-2", ""), Ok((0, Some(3))));
        assert_eq!(get("-1", "-", ""), NEGATIVE, "LIM-03");
    }

    #[test]
    fn limit_zero_is_no_rows_unless_rows_are_left_out_before() {
        assert_eq!(get("0", "-", "5-2"), Ok((0, Some(0))), "PAG-03");
        assert_eq!(get("0", "1", ""), NEGATIVE, "LIM-05");
        assert_eq!(get("abc", "0", ""), Ok((0, Some(0))), "LIM-06");
        assert_eq!(get("abc", "2", ""), NEGATIVE);
    }

    #[test]
    fn header_and_limit_are_intersected() {
        assert_eq!(get("10", "2", "4-5"), Ok((4, Some(2))), "PAG-03");
        assert_eq!(get("1", "-", "1-1"), NEGATIVE);
    }

    #[test]
    fn numbers_beyond_bigint_stay_what_they_are() {
        let huge = "99999999999999999999";
        assert_eq!(get(huge, "9223372036854775807", ""), Ok((i64::MAX.into(), huge.parse().ok())));
    }

    #[test]
    fn put_takes_no_window() {
        assert_eq!(window("PUT", "0", "-", ""), Err(RequestError::PutWithWindow), "LIM-08");
        assert_eq!(window("PUT", "abc", "-", ""), Ok((0, None)));
    }

    #[test]
    fn embeds_take_any_integer_and_the_last_one_counts() {
        let mut windows = Windows::default();
        windows.limit("a.b.", "1");
        windows.limit("a.b.", "-2");
        windows.offset("a.b.", "3");
        windows.limit("a->b.", "1");
        let embeds = windows.embeds().unwrap();
        assert_eq!(embeds, [(vec!["a".into(), "b".into()], Window { offset: 3, limit: Some(-2) })], "LIM-07");
        windows.limit(".", "1");
        assert!(windows.embeds().is_err());
    }
}
