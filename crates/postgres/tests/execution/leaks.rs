//! Nothing of a request outlives its transaction, whatever becomes of either.

use std::future::Future;
use std::task::{Context, Waker};

use rowgate_catalog::IsolationLevel;
use rowgate_postgres::{Database, DatabaseError};
use rowgate_sql::{End, ParamType, Statement, Transaction};
use rowgate_testkit::TestDatabase;

use crate::{backend, config, connect, one_connection, read, refusal, statement, text, with_params, write};

const SCHEMA: &str = "
    do $$ declare name text; begin
        foreach name in array array['leak_anon', 'leak_author', 'leak_super'] loop
            begin execute 'create role ' || name; exception when duplicate_object then null; end;
        end loop;
    end $$;
    alter role leak_super superuser;
    create schema other;
    create table t (id serial primary key);
    grant select, insert, delete on t to leak_anon, leak_author;
    grant usage on sequence t_id_seq to leak_anon, leak_author;
    create function session_time_zone(zone text) returns text language sql as
        $$ select set_config('timezone', zone, false) $$;
    create function leave_setting() returns text language sql as
        $$ select set_config('work_mem', '77MB', false) || set_config('app.left', 'this', false) $$;
    create function leave_role() returns text language sql as $$ select set_config('role', 'leak_author', false) $$;
    create function leave_table() returns int language plpgsql security definer as
        $$ begin create temp table if not exists left_table as select 1; return 1; end $$;
    create function leave_lock() returns int language plpgsql as
        $$ begin perform pg_advisory_lock(42); return 1; end $$;
    create function leave_ears() returns int language plpgsql as $$ begin listen left_channel; return 1; end $$;
    create function leave_cursor() returns int language plpgsql as
        $$ begin execute 'declare left_cursor cursor with hold for select 1'; return 1; end $$;
    create function leave_lock_and_fail() returns int language plpgsql as
        $$ begin perform pg_advisory_lock(42); return 1/0; end $$;
";

/// What functions leave in a session, whatever the transaction may do.
const LEAVE_SETTINGS: &[&str] = &["select leave_setting()"];

/// What they leave in one that may write. Read-only ones can leave some of it too, and there it stays until a
/// transaction that may write has used the connection.
const LEAVE_ANYTHING: &[&str] = &[
    "select leave_setting()",
    "select leave_role()",
    "select leave_table()",
    "select leave_lock()",
    "select leave_ears()",
    "select leave_cursor()",
    "select leave_lock_and_fail()",
];

const ROLES: [&str; 3] = ["leak_anon", "leak_author", "leak_super"];

/// What a request may see of another, in one row.
const STATE: &str = "select current_user::text, session_user::text, current_setting('role'),
    coalesce(current_setting('request.jwt.claims', true), ''), coalesce(current_setting('app.secret', true), ''),
    current_setting('transaction_read_only'), current_setting('transaction_isolation'), current_setting('search_path'),
    current_setting('timezone'), current_setting('statement_timeout'), current_setting('work_mem'),
    coalesce(current_setting('app.left', true), ''), coalesce(to_regclass('pg_temp.left_table')::text, ''),
    (select count(*)::text from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()),
    (select count(*)::text from pg_cursors where is_holdable)";

/// The settings of a request.
fn preamble(role: &str, claims: &str, read_only: bool) -> Vec<Statement> {
    let params = [role, claims].map(|value| (ParamType::Text, Some(value.as_bytes())));
    let mut text = "select set_config('search_path', 'other, public', true), set_config('role', $1, true),
        set_config('request.jwt.claims', $2, true), set_config('app.secret', $2, true),
        set_config('timezone', 'Asia/Tokyo', true), set_config('statement_timeout', '60s', true)"
        .to_owned();
    if read_only {
        text.push_str(", set_config('transaction_read_only', 'on', true)");
    }
    vec![with_params(&text, &params)]
}

async fn state(database: &Database) -> Vec<String> {
    let rows = database.fetch(&write(STATE)).await.unwrap().rows;
    (0..rows[0].columns()).map(|column| text(&rows[0], column).to_owned()).collect()
}

