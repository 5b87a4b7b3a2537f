//! Values that are not in memory.

use std::io;

use bytes::Bytes;
use rowgate_core::{Blob, Store, Stored};
use rowgate_postgres::DatabaseError;
use rowgate_sql::{Param, ParamType, Statement, Transaction};

use crate::{ask, backend, one_connection, read, statement, value, write};

/// JSON text of this length, as far as it can be read.
struct Text {
    readable: usize,
    length: usize,
}

impl Store for Text {
    fn read_exact_at(&self, piece: &mut [u8], offset: u64) -> io::Result<()> {
        for (byte, at) in piece.iter_mut().zip(usize::try_from(offset).unwrap()..) {
            *byte = match at {
                _ if at >= self.readable => return Err(io::ErrorKind::UnexpectedEof.into()),
                0 => b'"',
                at if at == self.length - 1 => b'"',
                at => b"abcdefghijklmnopqrstuvwxyz"[at % 26],
            };
        }
        Ok(())
    }
}

const LENGTH: usize = 3_000_000;

fn stored(readable: usize) -> Blob {
    let text = Text { readable, length: LENGTH };
    Blob::Stored(Stored::new(text, LENGTH, Bytes::from_static(b"\"")))
}

fn of_stored(text: &str, readable: usize) -> Statement {
    let params = vec![Param { kind: ParamType::Json, value: Some(stored(readable).into()) }];
    Statement { params, ..statement(text) }
}

/// What PostgreSQL makes of the same text.
const EXPECTED: &str = "select md5('\"' || (select string_agg(chr(97 + n % 26), '' order by n) \
                        from generate_series(1, 2999998) n) || '\"')";

#[tokio::test]
async fn a_stored_value_arrives_whole() {
    let (_scratch, database) = one_connection("").await;
    let expected = ask(&database, EXPECTED).await;
    for _ in 0..2 {
        let tx = Transaction { main: of_stored("select md5($1::text)", LENGTH), ..read("") };
        assert_eq!(value(&database.fetch(&tx).await.unwrap()), expected);
    }
}

#[tokio::test]
async fn a_stored_value_is_sent_again_where_its_statement_is_prepared_anew() {
    let (_scratch, database) = one_connection("create table t (id int)").await;
    let expected = ask(&database, EXPECTED).await;
    let tx = || Transaction {
        main: of_stored("select md5($1::text), t from t right join (values (1)) one on true", LENGTH),
        ..read("")
    };
    assert_eq!(value(&database.fetch(&tx()).await.unwrap()), expected);
    let before = backend(&database).await;
    database.fetch(&write("deallocate all")).await.unwrap();
    assert_eq!(value(&database.fetch(&tx()).await.unwrap()), expected);
    assert_eq!(backend(&database).await, before, "on the same connection");
}

#[tokio::test]
async fn a_value_that_cannot_be_read_to_its_end_changes_nothing() {
    let (_scratch, database) = one_connection("create table t (id int)").await;
    let before = backend(&database).await;
    let preamble = vec![statement("insert into t values (1)")];
    let main = of_stored("insert into t select length($1::text)", LENGTH - 1);
    let error = database.fetch(&Transaction { preamble, main, ..write("") }).await.unwrap_err();
    assert!(matches!(error, DatabaseError::Unsendable(_)), "{error:?}");
    assert_eq!(error.code().unwrap().as_str(), "PGRSTX00");
    assert_ne!(backend(&database).await, before, "half a message is never followed by another");
    assert_eq!(ask(&database, "select count(*) from t").await, "0");
}
