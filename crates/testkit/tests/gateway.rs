//! A gateway in the test's own process.
#![cfg(feature = "gateway")]

use std::io::{Read, Write};
use std::net::TcpStream;

use rowgate_testkit::{Template, TestDatabase, TestGateway};

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_serves_the_database_of_its_test() {
    let films = "create table films as select 1 as id; grant select on films to anon";
    let database = TestDatabase::new(&Template::new().prelude().sql(films)).await;
    let gateway = TestGateway::start(&database, &[("PGRST_DB_MAX_ROWS", "5")]).await;
    let url = gateway.url("/films");
    let address = url.strip_prefix("http://").unwrap().strip_suffix("/films").unwrap();

    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /films HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n") && response.ends_with("[{\"id\":1}]"), "{response}");

    gateway.shutdown().await;
    assert!(TcpStream::connect(address).is_err());
}
