//! The database that is asked: a cluster of its own, which ends with the program.

use anyhow::Context;
use rowgate_catalog::Catalog;
use rowgate_cluster::{Address, Cluster, Setup, SqlFile, Tcp, apply};
use rowgate_postgres::{CatalogOptions, ConnInfo, ExposedSchemas, admin_client, load};

/// The role that everybody connects as.
const AUTHENTICATOR: &str = "authenticator";

const SCHEMA: &str = include_str!("../../../schema.sql");

/// A cluster with `schema.sql` in it.
pub(crate) struct Database {
    cluster: Cluster,
    way: Way,
}

/// How those that are measured reach the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Through its Unix socket, as on one machine.
    Socket,
    /// Over TCP on the loopback address, as between containers.
    Tcp,
}

impl Way {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Socket => "a Unix socket",
            Self::Tcp => "TCP",
        }
    }
}

impl Database {
    pub(crate) async fn start(way: Way) -> anyhow::Result<Self> {
        let tcp = if way == Way::Tcp { Tcp::AnyPort } else { Tcp::Off };
        let cluster = Cluster::start(Setup { tcp, ..Setup::scratch()? })?;
        let database = Self { cluster, way };
        let client = admin_client(&database.admin()?).await?;
        let file = SqlFile { name: "schema.sql".to_owned(), text: SCHEMA.to_owned() };
        apply(&client, &file).await?;
        client.batch_execute("vacuum analyze").await?;
        Ok(database)
    }

    /// The version of the server, as it says it: `17.2 (Debian 17.2-1)`.
    pub(crate) async fn version(&self) -> anyhow::Result<String> {
        let client = admin_client(&self.admin()?).await?;
        Ok(client.query_one("show server_version", &[]).await?.get(0))
    }

    pub(crate) fn way(&self) -> Way {
        self.way
    }

    /// Where the authenticator connects.
    pub(crate) fn address(&self) -> Address {
        self.cluster.tcp_address().unwrap_or_else(|| self.cluster.address()).with_user(AUTHENTICATOR)
    }

    /// The same on the cluster's socket, however it is reached otherwise.
    pub(crate) fn socket_address(&self) -> Address {
        self.cluster.address().with_user(AUTHENTICATOR)
    }

    /// Runs statements as the superuser.
    pub(crate) async fn execute(&self, sql: &str) -> anyhow::Result<()> {
        let client = admin_client(&self.admin()?).await?;
        client.batch_execute(sql).await.with_context(|| sql.to_owned())
    }

    /// Undoes what the workloads do to the tables, for they are not to grow from round to round.
    pub(crate) async fn tidy(&self) -> anyhow::Result<()> {
        self.execute("truncate api.events").await?;
        self.execute("vacuum analyze api.tasks").await?;
        self.execute("checkpoint").await
    }

    /// The catalog, as a gateway reads it.
    pub(crate) async fn catalog(&self) -> anyhow::Result<Catalog> {
        let mut client = admin_client(&self.admin()?).await?;
        let options = CatalogOptions {
            schemas: ExposedSchemas::Named(vec!["api".to_owned()]),
            extra_search_path: vec!["public".to_owned()],
            hoisted_settings: Vec::new(),
        };
        Ok(load(&mut client, &options).await?)
    }

    fn admin(&self) -> anyhow::Result<ConnInfo> {
        Ok(ConnInfo::parse(&self.cluster.address().to_string())?)
    }
}
