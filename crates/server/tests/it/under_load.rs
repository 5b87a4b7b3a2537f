//! Faults and reloads while clients keep asking.

use rowgate_testkit::{Cluster, Setup, Shutdown, TestGateway};
use tokio::task::block_in_place;
use tokio_postgres::NoTls;

use crate::exchange::{Answer, send, until};
use crate::films::{FILMS, Films};
use crate::load::Load;

/// Whether an answer tells of a database that is not there, and nothing else.
fn tells_of_absence(answer: &Answer) -> bool {
    // 57P01 … 57P03: PostgreSQL's own words when it goes and while it comes.
    let codes = ["PGRST000", "PGRST001", "57P01", "57P02", "57P03"];
    answer.status == 503 && codes.contains(&answer.code().as_str()) && answer.head.contains("retry-after: 0")
}

/// POOL-04, POOL-06: with a database that goes and comes, no answer is wrong.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_may_go_and_come() {
    let mut cluster = Cluster::start(Setup::scratch().unwrap()).unwrap();
    let (client, connection) = tokio_postgres::connect(&cluster.address().to_string(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let sql = "create role anon; create role authenticator login noinherit; grant anon to authenticator; \
               create table films as select 1 as id; grant select on films to anon";
    client.batch_execute(sql).await.unwrap();
    drop(client);
    let uri = cluster.address().with_user("authenticator").to_string();
    let gateway = TestGateway::start_at(&uri, &[("PGRST_DB_POOL", "4")]).await;

    let load = Load::start(gateway.gateway().address(), 8, "/films", r#"[{"id":1}]"#);
    for shutdown in [Shutdown::Fast, Shutdown::Immediate] {
        load.good(20).await;
        block_in_place(|| cluster.pause(shutdown)).unwrap();
        load.bad(20).await;
        block_in_place(|| cluster.resume()).unwrap();
    }
    load.good(20).await;
    for answer in load.stop().await {
        assert!(tells_of_absence(&answer), "{answer:?}");
    }
}

/// POOL-04
#[tokio::test(flavor = "multi_thread")]
async fn backends_may_be_killed() {
    let films = Films::start(&[("PGRST_DB_POOL", "4")]).await;
    let load = Load::start(&films.address(), 8, "/films?order=id", FILMS);
    for _ in 0..5 {
        load.good(20).await;
        films.database.kill_backends().await;
    }
    load.good(20).await;
    for answer in load.stop().await {
        assert!(tells_of_absence(&answer), "{answer:?}");
    }
    assert_eq!(films.get("/films?order=id").await.body, FILMS);
}

/// POOL-10, SCC-08: a reload fails no request, whatever it is of and whoever asks for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_reload_goes_unnoticed() {
    let films = Films::start(&[("PGRST_DB_POOL", "4")]).await;
    let load = Load::start(&films.address(), 8, "/films?order=id", FILMS);
    for round in 0..10 {
        load.good(10).await;
        films.database.execute(&format!("create table more_{round} (); notify pgrst")).await;
        films.gateway.gateway().request_config_reload();
        films.gateway.gateway().request_schema_reload();
        films.gateway.gateway().reload().await.unwrap();
    }
    load.good(10).await;
    assert_eq!(load.stop().await, []);
}

/// SCC-05: many notifications make few loads; what the last one is about is seen, and no request fails.
#[tokio::test(flavor = "multi_thread")]
async fn a_burst_of_notifications_makes_few_loads() {
    let films = Films::start(&[("PGRST_DB_POOL", "4")]).await;
    let load = Load::start(&films.address(), 4, "/films?order=id", FILMS);
    load.good(10).await;
    let before = films.loads().await;
    let notifications = 500_u16;
    films.database.execute(&"begin; notify pgrst; commit; ".repeat(notifications.into())).await;
    films.database.execute("create table last (); grant select on last to anon; notify pgrst").await;
    until("the last change", async || films.get("/last").await.status == 200).await;
    let loads = films.loads().await - before;
    assert!(loads < f64::from(notifications) / 4.0, "{loads} loads for {notifications} notifications");
    load.good(10).await;
    assert_eq!(load.stop().await, []);
}

/// POOL-02: by a setting of its own, and from the next request on.
#[tokio::test]
async fn those_that_wait_in_vain_may_be_asked_to_come_again() {
    let films = Films::start(&[("PGRST_DB_POOL", "1"), ("PGRST_DB_POOL_ACQUISITION_TIMEOUT", "1")]).await;
    let holder = films.database.connect().await;
    holder.batch_execute("select pg_advisory_lock(7)").await.unwrap();
    let address = films.address();
    let json = "Content-Type: application/json";
    let waiting = tokio::spawn(async move { send(&address, "POST", "/rpc/wait_for", json, r#"{"lock":7}"#).await });
    until("a full pool", async || films.metric("pgrst_db_pool_available").await == 0.0).await;
    let late = films.get("/films").await;
    assert_eq!((late.status, late.code().as_str()), (504, "PGRST003"));
    assert!(!late.head.contains("retry-after"), "{}", late.head);

    let name = films.database.address().database.clone();
    let setting =
        format!("alter role authenticator in database {name} set pgrst.db_pool_acquisition_timeout_status = '503'");
    films.database.execute(&setting).await;
    films.gateway.gateway().request_config_reload();
    until("the other status", async || films.get("/films").await.status == 503).await;
    let late = films.get("/films").await;
    assert_eq!((late.status, late.code().as_str()), (503, "PGRST003"));
    assert!(late.head.contains("retry-after: 1\r\n"), "{}", late.head);
    assert!(films.metric("pgrst_db_pool_timeouts_total").await >= 3.0);

    holder.batch_execute("select pg_advisory_unlock(7)").await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap().status, 200);
    assert_eq!(films.get("/films?order=id").await.body, FILMS);
}

/// POOL-02, ADM-12: a pool without a free connection fails those that wait too long, and nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_pool_empties_again() {
    let films = Films::start(&[("PGRST_DB_POOL", "2"), ("PGRST_DB_POOL_ACQUISITION_TIMEOUT", "1")]).await;
    let holder = films.database.connect().await;
    holder.batch_execute("select pg_advisory_lock(7)").await.unwrap();
    let address = films.address();
    let hold = || {
        let address = address.clone();
        let json = "Content-Type: application/json";
        tokio::spawn(async move { send(&address, "POST", "/rpc/wait_for", json, r#"{"lock":7}"#).await })
    };
    let waiting = [hold(), hold()];
    until("a full pool", async || films.metric("pgrst_db_pool_available").await == 0.0).await;

    let load = Load::start(&address, 4, "/films?order=id", FILMS);
    load.bad(4).await;
    assert!(films.metric("pgrst_db_pool_timeouts_total").await >= 4.0);
    holder.batch_execute("select pg_advisory_unlock(7)").await.unwrap();
    load.good(20).await;
    for request in waiting {
        assert_eq!(request.await.unwrap().unwrap().body, r#""it was free""#);
    }
    for answer in load.stop().await {
        assert_eq!((answer.status, answer.code().as_str()), (504, "PGRST003"));
    }
}
