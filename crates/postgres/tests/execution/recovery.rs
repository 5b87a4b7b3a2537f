//! Connections that the server ends.

use rowgate_postgres::{ConnInfo, DatabaseError};
use rowgate_sql::Transaction;
use rowgate_testkit::{Cluster, Setup, Shutdown};

use crate::wiretap::Wiretap;
use crate::{ask, backend, config, connect, one_connection, read, refusal, write};

#[tokio::test]
async fn an_idle_connection_that_was_closed_is_replaced_unnoticed() {
    let (scratch, database) = one_connection("create table t (id int)").await;
    for tx in [read("select 1"), write("insert into t values (1) returning 1")] {
        let before = backend(&database).await;
        scratch.kill_backends().await;
        assert_eq!(crate::value(&database.fetch(&tx).await.unwrap()), "1");
        assert_ne!(backend(&database).await, before);
    }
    assert_eq!(ask(&database, "select count(*) from t").await, "1");
}

#[tokio::test]
async fn a_connection_that_ends_in_the_middle_is_reported_and_replaced() {
    let (_scratch, database) = one_connection("").await;
    let error = refusal(database.fetch(&read("select pg_terminate_backend(pg_backend_pid())")).await);
    assert_eq!((error.sqlstate.as_str(), error.ends_connection()), ("57P01", true));
    assert_eq!(ask(&database, "select 1").await, "1");
}

#[tokio::test]
async fn a_connection_that_vanishes_is_replaced_for_a_read_and_reported_for_a_write() {
    let (scratch, _) = one_connection("create table t (id int)").await;
    let wiretap = Wiretap::to(scratch.address()).await;
    let database = rowgate_postgres::Database::new(wiretap.info.clone(), &config(1));
    ask(&database, "select 1").await;
    wiretap.cut_next_batch();
    assert_eq!(ask(&database, "select 2").await, "2");

    wiretap.cut_next_batch();
    let result = database.fetch(&write("insert into t values (1)")).await;
    assert!(matches!(result, Err(DatabaseError::Lost(_))), "{result:?}");
    let error = result.unwrap_err();
    assert_eq!(error.code().unwrap().as_str(), "PGRST001");
    assert_eq!(error.to_string(), "Database client error. Retrying the connection.");
    assert!(error.details().unwrap().starts_with("server closed the connection unexpectedly"));
    assert_eq!(ask(&database, "select 3").await, "3");
}

#[tokio::test]
async fn a_connection_that_is_closed_before_it_reads_the_batch_is_replaced_even_for_a_write() {
    let (scratch, _) = one_connection("create table t (id int)").await;
    let wiretap = Wiretap::to(scratch.address()).await;
    let database = rowgate_postgres::Database::new(wiretap.info.clone(), &config(1));
    for checked in [false, true] {
        ask(&database, "select 1").await;
        wiretap.terminate_next_batch();
        let tx = Transaction { checked, ..write("insert into t values (1) returning 1") };
        assert_eq!(crate::value(&database.fetch(&tx).await.unwrap()), "1");
    }
    assert_eq!(ask(&database, "select count(*) from t").await, "2");
}

#[tokio::test]
async fn a_commit_that_never_arrives_is_reported() {
    let (scratch, _) = one_connection("create table t (id int)").await;
    let wiretap = Wiretap::to(scratch.address()).await;
    let database = rowgate_postgres::Database::new(wiretap.info.clone(), &config(1));
    let tx = Transaction { checked: true, ..write("insert into t values (1)") };
    database.fetch(&tx).await.unwrap();
    // Between the trips, so that the second batch is the COMMIT.
    let result = database.run::<DatabaseError>(&tx, |_| {
        wiretap.terminate_next_batch();
        Ok(())
    });
    assert_eq!(refusal(result.await).sqlstate, "57P01");
    assert_eq!(ask(&database, "select count(*) from t").await, "1");
}

#[tokio::test]
async fn a_new_connection_that_vanishes_is_not_tried_twice() {
    let (scratch, _) = one_connection("").await;
    let wiretap = Wiretap::to(scratch.address()).await;
    let database = rowgate_postgres::Database::new(wiretap.info.clone(), &config(1));
    wiretap.cut_next_batch();
    let result = database.fetch(&read("select 1")).await;
    assert!(matches!(result, Err(DatabaseError::Lost(_))), "{result:?}");
}

#[tokio::test]
async fn a_restart_costs_only_the_requests_in_between() {
    let mut cluster = Cluster::start(Setup::scratch().unwrap()).unwrap();
    let database = connect(&cluster.address().to_string(), &config(4));
    let both = || async { tokio::join!(ask(&database, "select 1"), ask(&database, "select 1")) };
    both().await;
    for shutdown in [Shutdown::Fast, Shutdown::Immediate] {
        cluster.pause(shutdown).unwrap();
        let error = database.fetch(&read("select 1")).await.unwrap_err();
        assert_eq!(error.code().unwrap().as_str(), "PGRST000", "{error:?}");
        let details = error.details().unwrap().into_owned();
        assert!(details.contains("Is the server running locally"), "{details}");
        cluster.resume().unwrap();
        both().await;
        cluster.pause(shutdown).unwrap();
        cluster.resume().unwrap();
        database.fetch(&write("create table if not exists t ()")).await.unwrap();
        both().await;
    }
}

#[tokio::test]
async fn an_administrative_client_comes_and_goes() {
    let (scratch, _) = one_connection("").await;
    let info = ConnInfo::parse(&scratch.uri()).unwrap().or_application_name("reader");
    let client = rowgate_postgres::admin_client(&info).await.unwrap();
    let name: String = client.query_one("select current_setting('application_name')", &[]).await.unwrap().get(0);
    assert_eq!(name, "reader");
    let nowhere = ConnInfo::parse(&scratch.address().with_database("nowhere").to_string()).unwrap();
    let error = rowgate_postgres::admin_client(&nowhere).await.unwrap_err();
    assert!(error.message.ends_with("failed: FATAL:  database \"nowhere\" does not exist"), "{error}");
}
