//! Why a transaction has no result.

use std::borrow::Cow;
use std::io;

use rowgate_core::ErrorCode;

use crate::server_error::ServerError;

/// Why a transaction has no result.
///
/// `Display` gives the message a client reads.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// There is no connection, and none can be made (POOL-04).
    #[error("Database connection error.")]
    Connect(#[source] ConnectError),
    /// The connection failed while it was in use; how much was done is not known (POOL-04).
    #[error("Database client error. Retrying the connection.")]
    Lost(#[source] Lost),
    /// No connection became free in time (POOL-02).
    #[error("Timed out acquiring connection from connection pool.")]
    PoolTimeout,
    /// PostgreSQL refused; nothing was done.
    #[error(transparent)]
    Server(Box<ServerError>),
    /// The protocol cannot say it: a zero byte in a statement's text, or more than 65,535 bind values. Or a value that
    /// was stored cannot be read.
    #[error("The statement cannot be sent to the database.")]
    Unsendable(#[source] io::Error),
}

impl DatabaseError {
    /// The stable code; `None` where the SQLSTATE is the code.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Connect(_) => Some(ErrorCode::DatabaseUnavailable),
            Self::Lost(_) => Some(ErrorCode::ConnectionLost),
            Self::PoolTimeout => Some(ErrorCode::PoolTimeout),
            Self::Unsendable(_) => Some(ErrorCode::Internal),
            Self::Server(_) => None,
        }
    }

    /// What more is known: the driver's text (§13.2 of the surface contract), or PostgreSQL's DETAIL.
    pub fn details(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Connect(error) => Some(Cow::Borrowed(&error.message)),
            Self::Lost(error) => Some(Cow::Owned(error.to_string())),
            Self::Server(error) => error.detail.as_deref().map(Cow::Borrowed),
            Self::Unsendable(error) => Some(Cow::Owned(error.to_string())),
            Self::PoolTimeout => None,
        }
    }

    /// Why trying again is pointless, if it is (POOL-05).
    pub fn fatal(&self) -> Option<Fatal> {
        match self {
            Self::Connect(error) => error.fatal(),
            Self::Server(error) => match (error.sqlstate.as_str(), error.message.as_str()) {
                ("42P05", _) => Some(Fatal::TransactionPooler),
                ("08P01", "transaction blocks not allowed in statement pooling mode") => Some(Fatal::StatementPooler),
                _ => None,
            },
            Self::Lost(_) | Self::PoolTimeout | Self::Unsendable(_) => None,
        }
    }
}

impl From<Lost> for DatabaseError {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::Unreadable(error) => Self::Unsendable(error),
            lost => Self::Lost(lost),
        }
    }
}

impl From<ConnectError> for DatabaseError {
    fn from(error: ConnectError) -> Self {
        Self::Connect(error)
    }
}

impl From<ServerError> for DatabaseError {
    fn from(error: ServerError) -> Self {
        Self::Server(Box::new(error))
    }
}

/// A failure that lasts until somebody changes something, so that the process had better end (POOL-05).
///
/// The rest of POOL-05, a syntax error or an unexpected result of one of the gateway's own queries, is for whoever
/// runs those to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fatal {
    /// The password is wrong, or there is none.
    Authentication,
    /// The server is too old.
    UnsupportedServer,
    /// A pooler in transaction mode mixes up prepared statements; they have to be switched off.
    TransactionPooler,
    /// A pooler in statement mode allows no transactions.
    StatementPooler,
}

/// Why there is no connection.
///
/// The text has one line for each address that was tried, in libpq's manner.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConnectError {
    /// What kind of failure the last address gave.
    pub kind: ConnectErrorKind,
    /// What happened where.
    pub message: String,
}

impl ConnectError {
    /// Why trying again is pointless, if it is (POOL-05).
    pub fn fatal(&self) -> Option<Fatal> {
        match self.kind {
            ConnectErrorKind::Authentication => Some(Fatal::Authentication),
            ConnectErrorKind::UnsupportedServer => Some(Fatal::UnsupportedServer),
            ConnectErrorKind::Unreachable
            | ConnectErrorKind::TimedOut
            | ConnectErrorKind::Refused
            | ConnectErrorKind::Unsuitable
            | ConnectErrorKind::Unsupported => None,
        }
    }
}

impl ConnectError {
    /// Nobody gave a session in time.
    pub fn timed_out() -> Self {
        let message = "connection to server failed: timeout expired".to_owned();
        Self { kind: ConnectErrorKind::TimedOut, message }
    }
}

/// The kinds of failure to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectErrorKind {
    /// The network or the operating system says no.
    Unreachable,
    /// Nobody answered in time.
    TimedOut,
    /// The server said no: too many connections, no such database, starting up …
    Refused,
    /// The password is wrong, or one is asked for and there is none.
    Authentication,
    /// The server asks for, or lacks, something this client cannot do without or cannot do.
    Unsupported,
    /// The server is too old.
    UnsupportedServer,
    /// The server is up, but not of the kind that `target_session_attrs` asks for.
    Unsuitable,
}

/// How a connection was lost.
#[derive(Debug, thiserror::Error)]
pub enum Lost {
    /// The server hung up.
    #[error(
        "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore \
         or while processing the request."
    )]
    Closed,
    /// The operating system reports a failure.
    #[error("could not exchange data with the server: {0}")]
    Io(#[source] io::Error),
    /// A value that was to be sent cannot be read, which is not the connection's fault; but half of a message has been
    /// sent, and it is of no more use.
    #[error("could not read a stored value: {0}")]
    Unreadable(#[source] io::Error),
    /// The server said something that has no place in the protocol.
    #[error("lost synchronization with server: {0}")]
    Protocol(String),
}

impl Lost {
    /// A hang-up has many names: what was still to be sent decides which.
    pub(crate) fn from_io(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof => Self::Closed,
            _ => Self::Io(error),
        }
    }

    pub(crate) fn protocol(what: impl std::fmt::Display) -> Self {
        Self::Protocol(what.to_string())
    }
}
