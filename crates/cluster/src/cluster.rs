//! A cluster from its making to its end.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use rustix::process::Signal;

use crate::account::Account;
use crate::address::{Address, Host};
use crate::binaries::Binaries;
use crate::error::{Attempt, ClusterError};
use crate::guardian::{Guardian, Lifetime};
use crate::postmaster::{Postmaster, Start, free_port};
use crate::setup::{Setup, Tcp, private_folder};

/// The name of the role and of the database that every cluster is made with.
const SUPERUSER: &str = "postgres";

/// The port in a socket's name when there is no TCP port to go by.
const SOCKET_PORT: u16 = 5432;

/// How often a start is tried when somebody takes the free port before the server does.
const PORT_TRIES: u32 = 5;

/// A running PostgreSQL server that belongs to us, on a Unix socket and perhaps a TCP port.
///
/// It ends with this value, and when the process that owns it ends in any other way.
#[derive(Debug)]
pub struct Cluster {
    binaries: Binaries,
    account: Account,
    setup: Setup,
    /// How it ends: a scratch cluster has nothing to keep, one whose data stays is shut down cleanly.
    shutdown: Shutdown,
    port: u16,
    server: Option<Postmaster>,
    guardian: Option<Guardian>,
}

/// How a server is asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shutdown {
    /// Running transactions are rolled back, everything is written to disk.
    Fast,
    /// As in a crash: the next start recovers.
    Immediate,
}

impl Cluster {
    /// Makes the data folder if there is none, starts the server, and waits until it takes connections.
    ///
    /// # Errors
    ///
    /// When there is no suitable PostgreSQL, or `initdb` or the server fails; the error holds what they said.
    pub fn start(setup: Setup) -> Result<Self, ClusterError> {
        // Before anything that can fail: dropped unreleased, the guardian removes what the set-up has left so far.
        let data_stays = !setup.scratch.as_ref().is_some_and(|scratch| setup.data.starts_with(scratch));
        let shutdown = if data_stays { Shutdown::Fast } else { Shutdown::Immediate };
        let guardian = Guardian::watch(setup.lifetime, &setup.data, shutdown, setup.scratch.as_deref())?;
        let account = Account::for_server()?;
        let binaries = binaries_for(&setup.data)?;
        let guardian = Some(guardian);
        let mut cluster = Self { binaries, account, setup, shutdown, port: SOCKET_PORT, server: None, guardian };
        private_folder(&cluster.setup.sockets, account)?;
        cluster.initialize()?;
        cluster.resume()?;
        Ok(cluster)
    }

    /// The superuser's address on the socket, in the database `postgres`. Every role may enter without a password.
    pub fn address(&self) -> Address {
        Address {
            host: Host::Socket(self.setup.sockets.clone()),
            port: self.port,
            user: SUPERUSER.to_owned(),
            password: None,
            database: SUPERUSER.to_owned(),
        }
    }

    /// The superuser's address on the TCP port, if the server listens on one.
    pub fn tcp_address(&self) -> Option<Address> {
        if self.setup.tcp == Tcp::Off {
            return None;
        }
        let host = Host::Tcp("127.0.0.1".to_owned());
        Some(Address { host, password: self.setup.password.clone(), ..self.address() })
    }

    /// The folder of the data files.
    pub fn data(&self) -> &Path {
        &self.setup.data
    }

    /// The major version of the server.
    pub fn version(&self) -> u32 {
        self.binaries.version
    }

    /// Stops the server and keeps its files, until [`resume`](Self::resume).
    ///
    /// # Errors
    ///
    /// When it does not end.
    pub fn pause(&mut self, shutdown: Shutdown) -> Result<(), ClusterError> {
        self.server.take().map_or(Ok(()), |server| server.stop(shutdown))
    }

