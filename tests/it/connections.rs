//! HTTP itself: connections, framing, versions.

use serde_json::json;

use crate::library::{films, own_films};
use crate::wire::Connection;

async fn get(connection: &mut Connection, target: &str) -> crate::exchange::Answer {
    connection.send(format!("GET {target} HTTP/1.1\r\nHost: films\r\n\r\n")).await;
    connection.answer().await
}

/// RTE-28a
#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let mut connection = films().await.connect().await;
    for id in 1..=3 {
        get(&mut connection, &format!("/films?select=id&id=eq.{id}")).await.expect(200, json!([{"id": id}]));
    }
    connection.send("HEAD /films HTTP/1.1\r\nHost: films\r\n\r\n").await;
    connection.answer_to_head().await.expect_empty(200);
    get(&mut connection, "/nowhere").await.expect_status(404);
    get(&mut connection, "/films?select=id&id=eq.4").await.expect(200, json!([{"id": 4}]));
    connection.send("GET /screens HTTP/1.1\r\nHost: films\r\nConnection: close\r\n\r\n").await;
    connection.answer().await.expect_status(200);
    assert_eq!(connection.rest().await, b"");
}

#[tokio::test]
async fn requests_may_be_sent_ahead_of_their_answers() {
    let mut connection = films().await.connect().await;
    let request = |id| format!("GET /films?select=id&id=eq.{id} HTTP/1.1\r\nHost: films\r\n\r\n");
    let requests: Vec<String> = (1..=9).map(request).collect();
    connection.send(requests.concat()).await;
    for id in 1..=9 {
        connection.answer().await.expect(200, json!([{"id": id}]));
    }
}

#[tokio::test]
async fn bodies_may_come_in_chunks_and_pieces() {
    let films = own_films().await;
    let mut connection = films.connect().await;
    let token = crate::token::of(&json!({"role": "editor"}));
    let head = format!("POST /visitors HTTP/1.1\r\nHost: films\r\nAuthorization: Bearer {token}\r\n");
    connection.send(format!("{head}Transfer-Encoding: chunked\r\n\r\n8\r\n{{\"name\":\r\n")).await;
    connection.send("4;x=y\r\n\"Zo\"\r\n1\r\n}\r\n0\r\n\r\n").await;
    connection.answer().await.expect_empty(201);
    for piece in
        [format!("{head}Content-Len"), "gth: 14\r\n\r".to_owned(), "\n{\"name\"".to_owned(), ":\"Zed\"}".to_owned()]
    {
        connection.send(piece).await;
    }
    connection.answer().await.expect_empty(201);
    films
        .expect_rows(
            "select name from library.visitors where name like 'Z%' order by name",
            json!([{"name": "Zed"}, {"name": "Zo"}]),
        )
        .await;
}

#[tokio::test]
async fn a_client_may_ask_before_it_sends_a_body() {
    let mut connection = films().await.connect().await;
    let head = "POST /rpc/title_length HTTP/1.1\r\nHost: films\r\nContent-Length: 15\r\nExpect: 100-continue\r\n\r\n";
    connection.send(head).await;
    connection.answer().await.expect_status(100);
    connection.send("{\"title\":\"Ran\"}").await;
    connection.answer().await.expect(200, 3);
}

#[tokio::test]
async fn a_large_body_arrives_whole() {
    let title = "é".repeat(1 << 20);
    let answer = films().await.post("/rpc/title_length").json(&json!({"title": title})).await;
    answer.expect(200, 1 << 20);
    let answer = films().await.post("/rpc/repeat_json").json(&json!({"value": title})).await;
    assert_eq!(answer.expect_status(200).json(), json!(title), "the answer is as large");
}

/// RTE-10
#[tokio::test]
async fn a_target_may_be_a_whole_url() {
    let mut connection = films().await.connect().await;
    get(&mut connection, "http://films.example/rpc/setting?name=request.path").await.expect(200, "/rpc/setting");
}

#[tokio::test]
async fn half_a_connection_is_enough_for_an_answer() {
    let mut connection = films().await.connect().await;
    connection.send("GET /films?select=id&id=eq.1 HTTP/1.1\r\nHost: films\r\n\r\n").await;
    connection.finish().await;
    connection.answer().await.expect(200, json!([{"id": 1}]));
    assert_eq!(connection.rest().await, b"");
}

/// RTE-28a: a request written by hand, so that the tests need no HTTP/2 client.
#[tokio::test]
async fn http2_is_spoken_on_the_same_port() {
    let mut connection = films().await.connect().await;
    let path = b"/films?select=id&id=eq.1";
    // RFC 7541: indexed `:method: GET` and `:scheme: http`, then `:path` and `:authority` as literals.
    let mut fields = vec![0x82, 0x86, 0x04, u8::try_from(path.len()).unwrap()];
    fields.extend_from_slice(path);
    fields.extend_from_slice(b"\x01\x05films");
    connection.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    connection.send(frame(SETTINGS, 0, 0, &[])).await;
    connection.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, &fields)).await;
    let mut body = Vec::new();
    loop {
        let head = connection.bytes(9).await;
        let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
        let payload = connection.bytes(length).await;
        let (kind, flags) = (head[3], head[4]);
        match kind {
            // The first field is `:status: 200`, which has an index of its own.
            HEADERS => assert_eq!(payload[0], 0x88, "{payload:?}"),
            DATA => body.extend(payload),
            _ => {}
        }
        if matches!(kind, HEADERS | DATA) && flags & END_STREAM != 0 {
            break;
        }
    }
    assert_eq!(body, br#"[{"id":1}]"#);
}

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u8::try_from(payload.len()).expect("a small frame");
    [&[0, 0, length, kind, flags, 0, 0, 0, stream], payload].concat()
}
