//! The measurement: every workload in every way, round after round, so that whatever else the machine does meets all.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, ensure};
use rowgate_benches::{Pipeline, WORKLOADS, Workload};

use crate::contender::Contender;
use crate::database::Database;
use crate::gateway::Gateway;
use crate::pgbench::{self, Pgbench, Script, Trips};
use crate::report::{Measured, Memory, Report};
use crate::{POOL, results, rowgate};

/// How many HTTP connections there are: some more than the database's, and many.
const CONNECTIONS: [u32; 2] = [16, 64];

/// How long each is asked before it counts: connections are made and statements prepared.
const WARM_UP: Duration = Duration::from_secs(1);

pub(crate) async fn run(rounds: u32, time: Duration, only: &[String]) -> anyhow::Result<()> {
    let wanted = |workload: &Workload| only.is_empty() || only.iter().any(|name| workload.name.contains(name));
    let workloads: Vec<Workload> = WORKLOADS.into_iter().filter(wanted).collect();
    ensure!(!workloads.is_empty(), "no workload has such a name");
    let folder = results()?;
    let database = Database::start().await?;
    let gateways = gateways(&database, &folder).await?;
    let idle: Vec<_> = gateways.iter().map(Gateway::resident).collect();
    let pgbench =
        Pgbench { program: pgbench::program(), database: database.address(), clients: POOL, folder: folder.clone() };
    let catalog = database.catalog().await?;
    let pipeline = Pipeline::new(&catalog);
    let host = gateways[0].address.to_string();
    let scripts = workloads.iter().map(|workload| Script::of(workload, &pipeline, &host));
    let scripts = scripts.collect::<anyhow::Result<Vec<_>>>()?;

    let contenders = contenders(&gateways);
    let mut measured: Vec<Measured> = workloads.iter().map(|it| Measured::new(it.name, &contenders)).collect();
    for round in 0..=rounds {
        let time = if round == 0 { WARM_UP } else { time };
        eprintln!("{}", if round == 0 { "warming up …".to_owned() } else { format!("round {round} of {rounds} …") });
        for ((workload, script), measured) in workloads.iter().zip(&scripts).zip(&mut measured) {
            database.tidy().await?;
            for (contender, samples) in contenders.iter().zip(&mut measured.samples) {
                let sample = contender.measure(workload, script, &pgbench, time).await;
                let sample = sample.with_context(|| format!("{}, {}", workload.name, contender.name()))?;
                if round > 0 {
                    samples.push(sample);
                }
            }
        }
    }
    let memory = gateways.iter().zip(idle).map(|(gateway, idle)| Memory {
        gateway: gateway.name,
        idle,
        after: gateway.resident(),
    });
    let names = contenders.iter().map(|contender| contender.name()).collect();
    let report = Report { contenders: names, measured, memory: memory.collect() };
    println!("{}", report.markdown());
    let file = folder.join("compare.json");
    std::fs::write(&file, report.json()).with_context(|| format!("writing {}", file.display()))?;
    eprintln!("all samples: {}", file.display());
    Ok(())
}

/// rowgate, and the program that `POSTGREST_BIN` names.
async fn gateways(database: &Database, folder: &std::path::Path) -> anyhow::Result<Vec<Gateway>> {
    let address = database.address();
    let mut gateways = vec![Gateway::start("rowgate", &rowgate()?, &address, POOL, folder).await?];
    if let Some(program) = env::var_os("POSTGREST_BIN") {
        gateways.push(Gateway::start("postgrest", &PathBuf::from(program), &address, POOL, folder).await?);
    }
    Ok(gateways)
}

fn contenders(gateways: &[Gateway]) -> Vec<Contender<'_>> {
    let of_gateway = |gateway| CONNECTIONS.map(|connections| Contender::Gateway(gateway, connections));
    let pgbench = [Contender::Pgbench(Trips::Each), Contender::Pgbench(Trips::One)];
    pgbench.into_iter().chain(gateways.iter().flat_map(of_gateway)).collect()
}
