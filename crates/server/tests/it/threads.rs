//! A gateway with threads of its own.

use std::num::NonZeroUsize;

use rowgate_server::Options;
use rowgate_testkit::{TestDatabase, TestGateway};

use crate::exchange::{get, send};
use crate::films::{FILMS, template};
use crate::load::Load;

/// Long enough for its connection to be moved to the last worker.
const LARGE: usize = 300 * 1024;

/// Small requests are served by one worker and large ones by the other, while both borrow the same two connections.
#[tokio::test(flavor = "multi_thread")]
async fn workers_pass_clients_and_connections_on_without_losing_any() {
    let database = TestDatabase::new(&template()).await;
    let sources = TestGateway::sources(&database, &[("PGRST_DB_POOL", "2")]);
    let options = Options { sources, threads: NonZeroUsize::new(2), ..Options::default() };
    let gateway = TestGateway::start_with(options).await;
    let address = gateway.gateway().address().to_owned();
    let load = Load::start(&address, 4, "/films?order=id", FILMS);
    for id in 1..=20 {
        let body = format!("{{\"id\": {id}{}}}", " ".repeat(LARGE));
        let answer = send(&address, "POST", "/actors", "Content-Type: application/json", &body).await.unwrap();
        assert_eq!(answer.status, 201, "{answer:?}");
        load.good(2).await;
    }
    assert_eq!(load.stop().await, []);
    assert_eq!(get(&address, "/actors?order=id.desc&limit=1&offset=19").await.body, r#"[{"id":1}]"#);
    gateway.shutdown().await;
}
