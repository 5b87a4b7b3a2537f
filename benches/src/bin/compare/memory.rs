//! What rowgate has in RAM: idle, while clients read a large result more slowly than the database gives it, and while
//! one sends many rows.

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Args;
use rowgate_benches::{WORKLOADS, Workload};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, timeout};

use crate::bulk::Bulk;
use crate::database::Database;
use crate::figure::{Figure, Reach};
use crate::gateway::Gateway;
use crate::http::Connection;
use crate::process::available;
use crate::question::Questions;
use crate::report::{Part, in_mebibytes, mebibytes};
use crate::{POOL, rowgate};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The size of the result, and of what is sent, in megabytes.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=500))]
    megabytes: u32,
    /// How fast each client reads, in megabytes per second.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rate: u32,
}

/// How often the memory is looked at.
const INTERVAL: Duration = Duration::from_millis(20);

/// How much a client reads at once.
const GULP: usize = 256 * 1024;

/// How long all clients together may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// What a result takes at the worst for a client, in its own size: in the gateway, and several times in the process
/// that PostgreSQL makes it in.
const COPIES: u64 = 6;

/// A megabyte.
const MEGABYTE: u32 = 1_000_000;

/// What clients do.
#[derive(Clone, Copy)]
enum Case {
    SlowReaders(u32),
    Insert { columns: bool },
}

const CASES: [Case; 4] =
    [Case::SlowReaders(1), Case::SlowReaders(20), Case::Insert { columns: false }, Case::Insert { columns: true }];

/// What a gateway that had done nothing before had in RAM, in bytes.
struct Measured {
    case: Case,
    idle: Option<u64>,
    peak: Option<u64>,
    /// `None` where it was not tried.
    took: Option<Duration>,
}

pub(crate) async fn run(arguments: &Arguments, database: &Database, folder: &Path) -> anyhow::Result<Part> {
    make_tables(database, arguments.megabytes).await?;
    let mut all = Vec::new();
    for case in CASES {
        eprintln!("memory: {} …", case.name());
        let gateway = Gateway::start("rowgate", &rowgate()?, &database.address(), POOL, folder).await?;
        sleep(Duration::from_secs(1)).await;
        all.push(measure(case, &gateway, arguments).await?);
        database.execute("truncate api.bulk").await?;
    }
    database.execute("drop table api.large, api.bulk").await?;
    Ok(part(&all, arguments.megabytes))
}

/// Rows of about a kilobyte, as many as make up the size, and room for as many.
async fn make_tables(database: &Database, size: u32) -> anyhow::Result<()> {
    let fill = format!(
        "create table api.large as select n as id, repeat('x', 980) as filler from generate_series(1, {size} * 1000) n"
    );
    database.execute(&fill).await?;
    database.execute("create table api.bulk (filler text not null)").await?;
    database.execute("grant select on api.large to member; grant insert on api.bulk to member").await
}

async fn measure(case: Case, gateway: &Gateway, arguments: &Arguments) -> anyhow::Result<Measured> {
    let idle = gateway.resident();
    let needed = u64::from(arguments.megabytes * MEGABYTE) * COPIES * u64::from(case.clients());
    if available().is_some_and(|available| available < needed) {
        return Ok(Measured { case, idle, peak: None, took: None });
    }
    let mut clients = JoinSet::new();
    match case {
        Case::SlowReaders(readers) => {
            let workload = Workload { path: "/large", ..WORKLOADS[WORKLOADS.len() - 1].clone() };
            for _ in 0..readers {
                let questions = Questions::of(&workload, gateway.address);
                let connection = Connection::open(gateway.address).await?;
                clients.spawn(read_slowly(connection, questions, arguments.megabytes, arguments.rate));
            }
        }
        Case::Insert { columns } => {
            let query = if columns { "?columns=filler" } else { "" };
            let bulk = Bulk::new(query, arguments.megabytes, gateway.address);
            clients.spawn(bulk.send(gateway.address));
        }
    }
    let start = Instant::now();
    let peak = timeout(PATIENCE, peak(gateway, clients)).await.context("too slow")??;
    Ok(Measured { case, idle, peak, took: Some(start.elapsed()) })
}

