//! Behind PgBouncer in transaction mode, where each transaction may run on another server connection.

use std::time::Duration;

use rowgate_postgres::{
    CatalogOptions, ConnectErrorKind, Database, DatabaseError, ExposedSchemas, Fatal, PoolConfig, admin_client, load,
};
use rowgate_sql::{End, ParamType, Transaction};
use rowgate_testkit::{Template, TestDatabase};

use crate::bouncer::Bouncer;
use crate::{ask, config, read, refusal, text, value, with_params, write};

const SCHEMA: &str = "
    do $$ begin create role pooled; exception when duplicate_object then null; end $$;
    create table t (id int primary key);
    grant select, insert on t to pooled;
";

/// Statements are not prepared.
fn unprepared(size: usize) -> PoolConfig {
    PoolConfig { prepared: false, ..config(size) }
}

/// A database with a PgBouncer before it, of one server connection or as many as `settings` say.
async fn pooled(settings: &str) -> Option<(TestDatabase, Bouncer)> {
    let scratch = TestDatabase::new(&Template::new().sql(SCHEMA)).await;
    let settings = format!("default_pool_size = 1\n{settings}");
    let bouncer = Bouncer::start(&scratch, &settings)?;
    Some((scratch, bouncer))
}

/// A transaction with the settings of a request, whose result is its number.
fn request(number: u64) -> Transaction {
    let claims = format!("{{\"n\":{number}}}");
    let values = [("pooled", ParamType::Text), (&claims, ParamType::Text)];
    let params = values.map(|(value, kind)| (kind, Some(value.as_bytes())));
    let own = "select current_setting('request.jwt.claims')::json ->> 'n' where current_user = 'pooled'";
    let settings = "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)";
    let base = write(own);
    match number % 4 {
        0 => Transaction { preamble: vec![with_params(settings, &params)], ..base },
        1 => {
            let settings = format!("{settings}, set_config('transaction_read_only', 'on', true)");
            Transaction { read_only: true, preamble: vec![with_params(&settings, &params)], ..base }
        }
        2 => Transaction { checked: true, preamble: vec![with_params(settings, &params)], ..base },
        _ => Transaction { end: End::Rollback, preamble: vec![with_params(settings, &params)], ..base },
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_of_many_connections_share_few_servers() {
    let Some((scratch, bouncer)) = pooled("default_pool_size = 2").await else { return };
    let database = Database::new(bouncer.info(""), &unprepared(6));
    let runs = (0..6_u64).map(|worker| {
        let database = database.clone();
        tokio::spawn(async move {
            for number in (0..40).map(|round| round * 6 + worker) {
                let result = database.fetch(&request(number)).await.unwrap();
                assert_eq!(value(&result), number.to_string());
            }
        })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.unwrap();
    }
    let servers =
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    let servers: i64 = scratch.connect().await.query_one(servers, &[]).await.unwrap().get(0);
    assert!((1..=2).contains(&servers), "{servers}");
}

/// What the next client of a server connection may see of the one before.
const STATE: &str = "select current_user::text, current_setting('role'),
    coalesce(current_setting('request.jwt.claims', true), ''), current_setting('transaction_read_only'),
    (select count(*)::text from t)";

async fn state(database: &Database) -> Vec<String> {
    let rows = database.fetch(&write(STATE)).await.unwrap().rows;
    (0..rows[0].columns()).map(|column| text(&rows[0], column).to_owned()).collect()
}

#[tokio::test]
async fn nothing_leaks_to_the_next_client_of_a_server_connection() {
    let Some((_scratch, bouncer)) = pooled("").await else { return };
    let (one, other) =
        (Database::new(bouncer.info(""), &unprepared(1)), Database::new(bouncer.info(""), &unprepared(1)));
    let clean = state(&other).await;
    for number in 0..8 {
        assert_eq!(value(&one.fetch(&request(number)).await.unwrap()), number.to_string());
        assert_eq!(state(&other).await, clean, "after {number}");

        let insert =
            Transaction { checked: true, main: with_params("insert into t values (1)", &[]), ..request(number) };
        let refused = one.run(&insert, |_| Err(DatabaseError::PoolTimeout)).await;
        assert!(refused.is_err());
        assert_eq!(state(&other).await, clean, "after {number}, undone");

        let failing = Transaction { main: with_params("select 1/0", &[]), ..request(number) };
        assert_eq!(refusal(one.fetch(&failing).await).sqlstate, "22012");
        assert_eq!(state(&other).await, clean, "after {number}, failed");
    }
}

#[tokio::test]
async fn prepared_statements_need_a_pooler_that_knows_them() {
    let Some((_scratch, bouncer)) = pooled("").await else { return };
    if bouncer.version >= (1, 21) {
        return;
    }
    let (one, other) = (Database::new(bouncer.info(""), &config(1)), Database::new(bouncer.info(""), &config(1)));
    assert_eq!(ask(&one, "select 1").await, "1");
    // On the same server connection, which already has that statement.
    let error = other.fetch(&read("select 1")).await.unwrap_err();
    assert_eq!(error.fatal(), Some(Fatal::TransactionPooler));
    assert_eq!(refusal::<()>(Err(error)).sqlstate, "42P05");

    // What `db-prepared-statements` does when it is reloaded.
    for database in [&one, &other] {
        database.set_prepared(false);
        database.flush();
    }
    for _ in 0..3 {
        assert_eq!(ask(&one, "select 1").await, "1");
        assert_eq!(ask(&other, "select 1").await, "1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_prepared_on_another_server_connection_is_never_mistaken() {
    let Some((scratch, bouncer)) = pooled("default_pool_size = 2").await else { return };
    let database = |size| Database::new(bouncer.info(""), &config(size));
    let (one, other, blocker) = (database(1), database(1), Database::new(bouncer.info(""), &unprepared(1)));
    assert_eq!(ask(&one, "select 'one'").await, "one");
    // While the one server connection is busy, what is prepared next is so on the other.
    let observer = scratch.connect().await;
    let sleep = read("select pg_sleep(1000)");
    tokio::select! {
        result = blocker.fetch(&sleep) => panic!("woke up: {result:?}"),
        () = async {
            until_asleep(&observer).await;
            let _ = other.fetch(&read("select 'other'")).await;
        } => {}
    }
    for _ in 0..20 {
        for (database, word) in [(&one, "one"), (&other, "other")] {
            match database.fetch(&read(&format!("select '{word}'"))).await {
                Ok(result) => assert_eq!(value(&result), word),
                Err(error) => assert_eq!(error.fatal(), Some(Fatal::TransactionPooler), "{error:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_pooler_that_knows_prepared_statements_gets_them() {
    let Some((_scratch, bouncer)) = pooled("").await else { return };
    if bouncer.version < (1, 21) {
        eprintln!("skipped: PgBouncer 1.21 is the first to know prepared statements");
        return;
    }
    let (one, other) = (Database::new(bouncer.info(""), &config(1)), Database::new(bouncer.info(""), &config(1)));
    for n in 0..20 {
        let question = format!("select {}", n % 5);
        assert_eq!(ask(&one, &question).await, (n % 5).to_string());
        assert_eq!(ask(&other, &question).await, (n % 5).to_string());
    }
}

#[tokio::test]
async fn a_pooler_in_statement_mode_is_a_fatal_mistake() {
    let Some((_scratch, bouncer)) = pooled("pool_mode = statement").await else { return };
    let database = Database::new(bouncer.info(""), &unprepared(1));
    let error = database.fetch(&Transaction { checked: true, ..write("select 1") }).await.unwrap_err();
    assert_eq!(error.fatal(), Some(Fatal::StatementPooler), "{error:?}");
}

#[tokio::test]
async fn startup_parameters_that_the_pooler_does_not_know_are_named_or_ignored() {
    let Some((scratch, bouncer)) = pooled("").await else { return };
    // What is sent without being asked for is known: the encoding and the application's name.
    let database = Database::new(bouncer.info("application_name=mine"), &unprepared(1));
    assert_eq!(ask(&database, "select current_setting('application_name')").await, "mine");

    let database = Database::new(bouncer.info("options=-cgeqo=off"), &unprepared(1));
    let error = database.fetch(&read("select 1")).await.unwrap_err();
    let DatabaseError::Connect(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind, ConnectErrorKind::Refused);
    assert!(error.message.contains("unsupported startup parameter"), "{error}");

    let lenient = Bouncer::start(&scratch, "ignore_startup_parameters = options").unwrap();
    let database = Database::new(lenient.info("options=-cgeqo=off"), &unprepared(1));
    assert_eq!(ask(&database, "select current_setting('geqo')").await, "on");
}

#[tokio::test]
async fn what_nobody_waits_for_is_cancelled_through_the_pooler() {
    let Some((scratch, bouncer)) = pooled("").await else { return };
    let database = Database::new(bouncer.info(""), &unprepared(1));
    let observer = scratch.connect().await;
    for text in ["select pg_sleep(1000)", "insert into t select 1 from pg_sleep(1000)"] {
        let sleep = write(text);
        tokio::select! {
            result = database.fetch(&sleep) => panic!("woke up: {result:?}"),
            () = until_asleep(&observer) => {}
        }
        // The only server connection has to be free again for this.
        assert_eq!(ask(&database, "select count(*) from t").await, "0");
        while asleep(&observer).await > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn what_still_waits_in_the_pooler_is_never_run() {
    let Some((scratch, bouncer)) = pooled("").await else { return };
    let database = Database::new(bouncer.info(""), &unprepared(2));
    let observer = scratch.connect().await;
    let (sleep, insert) = (write("select pg_sleep(1000)"), write("insert into t values (1)"));
    {
        let mut running = Box::pin(database.fetch(&sleep));
        tokio::select! {
            result = &mut running => panic!("woke up: {result:?}"),
            () = until_asleep(&observer) => {}
        }
        // It takes the pooler longer than no time at all to pass it on.
        let waiting = tokio::time::timeout(Duration::from_millis(100), database.fetch(&insert)).await;
        assert!(waiting.is_err());
    }
    assert_eq!(ask(&database, "select count(*) from t").await, "0");
}

#[tokio::test]
async fn the_catalog_can_be_read_through_the_pooler() {
    let Some((_scratch, bouncer)) = pooled("").await else { return };
    let mut client = admin_client(&bouncer.info("")).await.unwrap();
    let options =
        CatalogOptions { schemas: ExposedSchemas::All, extra_search_path: Vec::new(), hoisted_settings: Vec::new() };
    for _ in 0..2 {
        assert_eq!(load(&mut client, &options).await.unwrap().relations.len(), 1);
    }
    // While another client uses the same server connection in between.
    let database = Database::new(bouncer.info(""), &unprepared(1));
    assert_eq!(ask(&database, "select 1").await, "1");
    assert_eq!(load(&mut client, &options).await.unwrap().relations.len(), 1);
}

async fn until_asleep(observer: &tokio_postgres::Client) {
    while asleep(observer).await == 0 {
        tokio::task::yield_now().await;
    }
}

async fn asleep(observer: &tokio_postgres::Client) -> i64 {
    let question =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
    observer.query_one(question, &[]).await.unwrap().get(0)
}
