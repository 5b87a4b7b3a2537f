//! A database that is not there yet, goes away, or has no time.

use rowgate_testkit::{Address, Cluster, Setup, Shutdown, TestGateway, server};
use serde_json::json;
use tokio_postgres::NoTls;

use crate::exchange::{Answer, Request, error};
use crate::library::{films_with, own_films, own_films_with};
use crate::waiting::until;

async fn get(gateway: &TestGateway, target: &str) -> Answer {
    Request::new(gateway.gateway().address(), "GET", target).await
}

async fn execute(address: &Address, sql: &str) {
    let (client, connection) = tokio_postgres::connect(&address.to_string(), NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
}

/// POOL-04, POOL-06 to POOL-08, SCC-08, ERR-03
#[tokio::test]
async fn a_gateway_starts_before_its_database_and_outlives_it() {
    let mut cluster = Cluster::start(Setup::scratch().unwrap()).unwrap();
    let superuser = cluster.address();
    let roles = "create role anon; create role authenticator login noinherit; grant anon to authenticator; \
                 create table reels as select 1 as id; grant select on reels to anon";
    execute(&superuser, roles).await;
    cluster.pause(Shutdown::Fast).unwrap();

    let gateway = TestGateway::start_at(&superuser.with_user("authenticator").to_string(), &[]).await;
    let not_yet = get(&gateway, "/reels").await;
    not_yet.expect(503, error("PGRST002", "Could not query the database for the schema cache. Retrying."));
    not_yet.expect_header("retry-after", "0").expect_header("proxy-status", "PostgREST; error=PGRST002");
    let earlier = Request::new(gateway.gateway().address(), "GET", "/reels").bearer("a.b").await;
    earlier.expect_status(401);

    cluster.resume().unwrap();
    until("the database", async || get(&gateway, "/reels").await.status == 200).await;
    get(&gateway, "/reels").await.expect(200, json!([{"id": 1}]));

    cluster.pause(Shutdown::Immediate).unwrap();
    let gone = get(&gateway, "/reels").await;
    assert!(
        ["PGRST000", "PGRST001", "57P01", "57P02"].contains(&gone.expect_status(503).json()["code"].as_str().unwrap()),
        "{gone}"
    );
    let still_gone = get(&gateway, "/reels").await;
    still_gone.expect_status(503).expect_header("retry-after", "0");
    assert_eq!(still_gone.json()["code"], "PGRST000", "{still_gone}");
    assert_eq!(still_gone.json()["message"], "Database connection error.");
    get(&gateway, "/nowhere").await.expect_status(404);

    cluster.resume().unwrap();
    until("the database", async || get(&gateway, "/reels").await.status == 200).await;
}

/// POOL-04: those that waited are told, and the next ones find a new connection.
#[tokio::test]
async fn a_connection_that_is_lost_in_use_is_told_and_replaced() {
    let films = own_films().await;
    let holder = films.database().connect().await;
    holder.batch_execute("select pg_advisory_lock(7)").await.unwrap();
    let waiting = tokio::spawn(films.post("/rpc/wait_for").as_role("editor").json(&json!({"lock": 7})).into_future());
    films.waits_for_lock(1).await;
    // The gateway's connections only: without its holder the lock would be free.
    let kill = "select pg_terminate_backend(pid) from pg_stat_activity \
                where datname = current_database() and usename = 'authenticator'";
    holder.batch_execute(kill).await.unwrap();
    let lost = waiting.await.unwrap();
    assert!(["PGRST001", "57P01"].contains(&lost.expect_status(503).json()["code"].as_str().unwrap()), "{lost}");
    films.get("/rpc/film_count").await.expect(200, 9);
}

/// One client may be told of a connection that died while nobody used it, and no more.
#[tokio::test]
async fn a_connection_that_was_lost_unused_is_replaced() {
    let films = own_films().await;
    films.get("/rpc/film_count").await.expect(200, 9);
    films.database().kill_backends().await;
    let next = films.get("/rpc/film_count").await;
    assert!([200, 503].contains(&next.status), "{next}");
    until("a new connection", async || films.get("/rpc/film_count").await.status == 200).await;
}

/// POOL-02
#[tokio::test]
async fn waiting_for_a_connection_has_an_end() {
    let films = own_films_with(&[("PGRST_DB_POOL", "1"), ("PGRST_DB_POOL_ACQUISITION_TIMEOUT", "1")]).await;
    let holder = films.database().connect().await;
    holder.batch_execute("select pg_advisory_lock(7)").await.unwrap();
    let waiting = tokio::spawn(films.post("/rpc/wait_for").as_role("editor").json(&json!({"lock": 7})).into_future());
    films.waits_for_lock(1).await;
    let late = films.get("/screens").await;
    late.expect(504, error("PGRST003", "Timed out acquiring connection from connection pool."));
    films.get("/nowhere").await.expect_status(404);
    films.options("/screens").await.expect_status(200);
    holder.batch_execute("select pg_advisory_unlock(7)").await.unwrap();
    waiting.await.unwrap().expect(200, "it was free");
    films.get("/rpc/film_count").await.expect(200, 9);
}

/// RTE-29
#[tokio::test]
async fn what_fails_early_needs_no_database() {
    let films = own_films().await;
    let forbid = format!("alter database {} allow_connections false", films.database().address().database);
    execute(server(), &forbid).await;
    films.database().kill_backends().await;
    until("an unreachable database", async || films.get("/screens").await.status == 503).await;
    let refused = films.get("/screens").await;
    assert_eq!(refused.json()["code"], "PGRST000", "{refused}");
    films.get("/nowhere").await.expect_status(404);
    films.get("/films?select=qqq(a)").await.expect_status(400);
    films.request("BREW", "/films").await.expect_status(405);
    films.options("/films").await.expect_status(200);
    films.get("/screens").bearer("a.b").await.expect_status(401);
}

/// POOL-08
#[tokio::test]
async fn a_schema_that_is_not_there_is_no_catalog() {
    let films = films_with(&[("PGRST_DB_SCHEMAS", "nowhere")]).await;
    let answer = films.get("/films").await;
    answer.expect(503, error("PGRST002", "Could not query the database for the schema cache. Retrying."));
}

/// POOL-09
#[tokio::test]
async fn a_shutdown_lets_requests_finish() {
    let films = own_films().await;
    let holder = films.database().connect().await;
    holder.batch_execute("select pg_advisory_lock(7)").await.unwrap();
    let gateway = TestGateway::start(films.database(), &[("PGRST_DB_SCHEMAS", "library")]).await;
    let address = gateway.gateway().address().to_owned();
    let request = Request::new(&address, "POST", "/rpc/wait_for").as_role("editor").json(&json!({"lock": 7}));
    let waiting = tokio::spawn(request.into_future());
    films.waits_for_lock(1).await;
    let shutdown = tokio::spawn(gateway.shutdown());
    until("a closed door", async || tokio::net::TcpStream::connect(&address).await.is_err()).await;
    assert!(!shutdown.is_finished(), "a request is still in flight");
    holder.batch_execute("select pg_advisory_unlock(7)").await.unwrap();
    waiting.await.unwrap().expect(200, "it was free");
    shutdown.await.unwrap();
}
