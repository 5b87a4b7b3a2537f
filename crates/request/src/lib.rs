//! Path, query string, headers and body become an [`ApiRequest`].
//!
//! Takes text, knows no database, does no IO: whether a name exists is for the planner to say.

mod ast;
mod preferences;

pub use ast::*;
pub use preferences::*;

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct RawRequest {
    /// The method, case-sensitive.
    pub method: String,
    /// The path, percent-encoded as it came, without the query string.
    pub path: String,
    /// The query string without `?`; empty when there is none.
    pub query: String,
    /// Header names in lower case, with their values, in order of arrival.
    pub headers: Vec<(String, String)>,
    /// The body; empty when there is none.
    pub body: bytes::Bytes,
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
