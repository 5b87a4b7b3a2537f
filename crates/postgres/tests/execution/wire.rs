//! What a transaction costs in messages. P is Parse, B Bind, E Execute, C Close, S Sync, Q a simple query.

use rowgate_catalog::IsolationLevel;
use rowgate_postgres::Database;
use rowgate_sql::{End, Transaction};
use rowgate_testkit::{Template, TestDatabase};

use crate::wiretap::Wiretap;
use crate::{config, read, statement, write};

struct Tapped {
    database: Database,
    wiretap: Wiretap,
    _scratch: TestDatabase,
}

/// A pool of one connection, already made.
async fn tapped(prepared: bool) -> Tapped {
    let scratch = TestDatabase::new(&Template::new()).await;
    let wiretap = Wiretap::to(scratch.address()).await;
    let config = rowgate_postgres::PoolConfig { prepared, ..config(1) };
    let database = Database::new(wiretap.info.clone(), &config);
    database.fetch(&write("select 0")).await.unwrap();
    wiretap.take();
    Tapped { database, wiretap, _scratch: scratch }
}

impl Tapped {
    async fn messages(&self, tx: &Transaction) -> String {
        let _ = self.database.fetch(tx).await;
        self.wiretap.take()
    }
}

#[tokio::test]
async fn a_read_is_its_settings_its_statement_and_one_sync() {
    let tapped = tapped(true).await;
    assert_eq!(tapped.messages(&read("select 1")).await, "PBEPBES");
    assert_eq!(tapped.messages(&read("select 1")).await, "BEBES");
    assert_eq!(tapped.messages(&read("select 2")).await, "BEPBES");
}

#[tokio::test]
async fn without_prepared_statements_all_is_parsed_each_time() {
    let tapped = tapped(false).await;
    assert_eq!(tapped.messages(&read("select 1")).await, "PBEPBES");
    assert_eq!(tapped.messages(&read("select 1")).await, "PBEPBES");
}

#[tokio::test]
async fn an_isolation_level_needs_a_begin_and_a_commit_but_no_second_trip() {
    let tapped = tapped(false).await;
    let tx = Transaction { isolation: IsolationLevel::Serializable, ..read("select 1") };
    assert_eq!(tapped.messages(&tx).await, "PBEPBEPBEPBES");
}

#[tokio::test]
async fn a_rollback_is_part_of_the_batch() {
    let tapped = tapped(false).await;
    let tx = Transaction { end: End::Rollback, ..write("select 1") };
    // BEGIN, the statement, SET CONSTRAINTS, ROLLBACK.
    assert_eq!(tapped.messages(&tx).await, "PBEPBEPBEPBES");
}

#[tokio::test]
async fn a_checked_write_ends_in_a_second_trip() {
    let tapped = tapped(false).await;
    let tx = Transaction { checked: true, after: Some(statement("select 2")), ..write("select 1") };
    assert_eq!(tapped.messages(&tx).await, "PBEPBEPBESPBES");
}

#[tokio::test]
async fn a_checked_read_has_nothing_to_undo() {
    let tapped = tapped(false).await;
    assert_eq!(tapped.messages(&Transaction { checked: true, ..read("select 1") }).await, "PBEPBES");
}

#[tokio::test]
async fn only_a_failure_inside_a_begin_is_followed_by_a_rollback() {
    let tapped = tapped(false).await;
    assert_eq!(tapped.messages(&write("select 1/0")).await, "PBES");
    let tx = Transaction { isolation: IsolationLevel::RepeatableRead, ..write("select 1/0") };
    assert_eq!(tapped.messages(&tx).await, "PBEPBEPBESQ");
}
