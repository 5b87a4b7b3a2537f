use std::io;
use std::path::PathBuf;

/// Why there is no running cluster.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// The machine has no PostgreSQL server that is new enough.
    #[error(
        "no PostgreSQL server of version {minimum} or later was found: install one (Debian: postgresql, \
         Homebrew: postgresql@17), or name the folder of initdb and postgres in {variable}"
    )]
    NoBinaries {
        /// The oldest major version that will do.
        minimum: u32,
        /// The environment variable that names a folder of binaries.
        variable: &'static str,
    },
    /// The data files belong to a major version that the machine does not have.
    #[error("{} was made by PostgreSQL {version}, whose server is not on this machine", data.display())]
    OtherVersion {
        /// The folder of the data files.
        data: PathBuf,
        /// The version that made it.
        version: u32,
    },
    /// PostgreSQL refuses to run as root, and there is no other user to run it as.
    #[error("PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody")]
    NoAccount,
    /// `initdb` failed.
    #[error("initdb failed: {0}")]
    Initdb(String),
    /// The server ended before it took connections. Holds the end of its log.
    #[error("PostgreSQL did not start: {0}")]
    Startup(String),
    /// The server did not take connections, or did not end, in time.
    #[error("PostgreSQL did not {action} within {seconds} seconds")]
    Timeout {
        /// What was waited for.
        action: &'static str,
        /// How long.
        seconds: u64,
    },
    /// A file, folder or process of the cluster could not be handled.
    #[error("{action}: {source}")]
    Io {
        /// What was tried, with its object.
        action: String,
        /// What the system said.
        source: io::Error,
    },
}

/// Names what was tried when the system refuses it.
pub(crate) trait Attempt<T> {
    fn attempt(self, action: impl FnOnce() -> String) -> Result<T, ClusterError>;
}

impl<T, E: Into<io::Error>> Attempt<T> for Result<T, E> {
    fn attempt(self, action: impl FnOnce() -> String) -> Result<T, ClusterError> {
        self.map_err(|error| ClusterError::Io { action: action(), source: error.into() })
    }
}
