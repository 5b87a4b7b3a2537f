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

/// A pool of one connection, already made, that has served a read: so the settings that one may have left are reset.
async fn tapped(prepared: bool) -> Tapped {
    let scratch = TestDatabase::new(&Template::new()).await;
    let wiretap = Wiretap::to(scratch.address()).await;
    let config = rowgate_postgres::PoolConfig { prepared, ..config(1) };
    let database = Database::new(wiretap.info.clone(), &config);
    database.fetch(&read("select 0")).await.unwrap();
    wiretap.take();
    Tapped { database, wiretap, _scratch: scratch }
}

impl Tapped {
    async fn messages(&self, tx: &Transaction) -> String {
        let _ = self.database.fetch(tx).await;
        self.wiretap.take()
    }
}

/// So many statements, each parsed.
fn statements(number: usize) -> String {
    "PBE".repeat(number)
}

#[tokio::test]
async fn a_read_is_its_settings_its_statement_and_one_sync() {
    let tapped = tapped(true).await;
    assert_eq!(tapped.messages(&read("select 1")).await, "PBEBEPBES");
    assert_eq!(tapped.messages(&read("select 1")).await, "BEBEBES");
    assert_eq!(tapped.messages(&read("select 2")).await, "BEBEPBES");
}

#[tokio::test]
async fn without_prepared_statements_all_is_parsed_each_time() {
    let tapped = tapped(false).await;
    assert_eq!(tapped.messages(&read("select 1")).await, statements(3) + "S");
    assert_eq!(tapped.messages(&read("select 1")).await, statements(3) + "S");
}

#[tokio::test]
async fn an_isolation_level_needs_a_begin_and_a_commit_but_no_second_trip() {
    let tapped = tapped(false).await;
    let tx = Transaction { isolation: IsolationLevel::Serializable, ..read("select 1") };
    // BEGIN, RESET ALL, the settings, the statement, COMMIT.
    assert_eq!(tapped.messages(&tx).await, statements(5) + "S");
}

#[tokio::test]
async fn a_rollback_is_part_of_the_batch() {
    let tapped = tapped(false).await;
    let tx = Transaction { end: End::Rollback, ..write("select 1") };
    // BEGIN, RESET ALL, the statement, SET CONSTRAINTS, ROLLBACK.
    assert_eq!(tapped.messages(&tx).await, statements(5) + "S");
}

#[tokio::test]
async fn a_checked_write_ends_in_a_second_trip() {
    let tapped = tapped(false).await;
    let tx = Transaction { checked: true, after: Some(statement("select 2")), ..write("select 1") };
    assert_eq!(tapped.messages(&tx).await, statements(4) + "SPBES");
}

#[tokio::test]
async fn a_checked_read_has_nothing_to_undo() {
    let tapped = tapped(false).await;
    assert_eq!(tapped.messages(&Transaction { checked: true, ..read("select 1") }).await, statements(3) + "S");
}

#[tokio::test]
async fn only_a_failure_inside_a_begin_is_followed_by_a_rollback() {
    let tapped = tapped(false).await;
    assert_eq!(tapped.messages(&read("select 1/0")).await, statements(3) + "S");
    let tx = Transaction { isolation: IsolationLevel::RepeatableRead, ..write("select 1/0") };
    // BEGIN, RESET ALL, the statement, and a COMMIT that is not run.
    assert_eq!(tapped.messages(&tx).await, statements(4) + "SQ");
}

#[tokio::test]
async fn what_a_write_may_have_left_is_cleaned_up_until_that_has_been_committed() {
    let tapped = tapped(false).await;
    tapped.messages(&write("select 1")).await;
    let cleaning = 5;
    assert_eq!(tapped.messages(&read("select 1/0")).await, statements(cleaning + 2) + "S");
    assert_eq!(tapped.messages(&read("select 1")).await, statements(cleaning + 2) + "S");
    assert_eq!(tapped.messages(&read("select 1")).await, statements(1 + 2) + "S");
}

#[tokio::test]
async fn a_new_connection_has_nothing_to_clean_up() {
    let scratch = TestDatabase::new(&Template::new()).await;
    let wiretap = Wiretap::to(scratch.address()).await;
    let database = Database::new(wiretap.info.clone(), &config(1));
    database.fetch(&write("select 0")).await.unwrap();
    // The password message there is none of; Q asks the server for its facts.
    assert_eq!(wiretap.take(), "QPBES");
}
