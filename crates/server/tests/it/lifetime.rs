//! When a gateway gives up.

use std::time::Duration;

use rowgate_config::Sources;
use rowgate_server::{Ended, Gateway, Options, StartError};
use rowgate_testkit::{Cluster, Setup, Shutdown, Tcp, TestGateway};
use tokio::task::block_in_place;
use tokio::time::sleep;

use crate::exchange::{get, send, until};
use crate::films::Films;

fn options(uri: &str, more: &[(&str, &str)]) -> Options {
    let usual = [("PGRST_DB_URI", uri), ("PGRST_SERVER_HOST", "127.0.0.1"), ("PGRST_SERVER_PORT", "0")];
    let all = usual.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Options { sources: Sources::new(None, all), ..Options::default() }
}

/// POOL-05
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_final() {
    let setup = Setup { tcp: Tcp::AnyPort, password: Some("right".into()), ..Setup::scratch().unwrap() };
    let cluster = Cluster::start(setup).unwrap();
    let mut address = cluster.tcp_address().unwrap();
    address.password = Some("wrong".into());
    let error = Gateway::start(options(&address.to_string(), &[])).await.unwrap_err();
    assert!(matches!(error, StartError::Ended(Ended::Fatal)), "{error}");
}

/// POOL-06
#[tokio::test]
async fn without_recovery_a_missing_database_is_final() {
    let films = Films::start(&[]).await;
    let uri = films.database.address().with_database("nowhere").to_string();
    let error = Gateway::start(options(&uri, &[("PGRST_DB_POOL_AUTOMATIC_RECOVERY", "false")])).await.unwrap_err();
    assert!(matches!(error, StartError::Ended(Ended::RecoveryDisabled)), "{error}");
}

/// POOL-06: whether it is the listener that notices, or a request.
#[tokio::test(flavor = "multi_thread")]
async fn without_recovery_a_lost_database_is_final() {
    for channel_enabled in ["true", "false"] {
        let mut cluster = Cluster::start(Setup::scratch().unwrap()).unwrap();
        let uri = cluster.address().to_string();
        let settings = [("PGRST_DB_POOL_AUTOMATIC_RECOVERY", "false"), ("PGRST_DB_CHANNEL_ENABLED", channel_enabled)];
        let gateway = TestGateway::start_at(&uri, &settings).await;
        block_in_place(|| cluster.pause(Shutdown::Immediate)).unwrap();
        let address = gateway.gateway().address().to_owned();
        let asking = async {
            loop {
                assert_ne!(get(&address, "/").await.status, 0);
                sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::select! {
            ended = gateway.gateway().ended() => assert_eq!(ended, Ended::RecoveryDisabled),
            () = asking => {}
        }
        gateway.shutdown().await;
    }
}

/// POOL-08: with `server-reuseport` the door opens once there is something to serve, not before.
#[tokio::test(flavor = "multi_thread")]
async fn a_successor_does_not_open_before_it_can_serve() {
    let mut cluster = Cluster::start(Setup::scratch().unwrap()).unwrap();
    let uri = cluster.address().to_string();
    block_in_place(|| cluster.pause(Shutdown::Fast)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let admin = folder.path().join("admin.sock").to_str().unwrap().to_owned();
    let settings = [
        ("PGRST_SERVER_REUSEPORT", "true"),
        ("PGRST_DB_ANON_ROLE", "postgres"),
        ("PGRST_ADMIN_SERVER_UNIX_SOCKET", admin.as_str()),
    ];
    let starting = tokio::spawn(Gateway::start(options(&uri, &settings)));
    let failed = "pgrst_schema_cache_loads_total{status=\"FAIL\"} 1.0";
    until("a failed load", async || {
        let metrics = send(&admin, "GET", "/metrics", "", "").await;
        metrics.is_ok_and(|metrics| metrics.body.contains(failed))
    })
    .await;
    assert_eq!(get(&admin, "/live").await.status, 500);
    assert!(!starting.is_finished(), "there is no database");
    block_in_place(|| cluster.resume()).unwrap();
    let gateway = starting.await.unwrap().unwrap();
    assert_eq!(get(gateway.address(), "/").await.status, 200);
    gateway.shutdown().await;
}
