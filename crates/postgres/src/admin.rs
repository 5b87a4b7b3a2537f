//! A `tokio-postgres` client, for whoever reads the catalog.

use std::convert::Infallible;
use std::error::Error;
use std::future::{Ready, ready};

use tokio_postgres::config::{ChannelBinding as Binding, SslMode, SslNegotiation};
use tokio_postgres::tls::{ChannelBinding as Bound, TlsConnect, TlsStream};
use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow};

use crate::auth::UNBOUND;
use crate::channel_binding::tls_server_end_point;
use crate::connect::{Open, try_hosts};
use crate::conninfo::{ChannelBinding, ConnInfo, Endpoint, TargetSession};
use crate::error::{ConnectError, DatabaseError, Lost};
use crate::server_error::{ServerError, Severity};
use crate::startup::{FACTS, Facts, StartupError};
use crate::stream::Stream;

/// Connects a `tokio-postgres` client the way the pool connects, outside the pool.
///
/// Its connection runs as a task of the current runtime and ends when the client is dropped.
///
/// # Errors
///
/// As [`DatabaseError::Connect`].
pub async fn admin_client(info: &ConnInfo) -> Result<Client, ConnectError> {
    let (client, _) = try_hosts(info).await?;
    Ok(client)
}

impl Open for Client {
    async fn open(
        stream: Stream,
        info: &ConnInfo,
        endpoint: &Endpoint,
        target: TargetSession,
    ) -> Result<Self, StartupError> {
        let (client, connection) = config(info, endpoint).connect_raw(stream, Negotiated).await.map_err(failure)?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %error, "the connection of an administrative client ended");
            }
        });
        let answer = client.simple_query(FACTS).await.map_err(failure)?;
        let facts = answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => facts(row),
            _ => None,
        });
        facts.ok_or_else(|| Lost::protocol("the server does not know itself"))?.check(target)?;
        Ok(client)
    }
}

fn facts(row: &SimpleQueryRow) -> Option<Facts> {
    Facts::from_columns(|column| row.get(column))
}

fn config(info: &ConnInfo, endpoint: &Endpoint) -> tokio_postgres::Config {
    let mut config = tokio_postgres::Config::new();
    config.user(&info.user).dbname(&info.database);
    // Together they start TLS without asking the server: that is, they have `Negotiated` hand over the stream.
    config.ssl_mode(SslMode::Require).ssl_negotiation(SslNegotiation::Direct);
    config.channel_binding(match info.channel_binding {
        ChannelBinding::Disable => Binding::Disable,
        ChannelBinding::Prefer => Binding::Prefer,
        ChannelBinding::Require => Binding::Require,
    });
    if let Some(password) = &endpoint.password {
        config.password(&password.0);
    }
    if let Some(name) = &info.application_name {
        config.application_name(name);
    }
    if let Some(options) = options(info) {
        config.options(options);
    }
    config
}

/// The startup parameters as command line options, which is all that `tokio-postgres` takes.
fn options(info: &ConnInfo) -> Option<String> {
    let option = |(name, value): &(&str, String)| match *name {
        "options" => value.clone(),
        name => format!("-c {name}={}", value.replace('\\', r"\\").replace(' ', r"\ ")),
    };
    let options: Vec<_> = info.parameters.iter().map(option).collect();
    (!options.is_empty()).then(|| options.join(" "))
}

/// Whatever TLS there is was negotiated when the host was dialled; this only tells `tokio-postgres` about it.
struct Negotiated;

impl TlsConnect<Stream> for Negotiated {
    type Stream = Stream;
    type Error = Infallible;
    type Future = Ready<Result<Stream, Infallible>>;

    fn connect(self, stream: Stream) -> Self::Future {
        ready(Ok(stream))
    }
}

impl TlsStream for Stream {
    fn channel_binding(&self) -> Bound {
        let end_point = self.server_certificate().and_then(tls_server_end_point);
        end_point.map_or_else(Bound::none, Bound::tls_server_end_point)
    }
}

/// `tokio-postgres` tells its own refusals apart by their words only.
fn failure(error: tokio_postgres::Error) -> StartupError {
    if let Some(error) = error.as_db_error() {
        return DatabaseError::from(server_error(error)).into();
    }
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    match cause.as_str() {
        "password missing" => StartupError::NoPassword,
        "server did not use channel binding" => StartupError::ChannelBinding(UNBOUND),
        "unsupported SASL mechanism" | "unsupported authentication method" => {
            StartupError::UnsupportedAuthentication("that the server asks for")
        }
        "" => StartupError::Lost(Lost::protocol(error)),
        _ => StartupError::Lost(Lost::protocol(format_args!("{error}: {cause}"))),
    }
}

fn server_error(error: &tokio_postgres::error::DbError) -> ServerError {
    use tokio_postgres::error::Severity as Given;
    ServerError {
        severity: match error.parsed_severity() {
            Some(Given::Fatal) => Severity::Fatal,
            Some(Given::Panic) => Severity::Panic,
            _ => Severity::Error,
        },
        sqlstate: error.code().code().to_owned(),
        message: error.message().to_owned(),
        detail: error.detail().map(str::to_owned),
        hint: error.hint().map(str::to_owned),
        ..ServerError::default()
    }
}
