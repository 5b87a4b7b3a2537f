//! Whole conversations with the edge, byte for byte.

mod against_hyper;
mod bodies;
mod http2;
mod limits;
mod panics;
mod shutdown;
mod stored;
mod targets;
mod workers;

use std::sync::Arc;

use http::Response;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::watch;
use tokio::task::{JoinHandle, yield_now};

use super::connection::Server;
use super::crew::InFlight;
use super::{Body, Handler, Incoming, Limits};

/// Answers with what it was asked: method, path, query, the target as sent, and on the lines after these the body.
#[derive(Debug)]
struct Echo;

impl Handler for Echo {
    async fn handle(&self, request: Incoming) -> Response<Body> {
        let Incoming { raw, original_target, .. } = request;
        let mut echo = format!("{} {} {} {original_target}\n", raw.method, raw.path, raw.query).into_bytes();
        echo.extend_from_slice(raw.body.opening());
        Response::new(Body::from(echo))
    }
}

/// A client's end of a connection to an edge that echoes.
fn connect(limits: Limits) -> DuplexStream {
    connect_to(Echo, limits).0
}

/// A client's end of a connection to the edge, and the task at the other end.
fn connect_to(handler: impl Handler, limits: Limits) -> (DuplexStream, JoinHandle<()>) {
    let (client, server) = duplex(1 << 20);
    let task = tokio::spawn(async move {
        // The sender lives as long as the connection, or it would be told to close.
        let (_closing, announcement) = watch::channel(false);
        Arc::new(Server::new(Arc::new(handler), limits, InFlight::default()))
            .converse(server, None, announcement)
            .await;
    });
    (client, task)
}

/// Sends the pieces so that each is read alone, and returns all answers. The client closes when nothing more comes.
async fn exchange<'p>(client: &mut DuplexStream, pieces: impl IntoIterator<Item = &'p [u8]>) -> Vec<u8> {
    for piece in pieces {
        if client.write_all(piece).await.is_err() {
            // It was refused before it had sent everything.
            break;
        }
        settle().await;
    }
    settle().await;
    client.shutdown().await.unwrap();
    let mut answers = Vec::new();
    client.read_to_end(&mut answers).await.unwrap();
    answers
}

/// Lets the other task do whatever it can: there are two in the runtime of a test.
async fn settle() {
    for _ in 0..8 {
        yield_now().await;
    }
}

/// The bodies of the answers to a stream that arrives at once.
async fn answers(stream: &str) -> Vec<String> {
    bodies(&exchange(&mut connect(Limits::default()), [stream.as_bytes()]).await)
}

/// The bodies of the answers to a stream that arrives in pieces of `size` bytes.
async fn answers_in_pieces(stream: &str, size: usize) -> Vec<String> {
    bodies(&exchange(&mut connect(Limits::default()), stream.as_bytes().chunks(size)).await)
}

/// The bodies of successful answers, and the status line of any other.
fn bodies(mut answers: &[u8]) -> Vec<String> {
    let mut bodies = Vec::new();
    while let Some(end) = memchr::memmem::find(answers, b"\r\n\r\n") {
        let (head, rest) = answers.split_at(end + 4);
        let head = str::from_utf8(head).unwrap();
        let status = head.lines().next().unwrap_or_default();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        let (body, next) = rest.split_at(length);
        let body = String::from_utf8_lossy(body).into_owned();
        bodies.push(if status.ends_with(" 200 OK") { body } else { status.to_owned() });
        answers = next;
    }
    bodies
}
