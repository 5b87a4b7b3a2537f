//! The description of the API lists every table, view and function, and nothing else.

use std::collections::BTreeSet;

use jsonwebtoken::{EncodingKey, Header};
use rowgate_testkit::{JWT_SECRET, TestGateway};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::applications::schemas;
use crate::demo::{demo, names};

/// What can be asked for, by path. `$2`: only if the back office may.
const PATHS: &str = include_str!("paths.sql");

#[tokio::test]
async fn everything_is_described() {
    describes(false, "ignore-privileges").await;
}

#[tokio::test]
async fn what_the_back_office_may_use_is_described_to_it() {
    describes(true, "follow-privileges").await;
}

async fn describes(granted: bool, mode: &str) {
    let exposed = schemas().join(",");
    let settings = [("PGRST_DB_SCHEMAS", &*exposed), ("PGRST_OPENAPI_MODE", mode)];
    let gateway = TestGateway::start(demo().await, &settings).await;
    for schema in schemas() {
        let document = root_document(gateway.gateway().address(), schema).await;
        let paths = document["paths"].as_object().unwrap_or_else(|| panic!("{schema}: {document}"));
        let described: BTreeSet<String> = paths.keys().cloned().collect();
        let expected = names(demo().await, PATHS, &[&schema, &granted]).await.into_iter().collect();
        assert_eq!(described, expected, "{schema}, {mode}");
    }
}

/// The description of a schema, as `service_role` is given it.
async fn root_document(address: &str, schema: &str) -> Value {
    let claims = json!({ "role": "service_role" });
    let key = EncodingKey::from_secret(JWT_SECRET.as_bytes());
    let token = jsonwebtoken::encode(&Header::default(), &claims, &key).expect("a token");
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nAccept-Profile: {schema}\r\n\
         Connection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await.expect("the gateway");
    stream.write_all(request.as_bytes()).await.expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("HTTP/1.1 200 "), "{answer}");
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
}
