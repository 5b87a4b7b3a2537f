//! `rowgate serve`: the gateway in front of a database that is already there.

use std::path::PathBuf;

use clap::Args;

/// The arguments of PostgREST's own command line (CLI-01).
#[derive(Args)]
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

pub(crate) fn run(arguments: &ServeArguments) -> anyhow::Result<()> {
    if arguments.example {
        print!("{}", rowgate_config::example());
        return Ok(());
    }
    anyhow::bail!("not here yet")
}
