//! What a gateway keeps in RAM while clients read a large result more slowly than the database gives it.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use rowgate_benches::{WORKLOADS, Workload};
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, timeout};

use crate::database::Database;
use crate::gateway::Gateway;
use crate::http::{Connection, Questions};
use crate::process::available;
use crate::report::megabytes;
use crate::{POOL, results, rowgate};

/// How many clients read at the same time.
const READERS: [usize; 2] = [1, 20];

/// How often the memory is looked at.
const INTERVAL: Duration = Duration::from_millis(50);

/// How much a client reads at once.
const GULP: usize = 256 * 1024;

/// How long all clients together may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// What a result takes at the worst for a reader, in its own size: in the gateway, and several times in the process
/// that PostgreSQL makes it in.
const COPIES: u64 = 6;

/// A megabyte.
const MEGABYTE: u32 = 1_000_000;

pub(crate) async fn run(size: u32, rate: u32) -> anyhow::Result<()> {
    let database = Database::start().await?;
    make_large_table(&database, size).await?;
    let gateway = Gateway::start("rowgate", &rowgate()?, &database.address(), POOL, &results()?).await?;
    let workload = Workload { path: "/large", ..WORKLOADS[WORKLOADS.len() - 1].clone() };
    println!("| rowgate | in RAM, MB | result, MB | took, s |\n|---|---:|---:|---:|");
    println!("| idle | {} | | |", megabytes(gateway.resident()));
    for readers in READERS {
        let needed = u64::from(size * MEGABYTE) * COPIES * readers as u64;
        if available().is_some_and(|available| available < needed) {
            println!("| slow readers: {readers} | not tried: needs {} MB | | |", megabytes(Some(needed)));
            continue;
        }
        let start = Instant::now();
        let peak = timeout(PATIENCE, peak(&gateway, &workload, readers, size, rate)).await.context("too slow")??;
        let took = start.elapsed().as_secs_f64();
        println!("| slow readers: {readers} | {} | {size} | {took:.1} |", megabytes(peak));
        sleep(Duration::from_secs(1)).await;
        println!("| a second later | {} | | |", megabytes(gateway.resident()));
    }
    Ok(())
}

/// Rows of about a kilobyte, as many as make up the size.
async fn make_large_table(database: &Database, size: u32) -> anyhow::Result<()> {
    let fill = format!(
        "create table api.large as select n as id, repeat('x', 980) as filler from generate_series(1, {size} * 1000) n"
    );
    database.execute(&fill).await?;
    database.execute("grant select on api.large to member").await
}

/// The most memory that was seen while all clients read.
async fn peak(
    gateway: &Gateway,
    workload: &Workload,
    readers: usize,
    size: u32,
    rate: u32,
) -> anyhow::Result<Option<u64>> {
    let mut reading = JoinSet::new();
    for _ in 0..readers {
        let questions = Questions::of(workload, gateway.address);
        let connection = Connection::open(gateway.address).await?;
        reading.spawn(read_slowly(connection, questions, (size * MEGABYTE) as usize, rate));
    }
    let mut peak = gateway.resident();
    let mut ticks = interval(INTERVAL);
    loop {
        tokio::select! {
            read = reading.join_next() => match read {
                Some(read) => read??,
                None => return Ok(peak),
            },
            _ = ticks.tick() => peak = peak.max(gateway.resident()),
        }
    }
}

/// Reads `size` bytes of an answer at so many megabytes a second.
async fn read_slowly(mut connection: Connection, questions: Questions, size: usize, rate: u32) -> anyhow::Result<()> {
    connection.send(&questions, 0).await?;
    let mut total = connection.read_some(GULP).await?;
    ensure!(total > 0, "no answer");
    while total < size {
        let count = connection.read_some(GULP).await?;
        total += count;
        let bytes = u32::try_from(count)?;
        sleep(Duration::from_secs(1) * bytes / (rate * MEGABYTE)).await;
    }
    Ok(())
}
