//! Large bodies that nobody reads.

use rowgate_core::Blob;

use super::http2::{connect_over_http2, send};
use super::*;
use crate::spool::Spool;

/// Says whether a body was stored, and what is in it.
struct Storing(Arc<Spool>);

impl Handler for Storing {
    async fn handle(&self, request: Incoming) -> Response<Body> {
        let mut echo = b"held: ".to_vec();
        match request.raw.body {
            Blob::Held(bytes) => echo.extend_from_slice(&bytes),
            Blob::Stored(stored) => {
                echo = b"stored: ".to_vec();
                let begin = echo.len();
                echo.resize(begin + stored.len(), 0);
                stored.read_exact_at(&mut echo[begin..], 0).unwrap();
            }
        }
        Response::new(Body::from(echo))
    }

    async fn turn_away(&self, request: &Incoming) -> Option<Response<Body>> {
        (request.raw.path == "/unwelcome").then(|| Response::builder().status(401).body(Body::from("go")).unwrap())
    }

    fn spool(&self, request: &Incoming) -> Option<&Arc<Spool>> {
        (request.raw.path == "/unread").then_some(&self.0)
    }
}

fn storing() -> Storing {
    Storing(Arc::new(Spool::new(10_000_000)))
}

/// Something that is not the same anywhere.
fn large() -> String {
    (0..150_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",")
}

#[tokio::test]
async fn over_http1_a_large_body_that_nobody_reads_is_stored() {
    let body = large();
    let (mut client, _edge) = connect_to(storing(), Limits::default());
    let announced = |path: &str| format!("POST {path} HTTP/1.1\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let chunked =
        format!("POST /unread HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let (mut read, mut write) = tokio::io::split(&mut client);
    let stream = [announced("/unread"), announced("/read"), chunked].concat();
    let mut answers = Vec::new();
    let sending = async {
        write.write_all(stream.as_bytes()).await.unwrap();
        write.shutdown().await.unwrap();
    };
    let ((), read) = tokio::join!(sending, read.read_to_end(&mut answers));
    read.unwrap();
    let [stored, held] = ["stored", "held"].map(|how| format!("{how}: {body}"));
    assert!(bodies(&answers) == [stored.clone(), held, stored]);
}

#[tokio::test]
async fn over_http2_a_large_body_that_nobody_reads_is_stored() {
    let body: &'static str = large().leak();
    let mut client = connect_over_http2(storing(), Limits::default()).await;
    for (path, how) in [("unread", "stored"), ("read", "held")] {
        let post = http::Request::post(format!("http://example.com/{path}")).body(()).unwrap();
        let (status, answer) = send(&mut client, post, &[&body[..9], &body[9..]]).await;
        assert!(status == 200 && answer == format!("{how}: {body}"), "{path}");
    }
}

#[tokio::test]
async fn over_http1_a_connection_ends_with_a_body_that_is_not_wanted() {
    let (mut client, _edge) = connect_to(storing(), Limits::default());
    let begun = format!("POST /unwelcome HTTP/1.1\r\ncontent-length: 1000000000\r\n\r\n{}", large());
    let answer = exchange(&mut client, [begun.as_bytes()]).await;
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401 ") && answer.contains("connection: close\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\ngo"), "{answer}");
    // A small one is not worth asking about.
    let (mut client, _edge) = connect_to(storing(), Limits::default());
    let small = b"POST /unwelcome HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc";
    assert_eq!(bodies(&exchange(&mut client, [&small[..]]).await), ["held: abc"]);
}

#[tokio::test]
async fn over_http2_a_connection_outlives_a_body_that_is_not_wanted() {
    let body: &'static str = large().leak();
    let mut client = connect_over_http2(storing(), Limits::default()).await;
    for (path, expected) in [("unwelcome", (401, "go".to_owned())), ("read", (200, format!("held: {body}")))] {
        let post = http::Request::post(format!("http://example.com/{path}")).body(()).unwrap();
        assert!(send(&mut client, post, &[body]).await == expected, "{path}");
    }
}
