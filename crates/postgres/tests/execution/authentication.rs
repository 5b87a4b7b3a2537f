//! Who is let in, and what is encrypted: a server with TLS, and a role for each way to log in.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rowgate_postgres::{ConnInfo, ConnectError, ConnectErrorKind, Database, DatabaseError, Fatal};
use rowgate_sql::{ParamType, Transaction};
use rowgate_testkit::{Cluster, Setup, Shutdown, Tcp};
use tokio::sync::OnceCell;

use crate::{ask, config, read, text, with_params};

const ROLES: &str = "
    create role by_scram login password 'right';
    create role by_nothing login in role pg_read_all_stats;
    create role only_encrypted login password 'right';
    create role only_plain login password 'right';
    create role by_clear_text login password 'right';
    create role by_certificate login;
    set password_encryption = md5;
    create role by_md5 login password 'right';
";

const HBA: &str = "
    local     all all                          trust
    host      all by_scram       127.0.0.1/32  scram-sha-256
    host      all by_nothing     127.0.0.1/32  trust
    hostssl   all only_encrypted 127.0.0.1/32  scram-sha-256
    hostnossl all only_plain     127.0.0.1/32  scram-sha-256
    host      all by_clear_text  127.0.0.1/32  password
    host      all by_md5         127.0.0.1/32  md5
    hostssl   all by_certificate 127.0.0.1/32  cert
";

pub(crate) struct Server {
    pub(crate) port: u16,
    /// The certificates' folder.
    pub(crate) folder: PathBuf,
    /// Ends with this process.
    _cluster: Cluster,
}

impl Server {
    async fn start() -> Self {
        let setup = Setup { tcp: Tcp::AnyPort, ..Setup::scratch().unwrap() };
        let mut cluster = Cluster::start(setup).unwrap();
        let (client, connection) =
            tokio_postgres::connect(&cluster.address().to_string(), tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(ROLES).await.unwrap();
        for setting in ["ssl = on", "ssl_ca_file = 'ca.crt'"] {
            client.batch_execute(&format!("alter system set {setting}")).await.unwrap();
        }
        drop(client);

        let folder = cluster.data().to_owned();
        certify(&folder);
        write_file(&folder, "pg_hba.conf", HBA);
        cluster.pause(Shutdown::Fast).unwrap();
        cluster.resume().unwrap();
        Self { port: cluster.tcp_address().unwrap().port, folder, _cluster: cluster }
    }

    pub(crate) fn connect(&self, user: &str, more: &str) -> Database {
        Database::new(self.info(user, more), &config(1))
    }

    /// A connection string, with the certificates' folder for each `{}`.
    pub(crate) fn info(&self, user: &str, more: &str) -> ConnInfo {
        let port = self.port;
        let folder = self.folder.display();
        let more = more.replace("{}", &folder.to_string());
        // A `host` that is said again wins.
        let text =
            format!("host=localhost hostaddr=127.0.0.1 port={port} dbname=postgres user={user} passfile=/none {more}");
        ConnInfo::parse(&text).unwrap()
    }
}

/// The server of these tests.
pub(crate) async fn server() -> &'static Server {
    static SERVER: OnceCell<Server> = OnceCell::const_new();
    SERVER.get_or_init(Server::start).await
}

/// Makes an authority, the server's certificate for `localhost`, one for a client, and an authority nobody knows.
fn certify(folder: &Path) {
    let authority = || {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
    };
    let (ca, stranger) = (authority(), authority());
    write_file(folder, "ca.crt", &ca.pem());
    write_file(folder, "stranger.crt", &stranger.pem());
    for (name, file) in [("localhost", "server"), ("by_certificate", "client")] {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        write_file(folder, &format!("{file}.crt"), &params.signed_by(&key, &ca).unwrap().pem());
        write_file(folder, &format!("{file}.key"), &key.serialize_pem());
    }
}

