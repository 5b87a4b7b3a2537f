//! Why the catalog could not be read.

use tokio_postgres::error::SqlState;

/// Why the catalog, or settings kept in the database, could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IntrospectError {
    /// A configured schema is not there (SCC-01).
    #[error("schema \"{0}\" does not exist")]
    SchemaNotFound(String),
    /// PostgreSQL refused a query, or the connection failed.
    #[error("cannot read {what} from the database")]
    Query {
        /// What was to be read.
        what: &'static str,
        /// The failure.
        source: tokio_postgres::Error,
    },
}

impl IntrospectError {
    /// PostgreSQL's code for the failure; `None` when the connection failed.
    pub fn sqlstate(&self) -> Option<&SqlState> {
        match self {
            Self::SchemaNotFound(_) => Some(&SqlState::INVALID_SCHEMA_NAME),
            Self::Query { source, .. } => source.code(),
        }
    }
}

/// Says what was being read when a query failed.
pub(super) fn reading(what: &'static str) -> impl Fn(tokio_postgres::Error) -> IntrospectError {
    move |source| IntrospectError::Query { what, source }
}
