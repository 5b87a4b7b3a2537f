//! The settings that live and die with a transaction (contract §10.4).

use compact_str::CompactString;
use rowgate_catalog::IsolationLevel;
use rowgate_core::{Ident, QualifiedName};

use crate::writer::quote;
use crate::{End, ParamType, SqlWriter, Statement};

/// Who asks, and what PostgreSQL is told about the request.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// The request's schema, first on the search path.
    pub schema: &'a Ident,
    /// `db-extra-search-path`
    pub extra_search_path: &'a [Ident],
    /// The role the transaction runs as.
    pub role: &'a str,
    /// The claims as a JSON object (AUT-52).
    pub claims: &'a str,
    /// The request's method.
    pub method: &'a str,
    /// The request's path as it came.
    pub path: &'a str,
    /// The request's headers as a JSON object (AUT-54).
    pub headers: &'a str,
    /// The request's cookies as a JSON object (AUT-55).
    pub cookies: &'a str,
    /// The request's span in a trace, as the `traceparent` of what SQL calls in turn; unset where nothing is traced.
    pub traceparent: Option<&'a str>,
    /// `Prefer: timezone` (PRF-13).
    pub timezone: Option<&'a str>,
    /// The role's own settings (AUT-57).
    pub role_settings: &'a [(String, String)],
    /// The role's own isolation level (AUT-56).
    pub role_isolation: IsolationLevel,
    /// `app.settings.*` (AUT-59).
    pub app_settings: &'a [(String, String)],
    /// `db-pre-request` (AUT-42).
    pub pre_request: Option<&'a PreRequest>,
    /// How the transaction ends.
    pub end: End,
}

/// A function that runs before every request: its name, and its schema if it was given one.
pub type PreRequest = (Option<Ident>, Ident);

/// One statement for all settings, in the order of AUT-41, then the pre-request function.
///
/// The role's settings come before the role, so that a setting the connection's own role may SET is set by that role.
pub(crate) fn preamble(
    session: &Session<'_>,
    read_only: bool,
    function_settings: &[(String, String)],
) -> Vec<Statement> {
    let mut w = SqlWriter::default();
    w.sql("select ");
    if read_only {
        w.sql("set_config('transaction_read_only', 'on', true), ");
    }
    w.sql("set_config('search_path', ").bind(ParamType::Unknown, Some(search_path(session))).sql(", true)");
    settings(session.role_settings, &mut w);
    w.sql(", set_config('role', ").literal(session.role);
    w.sql(", true), set_config('request.jwt.claims', ").literal(session.claims);
    w.sql(", true), set_config('request.method', ").literal(session.method);
    w.sql(", true), set_config('request.path', ").literal(session.path);
    w.sql(", true), set_config('request.headers', ").literal(session.headers);
    w.sql(", true), set_config('request.cookies', ").literal(session.cookies).sql(", true)");
    if let Some(traceparent) = session.traceparent {
        w.sql(", set_config('request.traceparent', ").literal(traceparent).sql(", true)");
    }
    if let Some(timezone) = session.timezone {
        w.sql(", set_config('timezone', ").literal(timezone).sql(", true)");
    }
    settings(function_settings, &mut w);
    settings(session.app_settings, &mut w);
    let mut statements = Vec::with_capacity(2);
    statements.push(w.finish());
    statements.extend(session.pre_request.map(pre_request));
    statements
}

fn settings(settings: &[(String, String)], w: &mut SqlWriter) {
    for (name, value) in settings {
        w.sql(", set_config(").literal(name).sql(", ").literal(value).sql(", true)");
    }
}

fn search_path(session: &Session<'_>) -> CompactString {
    let mut path = CompactString::default();
    quote(session.schema, |piece| path.push_str(piece));
    for schema in session.extra_search_path {
        path.push_str(", ");
        quote(schema, |piece| path.push_str(piece));
    }
    path
}

fn pre_request((schema, name): &PreRequest) -> Statement {
    let mut w = SqlWriter::default();
    w.sql("select ");
    match schema {
        Some(schema) => w.qualified(&QualifiedName::new(schema.clone(), name.clone())),
        None => w.ident(name),
    };
    w.sql("()");
    w.finish()
}
