//! A PgBouncer of a test's own, in front of its database.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rowgate_cluster::Host;
use rowgate_postgres::ConnInfo;
use rowgate_testkit::TestDatabase;
use tempfile::TempDir;

/// A port is but a part of the socket's name.
const PORT: u16 = 6432;

/// A running PgBouncer, in transaction mode unless told otherwise. Whoever connects becomes the superuser.
pub(crate) struct Bouncer {
    pub(crate) version: Version,
    process: Child,
    folder: TempDir,
    database: String,
}

/// Major and minor version.
pub(crate) type Version = (u32, u32);

impl Bouncer {
    /// Starts one for `scratch` with `settings`, an `ini` line each. `None`, and says so, where PgBouncer is not installed.
    pub(crate) fn start(scratch: &TestDatabase, settings: &str) -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("skipped: PgBouncer is not installed");
            return None;
        };
        let address = scratch.address();
        let Host::Socket(sockets) = &address.host else { panic!("a server on a socket") };
        // Like the server, PgBouncer refuses to be run by root.
        let owner = fs::metadata(sockets).unwrap();
        let folder = tempfile::Builder::new().prefix("rowgate-").tempdir_in("/tmp").unwrap();
        let path = folder.path();
        let server = format!("host={} port={} user={}", sockets.display(), address.port, address.user);
        let config = format!(
            "[databases]\n* = {server}\n[pgbouncer]\nlisten_port = {PORT}\nunix_socket_dir = {folder}\n\
             logfile = {folder}/log\nauth_type = any\npool_mode = transaction\n{settings}\n",
            folder = path.display(),
        );
        fs::write(path.join("pgbouncer.ini"), config).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        chown(path, Some(owner.uid()), Some(owner.gid())).unwrap();
        let process = Command::new(&program)
            .args(["-q", "pgbouncer.ini"])
            .current_dir(path)
            .uid(owner.uid())
            .gid(owner.gid())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut bouncer = Self { version: version(&program), process, folder, database: address.database.clone() };
        bouncer.wait();
        Some(bouncer)
    }

    /// How to connect through it; `more` are further parameters of the connection string.
    pub(crate) fn info(&self, more: &str) -> ConnInfo {
        let (folder, database) = (self.folder.path().display(), &self.database);
        ConnInfo::parse(&format!("host={folder} port={PORT} user=anybody dbname={database} {more}")).unwrap()
    }

    fn wait(&mut self) {
        let socket = self.folder.path().join(format!(".s.PGSQL.{PORT}"));
        while UnixStream::connect(&socket).is_err() {
            if let Some(status) = self.process.try_wait().unwrap() {
                let log = fs::read_to_string(self.folder.path().join("log"));
                panic!("PgBouncer ended, {status}: {log:?}");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Distributions keep it where only root looks.
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    folders.map(|folder| folder.join("pgbouncer")).find(|program| program.is_file())
}

/// The version out of `PgBouncer 1.18.0`.
fn version(program: &Path) -> Version {
    let output = Command::new(program).arg("--version").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let number = text.split_whitespace().nth(1).unwrap();
    let mut parts = number.split('.').map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap())
}
