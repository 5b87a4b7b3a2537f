use std::env;
use std::sync::OnceLock;

use rowgate_cluster::{Address, Cluster, Setup};

use crate::run::Run;

/// Points the tests at a server of your own: a superuser's URI, on a server that lets every role in without a password.
const SERVER_VARIABLE: &str = "ROWGATE_TEST_CLUSTER";

/// The server of this test run, as its superuser: the one that `ROWGATE_TEST_CLUSTER` names, else a scratch cluster,
/// started by whichever test asks first.
///
/// # Panics
///
/// When there is no server and none can be started.
pub fn server() -> &'static Address {
    static SERVER: OnceLock<Server> = OnceLock::new();
    &SERVER.get_or_init(Server::find).address
}

struct Server {
    address: Address,
    /// Ends with this process, through its guardian: statics are never dropped.
    _own: Option<Cluster>,
}

impl Server {
    fn find() -> Self {
        if let Ok(uri) = env::var(SERVER_VARIABLE) {
            let address = uri.parse().unwrap_or_else(|error| panic!("{SERVER_VARIABLE}: {error}"));
            return Self { address, _own: None };
        }
        if let Some(run) = Run::current() {
            let address = run.cluster().unwrap_or_else(|error| panic!("the cluster of this run: {error}"));
            return Self { address, _own: None };
        }
        let cluster = Setup::scratch().and_then(Cluster::start).unwrap_or_else(|error| panic!("{error}"));
        Self { address: cluster.address(), _own: Some(cluster) }
    }
}
