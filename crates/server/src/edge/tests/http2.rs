//! HTTP/2 with prior knowledge.

use std::sync::Mutex;

use bytes::Bytes;
use compact_str::CompactString;
use h2::client::{SendRequest, handshake};
use http::{Request, Version};

use super::shutdown::Slow;
use super::*;

/// Answers like [`Echo`] and keeps the request's headers.
#[derive(Debug, Default)]
struct Keep(Mutex<Vec<(CompactString, CompactString)>>);

impl Handler for Arc<Keep> {
    async fn handle(&self, request: Incoming) -> Response<Body> {
        assert_eq!(request.version, Version::HTTP_2);
        *self.0.lock().unwrap() = request.raw.headers.clone();
        Echo.handle(request).await
    }
}

async fn connect(limits: Limits) -> (SendRequest<Bytes>, Arc<Keep>) {
    let keep = Arc::new(Keep::default());
    (connect_over_http2(Arc::clone(&keep), limits).await, keep)
}

pub(super) async fn connect_over_http2(handler: impl Handler, limits: Limits) -> SendRequest<Bytes> {
    let (sender, connection) = handshake(connect_to(handler, limits).0).await.unwrap();
    tokio::spawn(connection);
    sender.ready().await.unwrap()
}

pub(super) async fn send(
    client: &mut SendRequest<Bytes>,
    request: Request<()>,
    body: &[&'static str],
) -> (u16, String) {
    let (answer, mut stream) = client.send_request(request, body.is_empty()).unwrap();
    for (index, piece) in body.iter().enumerate() {
        stream.send_data(Bytes::from_static(piece.as_bytes()), index + 1 == body.len()).unwrap();
    }
    let answer = answer.await.unwrap();
    let status = answer.status().as_u16();
    let mut stream = answer.into_body();
    let mut body = Vec::new();
    while let Some(piece) = stream.data().await {
        let piece = piece.unwrap();
        stream.flow_control().release_capacity(piece.len()).unwrap();
        body.extend_from_slice(&piece);
    }
    (status, String::from_utf8(body).unwrap())
}

fn get(target: &str) -> Request<()> {
    Request::get(format!("http://example.com{target}")).body(()).unwrap()
}

#[tokio::test]
async fn requests_are_served_on_the_same_port() {
    let (mut client, _) = connect(Limits::default()).await;
    assert_eq!(send(&mut client, get("/a?b=c"), &[]).await, (200, "GET /a b=c /a?b=c\n".into()));
    let post = Request::post("http://example.com/p").body(()).unwrap();
    let body = ["GET /a>b HTTP/1.1\r\n\r\n", "more"];
    assert_eq!(send(&mut client, post, &body).await, (200, format!("POST /p  /p\n{}", body.concat())));
}

#[tokio::test]
async fn the_characters_that_http2_lets_pass_are_served() {
    let (mut client, _) = connect(Limits::default()).await;
    let target = "/ä{}\"|^\\?b={c}|^\\`é";
    let (path, query) = target.split_once('?').unwrap();
    assert_eq!(send(&mut client, get(target), &[]).await, (200, format!("GET {path} {query} {target}\n")));
}

#[tokio::test]
async fn the_authority_is_the_host_and_cookies_are_one_line() {
    let (mut client, keep) = connect(Limits::default()).await;
    let request = Request::get("http://example.com/")
        .header("x-a", "1")
        .header("cookie", "a=b")
        .header("cookie", "c=d")
        .body(())
        .unwrap();
    send(&mut client, request, &[]).await;
    let pairs = [("host", "example.com"), ("x-a", "1"), ("cookie", "a=b; c=d")];
    assert_eq!(*keep.0.lock().unwrap(), pairs.map(|(name, value)| (name.into(), value.into())));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let (mut client, _) = connect(Limits { body: 4, ..Limits::default() }).await;
    let post = Request::post("http://example.com/p").body(()).unwrap();
    assert_eq!(send(&mut client, post, &["abc", "def"]).await.0, 413);
    assert_eq!(send(&mut client, get("/a"), &[]).await.0, 200, "the connection stays");
}

#[tokio::test]
async fn a_request_is_dropped_when_its_client_takes_it_back() {
    let (slow, mut events) = Slow::new();
    let mut client = connect_over_http2(slow, Limits::default()).await;
    let (answer, stream) = client.send_request(get("/slow"), true).unwrap();
    assert_eq!(events.recv().await, Some("begun"));
    drop((answer, stream));
    assert_eq!(events.recv().await, Some("dropped"));
}
