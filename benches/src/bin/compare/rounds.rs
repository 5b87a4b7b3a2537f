//! The measurement: every workload in every way, round after round, so that whatever else the machine does meets all.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Args;
use rowgate_benches::{WORKLOADS, Workload};

use crate::contender::{Contender, Task};
use crate::database::Database;
use crate::gateway::Gateway;
use crate::pgbench::{self, Pgbench, Sql, Trips};
use crate::report::Part;
use crate::table::{Measured, Table};
use crate::{POOL, rowgate};

/// How many HTTP connections there are: one, some more than the database's, and many.
const CONNECTIONS: [u32; 3] = [1, 16, 64];

/// How long each is asked before it counts: connections are made and statements prepared.
const WARM_UP: Duration = Duration::from_secs(1);

#[derive(Args)]
pub(crate) struct Arguments {
    /// How often everything is measured.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) rounds: u32,
    /// How long each measurement takes, in seconds.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub(crate) seconds: u32,
    /// Asks only the workloads whose names contain this. May be repeated.
    #[arg(long)]
    only: Vec<String>,
}

impl Arguments {
    pub(crate) fn time(&self) -> Duration {
        Duration::from_secs(self.seconds.into())
    }

    fn workloads(&self) -> anyhow::Result<Vec<Workload>> {
        let wanted = |it: &Workload| self.only.is_empty() || self.only.iter().any(|name| it.name.contains(name));
        let workloads: Vec<Workload> = WORKLOADS.into_iter().filter(wanted).collect();
        ensure!(!workloads.is_empty(), "no workload has such a name");
        Ok(workloads)
    }
}

pub(crate) async fn run(arguments: &Arguments, database: &Database, folder: &Path) -> anyhow::Result<Part> {
    let address = database.address();
    let gateways = gateways(database, folder).await?;
    let pgbench =
        Pgbench { program: pgbench::program(), database: address.clone(), clients: POOL, folder: folder.to_owned() };
    let contenders = contenders(&pgbench, &address, &gateways);

    let catalog = database.catalog().await?;
    let host = gateways[0].address.to_string();
    let tasks = arguments.workloads()?.into_iter().map(|workload| Task::of(workload, &catalog, &host));
    let tasks = tasks.collect::<anyhow::Result<Vec<_>>>()?;
    let mut measured: Vec<Measured> = tasks.iter().map(|task| nothing_yet(&task.workload, contenders.len())).collect();
    for round in 0..=arguments.rounds {
        let (time, name) = match round {
            0 => (WARM_UP, "warming up".to_owned()),
            round => (arguments.time(), format!("round {round} of {}", arguments.rounds)),
        };
        eprintln!("{name} …");
        for (task, measured) in tasks.iter().zip(&mut measured) {
            database.tidy().await?;
            for (contender, samples) in contenders.iter().zip(&mut measured.samples) {
                let sample = contender.measure(task, time).await;
                let sample = sample.with_context(|| format!("{}, {}", task.workload.name, contender.kind()))?;
                samples.extend(sample.filter(|_| round > 0));
            }
        }
    }
    let contenders = contenders.iter().map(|contender| contender.kind()).collect();
    Ok(Table { contenders, measured }.into_part())
}

/// rowgate, and the program that `POSTGREST_BIN` names.
async fn gateways(database: &Database, folder: &Path) -> anyhow::Result<Vec<Gateway>> {
    let address = database.address();
    let mut gateways = vec![Gateway::start("rowgate", &rowgate()?, &address, POOL, folder).await?];
    if let Some(program) = env::var_os("POSTGREST_BIN") {
        gateways.push(Gateway::start("postgrest", &PathBuf::from(program), &address, POOL, folder).await?);
    }
    Ok(gateways)
}

fn contenders<'a>(
    pgbench: &'a Pgbench,
    database: &'a rowgate_cluster::Address,
    gateways: &'a [Gateway],
) -> Vec<Contender<'a>> {
    let of_gateway = |gateway| CONNECTIONS.map(|connections| Contender::Gateway(gateway, connections));
    let without = [
        Contender::Pgbench(pgbench, Sql::Same, Trips::Each),
        Contender::Pgbench(pgbench, Sql::Same, Trips::One),
        Contender::Pgbench(pgbench, Sql::OneStatement, Trips::Each),
        Contender::Pgbench(pgbench, Sql::OneStatement, Trips::One),
        Contender::PlainRows(pgbench),
        Contender::Bare(database),
    ];
    without.into_iter().chain(gateways.iter().flat_map(of_gateway)).collect()
}

fn nothing_yet(workload: &Workload, contenders: usize) -> Measured {
    Measured { workload: workload.name, is_small: workload.is_small(), samples: vec![Vec::new(); contenders] }
}
