//! A connection over HTTP/1.1 for those who ask now and then, or read and write as they like. Whoever asks as often as
//! can be has [`load`](crate::load).

use std::net::SocketAddr;

use anyhow::ensure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::answer::{Answer, Reading};
use crate::question::Questions;

/// As much as is read at once.
const CHUNK: usize = 64 * 1024;

/// A connection that is kept alive.
pub(crate) struct Connection {
    stream: TcpStream,
    out: Vec<u8>,
    read: Vec<u8>,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, out: Vec::new(), read: Vec::new() })
    }

    /// Asks the `n`-th question and reads the whole answer.
    pub(crate) async fn ask(&mut self, questions: &Questions, n: u32) -> anyhow::Result<Answer> {
        self.send(questions, n).await?;
        self.answer().await
    }

    /// Reads a whole answer, after which nothing else may have come.
    pub(crate) async fn answer(&mut self) -> anyhow::Result<Answer> {
        let mut reading = Reading::default();
        loop {
            let count = self.read_some(CHUNK).await?;
            let mut bytes = &self.read[..count];
            if let Some(answer) = reading.advance(&mut bytes)? {
                ensure!(bytes.is_empty(), "more than was asked for");
                return Ok(answer);
            }
        }
    }

    /// Asks, and leaves the answer to [`read_some`](Self::read_some).
    pub(crate) async fn send(&mut self, questions: &Questions, n: u32) -> anyhow::Result<()> {
        self.out.clear();
        questions.write(n, &mut self.out);
        Ok(self.stream.write_all(&self.out).await?)
    }

    /// Sends a piece of a request.
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        Ok(self.stream.write_all(bytes).await?)
    }

    /// Reads what there is of an answer, up to `most` bytes, and forgets it.
    pub(crate) async fn read_some(&mut self, most: usize) -> anyhow::Result<usize> {
        self.read.resize(most, 0);
        let count = self.stream.read(&mut self.read).await?;
        ensure!(count > 0, "the connection was closed");
        Ok(count)
    }
}
