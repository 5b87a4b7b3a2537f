//! A `tokio-postgres` client, for whoever reads the catalog.

use tokio_postgres::{Client, NoTls, SimpleQueryMessage, SimpleQueryRow};

use crate::connect::{Open, try_hosts};
use crate::conninfo::{ConnInfo, Endpoint, TargetSession};
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
        // Whatever TLS there is has been negotiated below.
        let (client, connection) = config(info, endpoint).connect_raw(stream, NoTls).await.map_err(failure)?;
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
    config.user(&info.user).dbname(&info.database).ssl_mode(tokio_postgres::config::SslMode::Disable);
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

fn failure(error: tokio_postgres::Error) -> StartupError {
    match error.as_db_error() {
        Some(error) => DatabaseError::from(server_error(error)).into(),
        None if error.to_string().contains("password missing") => StartupError::NoPassword,
        None => StartupError::Lost(Lost::protocol(error)),
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
