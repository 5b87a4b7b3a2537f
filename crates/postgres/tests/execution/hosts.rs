//! Several hosts in a connection string, and which of them will do (PostgreSQL, "Connection Strings", multiple hosts).

use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt;

use rowgate_cluster::Host;
use rowgate_testkit::{Cluster, Setup, Shutdown};

use super::*;

/// A server that takes writes, and one in hot standby mode.
struct Pair {
    primary: Cluster,
    standby: Cluster,
}

impl Pair {
    fn start() -> Self {
        let start = || Cluster::start(Setup::scratch().unwrap().setting("wal_level", "replica")).unwrap();
        let (primary, mut standby) = (start(), start());
        standby.pause(Shutdown::Fast).unwrap();
        // It waits for a primary's log, which never comes. The server wants to write to the file whoever made it.
        let signal = standby.data().join("standby.signal");
        File::create(signal).unwrap().set_permissions(Permissions::from_mode(0o666)).unwrap();
        standby.resume().unwrap();
        Self { primary, standby }
    }

    /// Asks the first suitable server, the primary tried before the standby: whether it is the standby.
    async fn is_standby(&self, target: &str) -> Result<bool, DatabaseError> {
        let socket = |cluster: &Cluster| match cluster.address() {
            rowgate_cluster::Address { host: Host::Socket(folder), port, .. } => (folder.display().to_string(), port),
            other => panic!("not on a socket: {other}"),
        };
        let ((first, first_port), (second, second_port)) = (socket(&self.primary), socket(&self.standby));
        let text = format!(
            "host={first},{second} port={first_port},{second_port} user=postgres dbname=postgres \
             target_session_attrs={target}"
        );
        let rows = connect(&text, &config(1)).fetch(&read("select pg_is_in_recovery()")).await?.rows;
        Ok(rows[0].get(0) == Some(b"t"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_that_is_asked_for_decides_which_host_is_taken() {
    let mut pair = Pair::start();
    for (target, expected) in [
        ("any", false),
        ("read-write", false),
        ("primary", false),
        ("read-only", true),
        ("standby", true),
        ("prefer-standby", true),
    ] {
        assert_eq!(pair.is_standby(target).await.unwrap(), expected, "{target}");
    }

    pair.standby.pause(Shutdown::Fast).unwrap();
    assert!(!pair.is_standby("prefer-standby").await.unwrap());
    let error = pair.is_standby("standby").await.unwrap_err();
    assert!(error.details().unwrap().contains("not in hot standby mode"), "{error:?}");

    pair.standby.resume().unwrap();
    pair.primary.pause(Shutdown::Fast).unwrap();
    assert!(pair.is_standby("any").await.unwrap(), "the next host");
    let error = pair.is_standby("read-write").await.unwrap_err();
    assert!(error.details().unwrap().contains("read-only"), "{error:?}");
}
