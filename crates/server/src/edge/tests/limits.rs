//! Clients that ask too much or give too little.

use std::time::Duration;

use tokio::net::TcpStream;

use super::*;
use crate::edge::{Address, Crew, bind, serve};

async fn reply(limits: Limits, request: &str) -> String {
    String::from_utf8(exchange(&mut connect(limits), [request.as_bytes()]).await).unwrap()
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_unread() {
    let limits = Limits { body: 4, ..Limits::default() };
    let announced = reply(limits, "POST / HTTP/1.1\r\ncontent-length: 5\r\nexpect: 100-continue\r\n\r\n").await;
    assert!(announced.starts_with("HTTP/1.1 413 Payload Too Large\r\n"), "{announced}");
    assert!(announced.contains("\r\nconnection: close\r\n"), "{announced}");
    assert!(
        announced.ends_with(
            r#"{"code":"PGRST102","details":null,"hint":null,"message":"The request body is larger than 4 bytes"}"#
        ),
        "{announced}"
    );
    let chunked = "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n";
    assert!(reply(limits, chunked).await.starts_with("HTTP/1.1 413 "));
}

#[tokio::test]
async fn a_target_that_is_too_long_is_refused() {
    let limits = Limits { target: 9, ..Limits::default() };
    assert!(reply(limits, "GET /2345>7890 HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 414 "));
    assert!(reply(limits, "GET /2345>789 HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 200 "));

    let longest = "x".repeat(Limits::LONGEST_TARGET - 1);
    assert!(reply(Limits::default(), &format!("GET /{longest} HTTP/1.1\r\n\r\n")).await.starts_with("HTTP/1.1 200 "));
    assert!(reply(Limits::default(), &format!("GET /{longest}y HTTP/1.1\r\n\r\n")).await.starts_with("HTTP/1.1 414 "));
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let limits = Limits { head: 9000, ..Limits::default() };
    let head = |size: usize| format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "y".repeat(size - 23));
    assert!(reply(limits, &head(9000)).await.starts_with("HTTP/1.1 200 "));
    assert!(reply(limits, &head(9001)).await.starts_with("HTTP/1.1 431 "));
    assert!(reply(limits, &"z".repeat(9001)).await.starts_with("HTTP/1.1 431 "));
    assert!(reply(limits, &format!("GET /{}", "z>".repeat(5000))).await.starts_with("HTTP/1.1 431 "));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(101));
    assert!(reply(limits, &many).await.starts_with("HTTP/1.1 431 "));
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_head_is_left() {
    let limits = Limits { head_time: Duration::from_millis(1), ..Limits::default() };
    for beginning in ["", "P", "PRI * HTTP/2.0\r\n\r\n", "GET / HTTP/1.1\r\nx"] {
        let mut client = connect(limits);
        client.write_all(beginning.as_bytes()).await.unwrap();
        // The client does not close, so only the edge can end this.
        client.read_to_end(&mut Vec::new()).await.unwrap();
    }
}

#[tokio::test]
async fn a_client_that_pauses_within_its_body_is_told_so() {
    let mut client = connect(Limits { body_pause: Duration::from_millis(1), ..Limits::default() });
    client.write_all(b"POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nab").await.unwrap();
    let mut answer = [0; 12];
    client.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

/// Its answer, and what that may hold, is not kept for ever.
#[tokio::test]
async fn a_client_that_does_not_read_its_answer_is_left() {
    let (mut client, edge) = connect_to(Echo, Limits { stall: Duration::from_millis(1), ..Limits::default() });
    let more_than_buffers_hold = vec![b'x'; 8 << 20];
    let head = format!("POST / HTTP/1.1\r\ncontent-length: {}\r\n\r\n", more_than_buffers_hold.len());
    client.write_all(head.as_bytes()).await.unwrap();
    client.write_all(&more_than_buffers_hold).await.unwrap();
    edge.await.unwrap();
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200 ") && answer.len() < more_than_buffers_hold.len(), "{}", answer.len());
}

/// A socket that is closed with something unread in it is reset: the client fails in the middle of sending, and most do
/// not read then.
#[tokio::test]
async fn a_client_that_sends_on_still_reads_its_refusal() {
    let host = rowgate_config::Host::Named("127.0.0.1".into());
    let listener = bind(&Address::Tcp { host, port: 0, reuse_port: false }).await.unwrap();
    let address = listener.local_address();
    let limits = Limits { body: 10, ..Limits::default() };
    let server = tokio::spawn(serve(listener, Crew::of_runtime(), Arc::new(Echo), std::future::pending(), limits));
    let more_than_buffers_hold = vec![b'x'; 16 << 20];
    for head in ["POST / HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n", "GET / HTTP/9\r\n\r\n"] {
        let mut client = TcpStream::connect(&address).await.unwrap();
        client.write_all(head.as_bytes()).await.unwrap();
        client.write_all(&more_than_buffers_hold).await.expect("the connection is not reset");
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    server.abort();
}
