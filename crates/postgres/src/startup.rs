//! From a connected stream to a session that can run transactions.

use std::io;

use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;

use crate::auth::{Login, authenticate};
use crate::conninfo::{ConnInfo, Endpoint, TargetSession};
use crate::error::{ConnectErrorKind, DatabaseError, Lost};
use crate::introspect::MINIMUM_SERVER_VERSION;
use crate::server_error::ServerError;
use crate::session::{CancelKey, Session, TransactionStatus};
use crate::simple_query::simple_query;
use crate::stream::Stream;
use crate::wire::{Incoming, Wire};

/// What decides whether the server will do, and which transactions need a BEGIN of their own.
///
/// The defaults matter because an implicit transaction has them, and nobody announces the isolation level. The process
/// gives poolers away: they announce one of their own.
pub(crate) const FACTS: &str = "select current_setting('server_version_num'), current_setting('server_version'), \
    current_setting('default_transaction_isolation'), current_setting('default_transaction_read_only'), \
    pg_catalog.pg_is_in_recovery(), pg_catalog.pg_backend_pid()";

/// Why a server that could be reached gives no session.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartupError {
    #[error("{}:  {}", .0.severity, .0)]
    Refused(Box<ServerError>),
    #[error(transparent)]
    Lost(#[from] Lost),
    #[error("fe_sendauth: no password supplied")]
    NoPassword,
    #[error("authentication method {0} is not supported")]
    UnsupportedAuthentication(&'static str),
    #[error("SCRAM authentication failed: {0}")]
    Scram(#[source] io::Error),
    #[error("{0}")]
    ChannelBinding(&'static str),
    #[error("the startup parameters cannot be sent: {0}")]
    Unsendable(#[source] io::Error),
    #[error("PostgreSQL {0} is not supported, 14.0 is the oldest version that is")]
    UnsupportedServer(String),
    #[error("session is {0}")]
    Unsuitable(&'static str),
}

impl StartupError {
    pub(crate) fn kind(&self) -> ConnectErrorKind {
        match self {
            Self::Refused(error) if error.sqlstate == "28P01" => ConnectErrorKind::Authentication,
            Self::Refused(_) => ConnectErrorKind::Refused,
            Self::NoPassword => ConnectErrorKind::Authentication,
            Self::Lost(_) => ConnectErrorKind::Unreachable,
            Self::UnsupportedAuthentication(_) | Self::Scram(_) | Self::ChannelBinding(_) | Self::Unsendable(_) => {
                ConnectErrorKind::Unsupported
            }
            Self::UnsupportedServer(_) => ConnectErrorKind::UnsupportedServer,
            Self::Unsuitable(_) => ConnectErrorKind::Unsuitable,
        }
    }

    /// Whether another host of the list may do better. One that was reached and said no speaks for all, as in libpq,
    /// unless it is only starting up or shutting down.
    pub(crate) fn may_be_better_elsewhere(&self) -> bool {
        match self {
            Self::Refused(error) => error.sqlstate == "57P03",
            Self::Lost(_) | Self::Unsuitable(_) => true,
            _ => false,
        }
    }
}

impl From<ServerError> for StartupError {
    fn from(error: ServerError) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl From<DatabaseError> for StartupError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Server(error) => Self::Refused(error),
            DatabaseError::Lost(lost) => Self::Lost(lost),
            DatabaseError::Unsendable(error) => Self::Unsendable(error),
            DatabaseError::Connect(_) | DatabaseError::PoolTimeout => {
                Self::Lost(Lost::protocol("a connection that is being made needs no other"))
            }
        }
    }
}

/// Opens a session that suits `target`.
pub(crate) async fn start(
    stream: Stream,
    info: &ConnInfo,
    endpoint: &Endpoint,
    target: TargetSession,
) -> Result<(Wire, Session), StartupError> {
    let login = Login::new(info, endpoint, &stream);
    let mut wire = Wire::new(stream);
    frontend::startup_message(parameters(info), wire.output()).map_err(StartupError::Unsendable)?;
    authenticate(&mut wire, &login).await?;

    let mut session = Session::default();
    receive_session(&mut wire, &mut session).await?;
    let facts = ask_facts(&mut wire, &mut session).await?;
    facts.check(target)?;
    session.read_committed = facts.isolation == "read committed";
    session.read_write = !facts.read_only && !facts.in_recovery;
    session.is_own = facts.process == session.key.process;
    wire.trim();
    Ok((wire, session))
}

fn parameters(info: &ConnInfo) -> impl Iterator<Item = (&str, &str)> {
    let named = [("user", info.user.as_str()), ("database", &info.database), ("client_encoding", "UTF8")];
    let application = info.application_name.as_deref().map(|name| ("application_name", name));
    let more = info.parameters.iter().map(|(name, value)| (*name, value.as_str()));
    named.into_iter().chain(application).chain(more)
}

/// Reads what the server tells of a new session until it is ready.
async fn receive_session(wire: &mut Wire, session: &mut Session) -> Result<(), StartupError> {
    loop {
        let Incoming::Message(message) = wire.next().await? else { return Err(unexpected().into()) };
        match session.absorb(message) {
            None => {}
            Some(Message::BackendKeyData(body)) => {
                session.key = CancelKey { process: body.process_id(), secret: body.secret_key() };
            }
            Some(Message::ReadyForQuery(body)) => {
                TransactionStatus::from_byte(body.status())?;
                return Ok(());
            }
            Some(Message::ErrorResponse(body)) => {
                return Err(ServerError::from_fields(body.fields()).map_err(Lost::protocol)?.into());
            }
            Some(_) => return Err(unexpected().into()),
        }
    }
}

fn unexpected() -> Lost {
    Lost::protocol("unexpected message during startup")
}

#[derive(Debug, PartialEq)]
pub(crate) struct Facts {
    version_number: i32,
    version: String,
    isolation: String,
    read_only: bool,
    in_recovery: bool,
    process: i32,
}

async fn ask_facts(wire: &mut Wire, session: &mut Session) -> Result<Facts, StartupError> {
    let (rows, _) = simple_query(wire, session, FACTS).await?;
    let facts = rows.first().and_then(|row| Facts::from_columns(|column| std::str::from_utf8(row.get(column)?).ok()));
    facts.ok_or_else(|| Lost::protocol("the server does not know itself").into())
}

impl Facts {
    /// Reads the answer to [`FACTS`].
    pub(crate) fn from_columns<'a>(text: impl Fn(usize) -> Option<&'a str>) -> Option<Self> {
        Some(Self {
            version_number: text(0)?.parse().ok()?,
            version: text(1)?.to_owned(),
            isolation: text(2)?.to_owned(),
            read_only: text(3)? == "on",
            in_recovery: text(4)? == "t",
            process: text(5)?.parse().ok()?,
        })
    }

    /// Whether the server will do.
    pub(crate) fn check(&self, target: TargetSession) -> Result<(), StartupError> {
        if self.version_number < MINIMUM_SERVER_VERSION {
            return Err(StartupError::UnsupportedServer(self.version.clone()));
        }
        let read_only = self.read_only || self.in_recovery;
        match target {
            TargetSession::ReadWrite if read_only => Err(StartupError::Unsuitable("read-only")),
            TargetSession::ReadOnly if !read_only => Err(StartupError::Unsuitable("not read-only")),
            TargetSession::Primary if self.in_recovery => Err(StartupError::Unsuitable("in hot standby mode")),
            TargetSession::Standby | TargetSession::PreferStandby if !self.in_recovery => {
                Err(StartupError::Unsuitable("not in hot standby mode"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(read_only: bool, in_recovery: bool) -> Facts {
        Facts {
            version_number: 15_00_04,
            version: "15.4".into(),
            isolation: "read committed".into(),
            read_only,
            in_recovery,
            process: 1,
        }
    }

    #[test]
    fn the_session_must_be_of_the_kind_asked_for() {
        use TargetSession::{Any, PreferStandby, Primary, ReadOnly, ReadWrite, Standby};
        let suits = |facts: &Facts| {
            [Any, ReadWrite, ReadOnly, Primary, Standby, PreferStandby].map(|target| facts.check(target).is_ok())
        };
        assert_eq!(suits(&facts(false, false)), [true, true, false, true, false, false]);
        assert_eq!(suits(&facts(true, false)), [true, false, true, true, false, false]);
        assert_eq!(suits(&facts(false, true)), [true, false, true, false, true, true]);
    }

    #[test]
    fn an_old_server_is_refused() {
        let old = Facts { version_number: 13_00_11, version: "13.11".into(), ..facts(false, false) };
        let error = old.check(TargetSession::Any).unwrap_err();
        assert_eq!(error.kind(), ConnectErrorKind::UnsupportedServer);
        assert!(error.to_string().starts_with("PostgreSQL 13.11 is not supported"));
    }
}
