//! Results that are handed on while they still arrive.

use rowgate_catalog::IsolationLevel;
use rowgate_postgres::{Database, DatabaseError, Delivery, Tail};
use rowgate_sql::{End, Transaction};
use rowgate_testkit::TestDatabase;

use crate::{ask, backend, one_connection, read, text, write};

const LARGE: usize = 32 << 20;

/// A row of two columns, of which the last is so long.
fn row(length: usize) -> String {
    format!("select 'first', repeat('0123456789abcdef', {length} / 16)")
}

async fn open(database: &Database, tx: &Transaction) -> Tail {
    let Delivery { results, tail } = database.open(tx).await.unwrap();
    let [row] = &results.rows[..] else { panic!("{} rows", results.rows.len()) };
    assert_eq!((row.columns(), text(row, 0), row.get(1)), (2, "first", None));
    tail.expect("a tail")
}

async fn take(tail: &mut Tail) -> Result<Vec<u8>, DatabaseError> {
    let mut taken = Vec::new();
    while let Some(piece) = tail.next().await? {
        taken.extend_from_slice(&piece);
    }
    Ok(taken)
}

fn expected(length: usize) -> Vec<u8> {
    b"0123456789abcdef".repeat(length / 16)
}

#[tokio::test]
async fn a_large_value_comes_in_pieces_and_gives_its_connection_back() {
    let (_scratch, database) = one_connection("").await;
    let before = backend(&database).await;
    let committed = read(&row(LARGE));
    let isolated = Transaction { isolation: IsolationLevel::RepeatableRead, ..read(&row(LARGE)) };
    let estimated = Transaction { before: Some(crate::statement("select 7")), ..read(&row(LARGE)) };
    let undone = Transaction { end: End::Rollback, ..read(&row(LARGE)) };
    for tx in [&committed, &isolated, &undone, &estimated, &committed, &isolated, &undone] {
        let mut tail = open(&database, tx).await;
        assert_eq!((tail.length(), tail.pending()), (LARGE, LARGE));
        assert_eq!(database.status().available, 0);
        let taken = take(&mut tail).await.unwrap();
        assert!(taken == expected(LARGE));
        assert_eq!((tail.pending(), database.status().available), (0, 1));
    }
    assert_eq!(backend(&database).await, before);
}

#[tokio::test]
async fn a_small_value_is_there_at_once() {
    let (_scratch, database) = one_connection("").await;
    let Delivery { results, tail } = database.open(&read(&row(1024))).await.unwrap();
    assert!(tail.is_none());
    assert_eq!(results.rows[0].get(1), Some(&expected(1024)[..]));
}

#[tokio::test]
async fn what_may_turn_out_not_to_count_is_waited_for() {
    let (_scratch, database) = one_connection("").await;
    let serializable = Transaction { isolation: IsolationLevel::Serializable, ..read(&row(LARGE)) };
    for tx in [write(&row(LARGE)), serializable] {
        let Delivery { results, tail } = database.open(&tx).await.unwrap();
        assert!(tail.is_none());
        assert_eq!(results.rows[0].get(1).map(<[u8]>::len), Some(LARGE));
    }
}

#[tokio::test]
async fn a_large_value_that_nobody_wants_costs_its_connection() {
    let (_scratch, database) = one_connection("").await;
    let before = backend(&database).await;
    for pieces in 0..3 {
        let mut tail = open(&database, &read(&row(LARGE))).await;
        for _ in 0..pieces {
            tail.next().await.unwrap();
        }
        drop(tail);
        assert_ne!(backend(&database).await, before);
    }
    assert_eq!(database.status().established, 1);
}

#[tokio::test]
async fn little_that_nobody_wants_is_read_and_the_connection_kept() {
    let (_scratch, database) = one_connection("").await;
    let before = backend(&database).await;
    drop(open(&database, &read(&row(512 << 10))).await);
    assert_eq!(backend(&database).await, before);
}

#[tokio::test]
async fn a_server_that_dies_meanwhile_is_no_end_of_the_value() {
    let (scratch, database) = one_connection("").await;
    let mut tail = open(&database, &read(&row(LARGE))).await;
    let error = die_meanwhile(&scratch, &mut tail).await;
    assert!(matches!(error, DatabaseError::Lost(_) | DatabaseError::Server(_)), "{error:?}");
    drop(tail);
    assert_eq!(ask(&database, "select 1").await, "1");
}

async fn die_meanwhile(scratch: &TestDatabase, tail: &mut Tail) -> DatabaseError {
    tail.next().await.unwrap();
    scratch.kill_backends().await;
    take(tail).await.unwrap_err()
}

#[tokio::test]
async fn a_failure_before_the_value_is_told_as_ever() {
    let (_scratch, database) = one_connection("").await;
    let before = backend(&database).await;
    let refused = database.open(&read("select 'first', repeat('x', 1000000 / 0)")).await;
    assert_eq!(crate::refusal(refused).sqlstate, "22012");
    assert_eq!(backend(&database).await, before);
}