/// The most memory that was seen until all clients were done.
async fn peak(gateway: &Gateway, mut clients: JoinSet<anyhow::Result<()>>) -> anyhow::Result<Option<u64>> {
    let mut peak = gateway.resident();
    let mut ticks = interval(INTERVAL);
    loop {
        tokio::select! {
            done = clients.join_next() => match done {
                Some(done) => done??,
                None => return Ok(peak),
            },
            _ = ticks.tick() => peak = peak.max(gateway.resident()),
        }
    }
}

/// Reads so many megabytes of an answer, so many a second.
async fn read_slowly(mut connection: Connection, questions: Questions, size: u32, rate: u32) -> anyhow::Result<()> {
    connection.send(&questions, 0).await?;
    let mut total = connection.read_some(GULP).await?;
    ensure!(total > 0, "no answer");
    while total < (size * MEGABYTE) as usize {
        let count = connection.read_some(GULP).await?;
        total += count;
        let bytes = u32::try_from(count)?;
        sleep(Duration::from_secs(1) * bytes / (rate * MEGABYTE)).await;
    }
    Ok(())
}

fn part(all: &[Measured], size: u32) -> Part {
    let mut table = "| rowgate, MiB in RAM | idle | at most | more | took s |\n|---|---:|---:|---:|---:|\n".to_owned();
    for it in all {
        let took =
            it.took.map_or_else(|| "not tried: too little RAM".to_owned(), |took| format!("{:.1}", took.as_secs_f64()));
        let (name, idle, peak, more) = (it.case.name(), mebibytes(it.idle), mebibytes(it.peak), mebibytes(it.more()));
        let _ = writeln!(table, "| {name}, {size} MB | {idle} | {peak} | {more} | {took} |");
    }
    let json = |it: &Measured| {
        let seconds = it.took.map(|took| took.as_secs_f64());
        json!({ "case": it.case.name(), "idle_bytes": it.idle, "peak_bytes": it.peak, "seconds": seconds })
    };
    let mut figures = vec![Figure {
        what: "RAM when idle, MiB",
        reach: Reach::AtMost(20.0),
        of: "a first request answered".to_owned(),
        measured: all.first().and_then(|it| it.idle).map(in_mebibytes),
    }];
    figures.extend(all.iter().map(|it| it.figure(size)));
    Part { name: "memory", short: table.clone(), table, json: all.iter().map(json).collect::<Vec<_>>().into(), figures }
}

impl Case {
    fn name(self) -> String {
        match self {
            Self::SlowReaders(readers) => format!("slow readers: {readers}"),
            Self::Insert { columns: false } => "bulk insert".to_owned(),
            Self::Insert { columns: true } => "bulk insert with columns".to_owned(),
        }
    }

    fn clients(self) -> u32 {
        match self {
            Self::SlowReaders(readers) => readers,
            Self::Insert { .. } => 1,
        }
    }
}

impl Measured {
    fn more(&self) -> Option<u64> {
        Some(self.peak?.saturating_sub(self.idle?))
    }

    fn figure(&self, size: u32) -> Figure {
        let more = self.more().map(in_mebibytes);
        let body = in_mebibytes(u64::from(size * MEGABYTE));
        let (what, reach, measured) = match self.case {
            Case::SlowReaders(_) => ("large result: RAM above idle, MiB", Reach::AtMost(16.0), more),
            Case::Insert { columns: false } => {
                ("bulk insert: RAM above idle ÷ the body", Reach::AtMost(1.2), more.map(|more| more / body))
            }
            Case::Insert { columns: true } => {
                ("bulk insert with columns: RAM above idle, MiB", Reach::AtMost(16.0), more)
            }
        };
        Figure { what, reach, of: format!("{}, {size} MB", self.case.name()), measured }
    }
}
