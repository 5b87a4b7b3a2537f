//! Transactions against a real server: what goes over the wire, what stays behind, and what happens when things break.

mod authentication;
mod bouncer;
mod cancellation;
mod channel_binding;
mod hosts;
mod leaks;
mod listen;
mod open;
mod outcomes;
mod pool;
mod pooler;
mod prepared;
mod recovery;
mod stored;
mod values;
mod wire;
mod wiretap;

use std::time::Duration;

use bytes::Bytes;
use rowgate_catalog::IsolationLevel;
use rowgate_core::Blob;
use rowgate_postgres::{ConnInfo, Database, DatabaseError, PoolConfig, ResultSet, Row, ServerError};
use rowgate_sql::{End, Format, Param, ParamType, Statement, Transaction};
use rowgate_testkit::{Template, TestDatabase};

/// A database of its own for a test, and a pool of one connection to it: whatever a transaction leaves behind, the next
/// one finds.
async fn one_connection(sql: &str) -> (TestDatabase, Database) {
    let scratch = TestDatabase::new(&Template::new().sql(sql)).await;
    let database = connect(&scratch.uri(), &config(1));
    (scratch, database)
}

fn connect(uri: &str, config: &PoolConfig) -> Database {
    Database::new(ConnInfo::parse(uri).unwrap(), config)
}

fn config(size: usize) -> PoolConfig {
    PoolConfig {
        size,
        acquisition_timeout: Duration::from_secs(30),
        max_lifetime: Duration::from_secs(1800),
        max_idle: Duration::from_secs(1800),
        prepared: true,
    }
}

fn statement(text: &str) -> Statement {
    Statement { text: text.to_owned(), params: Vec::new(), results: Format::Text }
}

fn with_params(text: &str, params: &[(ParamType, Option<&[u8]>)]) -> Statement {
    let param = |(kind, value): &(ParamType, Option<&[u8]>)| Param {
        kind: *kind,
        value: value.map(|bytes| Blob::from(Bytes::copy_from_slice(bytes)).into()),
    };
    Statement { text: text.to_owned(), params: params.iter().map(param).collect(), results: Format::Text }
}

/// A transaction of one statement, READ COMMITTED.
fn write(text: &str) -> Transaction {
    Transaction {
        isolation: IsolationLevel::ReadCommitted,
        read_only: false,
        preamble: Vec::new(),
        before: None,
        main: statement(text),
        after: None,
        checked: false,
        end: End::Commit,
    }
}

/// As [`write`], READ ONLY as the settings of a request make it.
fn read(text: &str) -> Transaction {
    let read_only = statement("select set_config('transaction_read_only', 'on', true)");
    Transaction { read_only: true, preamble: vec![read_only], ..write(text) }
}

/// The only value of the only row.
fn value(result: &ResultSet) -> &str {
    let [row] = &result.rows[..] else { panic!("{} rows", result.rows.len()) };
    text(row, 0)
}

fn text(row: &Row, column: usize) -> &str {
    std::str::from_utf8(row.get(column).expect("a value")).unwrap()
}

async fn ask(database: &Database, question: &str) -> String {
    value(&database.fetch(&read(question)).await.unwrap()).to_owned()
}

/// Which server process serves the connection.
async fn backend(database: &Database) -> String {
    ask(database, "select pg_backend_pid()").await
}

/// What PostgreSQL refused with.
fn refusal<T: std::fmt::Debug>(result: Result<T, DatabaseError>) -> ServerError {
    match result {
        Err(DatabaseError::Server(error)) => *error,
        other => panic!("not refused by the server: {other:?}"),
    }
}
