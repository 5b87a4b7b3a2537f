//! Path, query string, headers and body become an [`ApiRequest`].
//!
//! Takes text, knows no database, does no IO: whether a name exists is for the planner to say. What it refuses is what
//! no database could make sense of, and it says so in PostgREST's own words.
//!
//! ```
//! use rowgate_request::{Action, RawRequest, RequestConfig, parse};
//!
//! let config = RequestConfig { schemas: vec!["api".into()], root_spec: None, root_disabled: false };
//! let raw = RawRequest {
//!     method: "GET".into(),
//!     path: "/films".into(),
//!     query: "select=title,director(name)&year=gte.1990&limit=10".into(),
//!     ..RawRequest::default()
//! };
//! let request = parse(&raw, &config)?;
//! assert_eq!(request.action, Action::Read { relation: "films".into(), headers_only: false });
//! assert_eq!(request.query.select[1].to_string(), "director(name)");
//! assert_eq!(request.query.filters[0].1.to_string(), "year.gte.\"1990\"");
//! assert_eq!(request.window.limit, Some(10));
//! # Ok::<(), rowgate_request::RequestError>(())
//! ```

mod accept;
mod ast;
mod canonical;
mod error;
mod grammar;
mod integer;
mod pairs;
mod parse;
mod payload;
mod preferences;
mod print;
mod query;
mod resource;
#[cfg(test)]
mod round_trip;
mod window;
mod words;

use compact_str::CompactString;

pub use ast::*;
pub use error::RequestError;
pub use grammar::{MAX_DEPTH, QueryPart, SyntaxError};
pub use parse::{leaves_body_unread, parse};
pub use payload::{CsvError, PayloadError};
pub use preferences::*;
pub use window::RangeError;

/// A request as it came over the wire. Its texts are compact strings, because most of them are short enough to need no
/// memory of their own.
#[derive(Clone, Debug, Default)]
pub struct RawRequest {
    /// The method, case-sensitive.
    pub method: CompactString,
    /// The path, percent-encoded as it came, without the query string.
    pub path: CompactString,
    /// The query string without `?`; empty when there is none.
    pub query: CompactString,
    /// Header names in lower case, with their values, in order of arrival.
    pub headers: Vec<(CompactString, CompactString)>,
    /// The body; empty when there is none. It is in memory unless [`leaves_body_unread`].
    pub body: rowgate_core::Blob,
}

/// The headers that [`parse`] reads. Requests that are alike in these, in method, path, query string and body parse alike.
pub const READ_HEADERS: [&str; 6] = ["accept", "accept-profile", "content-profile", "content-type", "prefer", "range"];

impl RawRequest {
    /// The value of the first header of this name, which is one of [`READ_HEADERS`].
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    /// The values of all headers of this name, which is one of [`READ_HEADERS`].
    pub fn headers<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        debug_assert!(READ_HEADERS.contains(&name), "{name} is not among the headers that are said to be read");
        self.headers.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The slice of the configuration that parsing depends on.
#[derive(Clone, Debug)]
pub struct RequestConfig {
    /// `db-schemas`, never empty.
    pub schemas: Vec<rowgate_core::Ident>,
    /// The name part of `db-root-spec`, when set (RTE-24).
    pub root_spec: Option<rowgate_core::Ident>,
    /// `openapi-mode` is `disabled` (RTE-07).
    pub root_disabled: bool,
}
