//! Requests over a connection of their own.

use std::io;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::{sleep, timeout};

/// When something that does not happen is taken for never to happen.
const STUCK: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    /// The `code` of an error.
    pub(crate) fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends a request to `host:port` or the path of a Unix socket. `header` may be empty.
pub(crate) async fn send(address: &str, method: &str, target: &str, header: &str, body: &str) -> io::Result<Answer> {
    let header = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: films\r\nConnection: close\r\nContent-Length: {length}\r\n{header}\r\n{body}"
    );
    let exchange = async {
        if address.starts_with('/') {
            talk(UnixStream::connect(address).await?, &request).await
        } else {
            talk(TcpStream::connect(address).await?, &request).await
        }
    };
    timeout(STUCK, exchange).await.unwrap_or_else(|_| panic!("no answer to {method} {target}"))
}

async fn talk(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> io::Result<Answer> {
    stream.write_all(request.as_bytes()).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    let (head, body) = text.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

/// The answer to a read that needs no more words.
pub(crate) async fn get(address: &str, target: &str) -> Answer {
    send(address, "GET", target, "", "").await.unwrap_or_else(|error| panic!("GET {target}: {error}"))
}

/// Asks again and again until the answer is yes.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !is_so().await {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(STUCK, asking).await.unwrap_or_else(|_| panic!("{what} never came to be"));
}
