//! Who gets a connection, and for how long.

use std::time::Duration;

use rowgate_postgres::{Database, DatabaseError, PoolConfig};
use rowgate_testkit::{Template, TestDatabase};

use crate::{ask, backend, config, connect, one_connection, read, write};

/// Takes all connections of a pool of one, until the returned lock is released.
async fn occupy(scratch: &TestDatabase, database: &Database) -> (tokio_postgres::Client, tokio::task::JoinHandle<()>) {
    let holder = scratch.connect().await;
    holder.batch_execute("select pg_advisory_lock(1)").await.unwrap();
    let database = database.clone();
    let running = tokio::spawn(async move {
        database.fetch(&write("select pg_advisory_xact_lock(1)")).await.unwrap();
    });
    let waits = "select from pg_locks where locktype = 'advisory' and not granted and database =
        (select oid from pg_database where datname = current_database())";
    while holder.query(waits, &[]).await.unwrap().is_empty() {}
    (holder, running)
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let (scratch, _) = one_connection("").await;
    let config = PoolConfig { acquisition_timeout: Duration::from_millis(50), ..config(1) };
    let database = connect(&scratch.uri(), &config);
    let (holder, running) = occupy(&scratch, &database).await;
    let result = database.fetch(&read("select 1")).await;
    assert!(matches!(result, Err(DatabaseError::PoolTimeout)), "{result:?}");
    assert_eq!(result.unwrap_err().to_string(), "Timed out acquiring connection from connection pool.");
    assert_eq!(database.status().timeouts, 1);

    holder.batch_execute("select pg_advisory_unlock(1)").await.unwrap();
    running.await.unwrap();
    assert_eq!(ask(&database, "select 1").await, "1");
}

#[tokio::test]
async fn the_numbers_tell_what_is_going_on() {
    let (scratch, _) = one_connection("").await;
    let database = connect(&scratch.uri(), &config(2));
    assert_eq!((database.status().established, database.status().max), (0, 2));
    let (holder, running) = occupy(&scratch, &database).await;
    ask(&database, "select 1").await;
    let status = database.status();
    assert_eq!((status.established, status.available, status.waiting), (2, 1, 0));

    holder.batch_execute("select pg_advisory_unlock(1)").await.unwrap();
    running.await.unwrap();
    assert_eq!(database.status().available, 2);
}

#[tokio::test]
async fn a_waiting_request_is_counted_and_served() {
    let (scratch, database) = one_connection("").await;
    let (holder, running) = occupy(&scratch, &database).await;
    let waiting = tokio::spawn({
        let database = database.clone();
        async move { ask(&database, "select 1").await }
    });
    while database.status().waiting == 0 {
        tokio::task::yield_now().await;
    }
    holder.batch_execute("select pg_advisory_unlock(1)").await.unwrap();
    running.await.unwrap();
    assert_eq!(waiting.await.unwrap(), "1");
    assert_eq!(database.status().waiting, 0);
}

#[tokio::test]
async fn a_connection_is_reused_until_it_is_too_old_or_was_idle_too_long() {
    let scratch = TestDatabase::new(&Template::new()).await;
    let lasting = connect(&scratch.uri(), &config(1));
    assert_eq!(backend(&lasting).await, backend(&lasting).await);
    let short_lived = connect(&scratch.uri(), &PoolConfig { max_lifetime: Duration::ZERO, ..config(1) });
    assert_ne!(backend(&short_lived).await, backend(&short_lived).await);
    let restless = connect(&scratch.uri(), &PoolConfig { max_idle: Duration::ZERO, ..config(1) });
    assert_ne!(backend(&restless).await, backend(&restless).await);
}

#[tokio::test]
async fn old_connections_are_swept_without_being_borrowed() {
    let scratch = TestDatabase::new(&Template::new()).await;
    let database = connect(&scratch.uri(), &PoolConfig { max_lifetime: Duration::ZERO, ..config(1) });
    backend(&database).await;
    while database.status().established > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_flush_closes_idle_connections_now_and_the_others_when_they_return() {
    let (scratch, _) = one_connection("").await;
    let database = connect(&scratch.uri(), &config(2));
    let (holder, running) = occupy(&scratch, &database).await;
    backend(&database).await;
    assert_eq!(database.status().established, 2);
    database.flush();
    assert_eq!(database.status().established, 1);

    holder.batch_execute("select pg_advisory_unlock(1)").await.unwrap();
    running.await.unwrap();
    assert_eq!(database.status().established, 0);
    assert_eq!(ask(&database, "select 1").await, "1");
}

#[tokio::test]
async fn a_failure_to_connect_says_where_and_why() {
    let scratch = TestDatabase::new(&Template::new()).await;
    let mut address = scratch.address().clone();
    address.database = "nowhere".into();
    let database = connect(&address.to_string(), &config(1));
    let error = database.fetch(&read("select 1")).await.unwrap_err();
    assert_eq!(error.to_string(), "Database connection error.");
    assert_eq!(error.code().unwrap().as_str(), "PGRST000");
    let details = error.details().unwrap().into_owned();
    assert!(details.starts_with("connection to server on socket \""), "{details}");
    assert!(details.ends_with("failed: FATAL:  database \"nowhere\" does not exist"), "{details}");
    assert_eq!(error.fatal(), None);
    // The place in the pool is free again.
    assert!(matches!(database.fetch(&read("select 1")).await, Err(DatabaseError::Connect(_))));
}
