//! How transactions end.

use rowgate_catalog::IsolationLevel;
use rowgate_postgres::{Database, DatabaseError, ResultSet};
use rowgate_sql::{End, Transaction};

use crate::{ask, backend, config, connect, one_connection, read, refusal, statement, text, value, write};

const PARENTS: &str = "
    create table parent (id int primary key);
    create table child (parent int references parent deferrable initially deferred);
";

/// What the caller makes of a result.
#[derive(Debug)]
enum Objection {
    TooMany(usize),
    Database(DatabaseError),
}

impl From<DatabaseError> for Objection {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

fn at_most_one(result: &ResultSet) -> Result<(), Objection> {
    if result.rows.len() > 1 { Err(Objection::TooMany(result.rows.len())) } else { Ok(()) }
}

async fn count(database: &Database, table: &str) -> String {
    ask(database, &format!("select count(*) from {table}")).await
}

#[tokio::test]
async fn all_statements_share_a_transaction_that_commits() {
    let (_scratch, database) = one_connection("create table t (id int)").await;
    let preamble = vec![statement("select set_config('app.x', 'seen', true)"), statement("insert into t values (1)")];
    let after = Some(statement("select pg_current_xact_id_if_assigned()"));
    let main = "insert into t values (2) returning current_setting('app.x'), pg_current_xact_id_if_assigned()";
    let result = database.fetch(&Transaction { preamble, after, ..write(main) }).await.unwrap();
    assert_eq!(text(&result.rows[0], 0), "seen");
    assert_eq!(result.rows[0].get(1), result.after[0].get(0));
    assert_eq!(count(&database, "t").await, "2");
}

#[tokio::test]
async fn a_read_cannot_write() {
    let (_scratch, database) = one_connection("create table t (id int)").await;
    assert_eq!(refusal(database.fetch(&read("insert into t values (1)")).await).sqlstate, "25006");
    let tx = Transaction { isolation: IsolationLevel::Serializable, ..read("insert into t values (1)") };
    assert_eq!(refusal(database.fetch(&tx).await).sqlstate, "25006");
    // Nor change its mind.
    let way_out = "select set_config('transaction_read_only', 'off', true)";
    assert_eq!(refusal(database.fetch(&read(way_out)).await).sqlstate, "25001");
}

#[tokio::test]
async fn an_error_is_told_in_full_and_leaves_the_connection_usable() {
    let (_scratch, database) = one_connection(
        "create table t (id int); create function f() returns int language plpgsql as
        $$begin raise 'no' using errcode = 'PT418', detail = 'why', hint = 'what'; end$$",
    )
    .await;
    let before = backend(&database).await;
    let preamble = vec![statement("insert into t values (1)")];
    for isolation in [IsolationLevel::ReadCommitted, IsolationLevel::Serializable] {
        let tx = Transaction { isolation, preamble: preamble.clone(), ..write("select f()") };
        let error = refusal(database.fetch(&tx).await);
        assert_eq!((error.sqlstate.as_str(), error.message.as_str()), ("PT418", "no"));
        assert_eq!((error.detail.as_deref(), error.hint.as_deref()), (Some("why"), Some("what")));
        assert_eq!(count(&database, "t").await, "0");
    }
    assert_eq!(backend(&database).await, before);
}

#[tokio::test]
async fn whichever_statement_fails_the_transaction_does() {
    let (_scratch, database) = one_connection("create table t (id int)").await;
    let fails = || statement("select 1/0");
    let insert = || write("insert into t values (1)");
    for tx in [
        Transaction { preamble: vec![fails()], ..insert() },
        Transaction { preamble: vec![statement("select nonsense")], ..insert() },
        Transaction { before: Some(fails()), ..insert() },
        Transaction { after: Some(fails()), ..insert() },
        Transaction { after: Some(fails()), checked: true, ..insert() },
        Transaction { after: Some(fails()), end: End::Rollback, ..insert() },
    ] {
        refusal(database.fetch(&tx).await);
        assert_eq!(count(&database, "t").await, "0");
    }
}

#[tokio::test]
async fn a_deferred_constraint_is_reported_however_the_transaction_ends() {
    let (_scratch, database) = one_connection(PARENTS).await;
    let before = backend(&database).await;
    let orphan = || write("insert into child values (1) returning 1");
    for tx in [
        orphan(),
        Transaction { isolation: IsolationLevel::RepeatableRead, ..orphan() },
        Transaction { end: End::Rollback, ..orphan() },
        Transaction { checked: true, ..orphan() },
        Transaction { checked: true, end: End::Rollback, ..orphan() },
    ] {
        let error = refusal(database.fetch(&tx).await);
        assert_eq!(error.sqlstate, "23503", "{tx:?}");
        assert_eq!((error.table.as_deref(), error.constraint.as_deref()), (Some("child"), Some("child_parent_fkey")));
        assert_eq!(count(&database, "child").await, "0");
    }
    assert_eq!(backend(&database).await, before);
}

#[tokio::test]
async fn a_rollback_returns_the_rows_and_leaves_nothing_behind() {
    let (_scratch, database) = one_connection(PARENTS).await;
    for checked in [false, true] {
        let tx = Transaction { end: End::Rollback, checked, ..write("insert into parent values (7) returning id") };
        assert_eq!(value(&database.fetch(&tx).await.unwrap()), "7");
        assert_eq!(count(&database, "parent").await, "0");
    }
    let tx = Transaction { end: End::Rollback, ..read("select 1") };
    assert_eq!(value(&database.fetch(&tx).await.unwrap()), "1");
}

#[tokio::test]
async fn an_objection_undoes_a_checked_transaction() {
    let (_scratch, database) = one_connection(PARENTS).await;
    let before = backend(&database).await;
    let insert = |rows: u32| write(&format!("insert into parent select generate_series(1, {rows}) returning id"));
    for end in [End::Commit, End::Rollback] {
        let tx = Transaction { checked: true, end, ..insert(2) };
        let result = database.run(&tx, at_most_one).await;
        assert!(matches!(result, Err(Objection::TooMany(2))), "{result:?}");
        assert_eq!(count(&database, "parent").await, "0");
    }
    let tx = Transaction { checked: true, ..insert(1) };
    assert_eq!(value(&database.run(&tx, at_most_one).await.unwrap()), "1");
    assert_eq!(count(&database, "parent").await, "1");
    assert_eq!(backend(&database).await, before);
}

#[tokio::test]
async fn an_objection_comes_before_a_deferred_constraint() {
    let (_scratch, database) = one_connection(PARENTS).await;
    let orphans = || write("insert into child values (1), (2) returning 1");
    for end in [End::Commit, End::Rollback] {
        let result = database.run(&Transaction { checked: true, end, ..orphans() }, at_most_one).await;
        assert!(matches!(result, Err(Objection::TooMany(2))), "{result:?}");
    }
    let result = database.run(&Transaction { checked: true, ..write("select 1/0") }, at_most_one).await;
    assert!(matches!(result, Err(Objection::Database(DatabaseError::Server(_)))), "{result:?}");
}

#[tokio::test]
async fn a_transaction_has_the_isolation_it_asks_for() {
    let (_scratch, database) = one_connection("").await;
    let question = "select current_setting('transaction_isolation'), current_setting('transaction_read_only')";
    for (isolation, name) in [
        (IsolationLevel::ReadCommitted, "read committed"),
        (IsolationLevel::RepeatableRead, "repeatable read"),
        (IsolationLevel::Serializable, "serializable"),
    ] {
        for checked in [false, true] {
            let rows = database.fetch(&Transaction { isolation, checked, ..write(question) }).await.unwrap().rows;
            assert_eq!((text(&rows[0], 0), text(&rows[0], 1)), (name, "off"));
            let rows = database.fetch(&Transaction { isolation, checked, ..read(question) }).await.unwrap().rows;
            assert_eq!((text(&rows[0], 0), text(&rows[0], 1)), (name, "on"));
        }
    }
}

#[tokio::test]
async fn the_defaults_of_the_session_do_not_count() {
    let (scratch, _) = one_connection("create table t (id int)").await;
    let role = "picky_defaults";
    scratch
        .execute(&format!(
            "create role {role} login superuser;
             alter role {role} set default_transaction_isolation = 'serializable';
             alter role {role} set default_transaction_read_only = on"
        ))
        .await;
    let database = connect(&scratch.uri_as(role), &config(1));
    let tx = write("insert into t values (1) returning current_setting('transaction_isolation')");
    assert_eq!(value(&database.fetch(&tx).await.unwrap()), "read committed");
    assert_eq!(ask(&database, "select current_setting('transaction_isolation')").await, "read committed");
    drop(database);
    scratch.execute(&format!("drop role {role}")).await;
}

#[tokio::test]
async fn a_serialization_failure_is_final() {
    let (scratch, database) =
        one_connection("create table t (id int); insert into t values (1); create sequence runs").await;
    let other = scratch.connect().await;
    other.batch_execute("select pg_advisory_lock(1)").await.unwrap();
    let tx = Transaction {
        isolation: IsolationLevel::RepeatableRead,
        preamble: vec![statement("select nextval('runs'), (select count(*) from t)")],
        after: Some(statement("update t set id = 2")),
        ..write("select pg_advisory_xact_lock(1)")
    };
    let meanwhile = async {
        let waits = "select from pg_locks where locktype = 'advisory' and not granted and database =
            (select oid from pg_database where datname = current_database())";
        while other.query(waits, &[]).await.unwrap().is_empty() {}
        other.batch_execute("update t set id = 3; select pg_advisory_unlock(1)").await.unwrap();
    };
    let (result, ()) = tokio::join!(database.fetch(&tx), meanwhile);
    assert_eq!(refusal(result).sqlstate, "40001");
    assert_eq!(ask(&database, "select last_value from runs").await, "1");
}
