//! `rowgate dev`: a database of its own from a folder of SQL, served while the files are edited.
//!
//! ```text
//! .rowgate/data ─cluster→ database ─prelude, schema/, policies/→ loaded ─→ gateway on 127.0.0.1
//!                                        ▲                          │
//!                                        └──── a changed file ◀─────┘ watched
//! ```

mod database;
mod folders;
mod gateway;
mod home;
mod ledger;
mod load;
mod people;
mod session;
mod welcome;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

pub(crate) use home::Home;
use session::Session;

#[derive(Args)]
pub(crate) struct DevArguments {
    /// Folder of the schema's SQL files: folders by name, and the files in each by name.
    #[arg(long, value_name = "DIR", default_value = "schema")]
    schema: PathBuf,
    /// Folder of the policies' SQL files, loaded after the schema. It may be missing.
    #[arg(long, value_name = "DIR", default_value = "policies")]
    policies: PathBuf,
    /// Port of the API on 127.0.0.1; 0 for any free one.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Port of the database on 127.0.0.1; another one is taken if it is not free.
    #[arg(long, value_name = "PORT", default_value_t = 54320)]
    database_port: u16,
    /// Where the data, the secret and the password are kept between runs.
    #[arg(long, value_name = "DIR", default_value = Home::DEFAULT)]
    data: PathBuf,
    /// Start from an empty database.
    #[arg(long)]
    reset: bool,
}

pub(crate) fn run(arguments: &DevArguments) -> anyhow::Result<ExitCode> {
    tokio::runtime::Runtime::new().context("starting the runtime")?.block_on(develop(arguments))?;
    Ok(ExitCode::SUCCESS)
}

/// Runs a session until an error or a signal. Whatever was started until then is dropped, and so stopped.
async fn develop(arguments: &DevArguments) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut session = tokio::select! {
        session = Session::start(arguments) => session?,
        _ = interrupt.recv() => return Ok(()),
        _ = terminate.recv() => return Ok(()),
    };
    tokio::select! {
        () = session.watch() => {}
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    // Requests in flight may finish, unless somebody is in a hurry.
    tokio::select! {
        () = session.end() => {}
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
