//! The edge against hyper alone: whatever hyper serves, the edge serves alike, however the bytes arrive.

use std::convert::Infallible;

use http::Request;
use http_body_util::BodyExt;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

/// A client's end of a connection to hyper, which answers like [`Echo`].
fn connect_to_hyper() -> DuplexStream {
    let (client, server) = duplex(1 << 20);
    let service = service_fn(async |request: Request<hyper::body::Incoming>| {
        let (head, body) = request.into_parts();
        let Ok(body) = body.collect().await else {
            return Ok(Response::builder().status(400).body(Body::default()).unwrap());
        };
        let (method, uri) = (head.method, head.uri);
        let path = uri.path_and_query().map_or_else(|| uri.to_string(), |both| both.path().to_owned());
        let query = uri.query().unwrap_or_default();
        let mut echo = format!("{method} {path} {query}\n").into_bytes();
        echo.extend_from_slice(&body.to_bytes());
        Ok::<_, Infallible>(Response::new(Body::from(echo)))
    });
    tokio::spawn(http1::Builder::new().header_read_timeout(None).serve_connection(TokioIo::new(server), service));
    client
}

/// Answers like hyper's service: the target as sent is ours alone.
#[derive(Debug)]
struct Alike;

impl Handler for Alike {
    async fn handle(&self, request: Incoming) -> Response<Body> {
        let raw = request.raw;
        let mut echo = format!("{} {} {}\n", raw.method, raw.path, raw.query).into_bytes();
        echo.extend_from_slice(raw.body.opening());
        Response::new(Body::from(echo))
    }
}

/// The answers of hyper to the whole stream, and of the edge to its pieces.
fn compare(stream: &[u8], cuts: &[Index]) -> (Vec<String>, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let hyper = exchange(&mut connect_to_hyper(), [stream]).await;
        let (mut client, task) = connect_to(Alike, Limits::default());
        let edge = exchange(&mut client, cut(stream, cuts)).await;
        task.await.expect("the edge does not panic");
        (bodies(&hyper), bodies(&edge))
    })
}

fn cut<'s>(stream: &'s [u8], cuts: &[Index]) -> Vec<&'s [u8]> {
    let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
    places.extend([0, stream.len()]);
    places.sort_unstable();
    places.windows(2).map(|ends| &stream[ends[0]..ends[1]]).collect()
}

/// Pieces that messages are made of, rightly put together or not. `#` is left out: hyper cuts targets off at it.
fn fragment() -> impl Strategy<Value = Vec<u8>> {
    let words: Vec<&[u8]> = vec![
        b"GET ",
        b"POST ",
        b"/",
        b"/a?b=c>d",
        b"/\xC3\xA4",
        b"http://h/",
        b"*",
        b" HTTP/1.1",
        b" HTTP/1.0",
        b"\r\n",
        b"\n",
        b"\r",
        b"\r\n\r\n",
        b"content-length: 3\r\n",
        b"content-length: 0\r\n",
        b"transfer-encoding: chunked\r\n",
        b"connection: close\r\n",
        b"expect: 100-continue\r\n",
        b"x: \"y\"\r\n",
        b"abc",
        b"3",
        b"0",
        b";x",
        b"f\r\n",
        b" ",
        b"3\r\nabc\r\n",
        b"0\r\n\r\n",
        b"0\r\nx: y\r\n\r\n",
        b"\xFF",
        b"\0",
    ];
    select(words).prop_map(<[u8]>::to_vec)
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let lookalike = Just(b"GET /<x>?\"y\" HTTP/1.1\r\n\r\n".to_vec());
    prop_oneof![vec(any::<u8>(), 0..20), lookalike]
}

fn message() -> impl Strategy<Value = Vec<u8>> {
    let get = Just(b"GET /a?b=c HTTP/1.1\r\nhost: h\r\n\r\n".to_vec());
    let post = body().prop_map(|body| {
        [format!("POST /p HTTP/1.1\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes(), body].concat()
    });
    let ending = select(vec!["0\r\n\r\n", "000;x\r\n\r\n", "0 \r\nx: y\r\nz:\n\r\n\r\n"]);
    let chunk = (body(), select(vec!["", ";x=\"y\"", " \t"])).prop_map(|(data, extension)| match data.len() {
        0 => Vec::new(),
        length => [format!("{length:x}{extension}\r\n").as_bytes(), &data, b"\r\n"].concat(),
    });
    let chunked = (vec(chunk, 0..3), ending).prop_map(|(chunks, ending)| {
        let head = b"POST /p HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n";
        [head, chunks.concat().as_slice(), ending.as_bytes()].concat()
    });
    prop_oneof![get, post, chunked]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn well_formed_requests_are_answered_alike(messages in vec(message(), 1..5), cuts in vec(any::<Index>(), 0..9)) {
        let stream = messages.concat();
        let (hyper, edge) = compare(&stream, &cuts);
        prop_assert_eq!(hyper.len(), messages.len());
        prop_assert_eq!(hyper, edge);
    }

    /// What hyper refuses, the edge may serve if it is a bare target; until then nothing may differ.
    #[test]
    fn whatever_hyper_serves_is_answered_alike(
        messages in vec(message(), 0..3),
        damages in vec((any::<Index>(), fragment()), 0..4),
        cuts in vec(any::<Index>(), 0..9),
    ) {
        let mut stream = messages.concat();
        for (place, fragment) in damages {
            let place = place.index(stream.len() + 1);
            stream.splice(place..place, fragment);
        }
        let (mut hyper, edge) = compare(&stream, &cuts);
        hyper.pop_if(|last| last.ends_with(" 400 Bad Request"));
        prop_assert!(edge.starts_with(&hyper), "{}\nhyper: {hyper:?}\nedge: {edge:?}", stream.escape_ascii());
    }

    #[test]
    fn nothing_makes_the_edge_panic(fragments in vec(fragment(), 0..20), cuts in vec(any::<Index>(), 0..9)) {
        let stream = fragments.concat();
        let (mut hyper, edge) = compare(&stream, &cuts);
        hyper.pop_if(|last| last.ends_with(" 400 Bad Request"));
        prop_assert!(edge.starts_with(&hyper), "{}\nhyper: {hyper:?}\nedge: {edge:?}", stream.escape_ascii());
    }
}
