//! Which PostgreSQL the connection leads to.

use tokio_postgres::{Client, Error};

use super::error::{IntrospectError, reading};

const QUERY: &str = include_str!("server_version.sql");

/// The first version the gateway works with: PostgreSQL 14.
pub const MINIMUM_SERVER_VERSION: i32 = 140_000;

/// A version of PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVersion {
    /// `server_version_num`: 150004 for 15.4.
    pub number: i32,
    /// `server_version`: `15.4 (Debian 15.4-1)`.
    pub name: String,
    /// The answer of `version()`, with the platform.
    pub description: String,
}

/// Asks for the server's version.
///
/// # Errors
///
/// When the query fails.
pub async fn server_version(client: &Client) -> Result<ServerVersion, IntrospectError> {
    read(client).await.map_err(reading("the server version"))
}

/// [`ServerVersion::number`] alone.
pub(super) async fn server_version_number(client: &Client) -> Result<i32, Error> {
    Ok(read(client).await?.number)
}

async fn read(client: &Client) -> Result<ServerVersion, Error> {
    let row = client.query_typed_one(QUERY, &[]).await?;
    Ok(ServerVersion {
        number: row.try_get("number")?,
        name: row.try_get("name")?,
        description: row.try_get("description")?,
    })
}
