//! Whether anything grows: very many requests, and every now and then a look at the process.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, ensure};
use clap::Args;
use rowgate_benches::WORKLOADS;
use serde_json::json;
use tokio::task::JoinSet;

use crate::database::Database;
use crate::figure::{Figure, Reach};
use crate::gateway::Gateway;
use crate::http::Connection;
use crate::question::Questions;
use crate::report::{Part, in_mebibytes, mebibytes};
use crate::{POOL, rowgate};

#[derive(Args)]
pub(crate) struct Arguments {
    /// How many requests there are.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(20_000..))]
    requests: u32,
}

/// How often there is a look at the process.
const LOOKS: u32 = 20;

const CONNECTIONS: u32 = 16;

/// What a process holds.
struct Look {
    requests: u32,
    seconds: f64,
    resident: Option<u64>,
    threads: Option<usize>,
    files: Option<usize>,
}

pub(crate) async fn run(arguments: &Arguments, database: &Database, folder: &Path) -> anyhow::Result<Part> {
    let gateway = Gateway::start("rowgate", &rowgate()?, &database.address(), POOL, folder).await?;
    let small = WORKLOADS.iter().filter(|workload| workload.is_small());
    let questions: Arc<[Questions]> = small.map(|workload| Questions::of(workload, gateway.address)).collect();
    let mut looks = Vec::new();
    let start = Instant::now();
    for number in 1..=LOOKS {
        database.tidy().await?;
        ask(&gateway, &questions, arguments.requests / LOOKS / CONNECTIONS).await?;
        let (threads, files) = gateway.threads_and_files().unzip();
        looks.push(Look {
            requests: number * (arguments.requests / LOOKS),
            seconds: start.elapsed().as_secs_f64(),
            resident: gateway.resident(),
            threads,
            files,
        });
        if number % 5 == 0 {
            eprintln!("soak: {} requests …", number * (arguments.requests / LOOKS));
        }
    }
    Ok(part(&looks))
}

/// Asks one question after the other, so many on each connection. The connections are new ones each time.
async fn ask(gateway: &Gateway, questions: &Arc<[Questions]>, each: u32) -> anyhow::Result<()> {
    let mut clients = JoinSet::new();
    for client in 0..CONNECTIONS {
        let (questions, address) = (Arc::clone(questions), gateway.address);
        clients.spawn(async move {
            let mut connection = Connection::open(address).await?;
            for (n, question) in (client * 7919..).take(each as usize).zip(questions.iter().cycle()) {
                let answer = connection.ask(question, n).await?;
                ensure!(answer.is_success(), "status {}", answer.status);
            }
            Ok(())
        });
    }
    while let Some(client) = clients.join_next().await {
        client?.context("soak")?;
    }
    Ok(())
}

fn part(looks: &[Look]) -> Part {
    let mut table =
        "| rowgate after requests | took s | MiB in RAM | threads | files |\n|---:|---:|---:|---:|---:|\n".to_owned();
    for look in looks {
        let count = |count: Option<usize>| count.map_or_else(|| "–".to_owned(), |count| count.to_string());
        let (resident, threads, files) = (mebibytes(look.resident), count(look.threads), count(look.files));
        let _ = writeln!(table, "| {} | {:.0} | {resident} | {threads} | {files} |", look.requests, look.seconds);
    }
    let json = |look: &Look| {
        json!({
            "requests": look.requests, "seconds": look.seconds, "resident_bytes": look.resident,
            "threads": look.threads, "files": look.files,
        })
    };
    let of = format!("{} requests", looks.last().map_or(0, |look| look.requests));
    let figures = vec![
        Figure {
            what: "soak: growth of RAM, MiB",
            reach: Reach::AtMost(1.0),
            of: of.clone(),
            measured: growth(looks, |look| look.resident.map(in_mebibytes)),
        },
        Figure {
            what: "soak: growth of threads and open files",
            reach: Reach::AtMost(0.0),
            of,
            measured: growth(looks, |look| Some((u32::try_from(look.threads? + look.files?).ok()?).into())),
        },
    ];
    Part { name: "soak", table, short: String::new(), json: looks.iter().map(json).collect(), figures }
}

/// From the second quarter to the last, by the most that was seen in either: a connection that is about to close may be open
/// still. The first is for all that is made once and kept.
fn growth(looks: &[Look], value: impl Fn(&Look) -> Option<f64>) -> Option<f64> {
    let values: Vec<f64> = looks.iter().map(value).collect::<Option<_>>()?;
    let quarter = values.len() / 4;
    let most = |quarter: &[f64]| quarter.iter().copied().fold(0.0, f64::max);
    Some(most(&values[values.len() - quarter..]) - most(&values[quarter..2 * quarter]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(resident: impl Fn(u64) -> u64) -> Vec<Look> {
        let look =
            |n| Look { requests: 1, seconds: 1.0, resident: Some(resident(n) << 20), threads: None, files: None };
        (0..20).map(look).collect()
    }

    #[test]
    fn growth_is_what_comes_after_the_beginning() {
        let resident = |look: &Look| look.resident.map(in_mebibytes);
        assert_eq!(growth(&looks(|n| n.min(4)), resident), Some(0.0));
        assert_eq!(growth(&looks(|n| n), resident), Some(10.0));
        assert_eq!(growth(&looks(|n| n), |_| None), None);
    }
}
