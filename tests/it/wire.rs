//! HTTP/1.1 as bytes, so that nothing between a test and the gateway mends what either of them says.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::exchange::Answer;

/// How long a test waits before it is called stuck. No test takes this long; none measures it.
pub(crate) const STUCK: Duration = Duration::from_secs(60);

/// A connection to a gateway.
pub(crate) struct Connection {
    stream: BufStream<TcpStream>,
    /// What was sent since the last answer, for the messages of failed assertions.
    sent: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
        stream.set_nodelay(true).expect("a socket");
        Self { stream: BufStream::new(stream), sent: Vec::new() }
    }

    /// Sends bytes. A gateway that has hung up already is for the answer to tell.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.sent.extend_from_slice(bytes.as_ref());
        let _ = self.stream.write_all(bytes.as_ref()).await;
        let _ = self.stream.flush().await;
    }

    /// Sends nothing more, and goes on listening.
    pub(crate) async fn finish(&mut self) {
        let _ = self.stream.get_mut().shutdown().await;
    }

    /// The next answer.
    pub(crate) async fn answer(&mut self) -> Answer {
        let mut answer = self.head().await;
        let length = answer.header("content-length").map(|length| length.parse().expect("a length"));
        // One buffered body per response (RTE-28a), so there is a length wherever there may be a body.
        let length = match (answer.status, length) {
            (100..=199 | 204 | 304, None) => 0,
            (_, Some(length)) => length,
            (_, None) => panic!("neither body nor length\n{answer}"),
        };
        answer.body.resize(length, 0);
        self.within(async |stream| stream.read_exact(&mut answer.body).await).await.expect("the whole body");
        answer
    }

    /// The next answer, which is one to HEAD.
    pub(crate) async fn answer_to_head(&mut self) -> Answer {
        self.head().await
    }

    /// The bytes until the gateway hangs up.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A reset ends a connection as well.
        let _ = self.within(async |stream| stream.read_to_end(&mut rest).await).await;
        rest
    }

    /// The next bytes, exactly as many.
    pub(crate) async fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.within(async |stream| stream.read_exact(&mut bytes).await).await.expect("more bytes");
        bytes
    }

    async fn head(&mut self) -> Answer {
        let request = String::from_utf8_lossy(&std::mem::take(&mut self.sent)).into_owned();
        let status_line = self.line().await.unwrap_or_else(|| panic!("no answer to\n{request}"));
        let mut parts = status_line.splitn(3, ' ');
        assert_eq!(parts.next(), Some("HTTP/1.1"), "{status_line}");
        let status = parts.next().and_then(|status| status.parse().ok()).expect("a status");
        let reason = parts.next().unwrap_or_default().to_owned();
        let mut headers = Vec::new();
        while let Some(line) = self.line().await.filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("not a header: {line}"));
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        Answer { request, status, reason, headers, body: Vec::new() }
    }

    /// A line without its end; none when the gateway hung up.
    async fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        self.within(async |stream| stream.read_until(b'\n', &mut line).await).await.ok().filter(|read| *read > 0)?;
        assert!(line.ends_with(b"\r\n"), "an unfinished line: {:?}", String::from_utf8_lossy(&line));
        line.truncate(line.len() - 2);
        Some(String::from_utf8(line).expect("text in headers"))
    }

    async fn within<T>(&mut self, read: impl AsyncFnOnce(&mut BufStream<TcpStream>) -> T) -> T {
        let sent = String::from_utf8_lossy(&self.sent).into_owned();
        timeout(STUCK, read(&mut self.stream)).await.unwrap_or_else(|_| panic!("no answer to\n{sent}"))
    }
}
