//! A gateway as a process of its own, rowgate or any other that reads `PGRST_*`.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rowgate_benches::{SECRET, WORKLOADS};
use rowgate_cluster::Address;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::http::Connection;
use crate::process;
use crate::question::Questions;

/// How long a gateway may take until it answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running gateway. It ends with this value.
pub(crate) struct Gateway {
    pub(crate) name: &'static str,
    pub(crate) address: SocketAddr,
    child: Child,
}

impl Gateway {
    /// Starts `program` on a free port of the loopback address and waits until it answers. What it logs goes to a file
    /// in `folder`.
    pub(crate) async fn start(
        name: &'static str,
        program: &Path,
        database: &Address,
        pool: usize,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let address = free_address()?;
        let log_path = folder.join(format!("{name}.log"));
        let log = File::create(&log_path).with_context(|| format!("creating {}", log_path.display()))?;
        let mut command = Command::new(program);
        for (variable, _) in std::env::vars_os().filter(|(it, _)| it.to_string_lossy().starts_with("PGRST_")) {
            command.env_remove(variable);
        }
        let child = command
            .env("PGRST_DB_URI", database.to_string())
            .env("PGRST_DB_SCHEMAS", "api")
            .env("PGRST_DB_ANON_ROLE", "web_anon")
            .env("PGRST_DB_CHANNEL_ENABLED", "false")
            .env("PGRST_DB_POOL", pool.to_string())
            .env("PGRST_DB_POOL_ACQUISITION_TIMEOUT", "120")
            .env("PGRST_JWT_SECRET", SECRET)
            .env("PGRST_LOG_LEVEL", "error")
            .env("PGRST_SERVER_HOST", address.ip().to_string())
            .env("PGRST_SERVER_PORT", address.port().to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut gateway = Self { name, address, child };
        gateway.ready().await.with_context(|| format!("see {}", log_path.display()))?;
        Ok(gateway)
    }

    /// The processor time used so far.
    pub(crate) fn cpu_time(&self) -> Option<Duration> {
        process::cpu_time(self.child.id()?)
    }

    /// The memory that is in RAM, in bytes.
    pub(crate) fn resident(&self) -> Option<u64> {
        process::resident(self.child.id()?)
    }

    /// How many threads it has, and how many files it holds open.
    pub(crate) fn threads_and_files(&self) -> Option<(usize, usize)> {
        process::threads_and_files(self.child.id()?)
    }

    /// The processor time that each of its threads has used so far.
    pub(crate) fn thread_times(&self) -> Option<Vec<(String, Duration)>> {
        process::thread_times(self.child.id()?)
    }

    async fn ready(&mut self) -> anyhow::Result<()> {
        let questions = Questions::of(&WORKLOADS[0], self.address);
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status}", self.name);
            }
            let answer = async { Connection::open(self.address).await?.ask(&questions, 0).await };
            match answer.await {
                Ok(answer) if answer.is_success() => return Ok(()),
                Ok(answer) if start.elapsed() > PATIENCE => bail!("{} answers with {}", self.name, answer.status),
                Err(error) if start.elapsed() > PATIENCE => return Err(error),
                _ => sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
