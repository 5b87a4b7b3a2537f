//! Why a load failed.

use std::io;

use rowgate_config::ConfigError;
use rowgate_postgres::{ConnectError, DatabaseError, Fatal, IntrospectError, Lost, ServerError};

use crate::failure::Failure;
use crate::wiring::SettingError;

/// Why the configuration or the catalog could not be read, or nothing be listened to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// An error of one of the gateway's own queries.
    #[error("{}", .0.message)]
    Query(Box<ServerError>),
}

impl LoadError {
    /// In one line, as text.
    pub(crate) fn line(&self) -> String {
        let text = match self {
            Self::Database(DatabaseError::Connect(error)) => error.message.clone(),
            Self::Database(error) => match error.details() {
                Some(details) => format!("{error} {details}"),
                None => error.to_string(),
            },
            other => other.to_string(),
        };
        text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")
    }

    /// In one line, as a client would read it (OBS-04).
    pub(crate) fn json(&self) -> String {
        match self {
            Self::Config(_) | Self::Setting(_) => self.line(),
            Self::Database(error) => Failure::json_of(error),
            Self::Query(error) => Failure::json_of(&DatabaseError::Server(error.clone())),
        }
    }

    /// What to say if trying again is pointless (POOL-05).
    pub(crate) fn advice(&self) -> Option<&'static str> {
        match self {
            Self::Database(error) => error.fatal().map(advice),
            Self::Query(error) if error.sqlstate == "42601" => {
                Some("The database does not understand one of rowgate's own queries.")
            }
            Self::Config(_) | Self::Setting(_) | Self::Query(_) => None,
        }
    }

    /// Whether the database cannot be reached.
    pub(crate) fn is_of_connection(&self) -> bool {
        matches!(self, Self::Database(DatabaseError::Connect(_) | DatabaseError::Lost(_)))
    }
}

/// What an operator can do about a failure that lasts.
pub(crate) fn advice(fatal: Fatal) -> &'static str {
    match fatal {
        Fatal::Authentication => "Failed to establish a connection.",
        Fatal::UnsupportedServer => "The server is too old.",
        Fatal::TransactionPooler => {
            "Behind a connection pooler in transaction mode, set db-prepared-statements to false."
        }
        Fatal::StatementPooler => "Connection poolers in statement mode cannot be used.",
    }
}

impl From<ConnectError> for LoadError {
    fn from(error: ConnectError) -> Self {
        Self::Database(error.into())
    }
}

impl From<IntrospectError> for LoadError {
    fn from(error: IntrospectError) -> Self {
        let IntrospectError::Query { what, source } = &error else {
            let sqlstate = error.sqlstate().map_or_else(String::new, |state| state.code().to_owned());
            return Self::Query(Box::new(ServerError {
                sqlstate,
                message: error.to_string(),
                ..ServerError::default()
            }));
        };
        match source.as_db_error() {
            Some(refusal) => Self::Query(Box::new(ServerError {
                sqlstate: refusal.code().code().to_owned(),
                message: refusal.message().to_owned(),
                detail: refusal.detail().map(str::to_owned),
                hint: refusal.hint().map(str::to_owned),
                ..ServerError::default()
            })),
            None => Self::Database(Lost::Io(io::Error::other(format!("reading {what}: {source}"))).into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use rowgate_postgres::ConnectErrorKind;

    use super::*;

    fn connect_error(kind: ConnectErrorKind) -> LoadError {
        ConnectError { kind, message: "db:\n\tno".into() }.into()
    }

    #[test]
    fn a_failure_to_connect_is_told_in_one_line() {
        let error = connect_error(ConnectErrorKind::Unreachable);
        assert_eq!(error.line(), "db: no");
        let json = r#"{"code":"PGRST000","details":"db:\n\tno","hint":null,"message":"Database connection error."}"#;
        assert_eq!(error.json(), json);
        assert!(error.is_of_connection() && error.advice().is_none());
    }

    #[test]
    fn a_missing_schema_reads_as_postgresql_says_it() {
        let error = LoadError::from(IntrospectError::SchemaNotFound("x".into()));
        let json = r#"{"code":"3F000","details":null,"hint":null,"message":"schema \"x\" does not exist"}"#;
        assert_eq!(error.json(), json);
        assert!(!error.is_of_connection() && error.advice().is_none());
    }

    #[test]
    fn what_lasts_is_fatal() {
        assert!(connect_error(ConnectErrorKind::Authentication).advice().is_some());
        assert!(connect_error(ConnectErrorKind::Refused).advice().is_none());
        let syntax = ServerError { sqlstate: "42601".into(), ..ServerError::default() };
        assert!(LoadError::Query(Box::new(syntax)).advice().is_some());
    }
}
