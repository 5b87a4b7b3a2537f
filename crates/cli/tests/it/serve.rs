//! PostgREST's own command line (CLI-01 … CLI-05), and the life of a process.

use std::net::TcpListener;
use std::sync::mpsc::{TryRecvError, channel};
use std::thread;

use rowgate_cluster::{Cluster, Setup, Tcp};
use rustix::process::Signal;
use serde_json::Value;

use crate::running::{Running, get};
use crate::served::{Served, films, rowgate};

#[tokio::test]
async fn an_existing_database_is_served_until_a_signal() {
    let served = Served::start(&[], "").await;
    assert_eq!(get(&served.url("/films"), ""), (200, r#"[{"id":1}]"#.to_owned()));
    served.database.execute("create table more as select 2 as id; grant select on more to anon").await;
    served.process.signal(Signal::USR1);
    served.process.wait_for("Schema cache loaded in");
    assert_eq!(get(&served.url("/more"), ""), (200, r#"[{"id":2}]"#.to_owned()));
    for (signal, name) in [(Signal::TERM, "SIGTERM"), (Signal::INT, "SIGINT")] {
        let served = Served::start(&[], "").await;
        served.process.signal(signal);
        let (status, output) = served.process.wait();
        assert!(status.success(), "{status}");
        assert!(output.contains(&format!("Received termination unix signal {name}\n")), "{output}");
    }
}

/// CLI-02
#[test]
fn the_version_begins_with_the_one_of_the_protocol() {
    for flag in ["-v", "--version"] {
        let (status, output) = Running::start(rowgate(&[flag], &[])).wait();
        assert!(status.success());
        assert_eq!(output, format!("PostgREST 16.1 (rowgate {})\n", env!("CARGO_PKG_VERSION")));
    }
}

#[test]
fn wrong_arguments_end_with_the_status_that_postgrest_has_for_them() {
    let (status, output) = Running::start(rowgate(&["--dump-everything"], &[])).wait();
    assert_eq!(status.code(), Some(1), "{output}");
    let (status, output) = Running::start(rowgate(&["--help"], &[])).wait();
    assert!(status.success() && output.contains("--dump-config"), "{output}");
}

/// CFG-06
#[test]
fn a_wrong_setting_is_named_before_anything_is_done() {
    for (variable, value, expected) in [
        ("PGRST_LOG_LEVEL", "loud", "log-level: Invalid logging level."),
        ("PGRST_JWT_SECRET", "short", "jwt-secret: The JWT secret must be at least 32 characters long."),
        ("PGRST_JWT_SECRET", "https://:443/keys", "jwt-secret: the URL names no host"),
        ("PGRST_JWT_ROLE_CLAIM_KEY", "$.a;;b", "failed to parse role-claim-key value ($.a;;b)"),
        ("PGRST_SERVER_UNIX_SOCKET_MODE", "800", "Invalid server-unix-socket-mode"),
        ("PGRST_OPENAPI_SERVER_PROXY_URI", "nowhere", "openapi-server-proxy-uri: "),
    ] {
        for arguments in [&[][..], &["--ready"], &["--dump-config"], &["--dump-schema"]] {
            assert_refused(arguments, (variable, value), expected);
        }
    }
    // A dump of the configuration shows what would be used; that its database cannot be asked is a remark there (CLI-03).
    for arguments in [&[][..], &["--ready"], &["--dump-schema"]] {
        assert_refused(arguments, ("PGRST_DB_URI", "postgresql://a:b:c:d"), "db-uri: ");
    }
}

fn assert_refused(arguments: &[&str], setting: (&str, &str), expected: &str) {
    let (status, output) = Running::start(rowgate(arguments, &[setting])).wait();
    assert_eq!(status.code(), Some(1), "{output}");
    assert!(output.starts_with("rowgate: Error in config ") && output.contains(expected), "{output}");
    assert_eq!(output.lines().count(), 1, "{output}");
}

/// CLI-03
#[tokio::test]
async fn the_configuration_is_dumped_with_what_the_database_says() {
    let database = films().await;
    let name = database.address().database.clone();
    let settings = [("PGRST_DB_URI", database.authenticator_uri()), ("PGRST_DB_MAX_ROWS", "7".to_owned())];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let dump = |more: &[(&str, &str)]| {
        let (status, output) = Running::start(rowgate(&["--dump-config"], &[&settings, more].concat())).wait();
        assert!(status.success(), "{output}");
        output
    };
    assert!(dump(&[]).contains("\ndb-max-rows = 7\n"));
    let set = "alter role authenticator in database";
    database.execute(&format!("{set} {name} set pgrst.db_max_rows = '3'")).await;
    assert!(dump(&[]).contains("\ndb-max-rows = 3\n"));
    assert!(dump(&[("PGRST_DB_CONFIG", "false")]).contains("\ndb-max-rows = 7\n"));
    let url = "https://auth.invalid/keys?a=b";
    assert!(dump(&[("PGRST_JWT_SECRET", url)]).contains(&format!("\njwt-secret = \"{url}\"\n")), "nobody is asked");
    // CFG-62
    let without = dump(&[("PGRST_DB_URI", "postgresql://localhost:1/")]);
    assert!(without.contains("\ndb-max-rows = 7\n") && without.contains("PGRST000"), "{without}");
    let nowhere = dump(&[("PGRST_DB_URI", "postgresql://a:b:c:d")]);
    assert!(nowhere.contains("\ndb-max-rows = 7\n") && nowhere.contains("Error in config db-uri: "), "{nowhere}");
}

/// CLI-04
#[tokio::test]
async fn the_schema_is_dumped() {
    let database = films().await;
    let uri = database.authenticator_uri();
    let (status, output) = Running::start(rowgate(&["--dump-schema"], &[("PGRST_DB_URI", &uri)])).wait();
    assert!(status.success(), "{output}");
    let schema: Value = serde_json::from_str(&output).unwrap();
    assert_eq!(schema["dbTables"][0]["name"]["name"], "films");
    assert!(schema["dbRoutines"].to_string().contains("fail"));

    let settings = [("PGRST_DB_URI", uri.as_str()), ("PGRST_DB_SCHEMAS", "nowhere")];
    let (status, output) = Running::start(rowgate(&["--dump-schema"], &settings)).wait();
    assert_eq!(status.code(), Some(1));
    assert!(output.contains("Failed to load the schema cache using db-schemas=nowhere"), "{output}");
}

#[test]
fn an_example_of_a_configuration_is_printed() {
    let (status, output) = Running::start(rowgate(&["--example"], &[])).wait();
    assert!(status.success());
    assert!(output.contains("db-uri"), "{output}");
}

/// CLI-05
#[tokio::test]
async fn readiness_is_asked_for_from_outside() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port().to_string();
    let port = port.as_str();
    drop(free);
    let served = Served::start(&[("PGRST_ADMIN_SERVER_PORT", port)], "").await;
    let listening = format!("Admin server listening on 127.0.0.1:{port}\n");
    assert!(served.beginning.contains(&listening), "{}", served.beginning);
    let (status, output) = Running::start(rowgate(&["--ready"], &[("PGRST_ADMIN_SERVER_PORT", port)])).wait();
    assert!(status.success());
    assert_eq!(output, format!("OK: http://127.0.0.1:{port}/ready\n"));
    served.process.stop();
    let (status, output) = Running::start(rowgate(&["--ready"], &[("PGRST_ADMIN_SERVER_PORT", port)])).wait();
    assert_eq!(status.code(), Some(1));
    assert_eq!(output, format!("ERROR: connection refused to http://127.0.0.1:{port}/ready\n"));

    let (status, output) = Running::start(rowgate(&["--ready"], &[])).wait();
    assert_eq!(status.code(), Some(1));
    assert_eq!(output, "ERROR: Admin server is not running. Please check admin-server-port config.\n");
}

/// POOL-05, POOL-06
#[tokio::test]
async fn a_process_that_cannot_go_on_ends_with_status_1() {
    let setup = Setup { tcp: Tcp::AnyPort, password: Some("right".into()), ..Setup::scratch().unwrap() };
    let cluster = Cluster::start(setup).unwrap();
    let mut address = cluster.tcp_address().unwrap();
    address.password = Some("wrong".into());
    let uri = address.to_string();
    let (status, output) = Running::start(rowgate(&[], &[("PGRST_DB_URI", &uri)])).wait();
    assert_eq!(status.code(), Some(1), "{output}");
    assert!(output.contains("password authentication failed") && !output.contains("rowgate: "), "{output}");

    let settings = [("PGRST_DB_POOL_AUTOMATIC_RECOVERY", "false")];
    let served = Served::start(&settings, "").await;
    assert!(served.beginning.contains("Listener connected"), "{}", served.beginning);
    served.database.kill_backends().await;
    let (status, output) = served.process.wait();
    assert_eq!(status.code(), Some(1), "{output}");
    assert!(output.contains("Automatic recovery disabled, exiting.\n"), "{output}");
}

/// CFG-50, POOL-08: a successor takes the port over while requests keep coming.
#[tokio::test]
async fn a_successor_takes_over_without_a_failed_request() {
    let first = Served::start(&[("PGRST_SERVER_REUSEPORT", "true")], "").await;
    let port = first.address.rsplit(':').next().unwrap().to_owned();
    let settings = [("PGRST_SERVER_REUSEPORT", "true"), ("PGRST_SERVER_PORT", port.as_str())];
    let second = Served::start(&settings, "").await;
    assert_eq!(first.address, second.address);
    let url = first.url("/films");
    let (stop, stopped) = channel::<()>();
    let client = thread::spawn(move || {
        let mut answers = 0;
        while stopped.try_recv() == Err(TryRecvError::Empty) {
            assert_eq!(get(&url, ""), (200, r#"[{"id":1}]"#.to_owned()));
            answers += 1;
        }
        answers
    });
    let Served { process, database, .. } = first;
    process.stop();
    for _ in 0..20 {
        assert_eq!(get(&second.url("/films"), "").0, 200);
    }
    drop(stop);
    assert!(client.join().unwrap() > 0);
    drop(database);
    second.process.stop();
}
