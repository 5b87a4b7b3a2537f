//! Clusters and files against the machine's own PostgreSQL.

mod apply;
mod lifetime;

use rowgate_cluster::Address;
use tokio_postgres::{Client, NoTls};

/// Logs in.
async fn connect(address: &Address) -> Client {
    let (client, connection) = tokio_postgres::connect(&address.to_string(), NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}
