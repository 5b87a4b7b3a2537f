//! What running a transaction asks of the allocator, and how long it takes on one connection.
//!
//! ```text
//! cargo bench -p rowgate-benches --bench transactions
//! ```
//!
//! The number of rounds may be given, for a profiler to have more or less to look at:
//! `valgrind --tool=callgrind target/release/deps/transactions-… 2000`.

use std::alloc::System;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use rowgate_benches::{Pipeline, Question, WORKLOADS, authenticator, authorization, world};
use rowgate_postgres::{ConnInfo, Database, PoolConfig};
use rowgate_sql::Transaction;
use rowgate_testkit::{Template, TestDatabase};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ROUNDS: u32 = 20_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.sql");
    let scratch = TestDatabase::new(&Template::new().file(&schema)).await;
    scratch.execute("vacuum analyze").await;
    let rounds = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);

    println!("| request | prepared | allocations | bytes | time |");
    println!("|---|---|---|---|---|");
    for (name, tx) in transactions() {
        for prepared in [true, false] {
            let database = database(&scratch, prepared);
            measure(&database, &tx, 100).await;
            let cost = measure(&database, &tx, rounds).await;
            let Cost { allocations, bytes, time } = cost;
            println!("| {name} | {prepared} | {allocations:.1} | {bytes:.0} B | {time:.1?} |");
        }
    }
}

/// A pool of one connection.
fn database(scratch: &TestDatabase, prepared: bool) -> Database {
    let hour = Duration::from_secs(3600);
    let config = PoolConfig { size: 1, acquisition_timeout: hour, max_lifetime: hour, max_idle: hour, prepared };
    let info = ConnInfo::parse(&scratch.authenticator_uri()).expect("a test's own address");
    Database::new(info, &config)
}

/// A list of 20 rows, and one row by its key, each with the settings that go before it.
fn transactions() -> Vec<(&'static str, Transaction)> {
    let catalog = world::catalog();
    let pipeline = Pipeline::new(&catalog);
    let caller = authenticator(0)
        .authenticate(Some(authorization().as_bytes()), SystemTime::now())
        .expect("a token that is good for years");
    let transaction = |workload: &rowgate_benches::Workload| {
        let raw = workload.raw("localhost:3000", *workload.keys.start());
        let headers = Question::headers(&raw);
        let question = Question { raw: &raw, caller: &caller, headers: &headers };
        (workload.name, pipeline.render(&pipeline.plan(&pipeline.parse(&raw)), question))
    };
    WORKLOADS[..2].iter().map(transaction).collect()
}

/// What one round takes.
struct Cost {
    allocations: f64,
    bytes: f64,
    time: Duration,
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
async fn measure(database: &Database, tx: &Transaction, rounds: u32) -> Cost {
    let region = Region::new(ALLOCATOR);
    let start = Instant::now();
    for _ in 0..rounds {
        let result = database.fetch(tx).await.expect("rows");
        assert_eq!(result.rows.len(), 1);
    }
    let (time, change) = (start.elapsed(), region.change());
    Cost {
        allocations: (change.allocations + change.reallocations) as f64 / f64::from(rounds),
        bytes: change.bytes_allocated as f64 / f64::from(rounds),
        time: time / rounds,
    }
}
