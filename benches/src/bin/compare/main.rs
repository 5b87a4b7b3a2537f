//! What the gateway costs, as ratios: rowgate over HTTP beside pgbench with the very statements that rowgate sends, and
//! beside another gateway if there is one.
//!
//! ```text
//! compare            requests/s, latency and processor time of every workload
//! compare memory     what is in RAM while slow clients read a large result
//! ```

mod contender;
mod database;
mod gateway;
mod http;
mod load;
mod memory;
mod pgbench;
mod process;
mod report;
mod rounds;
mod sample;

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::{Args, Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

/// Measures rowgate against pgbench on the same statements, on the loopback address, with a database of its own.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    rounds: RoundsArguments,
}

#[derive(Subcommand)]
enum Command {
    /// What is in RAM: idle, and with 1 and 20 slow readers of a large result.
    Memory(MemoryArguments),
}

#[derive(Args)]
struct RoundsArguments {
    /// How often everything is measured.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// How long each measurement takes, in seconds.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=60))]
    seconds: u32,
    /// Measures only the workloads whose names contain this. May be repeated.
    #[arg(long)]
    only: Vec<String>,
}

#[derive(Args)]
struct MemoryArguments {
    /// The size of the result, in megabytes.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=500))]
    megabytes: u32,
    /// How fast each client reads, in megabytes per second.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rate: u32,
}

/// How many connections to the database a gateway may have, and pgbench has.
const POOL: usize = 10;

/// Threads of our own would take the gateway's processors away.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        outcome = run(&arguments) => outcome,
        // Whatever has been started ends with the future that started it.
        _ = tokio::signal::ctrl_c() => Ok(()),
        _ = terminated.recv() => Ok(()),
    }
}

async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.command {
        None => {
            let rounds = &arguments.rounds;
            rounds::run(rounds.rounds, Duration::from_secs(rounds.seconds.into()), &rounds.only).await
        }
        Some(Command::Memory(memory)) => memory::run(memory.megabytes, memory.rate).await,
    }
}

/// The `rowgate` binary that was built beside this one, or the one that is named in `ROWGATE_BIN`.
fn rowgate() -> anyhow::Result<PathBuf> {
    if let Some(named) = env::var_os("ROWGATE_BIN") {
        return Ok(named.into());
    }
    let beside = env::current_exe()?.with_file_name("rowgate");
    ensure!(beside.exists(), "there is no {}: build it with `cargo build --release -p rowgate`", beside.display());
    Ok(beside)
}

/// Where results go: `compare/` in cargo's target folder.
fn results() -> anyhow::Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2).context("a program in a profile's folder")?;
    let folder = target.join("compare");
    std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    Ok(folder)
}
