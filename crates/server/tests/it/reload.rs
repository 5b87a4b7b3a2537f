//! Loads that take long, or fail.

use std::fs;

use rowgate_config::Sources;
use rowgate_server::Options;
use rowgate_testkit::{TestDatabase, TestGateway, server};
use tokio_postgres::NoTls;

use crate::exchange::{get, until};
use crate::films::{FILMS, Films, template};

/// Keeps the catalog from being read: only introspection looks at comments.
const HOLD: &str = "begin; lock table pg_catalog.pg_description in access exclusive mode";

/// SCC-08, CFG-06: while a load takes its time, requests and new configurations do not wait for it.
#[tokio::test]
async fn a_slow_load_holds_nothing_up() {
    let films = Films::start(&[]).await;
    let holder = films.database.connect().await;
    holder.batch_execute(HOLD).await.unwrap();
    films.gateway.gateway().request_schema_reload();
    let waiting =
        "select count(*)::int from pg_locks where relation = 'pg_catalog.pg_description'::regclass and not granted";
    until("a load that waits", async || holder.query_one(waiting, &[]).await.unwrap().get::<_, i32>(0) > 0).await;

    assert_eq!(films.get("/films?order=id").await.body, FILMS);
    assert_eq!(films.admin("/ready").await.status, 200, "the old catalog is as good as it was");
    let name = films.database.address().database.clone();
    let setting = format!("alter role authenticator in database {name} set pgrst.db_max_rows = '1'");
    films.database.execute(&setting).await;
    films.gateway.gateway().request_config_reload();
    until("the new setting", async || films.get("/films").await.head.contains("content-range: 0-0/*")).await;
    assert_eq!(films.loads().await, 1.0);

    holder.batch_execute("commit").await.unwrap();
    until("the new catalog", async || films.loads().await == 2.0).await;
}

/// SCC-06, SCC-09: a catalog that cannot be loaded is loaded as soon as its configuration has been mended.
#[tokio::test]
async fn a_failed_load_is_mended_by_a_new_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rowgate.conf");
    let database = TestDatabase::new(&template()).await;
    let write = |schemas: &str| fs::write(&file, format!("db-schemas = \"{schemas}\"\n")).unwrap();
    write("nowhere");
    let environment = [
        ("PGRST_DB_URI", database.authenticator_uri()),
        ("PGRST_DB_ANON_ROLE", "anon".to_owned()),
        ("PGRST_SERVER_HOST", "127.0.0.1".to_owned()),
        ("PGRST_SERVER_PORT", "0".to_owned()),
    ];
    let environment = environment.map(|(name, value)| (name.to_owned(), value));
    let options = Options { sources: Sources::new(Some(file.clone()), environment), ..Options::default() };
    let gateway = TestGateway::start_with(options).await;
    let address = gateway.gateway().address();
    assert_eq!(get(address, "/films").await.code(), "PGRST002");

    write("public");
    gateway.gateway().request_config_reload();
    until("a catalog", async || get(address, "/films?order=id").await.body == FILMS).await;
}

/// CFG-62: settings that cannot be read go on to count.
#[tokio::test]
async fn what_the_database_said_before_it_went_still_holds() {
    let films = Films::start(&[]).await;
    let name = films.database.address().database.clone();
    let setting = format!("alter role authenticator in database {name} set pgrst.db_max_rows = '1'");
    films.database.execute(&setting).await;
    films.gateway.gateway().reload().await.unwrap();
    assert!(films.get("/films").await.head.contains("content-range: 0-0/*"));

    let (client, connection) = tokio_postgres::connect(&server().to_string(), NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(&format!("alter database {name} allow_connections false")).await.unwrap();
    films.gateway.gateway().reload().await.unwrap_err();
    films.gateway.gateway().request_config_reload();
    films.gateway.gateway().reload().await.unwrap_err();
    assert!(films.get("/films").await.head.contains("content-range: 0-0/*"));
}
