//! A `rowgate serve` in front of a database of a test's own.

use std::process::Command;

use rowgate_testkit::{Template, TestDatabase};
use rustix::process::Signal;
use tempfile::TempDir;

use crate::running::Running;

const SCHEMA: &str = "create table films as select 1 as id; grant select on films to anon;
    create function fail() returns void language plpgsql as $$ begin raise sqlstate 'XX001' using message = 'oh no'; end $$;
    grant execute on function fail to anon;";

/// What comes before the address.
const LISTENING: &str = "API server listening on ";

/// `rowgate` with the settings that every test needs, and those given.
pub(crate) fn rowgate(arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rowgate"));
    command.args(arguments).env("PGRST_SERVER_HOST", "127.0.0.1").env("PGRST_SERVER_PORT", "0");
    command.envs(settings.iter().copied());
    command
}

/// A database with a few films.
pub(crate) async fn films() -> TestDatabase {
    TestDatabase::new(&Template::new().prelude().sql(SCHEMA)).await
}

/// A process that serves films.
pub(crate) struct Served {
    pub(crate) process: Running,
    pub(crate) database: TestDatabase,
    pub(crate) address: String,
    /// What was printed until it served.
    pub(crate) beginning: String,
    pub(crate) folder: TempDir,
}

impl Served {
    /// Starts one, with a configuration file of that content.
    pub(crate) async fn start(settings: &[(&str, &str)], file: &str) -> Self {
        let database = films().await;
        let uri = database.authenticator_uri();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rowgate.conf");
        std::fs::write(&path, file).unwrap();
        let mut all = vec![("PGRST_DB_URI", uri.as_str()), ("PGRST_DB_ANON_ROLE", "anon")];
        all.extend(settings);
        let process = Running::start(rowgate(&[path.to_str().unwrap()], &all));
        let beginning = process.wait_for(LISTENING);
        let (_, address) = beginning.split_once(LISTENING).unwrap();
        let address = address.split(['"', '\n']).next().unwrap().to_owned();
        Self { process, database, address, beginning, folder }
    }

    /// The URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Replaces the configuration file and has it read.
    pub(crate) fn reconfigure(&self, file: &str) -> String {
        std::fs::write(self.folder.path().join("rowgate.conf"), file).unwrap();
        self.process.signal(Signal::USR2);
        self.process.wait_for("onfig")
    }
}
