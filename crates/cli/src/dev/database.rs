//! The private database of `rowgate dev`.

use std::env;
use std::path::Path;

use anyhow::Context;
use rowgate_cluster::{Address, Cluster, Setup, Tcp};
use tokio_postgres::{Client, NoTls};

use super::home::Home;

/// The database's name.
const NAME: &str = "rowgate";

/// The role that the gateway connects as. The prelude makes it.
const AUTHENTICATOR: &str = "authenticator";

/// Says which schemas to expose, instead of all that the files made.
const SCHEMAS_VARIABLE: &str = "PGRST_DB_SCHEMAS";

const EXPOSED_SCHEMAS: &str = include_str!("exposed_schemas.sql");

/// A running cluster with our database in it. The cluster is stopped when this is dropped.
pub(crate) struct Database {
    cluster: Cluster,
}

impl Database {
    /// Starts the cluster of `home`, and makes what is not there yet.
    pub(crate) async fn start(home: &Home, port: u16) -> anyhow::Result<Self> {
        let mut setup = Setup::kept(&home.data())?
            // A crash of the machine may take the last transactions along, but never harms the files.
            .setting("synchronous_commit", "off");
        setup.tcp = Tcp::Prefer(port);
        setup.password = Some(home.database_password()?);
        let database = Self { cluster: Cluster::start(setup)? };
        let admin = connect(&database.cluster.address()).await?;
        let known = admin.query_opt("select from pg_database where datname = $1", &[&NAME]).await?;
        if known.is_none() {
            admin.batch_execute(&format!("create database {NAME}")).await.context("creating the database")?;
        }
        Ok(database)
    }

    /// A connection as superuser.
    pub(crate) async fn connect(&self) -> anyhow::Result<Client> {
        connect(&self.cluster.address().with_database(NAME)).await
    }

    /// How the gateway connects.
    pub(crate) fn gateway_address(&self) -> Address {
        self.cluster.address().with_database(NAME).with_user(AUTHENTICATOR)
    }

    /// How people connect.
    pub(crate) fn superuser_address(&self) -> Address {
        self.cluster.tcp_address().unwrap_or_else(|| self.cluster.address()).with_database(NAME)
    }

    /// Where the server keeps its files.
    pub(crate) fn data(&self) -> &Path {
        self.cluster.data()
    }

    /// The server's major version.
    pub(crate) fn version(&self) -> u32 {
        self.cluster.version()
    }

    /// Exposes the schemas that are there now, and lets a running gateway know that something changed.
    ///
    /// The list is a setting in the database (CFG-60), which the gateway reads again before the catalog (SCC-06).
    pub(crate) async fn publish(&self) -> anyhow::Result<Vec<String>> {
        let client = self.connect().await?;
        let exposed = match env::var(SCHEMAS_VARIABLE) {
            Ok(schemas) => schemas.split(',').map(|schema| schema.trim().to_owned()).collect(),
            Err(_) => exposed_schemas(&client).await?,
        };
        let setting = format!("alter role {AUTHENTICATOR} in database {NAME} set pgrst.db_schemas = ");
        let value = exposed.join(",").replace('\'', "''");
        client.batch_execute(&format!("{setting}'{value}'; notify pgrst, 'reload schema'")).await?;
        Ok(exposed)
    }
}

/// A gateway has to expose something: where the files made nothing, `public`.
async fn exposed_schemas(client: &Client) -> anyhow::Result<Vec<String>> {
    let rows = client.query(EXPOSED_SCHEMAS, &[]).await.context("listing the schemas")?;
    let schemas: Vec<String> = rows.iter().map(|row| row.get("schema")).collect();
    Ok(if schemas.is_empty() { vec!["public".to_owned()] } else { schemas })
}

async fn connect(address: &Address) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(&address.to_string(), NoTls).await.context("connecting")?;
    tokio::spawn(connection);
    Ok(client)
}
