//! `rowgate serve`: the gateway in front of a database that is already there.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use rowgate_config::{Config, Sources};
use rowgate_server::{Gateway, Options};
use tokio::signal::unix::{SignalKind, signal};

use crate::ready;

/// The arguments of PostgREST's own command line (CLI-01).
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(crate) struct ServeArguments {
    /// Configuration file. The environment (`PGRST_*`) and the database may override it.
    pub(crate) config: Option<PathBuf>,
    /// Print an example of a configuration file.
    #[arg(short, long, group = "instead")]
    pub(crate) example: bool,
    /// Print the configuration that is in effect.
    #[arg(long, group = "instead")]
    pub(crate) dump_config: bool,
    /// Print what was read of the database, as JSON.
    #[arg(long, group = "instead")]
    pub(crate) dump_schema: bool,
    /// Ask the running gateway's admin server whether it is ready.
    #[arg(long, group = "instead")]
    pub(crate) ready: bool,
}

pub(crate) fn run(arguments: &ServeArguments) -> anyhow::Result<ExitCode> {
    if arguments.example {
        print!("{}", rowgate_config::example());
        return Ok(ExitCode::SUCCESS);
    }
    let sources = Sources::of_process(arguments.config.clone());
    if arguments.ready {
        return Ok(report_readiness(&Config::load(&sources)?));
    }
    if arguments.dump_config {
        print!("{}", rowgate_config::dump(&Config::load(&sources)?));
        return Ok(ExitCode::SUCCESS);
    }
    anyhow::ensure!(!arguments.dump_schema, "dumping the schema cache is not possible yet");
    tokio::runtime::Runtime::new().context("starting the runtime")?.block_on(serve(sources))?;
    Ok(ExitCode::SUCCESS)
}

fn report_readiness(config: &Config) -> ExitCode {
    match ready::ask(config) {
        Ok(url) => {
            println!("OK: {url}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("ERROR: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until SIGINT or SIGTERM; SIGUSR1 reloads the schema cache, SIGUSR2 the configuration (SCC-05).
async fn serve(sources: Sources) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut reload_schema = signal(SignalKind::user_defined1())?;
    let mut reload_config = signal(SignalKind::user_defined2())?;
    let gateway = tokio::select! {
        started = Gateway::start(Options { sources, ..Options::default() }) => started?,
        _ = interrupt.recv() => return Ok(()),
        _ = terminate.recv() => return Ok(()),
    };
    loop {
        tokio::select! {
            _ = interrupt.recv() => break,
            _ = terminate.recv() => break,
            _ = reload_schema.recv() => gateway.request_schema_reload(),
            _ = reload_config.recv() => gateway.request_config_reload(),
        }
    }
    gateway.shutdown().await;
    Ok(())
}
