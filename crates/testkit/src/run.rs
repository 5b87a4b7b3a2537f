//! One cluster for all processes of a test run.
//!
//! `cargo test` and nextest are the parent of every test process they start, so the parent's id names the run. The
//! first process to lock the run's folder starts the cluster in it, and the cluster's guardian waits for the parent.

use std::env;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::os::unix::process::parent_id;
use std::path::{Path, PathBuf};

use rowgate_cluster::{Address, Cluster, ClusterError, Host, Lifetime, Setup};
use rustix::fs::{FlockOperation, flock};

/// A run of `cargo test` or nextest.
pub(crate) struct Run {
    /// The process that started all test processes of the run.
    parent: u32,
    folder: PathBuf,
}

impl Run {
    /// The run that this process is a part of. None when somebody, or a debugger, started the test binary directly: the
    /// parent is then a process that may live on for days.
    pub(crate) fn current() -> Option<Self> {
        env::var_os("CARGO")?;
        let parent = parent_id();
        let user = rustix::process::geteuid().as_raw();
        Some(Self { parent, folder: Path::new("/tmp").join(format!("rowgate-{user}-{parent}")) })
    }

    /// The run's cluster, started by this process if no other was first.
    pub(crate) fn cluster(&self) -> Result<Address, RunError> {
        // Held until the end of this function, so that the others wait for the address.
        let _lock = self.lock().map_err(|error| self.error(error))?;
        let note = self.folder.join("address");
        let noted = fs::read_to_string(&note).ok().and_then(|uri| uri.parse().ok());
        if let Some(address) = noted.filter(answers) {
            return Ok(address);
        }
        let mut setup = Setup::scratch_in(self.folder.clone());
        // What an earlier run with the same id may have left, killed together with its guardian.
        for leftover in [&setup.data, &setup.sockets] {
            remove(leftover).map_err(|error| self.error(error))?;
        }
        setup.lifetime = Lifetime::Process(self.parent);
        let address = Cluster::start(setup)?.address();
        fs::write(note, address.to_string()).map_err(|error| self.error(error))?;
        Ok(address)
    }

    /// Makes the run's folder, if it is not there, and locks it.
    fn lock(&self) -> io::Result<File> {
        match fs::create_dir(&self.folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        let folder = fs::symlink_metadata(&self.folder)?;
        if !folder.is_dir() || folder.uid() != rustix::process::geteuid().as_raw() {
            return Err(io::Error::other("it is there already, and not ours"));
        }
        // The server may run as another user than we do.
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o711))?;
        let folder = File::open(&self.folder)?;
        flock(&folder, FlockOperation::LockExclusive)?;
        Ok(folder)
    }

    fn error(&self, source: io::Error) -> RunError {
        RunError::Folder { folder: self.folder.clone(), source }
    }
}

/// Why a run has no cluster.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    #[error("{}: {source}", folder.display())]
    Folder { folder: PathBuf, source: io::Error },
    #[error(transparent)]
    Cluster(#[from] ClusterError),
}

fn answers(address: &Address) -> bool {
    match &address.host {
        Host::Socket(folder) => UnixStream::connect(folder.join(format!(".s.PGSQL.{}", address.port))).is_ok(),
        Host::Tcp(_) => false,
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
