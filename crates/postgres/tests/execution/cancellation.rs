//! Transactions that nobody waits for any more.

use std::time::Duration;

use rowgate_postgres::Database;
use rowgate_sql::Transaction;
use rowgate_testkit::TestDatabase;
use tokio_postgres::Client;

use crate::{ask, backend, config, connect, one_connection, read, statement, write};

/// How many server processes of the pool's are there, `where` so.
async fn processes(observer: &Client, filter: &str) -> i64 {
    let question = format!(
        "select count(*) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and {filter}"
    );
    observer.query_one(&question, &[]).await.unwrap().get(0)
}

async fn until_none(observer: &Client, filter: &str) {
    while processes(observer, filter).await > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Runs `tx` until the server sleeps in it, then drops it.
async fn drop_while_asleep(scratch: &TestDatabase, database: &Database, tx: &Transaction) {
    let observer = scratch.connect().await;
    let asleep = async {
        while processes(&observer, "wait_event = 'PgSleep'").await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        result = database.fetch(tx) => panic!("woke up: {result:?}"),
        () = asleep => {}
    }
}

#[tokio::test]
async fn the_server_stops_and_the_connection_is_not_used_again() {
    let (scratch, database) = one_connection("create table t (id int)").await;
    let before = backend(&database).await;
    let tx = Transaction { preamble: vec![statement("insert into t values (1)")], ..write("select pg_sleep(1000)") };
    drop_while_asleep(&scratch, &database, &tx).await;

    // The one place of the pool is free as soon as the server has been told to stop.
    assert_ne!(backend(&database).await, before);
    until_none(&scratch.connect().await, "wait_event = 'PgSleep'").await;
    assert_eq!(ask(&database, "select count(*) from t").await, "0");
}

#[tokio::test]
async fn a_transaction_in_its_second_trip_is_rolled_back_or_committed_but_never_left_open() {
    let (scratch, _) = one_connection(
        "create table t (id int);
         create function slow() returns trigger language plpgsql as $$begin perform pg_sleep(1000); return null; end$$;
         create constraint trigger slow after insert on t deferrable initially deferred
             for each row execute function slow()",
    )
    .await;
    let database = connect(&scratch.uri(), &config(1));
    let tx = Transaction { checked: true, ..write("insert into t values (1)") };
    drop_while_asleep(&scratch, &database, &tx).await;
    assert_eq!(ask(&database, "select count(*) from t").await, "0");
    until_none(&scratch.connect().await, "wait_event = 'PgSleep' or state like 'idle in transaction%'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_never_more_processes_than_the_pool_has_places() {
    let (scratch, _) = one_connection("").await;
    let database = connect(&scratch.uri(), &config(3));
    let observer = scratch.connect().await;
    for _ in 0..40 {
        let runs = (0..6).map(|_| {
            let database = database.clone();
            tokio::spawn(async move {
                let _ = tokio::time::timeout(Duration::from_millis(8), database.fetch(&read("select pg_sleep(1000)")))
                    .await;
            })
        });
        for run in runs.collect::<Vec<_>>() {
            run.await.unwrap();
        }
        assert!(database.status().established <= 3);
    }
    until_none(&observer, "wait_event = 'PgSleep'").await;
    assert_eq!(ask(&database, "select 1").await, "1");
}

#[tokio::test]
async fn a_request_that_gives_up_waiting_takes_no_place() {
    let (scratch, database) = one_connection("").await;
    let observer = scratch.connect().await;
    {
        let (slow, quick) = (read("select pg_sleep(0.2)"), read("select 1"));
        let mut running = Box::pin(database.fetch(&slow));
        let mut waiting = Box::pin(database.fetch(&quick));
        tokio::select! {
            biased;
            _ = &mut running => panic!("too early"),
            _ = &mut waiting => panic!("there is but one connection"),
            () = until_asleep(&observer) => {}
        }
        drop(waiting);
        running.await.unwrap();
    }
    assert_eq!(database.status().waiting, 0);
    assert_eq!(ask(&database, "select 1").await, "1");
}

async fn until_asleep(observer: &Client) {
    while processes(observer, "wait_event = 'PgSleep'").await == 0 {
        tokio::task::yield_now().await;
    }
}