    /// Starts the server again, at the same address. Does nothing while it runs.
    ///
    /// # Errors
    ///
    /// When it does not come up; the error holds the end of its log.
    pub fn resume(&mut self) -> Result<(), ClusterError> {
        if self.server.is_some() {
            return Ok(());
        }
        let mut tries = 0;
        loop {
            tries += 1;
            match self.start_server() {
                Err(ClusterError::Startup(log)) if log.contains("TCP/IP sockets") && tries < PORT_TRIES => {}
                result => return result,
            }
        }
    }

    fn start_server(&mut self) -> Result<(), ClusterError> {
        self.port = match self.setup.tcp {
            Tcp::Off => SOCKET_PORT,
            Tcp::AnyPort => free_port(0)?,
            Tcp::Prefer(port) => free_port(port)?,
        };
        // From now on this is the port that clients know.
        if self.setup.tcp != Tcp::Off {
            self.setup.tcp = Tcp::Prefer(self.port);
        }
        self.server = Some(Postmaster::start(&Start {
            binaries: &self.binaries,
            account: self.account,
            data: &self.setup.data,
            sockets: &self.setup.sockets,
            port: self.port,
            listen_on_tcp: self.setup.tcp != Tcp::Off,
            settings: &self.setup.settings,
        })?);
        Ok(())
    }

    /// Runs `initdb`, beside the final place first, so that a data folder is either whole or not there.
    fn initialize(&self) -> Result<(), ClusterError> {
        let data = &self.setup.data;
        if data.join("PG_VERSION").exists() {
            return Ok(());
        }
        let unfinished = data.with_extension("new");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).attempt(|| format!("removing {}", unfinished.display()))?;
        }
        private_folder(&unfinished, self.account)?;
        let output = self.initdb(&unfinished)?;
        if !output.status.success() {
            return Err(ClusterError::Initdb(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        fs::rename(&unfinished, data).attempt(|| format!("renaming {}", unfinished.display()))
    }

    fn initdb(&self, data: &Path) -> Result<Output, ClusterError> {
        let mut command = self.account.command(&self.binaries.program("initdb"));
        command.arg("-D").arg(data).args(["-U", SUPERUSER, "--encoding=UTF8", "--no-locale", "--auth-local=trust"]);
        if self.shutdown == Shutdown::Immediate {
            command.arg("--no-sync");
        }
        if let Some(password) = &self.setup.password {
            let file = self.setup.sockets.join("password");
            fs::write(&file, password).attempt(|| format!("writing {}", file.display()))?;
            self.account.own(&file)?;
            command.arg("--auth-host=scram-sha-256").arg("--pwfile").arg(&file);
        } else {
            command.arg("--auth-host=trust");
        }
        command.env("LC_ALL", "C").stdin(Stdio::null());
        command.output().attempt(|| "running initdb".to_owned())
    }
}

/// The programs that go with the data files; the machine's preferred ones when there are no files yet.
fn binaries_for(data: &Path) -> Result<Binaries, ClusterError> {
    let made_by = fs::read_to_string(data.join("PG_VERSION")).ok();
    let Some(version) = made_by.and_then(|version| version.trim().parse().ok()) else { return Binaries::find() };
    Binaries::all()
        .into_iter()
        .find(|binaries| binaries.version == version)
        .ok_or_else(|| ClusterError::OtherVersion { data: data.to_path_buf(), version })
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if matches!(self.setup.lifetime, Lifetime::Process(_)) {
            return;
        }
        // A server that cannot be stopped is left to the guardian, which also removes the files of a failed start.
        if self.pause(self.shutdown).is_ok() {
            if let Some(scratch) = &self.setup.scratch {
                let _ = fs::remove_dir_all(scratch);
            }
            if let Some(guardian) = self.guardian.take() {
                guardian.release();
            }
        }
    }
}

impl Shutdown {
    pub(crate) fn signal(self) -> Signal {
        match self {
            Self::Fast => Signal::INT,
            Self::Immediate => Signal::QUIT,
        }
    }

    pub(crate) fn signal_name(self) -> &'static str {
        match self {
            Self::Fast => "INT",
            Self::Immediate => "QUIT",
        }
    }
}
