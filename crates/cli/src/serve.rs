//! `rowgate serve`: the gateway in front of a database that is already there.

use std::path::PathBuf;
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::Context;
use clap::Args;
use rowgate_config::{Config, Sources};
use rowgate_server::{Gateway, NOTICE, Options, StartError, Traces, WIRE_VERSION};
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::{log, ready};

/// The arguments of PostgREST's own command line (CLI-01).
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(crate) struct ServeArguments {
    /// Configuration file. The environment (`PGRST_*`) and the database may override it.
    pub(crate) config: Option<PathBuf>,
    /// Print the version.
    #[arg(short, long, group = "instead")]
    pub(crate) version: bool,
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
    if arguments.version {
        println!("PostgREST {WIRE_VERSION} (rowgate {})", env!("CARGO_PKG_VERSION"));
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.example {
        print!("{}", rowgate_config::example());
        return Ok(ExitCode::SUCCESS);
    }
    let sources = Sources::of_process(arguments.config.clone());
    if arguments.ready {
        return report_readiness(&sources);
    }
    if arguments.dump_config {
        let config = briefly()?.block_on(rowgate_server::effective_config(&sources))?;
        print!("{}", rowgate_config::dump(&config));
        return Ok(ExitCode::SUCCESS);
    }
    let outcome = if arguments.dump_schema {
        briefly()?.block_on(rowgate_server::dump_schema(&sources)).map(|schema| {
            println!("{schema}");
            ExitCode::SUCCESS
        })
    } else {
        Runtime::new().context("starting the runtime")?.block_on(serve(sources))?
    };
    match outcome {
        // The log has said why.
        Err(StartError::Database | StartError::Ended(_)) => Ok(ExitCode::FAILURE),
        outcome => Ok(outcome?),
    }
}

/// A runtime for a few questions to the database.
fn briefly() -> anyhow::Result<Runtime> {
    Builder::new_current_thread().enable_all().build().context("starting the runtime")
}

fn report_readiness(sources: &Sources) -> anyhow::Result<ExitCode> {
    let config = Config::load(sources)?;
    rowgate_server::check(&config)?;
    Ok(match ready::ask(&config) {
        Ok(url) => {
            println!("OK: {url}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("ERROR: {error}");
            ExitCode::FAILURE
        }
    })
}

/// Serves until SIGINT or SIGTERM, or until the gateway gives up; SIGUSR1 reloads the schema cache, SIGUSR2 the
/// configuration (SCC-05).
async fn serve(sources: Sources) -> anyhow::Result<Result<ExitCode, StartError>> {
    let traces = Traces::of_process()?;
    let outcome = serve_traced(sources, traces.clone()).await;
    if let Some(traces) = traces {
        traces.shutdown().await;
    }
    outcome
}

async fn serve_traced(sources: Sources, traces: Option<Traces>) -> anyhow::Result<Result<ExitCode, StartError>> {
    let mut end = Termination::new()?;
    let mut reload_schema = signal(SignalKind::user_defined1())?;
    let mut reload_config = signal(SignalKind::user_defined2())?;
    let options = Options {
        sources,
        threads: available_parallelism().ok(),
        on_config: Some(log::follower()),
        traces,
        ..Options::default()
    };
    let gateway = tokio::select! {
        started = Gateway::start(options) => match started {
            Ok(gateway) => gateway,
            Err(error) => return Ok(Err(error)),
        },
        () = end.wait() => return Ok(Ok(ExitCode::SUCCESS)),
    };
    let code = loop {
        tokio::select! {
            () = end.wait() => break ExitCode::SUCCESS,
            _ = gateway.ended() => break ExitCode::FAILURE,
            _ = reload_schema.recv() => gateway.request_schema_reload(),
            _ = reload_config.recv() => gateway.request_config_reload(),
        }
    };
    tokio::select! {
        () = gateway.shutdown() => Ok(Ok(code)),
        // Who asks twice does not want to wait for requests in flight.
        () = end.wait() => Ok(Ok(ExitCode::FAILURE)),
    }
}

/// The signals that end the process.
struct Termination {
    interrupt: Signal,
    terminate: Signal,
}

impl Termination {
    fn new() -> anyhow::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for one of them, and says which (OBS-11).
    async fn wait(&mut self) {
        let name = tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        };
        tracing::info!(target: NOTICE, event = "terminating", "Received termination unix signal {name}");
    }
}
