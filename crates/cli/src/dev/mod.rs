//! `rowgate dev`: a database of its own from a folder of SQL, served while the files are edited.
//!
//! ```text
//! .rowgate/data ─cluster→ database ─prelude, schema/, policies/→ loaded ─→ gateway on 127.0.0.1
//!                                        ▲                          │
//!                                        └──── a changed file ◀─────┘ watched
//! ```

mod database;
mod folders;
mod home;
mod ledger;
mod load;
mod people;
mod watch;
mod welcome;

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use database::Database;
use folders::Folders;
pub(crate) use home::Home;
use people::Keys;

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

pub(crate) fn run(arguments: &DevArguments) -> anyhow::Result<()> {
    tokio::runtime::Runtime::new().context("starting the runtime")?.block_on(develop(arguments))
}

async fn develop(arguments: &DevArguments) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let session = session(arguments);
    tokio::select! {
        ended = session => ended,
        // What the session holds is dropped: the gateway closes its socket, and the cluster shuts down.
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    }
}

/// Everything between the start and a signal. Ends by itself only with an error.
async fn session(arguments: &DevArguments) -> anyhow::Result<()> {
    let home = Home::at(&arguments.data);
    let _lock = home.open()?;
    let folders = Folders::new(&arguments.schema, &arguments.policies)?;
    if arguments.reset {
        rowgate_cluster::erase(&home.data())?;
    }
    let database = Database::start(&home, arguments.database_port).await?;
    let seen = folders.stamp();
    load::load(&mut database.connect().await?, &folders.read()?).await?;
    let exposed = database.publish().await?;

    let keys = Keys::new(home.jwt_secret()?);
    let url = format!("http://127.0.0.1:{}", arguments.port);
    let guide = welcome::Guide::new(&url, &database, &keys, &exposed).await?;
    let _announcement = home.announce(&guide.environment())?;
    println!("{guide}");
    watch::watch(&folders, seen, &database).await
}
