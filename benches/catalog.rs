//! What it takes to load a catalog, by the number of tables: time, and the memory it holds afterwards.
//!
//! ```text
//! cargo bench -p rowgate-benches --bench catalog
//! ```

use std::alloc::System;
use std::time::{Duration, Instant};

use rowgate_catalog::Catalog;
use rowgate_postgres::{CatalogOptions, ConnInfo, ExposedSchemas, admin_client, load};
use rowgate_testkit::{Template, TestDatabase};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// How often each is loaded; the fastest counts, for whatever else the machine does only adds to it.
const LOADS: usize = 5;

struct Cost {
    tables: usize,
    columns: usize,
    relationships: usize,
    functions: usize,
    time: Duration,
    bytes: usize,
}

#[tokio::main]
async fn main() {
    let mut costs = Vec::new();
    for tables in SIZES {
        eprintln!("making a schema of {tables} tables …");
        costs.push(measure(tables).await);
    }
    println!("| tables | columns | relationships | functions | load | ratio | memory | ratio | per column |");
    println!("|---|---|---|---|---|---|---|---|---|");
    for cost in &costs {
        let first = &costs[0];
        println!(
            "| {} | {} | {} | {} | {:.0} ms | {:.1} | {:.2} MB | {:.1} | {} B |",
            cost.tables,
            cost.columns,
            cost.relationships,
            cost.functions,
            cost.time.as_secs_f64() * 1e3,
            cost.time.as_secs_f64() / first.time.as_secs_f64(),
            megabytes(cost.bytes),
            megabytes(cost.bytes) / megabytes(first.bytes),
            cost.bytes / cost.columns,
        );
    }
}

async fn measure(tables: usize) -> Cost {
    let database = TestDatabase::new(&Template::large(tables)).await;
    // What a database that is in use has long had.
    database.execute("vacuum analyze").await;
    let info = ConnInfo::parse(&database.uri()).expect("a test's own address");
    let mut client = admin_client(&info).await.expect("a connection");
    let options = CatalogOptions {
        schemas: ExposedSchemas::Named(vec!["large".to_owned()]),
        extra_search_path: vec!["public".to_owned()],
        hoisted_settings: vec!["^statement_timeout=".to_owned()],
    };
    let mut time = Duration::MAX;
    let mut bytes = 0;
    let mut catalog = Catalog::default();
    for _ in 0..LOADS {
        drop(std::mem::take(&mut catalog));
        let region = Region::new(ALLOCATOR);
        let start = Instant::now();
        catalog = load(&mut client, &options).await.expect("a catalog");
        time = time.min(start.elapsed());
        let change = region.change();
        bytes = change.bytes_allocated - change.bytes_deallocated;
    }
    Cost {
        tables: catalog.relations.values().filter(|relation| !relation.kind.is_view()).count(),
        columns: catalog.relations.values().map(|relation| relation.columns.len()).sum(),
        relationships: catalog.relationships.values().map(Vec::len).sum(),
        functions: catalog.routines.values().map(Vec::len).sum(),
        time,
        bytes,
    }
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
