//! The admin server (ADM-01 … ADM-06).

use rowgate_testkit::{Cluster, Setup, Shutdown, TestGateway};
use serde_json::Value;
use tokio::task::block_in_place;

use crate::exchange::{get, send, until};
use crate::films::Films;

#[tokio::test]
async fn a_gateway_that_serves_is_live_and_ready() {
    for channel_enabled in ["true", "false"] {
        let films = Films::start(&[("PGRST_DB_CHANNEL_ENABLED", channel_enabled)]).await;
        for path in ["/live", "/ready", "/ready?x=1"] {
            let answer = films.admin(path).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{path}");
            assert!(answer.head.contains("server: postgrest/16.1"), "{}", answer.head);
        }
        for path in ["/", "/config", "/ready/", "/films"] {
            let answer = films.admin(path).await;
            assert_eq!((answer.status, answer.body.as_str()), (404, ""), "{path}");
        }
        let admin = films.gateway.gateway().admin_address().unwrap();
        assert_eq!(send(admin, "POST", "/live", "", "x").await.unwrap().status, 200, "methods are all the same");
    }
}

/// ADM-01: nobody finds a socket without its file.
#[tokio::test]
async fn a_gateway_without_its_socket_is_dead() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("api.sock");
    let films = Films::start(&[("PGRST_SERVER_UNIX_SOCKET", socket.to_str().unwrap())]).await;
    assert_eq!(films.admin("/live").await.status, 200);
    assert_eq!(films.get("/films").await.status, 200);
    std::fs::remove_file(socket).unwrap();
    assert_eq!(films.admin("/live").await.status, 500);
    assert_eq!(films.admin("/ready").await.status, 500);
}

/// ADM-02
#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_without_a_database_is_not_ready() {
    for channel_enabled in ["true", "false"] {
        let mut cluster = Cluster::start(Setup::scratch().unwrap()).unwrap();
        let uri = cluster.address().to_string();
        let folder = tempfile::tempdir().unwrap();
        let admin = folder.path().join("admin.sock").to_str().unwrap().to_owned();
        let settings =
            [("PGRST_ADMIN_SERVER_UNIX_SOCKET", admin.as_str()), ("PGRST_DB_CHANNEL_ENABLED", channel_enabled)];
        block_in_place(|| cluster.pause(Shutdown::Fast)).unwrap();
        let gateway = TestGateway::start_at(&uri, &settings).await;
        assert_eq!(get(&admin, "/ready").await.status, 503);
        assert_eq!(get(&admin, "/live").await.status, 200);
        assert_eq!(get(&admin, "/schema_cache").await.body, "");
        block_in_place(|| cluster.resume()).unwrap();
        until("readiness", async || {
            // Requests let it try sooner.
            get(gateway.gateway().address(), "/").await;
            get(&admin, "/ready").await.status == 200
        })
        .await;
        block_in_place(|| cluster.pause(Shutdown::Immediate)).unwrap();
        until("the loss", async || get(&admin, "/ready").await.status == 503).await;
    }
}

/// ADM-03
#[tokio::test]
async fn the_catalog_can_be_looked_at() {
    let films = Films::start(&[]).await;
    let answer = films.admin("/schema_cache").await;
    assert_eq!(answer.status, 200);
    assert!(!answer.head.to_lowercase().contains("content-type"), "{}", answer.head);
    let catalog: Value = serde_json::from_str(&answer.body).unwrap();
    let names: Vec<&str> =
        catalog["dbTables"].as_array().unwrap().iter().map(|it| it["name"]["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"films") && names.is_sorted(), "{names:?}");
    for key in ["dbRelationships", "dbRoutines", "dbRepresentations", "dbMediaHandlers"] {
        assert!(catalog[key].is_array(), "{key}");
    }
}

/// ADM-04, ADM-10 … ADM-15
#[tokio::test]
async fn what_happens_is_counted() {
    let films = Films::start(&[]).await;
    let token =
        rowgate_auth::sign(&serde_json::json!({"role": "anon"}), rowgate_testkit::JWT_SECRET.as_bytes()).unwrap();
    for _ in 0..3 {
        let header = format!("Authorization: Bearer {token}");
        assert_eq!(send(&films.address(), "GET", "/films", &header, "").await.unwrap().status, 200);
    }
    films.get("/nothing").await;
    films.gateway.gateway().reload().await.unwrap();
    let answer = films.admin("/metrics").await;
    assert!(answer.head.contains("content-type: text/plain; charset=utf-8"), "{}", answer.head);
    for (metric, value) in [
        ("pgrst_schema_cache_loads_total{status=\"SUCCESS\"}", 2.0),
        ("pgrst_schema_cache_loads_total{status=\"FAIL\"}", 0.0),
        ("pgrst_jwt_cache_requests_total", 3.0),
        ("pgrst_jwt_cache_hits_total", 2.0),
        ("pgrst_jwt_cache_evictions_total", 0.0),
        ("pgrst_db_pool_max", 10.0),
        ("pgrst_db_pool_waiting", 0.0),
        ("pgrst_db_pool_timeouts_total", 0.0),
        ("rowgate_http_responses_total{status=\"2xx\"}", 3.0),
        ("rowgate_http_responses_total{status=\"4xx\"}", 1.0),
        ("rowgate_http_response_seconds_count", 4.0),
        ("rowgate_http_phase_seconds_count{phase=\"transaction\"}", 3.0),
        ("rowgate_http_phase_seconds_count{phase=\"response\"}", 3.0),
        // One failed there.
        ("rowgate_http_phase_seconds_count{phase=\"plan\"}", 4.0),
        ("rowgate_http_phase_seconds_count{phase=\"parse\"}", 4.0),
        ("rowgate_http_phase_seconds_count{phase=\"jwt\"}", 4.0),
        ("rowgate_db_pool_wait_seconds_count", 3.0),
    ] {
        assert_eq!(films.metric(metric).await, value, "{metric}");
    }
    assert!(films.metric("pgrst_schema_cache_query_time_seconds").await > 0.0);
    assert!(films.metric("pgrst_db_pool_available").await >= 0.0);
}
