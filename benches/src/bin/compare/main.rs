//! What the gateway costs, as ratios: rowgate over HTTP beside pgbench with the very statements that rowgate sends, and
//! beside another gateway if there is one.
//!
//! ```text
//! compare            all of it, and a verdict on the figures that are to be reached
//! compare rounds     requests/s, latency and processor time of every workload
//! compare memory     what is in RAM: idle, with slow readers of a large result, and during a bulk insert
//! compare cores      what a second processor is worth
//! compare soak       whether anything grows over very many requests
//! ```

mod affinity;
mod answer;
mod bare;
mod bulk;
mod contender;
mod cores;
mod database;
mod figure;
mod gateway;
mod http;
mod load;
mod machine;
mod memory;
mod pgbench;
mod process;
mod question;
mod report;
mod rounds;
mod sample;
mod soak;
mod stub;
mod table;
mod wire;

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::{Args, Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use crate::database::{Database, Way};
use crate::machine::Machine;
use crate::report::{Report, Style};

/// Measures rowgate against pgbench on the same statements, on the loopback address, with a database of its own.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    all: AllArguments,
    /// Prints only what goes into a README.
    #[arg(long, global = true)]
    markdown: bool,
    /// Reaches PostgreSQL over TCP on the loopback address, as between containers, and not through its Unix socket.
    #[arg(long, global = true)]
    tcp: bool,
}

#[derive(Args)]
struct AllArguments {
    #[command(flatten)]
    rounds: rounds::Arguments,
    #[command(flatten)]
    memory: memory::Arguments,
    #[command(flatten)]
    soak: soak::Arguments,
}

#[derive(Subcommand)]
enum Command {
    /// Requests/s, latency and processor time of every workload, beside pgbench.
    Rounds(rounds::Arguments),
    /// What is in RAM: idle, with 1 and 20 slow readers of a large result, and during a bulk insert.
    Memory(memory::Arguments),
    /// What a second processor is worth where the database is not the limit.
    Cores(rounds::Arguments),
    /// Whether anything grows over very many requests.
    Soak(soak::Arguments),
    /// A database that answers from memory; part of `cores`.
    #[command(hide = true)]
    Stub { listen: PathBuf, server: PathBuf },
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
    if let Some(Command::Stub { listen, server }) = &arguments.command {
        return stub::run(listen, server);
    }
    let folder = results()?;
    let database = Database::start(if arguments.tcp { Way::Tcp } else { Way::Socket }).await?;
    let style = if arguments.markdown { Style::Short } else { Style::Full };
    let mut report = Report::new(Machine::now(database.version().await?, database.way()), style);
    match &arguments.command {
        None => all(&arguments.all, &database, &folder, &mut report).await?,
        Some(Command::Rounds(arguments)) => report.add(rounds::run(arguments, &database, &folder).await?),
        Some(Command::Memory(arguments)) => report.add(memory::run(arguments, &database, &folder).await?),
        Some(Command::Cores(arguments)) => report.add(cores::run(arguments, &database, &folder).await?),
        Some(Command::Soak(arguments)) => report.add(soak::run(arguments, &database, &folder).await?),
        Some(Command::Stub { .. }) => {}
    }
    report.finish(&folder.join("compare.json"))
}

async fn all(arguments: &AllArguments, database: &Database, folder: &Path, report: &mut Report) -> anyhow::Result<()> {
    report.add(rounds::run(&arguments.rounds, database, folder).await?);
    // One processor has no second, and not every system lets programs choose.
    match cores::run(&arguments.rounds, database, folder).await {
        Ok(part) => report.add(part),
        Err(error) => eprintln!("cores: {error:#}"),
    }
    report.add(memory::run(&arguments.memory, database, folder).await?);
    report.add(soak::run(&arguments.soak, database, folder).await?);
    Ok(())
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