/// Writes a file that belongs to the server.
fn write_file(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    let owner = fs::metadata(folder).unwrap();
    chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

pub(crate) async fn failure(database: &Database) -> (ConnectError, Option<Fatal>) {
    let error = database.fetch(&read("select 1")).await.unwrap_err();
    let fatal = error.fatal();
    match error {
        DatabaseError::Connect(error) => (error, fatal),
        other => panic!("not a failure to connect: {other:?}"),
    }
}

const IS_ENCRYPTED: &str = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";

#[tokio::test]
async fn the_right_password_is_enough_in_every_manner() {
    let server = server().await;
    for role in ["by_scram", "by_md5", "by_clear_text"] {
        assert_eq!(ask(&server.connect(role, "password=right"), "select current_user").await, role);
    }
    assert_eq!(ask(&server.connect("by_nothing", ""), "select current_user").await, "by_nothing");
}

#[tokio::test]
async fn a_wrong_password_is_a_fatal_failure() {
    let server = server().await;
    for role in ["by_scram", "by_md5", "by_clear_text"] {
        let (error, fatal) = failure(&server.connect(role, "password=wrong sslmode=disable")).await;
        assert_eq!(error.kind, ConnectErrorKind::Authentication);
        assert_eq!(fatal, Some(Fatal::Authentication));
        let expected = format!(
            "connection to server at \"localhost\" (127.0.0.1), port {} failed: \
             FATAL:  password authentication failed for user \"{role}\"",
            server.port
        );
        assert_eq!(error.message, expected);
    }
}

#[tokio::test]
async fn a_missing_password_is_a_fatal_failure() {
    let server = server().await;
    for role in ["by_scram", "by_md5", "by_clear_text"] {
        let (error, fatal) = failure(&server.connect(role, "")).await;
        assert_eq!(fatal, Some(Fatal::Authentication));
        assert!(error.message.ends_with("fe_sendauth: no password supplied"), "{error}");
    }
}

#[tokio::test]
async fn sslmode_decides_whether_the_connection_is_encrypted() {
    let server = server().await;
    for (options, encrypted) in [
        ("sslmode=disable", "f"),
        ("sslmode=allow", "f"),
        ("", "t"),
        ("sslmode=prefer", "t"),
        ("sslmode=require", "t"),
        ("sslmode=verify-ca sslrootcert={}/ca.crt host=elsewhere", "t"),
        ("sslmode=verify-full sslrootcert={}/ca.crt", "t"),
        ("sslmode=verify-full sslrootcert={}/server.crt", "t"),
    ] {
        let database = server.connect("by_scram", &format!("password=right {options}"));
        assert_eq!(ask(&database, IS_ENCRYPTED).await, encrypted, "{options}");
    }
}

#[tokio::test]
async fn the_server_may_insist_where_the_client_does_not() {
    let server = server().await;
    for (role, options, encrypted) in [
        ("only_encrypted", "sslmode=allow", "t"),
        ("only_encrypted", "sslmode=prefer", "t"),
        ("only_plain", "sslmode=allow", "f"),
        ("only_plain", "sslmode=prefer", "f"),
    ] {
        let database = server.connect(role, &format!("password=right {options}"));
        assert_eq!(ask(&database, IS_ENCRYPTED).await, encrypted, "{role} {options}");
    }
    for (role, options) in [("only_encrypted", "sslmode=disable"), ("only_plain", "sslmode=require")] {
        let (error, _) = failure(&server.connect(role, &format!("password=right {options}"))).await;
        assert_eq!(error.kind, ConnectErrorKind::Refused);
        assert!(error.message.contains("no pg_hba.conf entry"), "{error}");
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused() {
    let server = server().await;
    for (options, reason) in [
        ("sslmode=verify-ca sslrootcert={}/stranger.crt", "invalid peer certificate"),
        ("sslmode=verify-full sslrootcert={}/stranger.crt", "invalid peer certificate"),
        // Where an authority is named, it is asked.
        ("sslmode=require sslrootcert={}/stranger.crt", "invalid peer certificate"),
        ("sslmode=verify-full sslrootcert={}/ca.crt host=elsewhere", "not valid for name"),
        ("sslmode=verify-full sslrootcert={}/missing.crt", "could not load"),
        ("sslmode=verify-full sslrootcert={}/server.crt host=elsewhere", "not valid for name"),
    ] {
        let (error, _) = failure(&server.connect("by_scram", &format!("password=right {options}"))).await;
        assert_eq!(error.kind, ConnectErrorKind::Unreachable);
        assert!(error.message.contains(reason), "{options}: {error}");
        assert_eq!(error.message.lines().count(), 1, "tried once: {error}");
    }
}

#[tokio::test]
async fn a_client_may_show_a_certificate() {
    let server = server().await;
    let options = "sslmode=verify-full sslrootcert={}/ca.crt sslcert={}/client.crt sslkey={}/client.key";
    assert_eq!(ask(&server.connect("by_certificate", options), "select current_user").await, "by_certificate");
    let (error, _) = failure(&server.connect("by_certificate", "sslmode=require")).await;
    assert_eq!(error.kind, ConnectErrorKind::Refused, "{error}");
}

#[tokio::test]
async fn large_values_pass_encrypted() {
    let database = server().await.connect("by_scram", "password=right sslmode=require");
    let large = vec![b'x'; 20 << 20];
    let main = with_params("select $1, length($1)", &[(ParamType::Text, Some(&large))]);
    let rows = database.fetch(&Transaction { main, ..read("") }).await.unwrap().rows;
    assert_eq!(text(&rows[0], 1), (20 << 20).to_string());
    assert!(rows[0].get(0) == Some(&large[..]));
}

#[tokio::test]
async fn what_runs_encrypted_can_be_cancelled() {
    let server = server().await;
    let database = server.connect("by_scram", "password=right sslmode=require");
    let observer = server.connect("by_nothing", "");
    let asleep = "select count(*) from pg_stat_activity where usename = 'by_scram' and wait_event = 'PgSleep'";
    let sleep = read("select pg_sleep(1000)");
    tokio::select! {
        result = database.fetch(&sleep) => panic!("woke up: {result:?}"),
        () = async { while ask(&observer, asleep).await == "0" {} } => {}
    }
    while ask(&observer, asleep).await != "0" {}
}

#[tokio::test]
async fn the_version_of_tls_can_be_bounded() {
    const VERSION: &str = "select version from pg_stat_ssl where pid = pg_backend_pid()";
    let server = server().await;
    for (options, version) in [
        ("", "TLSv1.3"),
        ("ssl_max_protocol_version=TLSv1.2", "TLSv1.2"),
        ("ssl_min_protocol_version=TLSv1", "TLSv1.3"),
        ("ssl_min_protocol_version=TLSv1.3", "TLSv1.3"),
    ] {
        let database = server.connect("by_scram", &format!("password=right sslmode=require {options}"));
        assert_eq!(ask(&database, VERSION).await, version, "{options}");
    }
}

#[tokio::test]
async fn an_administrative_client_logs_in_the_same_way() {
    let server = server().await;
    let info = server.info("by_scram", "password=right sslmode=verify-full sslrootcert={}/ca.crt");
    let client = rowgate_postgres::admin_client(&info).await.unwrap();
    let encrypted: bool = client.query_one(IS_ENCRYPTED, &[]).await.unwrap().get(0);
    assert!(encrypted);

    for (options, reason) in [("", "no password supplied"), ("password=wrong", "password authentication failed")] {
        let error = rowgate_postgres::admin_client(&server.info("by_scram", options)).await.unwrap_err();
        assert_eq!(error.fatal(), Some(Fatal::Authentication), "{error}");
        assert!(error.message.contains(reason), "{error}");
    }
}
