//! Where to listen.

use std::fmt;
use std::path::PathBuf;

use rowgate_config::{Config, Host};

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// A TCP port.
    Tcp {
        /// The host, of one address or of all (CFG-48).
        host: Host,
        /// The port as configured; 0 lets the system choose.
        port: i64,
        /// Whether other processes may listen there too (CFG-50).
        reuse_port: bool,
    },
    /// A Unix socket.
    Unix {
        /// Its file. A socket that is there already is replaced (CFG-53).
        path: PathBuf,
        /// The file's mode (CFG-54).
        mode: u32,
    },
}

impl Address {
    /// Where the API listens: a Unix socket wins over a port (CFG-53).
    pub(crate) fn of(config: &Config) -> Self {
        match &config.server_unix_socket {
            Some(path) => Self::Unix { path: path.clone(), mode: config.server_unix_socket_mode.bits() },
            None => Self::Tcp {
                host: config.server_host.clone(),
                port: config.server_port,
                reuse_port: config.server_reuseport,
            },
        }
    }

    /// Where the admin server listens, if there is one (CFG-12).
    pub(crate) fn of_admin(config: &Config) -> Option<Self> {
        match &config.admin_server_unix_socket {
            Some(path) => Some(Self::Unix { path: path.clone(), mode: config.admin_server_unix_socket_mode.bits() }),
            None => config.admin_server_port.map(|port| Self::Tcp {
                host: config.admin_server_host.clone(),
                port,
                reuse_port: false,
            }),
        }
    }
}

/// As the configuration says it.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port, .. } => write!(f, "{host}:{port}"),
            Self::Unix { path, .. } => write!(f, "{}", path.display()),
        }
    }
}
