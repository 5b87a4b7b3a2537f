use std::env;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rowgate_cluster::{Address, Cluster, ClusterError, Host, Setup, Shutdown, Tcp, erase};

use crate::connect;

/// Where [`an_owner_that_waits_to_be_killed`] is allowed to run.
const OWNER: &str = "ROWGATE_CLUSTER_OWNER";

#[tokio::test]
async fn a_scratch_cluster_leaves_nothing_behind() {
    let setup = Setup::scratch().unwrap();
    let folder = setup.scratch.clone().unwrap();
    let cluster = Cluster::start(setup).unwrap();
    let client = connect(&cluster.address()).await;
    let version: String = client.query_one("show server_version_num", &[]).await.unwrap().get(0);
    assert_eq!(version.parse::<u32>().unwrap() / 10_000, cluster.version());
    drop(cluster);
    assert!(!folder.exists());
}

#[test]
fn a_panic_ends_a_cluster_too() {
    let setup = Setup::scratch().unwrap();
    let folder = setup.scratch.clone().unwrap();
    let outcome = std::panic::catch_unwind(move || {
        let _cluster = Cluster::start(setup).unwrap();
        panic!("as a failing test would");
    });
    assert!(outcome.is_err());
    assert!(!folder.exists());
}

#[test]
fn a_killed_owner_takes_its_cluster_along() {
    let test = "lifetime::an_owner_that_waits_to_be_killed";
    let mut owner = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env(OWNER, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(owner.stdout.take().unwrap()).lines().map(Result::unwrap);
    let uri = lines.find_map(|line| line.split_once("uri ").map(|(_, uri)| uri.to_owned())).expect("the cluster's URI");
    let Host::Socket(sockets) = uri.parse::<Address>().unwrap().host else { panic!("{uri} names no socket") };
    let folder = sockets.parent().unwrap();
    assert!(folder.exists());

    owner.kill().unwrap();
    owner.wait().unwrap();
    let killed = Instant::now();
    while folder.exists() && killed.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_millis(20));
    }
    assert!(!folder.exists(), "{} is still there", folder.display());
}

#[test]
#[ignore = "the other half of a_killed_owner_takes_its_cluster_along"]
fn an_owner_that_waits_to_be_killed() {
    if env::var_os(OWNER).is_none() {
        return;
    }
    let cluster = Cluster::start(Setup::scratch().unwrap()).unwrap();
    println!("\nuri {}", cluster.address());
    loop {
        std::thread::park();
    }
}

#[tokio::test]
async fn a_paused_cluster_comes_back_at_the_same_address_with_its_rows() {
    let mut setup = Setup::scratch().unwrap();
    setup.tcp = Tcp::AnyPort;
    let mut cluster = Cluster::start(setup).unwrap();
    let address = cluster.tcp_address().unwrap();
    connect(&address).await.batch_execute("create table t as select 1; checkpoint").await.unwrap();

    cluster.pause(Shutdown::Fast).unwrap();
    assert!(tokio_postgres::connect(&address.to_string(), tokio_postgres::NoTls).await.is_err());

    cluster.resume().unwrap();
    assert_eq!(cluster.tcp_address().unwrap(), address);
    assert_eq!(connect(&address).await.query("select from t", &[]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn kept_data_is_there_again_and_its_port_asks_for_the_password() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let start = || {
        let mut setup = Setup::kept(&data).unwrap();
        setup.tcp = Tcp::AnyPort;
        setup.password = Some("let me in".to_owned());
        Cluster::start(setup).unwrap()
    };
    let first = start();
    connect(&first.address()).await.batch_execute("create table t ()").await.unwrap();
    drop(first);

    let second = start();
    let address = second.tcp_address().unwrap();
    connect(&address).await.batch_execute("select from t").await.unwrap();
    let wrong = Address { password: Some("let me out".to_owned()), ..address };
    assert!(tokio_postgres::connect(&wrong.to_string(), tokio_postgres::NoTls).await.is_err());
    drop(second);

    erase(&data).unwrap();
    assert!(!data.exists() && !data.is_symlink());
    erase(&data).unwrap();
}

#[test]
fn a_taken_port_is_passed_over() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut setup = Setup::scratch().unwrap();
    setup.tcp = Tcp::Prefer(port);
    let cluster = Cluster::start(setup).unwrap();
    assert_ne!(cluster.tcp_address().unwrap().port, port);
}

#[test]
fn a_server_that_does_not_start_says_why_and_leaves_nothing_behind() {
    let setup = Setup::scratch().unwrap().setting("shared_buffers", "a lot");
    let folder = setup.scratch.clone().unwrap();
    let error = Cluster::start(setup).expect_err("a setting that cannot be");
    assert!(matches!(&error, ClusterError::Startup(log) if log.contains("shared_buffers")), "{error}");
    assert!(!folder.exists());
}

#[test]
fn data_of_a_version_that_is_not_here_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("PG_VERSION"), "9\n").unwrap();
    let mut setup = Setup::scratch().unwrap();
    setup.data.clone_from(&data);
    let error = Cluster::start(setup).expect_err("a version of long ago");
    assert!(matches!(&error, ClusterError::OtherVersion { version: 9, .. }), "{error}");
    assert!(Path::new(&data).exists());
}
