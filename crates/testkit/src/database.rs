use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use rowgate_cluster::Address;
use tokio_postgres::{Client, NoTls};

use crate::server::server;
use crate::template::Template;

/// The role that the gateway connects as, made by the prelude.
const AUTHENTICATOR: &str = "authenticator";

/// A database that belongs to one test, and is dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    address: Address,
}

impl TestDatabase {
    /// A copy of `template`.
    ///
    /// # Panics
    ///
    /// When the template cannot be built; says which statement of it was refused.
    pub async fn new(template: &Template) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let source = template.database().await;
        let create = format!("create database {name} template {source}");
        connect(server()).await.batch_execute(&create).await.expect("a copy of the template");
        Self { address: server().with_database(&name) }
    }

    /// The database's address, as superuser.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The superuser's connection URI.
    pub fn uri(&self) -> String {
        self.address.to_string()
    }

    /// The connection URI of another role.
    pub fn uri_as(&self, role: &str) -> String {
        self.address.with_user(role).to_string()
    }

    /// The connection URI for a gateway: that of the role `authenticator`, which the prelude makes.
    pub fn authenticator_uri(&self) -> String {
        self.uri_as(AUTHENTICATOR)
    }

    /// A connection as superuser.
    ///
    /// # Panics
    ///
    /// When the server refuses it.
    pub async fn connect(&self) -> Client {
        connect(&self.address).await
    }

    /// A connection as another role.
    ///
    /// # Panics
    ///
    /// When the server refuses it.
    pub async fn connect_as(&self, role: &str) -> Client {
        connect(&self.address.with_user(role)).await
    }

    /// Runs statements as superuser.
    ///
    /// # Panics
    ///
    /// When one of them fails.
    pub async fn execute(&self, sql: &str) {
        self.connect().await.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// Ends all connections to this database, as an administrator or a restart would, and returns how many there were.
    ///
    /// # Panics
    ///
    /// When the server refuses it.
    pub async fn kill_backends(&self) -> u64 {
        let kill = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1";
        connect(server()).await.execute(kill, &[&self.address.database]).await.expect("the end of all connections")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let drop_database = format!("drop database if exists {} with (force)", self.address.database);
        // A thread of its own, because the test's runtime is busy with us. What cannot be dropped goes with the cluster.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async { connect(server()).await.batch_execute(&drop_database).await.ok() })
        });
        let _ = dropping.join();
    }
}

/// Logs in. The connection ends with its client.
pub(crate) async fn connect(address: &Address) -> Client {
    let (client, connection) = tokio_postgres::connect(&address.to_string(), NoTls)
        .await
        .unwrap_or_else(|error| panic!("connecting to {address}: {error:?}"));
    tokio::spawn(connection);
    client
}
