use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use rowgate_cluster::{SqlFile, apply, sql_files};
use tokio_postgres::Client;

use crate::database::connect;
use crate::server::server;

/// The workspace, whose demo schema the tests load.
const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The advisory lock that is held while a template is built. Templates create roles, which belong to the whole server,
/// so no two are built at a time.
const BUILD_LOCK: i64 = 0x0072_6f77_6761_7465;

/// What a test's database starts with. Equal templates are built once per run.
#[derive(Debug, Clone, Default)]
pub struct Template {
    files: Vec<SqlFile>,
}

impl Template {
    /// A database as `create database` makes it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The development prelude and the demo systems, with their policies and rows: what `rowgate dev` serves.
    ///
    /// # Panics
    ///
    /// When the files cannot be read.
    pub fn demo() -> Self {
        let root = Path::new(WORKSPACE);
        Self::new().prelude().folder(&root.join("schema")).folder(&root.join("policies"))
    }

    /// Adds the development prelude: the roles `anon`, `authenticated`, `service_role` and `authenticator`, the schema
    /// `auth` and the extensions.
    ///
    /// # Panics
    ///
    /// When the file cannot be read.
    #[must_use]
    pub fn prelude(self) -> Self {
        self.file(&Path::new(WORKSPACE).join("crates/cli/src/dev/prelude.sql"))
    }

    /// Adds all SQL files below a folder, in the order of `rowgate dev`.
    ///
    /// # Panics
    ///
    /// When they cannot be read.
    #[must_use]
    pub fn folder(self, folder: &Path) -> Self {
        let files = sql_files(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        files.iter().fold(self, |template, file| template.file(file))
    }

    /// Adds an SQL file.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    #[must_use]
    pub fn file(mut self, path: &Path) -> Self {
        self.files.push(SqlFile::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        self
    }

    /// Adds statements.
    #[must_use]
    pub fn sql(mut self, text: &str) -> Self {
        self.files.push(SqlFile { name: "the test's SQL".to_owned(), text: text.to_owned() });
        self
    }

    /// The name of the template's database on the server; made, if this is the first use of the template.
    pub(crate) async fn database(&self) -> String {
        if self.files.is_empty() {
            return "template1".to_owned();
        }
        let name = format!("template_{:016x}", self.hash());
        let admin = connect(server()).await;
        admin.execute("select pg_advisory_lock($1)", &[&BUILD_LOCK]).await.expect("the lock to build a template");
        let known = admin.query_opt("select from pg_database where datname = $1", &[&name]).await;
        if known.expect("the list of databases").is_none() {
            self.build(&admin, &name).await;
        }
        name // the lock goes with the connection
    }

    /// Builds under another name, so that what was interrupted is never taken for a whole.
    async fn build(&self, admin: &Client, name: &str) {
        let unfinished = format!("{name}_unfinished");
        let prepare =
            [format!("drop database if exists {unfinished} with (force)"), format!("create database {unfinished}")];
        for statement in prepare {
            admin.batch_execute(&statement).await.expect("a database to build a template in");
        }
        let client = connect(&server().with_database(&unfinished)).await;
        for file in &self.files {
            apply(&client, file).await.unwrap_or_else(|error| panic!("{error}"));
        }
        drop(client);
        let rename = format!("alter database {unfinished} rename to {name}");
        admin.batch_execute(&rename).await.expect("a finished template");
    }

    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for file in &self.files {
            file.text.hash(&mut hasher);
        }
        hasher.finish()
    }
}
