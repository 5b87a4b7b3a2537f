//! Prepared statements on the server.

use rowgate_postgres::{Database, PoolConfig};
use rowgate_sql::Transaction;

use crate::{ask, backend, config, connect, one_connection, read, refusal, statement, value, write};

const PREPARED: &str = "select count(*) from pg_prepared_statements";

async fn prepared(database: &Database) -> usize {
    ask(database, PREPARED).await.parse().unwrap()
}

#[tokio::test]
async fn there_are_never_too_many_and_those_evicted_still_run() {
    let (_scratch, database) = one_connection("").await;
    let before = backend(&database).await;
    let mut most = 0;
    for round in 0..2 {
        for n in 0..400 {
            assert_eq!(ask(&database, &format!("select {n}")).await, n.to_string(), "round {round}");
            if n % 40 == 0 {
                most = most.max(prepared(&database).await);
            }
        }
    }
    assert!((250..=260).contains(&most), "{most}");
    assert_eq!(backend(&database).await, before);
}

#[tokio::test]
async fn there_are_none_where_they_are_switched_off() {
    let (scratch, _) = one_connection("").await;
    let database = connect(&scratch.uri(), &PoolConfig { prepared: false, ..config(1) });
    for n in 0..3 {
        assert_eq!(ask(&database, &format!("select {n}")).await, n.to_string());
    }
    assert_eq!(prepared(&database).await, 0);

    database.set_prepared(true);
    database.flush();
    assert!(prepared(&database).await > 0);
}

#[tokio::test]
async fn what_was_skipped_is_not_taken_for_prepared() {
    let (_scratch, database) = one_connection("").await;
    for _ in 0..2 {
        let tx = Transaction { preamble: vec![statement("select 1/0")], ..write("select 'skipped'") };
        assert_eq!(refusal(database.fetch(&tx).await).sqlstate, "22012");
        let tx = Transaction { preamble: vec![statement("select from nowhere")], ..write("select 'skipped'") };
        assert_eq!(refusal(database.fetch(&tx).await).sqlstate, "42P01");
    }
    assert_eq!(value(&database.fetch(&write("select 'skipped'")).await.unwrap()), "skipped");
    // It exists now, so the same text has a plan.
    database.fetch(&write("create table nowhere ()")).await.unwrap();
    database.fetch(&write("select from nowhere")).await.unwrap();
}

#[tokio::test]
async fn a_read_whose_columns_changed_runs_again_unseen() {
    let (scratch, database) = one_connection("create table t (a int); insert into t values (1)").await;
    let before = backend(&database).await;
    for _ in 0..2 {
        assert_eq!(database.fetch(&read("select * from t")).await.unwrap().rows[0].columns(), 1);
    }
    scratch.execute("alter table t add column b int").await;
    assert_eq!(database.fetch(&read("select * from t")).await.unwrap().rows[0].columns(), 2);
    assert_eq!(backend(&database).await, before);
}

#[tokio::test]
async fn a_write_whose_columns_changed_fails_once() {
    let (scratch, database) = one_connection("create table t (a int)").await;
    let tx = write("insert into t values (1) returning *");
    database.fetch(&tx).await.unwrap();
    scratch.execute("alter table t add column b int").await;
    assert_eq!(refusal(database.fetch(&tx).await).sqlstate, "0A000");
    assert_eq!(database.fetch(&tx).await.unwrap().rows[0].columns(), 2);
    assert_eq!(ask(&database, "select count(*) from t").await, "2");
}

#[tokio::test]
async fn statements_that_somebody_deallocated_are_prepared_anew() {
    let (_scratch, database) = one_connection("create table t (a int)").await;
    let insert = write("insert into t values (1)");
    database.fetch(&insert).await.unwrap();
    ask(&database, "select 1").await;

    database.fetch(&write("deallocate all")).await.unwrap();
    assert_eq!(refusal(database.fetch(&insert).await).sqlstate, "26000");
    database.fetch(&insert).await.unwrap();
    assert_eq!(ask(&database, "select count(*) from t").await, "2");

    ask(&database, "select 1").await;
    database.fetch(&write("deallocate all")).await.unwrap();
    assert_eq!(ask(&database, "select 1").await, "1");
}

#[tokio::test]
async fn a_statement_error_that_only_looks_stale_is_told() {
    let (_scratch, database) = one_connection("").await;
    for _ in 0..2 {
        let error = refusal(database.fetch(&read("select 1 from pg_class for update of nobody")).await);
        assert_eq!(error.sqlstate, "42P01");
        let error = refusal(database.fetch(&read("select count(distinct a) over () from (values (1)) t(a)")).await);
        assert_eq!(error.sqlstate, "0A000");
    }
}
