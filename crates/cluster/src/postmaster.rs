//! The server process: started, found ready, stopped.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, kill_process};

use crate::account::Account;
use crate::binaries::Binaries;
use crate::cluster::Shutdown;
use crate::error::{Attempt, ClusterError};

const START_TIMEOUT: Duration = Duration::from_secs(60);
const STOP_TIMEOUT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(5);

/// How much of the log an error shows.
const LOG_TAIL_LINES: usize = 12;

/// A running `postgres`.
#[derive(Debug)]
pub(crate) struct Postmaster {
    child: Child,
    log: PathBuf,
}

/// Everything that a start of the server depends on.
pub(crate) struct Start<'a> {
    pub(crate) binaries: &'a Binaries,
    pub(crate) account: Account,
    pub(crate) data: &'a Path,
    pub(crate) sockets: &'a Path,
    pub(crate) port: u16,
    pub(crate) listen_on_tcp: bool,
    pub(crate) settings: &'a [(String, String)],
}

impl Postmaster {
    /// Starts the server and waits until it takes connections.
    pub(crate) fn start(start: &Start<'_>) -> Result<Self, ClusterError> {
        let log = start.sockets.join("postgres.log");
        let output = fs::File::create(&log).attempt(|| format!("creating {}", log.display()))?;
        let errors = output.try_clone().attempt(|| format!("opening {}", log.display()))?;
        let mut command = start.account.command(&start.binaries.program("postgres"));
        command.arg("-D").arg(start.data).arg("-k").arg(start.sockets).args(["-p", &start.port.to_string()]);
        command.arg("-c").arg(format!("listen_addresses={}", if start.listen_on_tcp { "127.0.0.1" } else { "" }));
        for (name, value) in start.settings {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        // Its own process group: an interrupt typed at the terminal reaches the owner, who stops the server in turn.
        command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(output).stderr(errors).process_group(0);
        let child = command.spawn().attempt(|| "starting postgres".to_owned())?;
        let mut postmaster = Self { child, log };
        postmaster.wait_until_ready(start.data)?;
        Ok(postmaster)
    }

    /// Ends the server and waits until it is gone.
    pub(crate) fn stop(mut self, shutdown: Shutdown) -> Result<(), ClusterError> {
        self.signal(shutdown);
        if self.ended_within(STOP_TIMEOUT)? {
            return Ok(());
        }
        self.signal(Shutdown::Immediate);
        if self.ended_within(STOP_TIMEOUT)? {
            return Ok(());
        }
        Err(ClusterError::Timeout { action: "stop", seconds: 2 * STOP_TIMEOUT.as_secs() })
    }

    /// As `pg_ctl` does it: the server writes its state into its lock file.
    fn wait_until_ready(&mut self, data: &Path) -> Result<(), ClusterError> {
        let started = Instant::now();
        while started.elapsed() < START_TIMEOUT {
            if self.child.try_wait().attempt(|| "waiting for postgres".to_owned())?.is_some() {
                return Err(ClusterError::Startup(self.log_tail()));
            }
            let lock = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            let mut lines = lock.lines().map(str::trim);
            let ours = lines.next() == Some(&self.child.id().to_string());
            if ours && lines.nth(6) == Some("ready") {
                return Ok(());
            }
            sleep(POLL);
        }
        self.signal(Shutdown::Immediate);
        Err(ClusterError::Timeout { action: "start", seconds: START_TIMEOUT.as_secs() })
    }

    fn signal(&self, shutdown: Shutdown) {
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if let Some(id) = id {
            // The child is not reaped yet, so the id is still its own; a server that ended by itself needs no signal.
            let _ = kill_process(id, shutdown.signal());
        }
    }

    fn ended_within(&mut self, patience: Duration) -> Result<bool, ClusterError> {
        let started = Instant::now();
        loop {
            if self.child.try_wait().attempt(|| "waiting for postgres to end".to_owned())?.is_some() {
                return Ok(true);
            }
            if started.elapsed() >= patience {
                return Ok(false);
            }
            sleep(POLL);
        }
    }

    fn log_tail(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(LOG_TAIL_LINES)..].join("\n")
    }
}

/// A TCP port of the loopback address that nobody listens on: `preferred`, if that is free. 0 prefers none.
pub(crate) fn free_port(preferred: u16) -> Result<u16, ClusterError> {
    let bind = |port| TcpListener::bind(("127.0.0.1", port));
    let probe = bind(preferred).or_else(|_| bind(0)).and_then(|listener| listener.local_addr());
    Ok(probe.attempt(|| "looking for a free port".to_owned())?.port())
}