/// Polls a transaction a few times, then drops it.
async fn abandon(database: &Database, tx: &Transaction, polls: u64) {
    let mut run = Box::pin(database.fetch(tx));
    for _ in 0..polls {
        if run.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// A request of the kind that `random` says.
async fn request(database: &Database, random: u64) {
    let role = ROLES[usize::try_from(random % 3).unwrap()];
    let read_only = random & 8 == 0;
    let any = |texts: &[&'static str]| texts[usize::try_from(random >> 24).unwrap_or_default() % texts.len()];
    let text = match (random >> 4) % 8 {
        0 => "select 1/0",
        1 => "select nonsense",
        2 => "select pg_sleep(0.001)",
        3 => "insert into t default values returning id",
        4 => "select id, (select count(*) from t) from t limit 5",
        5 if read_only => any(LEAVE_SETTINGS),
        5 | 6 if !read_only => any(LEAVE_ANYTHING),
        _ => "delete from t",
    };
    let base = if read_only { read(text) } else { write(text) };
    let tx = Transaction {
        isolation: [IsolationLevel::ReadCommitted, IsolationLevel::ReadCommitted, IsolationLevel::Serializable]
            [usize::try_from((random >> 8) % 3).unwrap()],
        preamble: preamble(role, &format!("{{\"n\":{random}}}"), read_only),
        checked: random & 0x1000 != 0,
        end: if random & 0x2000 != 0 { End::Rollback } else { End::Commit },
        ..base
    };
    match (random >> 16) % 4 {
        0 => abandon(database, &tx, (random >> 20) % 12).await,
        1 => drop(database.run::<DatabaseError>(&tx, |_| Err(DatabaseError::PoolTimeout)).await),
        _ => drop(database.fetch(&tx).await),
    }
}

/// xorshift: the same requests each time, from one seed.
fn next(random: u64) -> u64 {
    let random = random ^ (random << 13);
    let random = random ^ (random >> 7);
    random ^ (random << 17)
}

async fn leaves_nothing(seed: u64, prepared: bool) {
    let (scratch, _) = one_connection(SCHEMA).await;
    let database = connect(&scratch.uri(), &rowgate_postgres::PoolConfig { prepared, ..config(1) });
    let clean = state(&database).await;
    let mut random = seed;
    for step in 0..400 {
        random = next(random);
        request(&database, random).await;
        assert_eq!(state(&database).await, clean, "seed {seed:#x}: after step {step}, {random:#x}");
    }
    assert_eq!(open_transactions(&scratch).await, 0);
}

/// Connections of the database that are in the middle of a transaction.
async fn open_transactions(scratch: &TestDatabase) -> i64 {
    let question = "select count(*) from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%'";
    scratch.connect().await.query_one(question, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn interleaved_requests_leave_nothing_behind() {
    leaves_nothing(0x9e37_79b9_7f4a_7c15, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_do_they_without_prepared_statements() {
    leaves_nothing(0x2545_f491_4f6c_dd1d, false).await;
}

#[tokio::test]
async fn a_connection_survives_requests_of_any_role() {
    let (_scratch, database) = one_connection(SCHEMA).await;
    let before = backend(&database).await;
    for role in ROLES {
        let tx = Transaction { preamble: preamble(role, "{}", true), ..read("select current_user") };
        assert_eq!(crate::value(&database.fetch(&tx).await.unwrap()), role);
        let tx = Transaction { preamble: preamble(role, "{}", false), checked: true, ..write("select current_user") };
        assert_eq!(crate::value(&database.fetch(&tx).await.unwrap()), role);
    }
    assert_eq!(backend(&database).await, before);
}

/// What a function leaves costs no connection; and a transaction that is rolled back does not undo the cleaning for good.
#[tokio::test]
async fn what_functions_leave_is_gone_for_the_next_transaction() {
    let (_scratch, database) = one_connection(SCHEMA).await;
    let (before, clean) = (backend(&database).await, state(&database).await);
    for text in LEAVE_ANYTHING {
        let _ = database.fetch(&write(text)).await;
        assert_eq!(state(&database).await, clean, "{text}");
        let _ = database.fetch(&write(text)).await;
        refusal(database.fetch(&read("select 1/0")).await);
        database.fetch(&Transaction { end: End::Rollback, ..write("select 1") }).await.unwrap();
        assert_eq!(state(&database).await, clean, "{text}, then failures");
    }
    for text in LEAVE_SETTINGS {
        database.fetch(&read(text)).await.unwrap();
        assert_eq!(state(&database).await, clean, "{text}, read-only");
    }
    // It ends with the next transaction, not before it.
    assert_eq!(crate::ask(&database, "select count(*) from pg_listening_channels()").await, "0");
    assert_eq!(backend(&database).await, before);
}

#[tokio::test]
async fn a_setting_for_the_whole_session_that_the_server_reports_ends_the_connection() {
    let (_scratch, database) = one_connection(SCHEMA).await;
    let (before, clean) = (backend(&database).await, state(&database).await);
    database.fetch(&write("select session_time_zone('Asia/Tokyo')")).await.unwrap();
    assert_eq!(state(&database).await, clean);
    assert_ne!(backend(&database).await, before);
}

#[tokio::test]
async fn a_check_that_panics_leaves_nothing_behind() {
    let (_scratch, database) = one_connection(SCHEMA).await;
    let clean = state(&database).await;
    let tx = Transaction { preamble: vec![statement("insert into t values (1)")], checked: true, ..write("select 1") };
    let running = tokio::spawn({
        let database = database.clone();
        async move { database.run::<DatabaseError>(&tx, |_| panic!("on purpose")).await }
    });
    assert!(running.await.unwrap_err().is_panic());
    assert_eq!(state(&database).await, clean);
    assert_eq!(crate::ask(&database, "select count(*) from t").await, "0");
}
