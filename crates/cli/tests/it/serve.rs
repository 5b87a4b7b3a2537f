use std::process::Command;

use rowgate_cluster::{Cluster, Setup};
use rustix::process::Signal;

use crate::running::{Running, get};

fn rowgate(arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rowgate"));
    command.args(arguments).env("PGRST_SERVER_HOST", "127.0.0.1").env("PGRST_SERVER_PORT", "0");
    command.envs(settings.iter().copied());
    command
}

#[tokio::test]
async fn an_existing_database_is_served_until_a_signal() {
    let cluster = Cluster::start(Setup::scratch().unwrap()).unwrap();
    let uri = cluster.address().to_string();
    let (client, connection) = tokio_postgres::connect(&uri, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute("create table films as select 1 as id").await.unwrap();

    let settings = [("PGRST_DB_URI", uri.as_str()), ("PGRST_DB_ANON_ROLE", "postgres")];
    let running = Running::start(rowgate(&["serve"], &settings));
    let output = running.wait_for("API server listening on ");
    let address = output.trim_end().rsplit(' ').next().unwrap();
    assert_eq!(get(&format!("http://{address}/films"), ""), (200, r#"[{"id":1}]"#.to_owned()));

    client.batch_execute("create table more as select 2 as id").await.unwrap();
    running.wait_for("Listener connected");
    running.signal(Signal::USR1);
    running.wait_for("Schema cache loaded in");
    assert_eq!(get(&format!("http://{address}/more"), ""), (200, r#"[{"id":2}]"#.to_owned()));
    running.stop();
}

#[test]
fn a_wrong_setting_ends_the_start() {
    let (status, output) = Running::start(rowgate(&[], &[("PGRST_LOG_LEVEL", "loud")])).wait();
    assert_eq!(status.code(), Some(1));
    assert!(output.starts_with("rowgate: "), "{output}");
}

#[test]
fn the_configuration_is_dumped_and_an_example_of_it() {
    let (status, output) = Running::start(rowgate(&["--dump-config"], &[("PGRST_DB_MAX_ROWS", "7")])).wait();
    assert!(status.success());
    assert!(output.contains("\ndb-max-rows = 7\n"), "{output}");
    let (status, output) = Running::start(rowgate(&["--example"], &[])).wait();
    assert!(status.success());
    assert!(output.contains("db-uri"), "{output}");
}

#[test]
fn a_gateway_without_an_admin_server_is_not_ready() {
    let (status, output) = Running::start(rowgate(&["--ready"], &[])).wait();
    assert_eq!(status.code(), Some(1));
    assert_eq!(output, "ERROR: Admin server is not running. Please check admin-server-port config.\n");
}
