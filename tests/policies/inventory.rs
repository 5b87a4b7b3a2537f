//! How much there is, held against how much there has to be.

use std::io::{self, Write};

use crate::applications::{APPLICATIONS, Inventory};
use crate::demo::demo;

#[tokio::test]
async fn nothing_of_the_inventory_is_missing() {
    let client = demo().await.connect().await;
    let mut short = Vec::new();
    for application in APPLICATIONS {
        let Inventory { tables, views, functions, policies, enums, triggers, indexes } = application.inventory;
        let row = client.query_one(include_str!("inventory.sql"), &[&application.schemas]).await.expect("the counts");
        let of = |kind: &str, needed: i64| {
            (format!("{} of {needed} {kind}", row.get::<_, i64>(kind)), row.get(kind), needed)
        };
        let at_least = |kind: &str, named: i64| {
            let found: i64 = row.get(kind);
            (format!("{found} {kind} ({named} by name)"), found, named)
        };
        let counts = [
            of("tables", tables),
            of("views", views),
            of("functions", functions),
            of("policies", policies),
            of("enums", enums),
            at_least("triggers", triggers),
            at_least("indexes", indexes),
        ];
        let line = counts.each_ref().map(|(text, ..)| &**text).join(", ");
        // Not `println!`, which is only seen when a test fails.
        writeln!(io::stdout(), "{}: {line}", application.name).expect("the standard output");
        if counts.iter().any(|(_, found, needed)| found < needed) {
            short.push(line);
        }
    }
    assert!(short.is_empty(), "{short:#?}");
}
