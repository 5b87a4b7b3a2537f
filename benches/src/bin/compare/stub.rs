//! A database that costs next to nothing: it passes on to a server what it has not seen, and answers what it has seen
//! with the very bytes that the server answered.
//!
//! What a batch of Bind and Execute came to the first time on a connection is what it comes to ever after on that
//! connection. That is wrong of a database, and right for asking the same question over and over to see what the
//! gateway can do when the database is not the limit. Everything else, from logging in to reading the catalog, is
//! between the gateway and the server.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

use crate::wire::{READY, Walk, message, startup};

/// As much as is read at once.
const CHUNK: usize = 64 * 1024;

/// How many batches a connection knows the answer to.
const KNOWN: usize = 64;

/// A cancel request (`PROTOCOL-MESSAGE-FORMATS`), which stands where a start-up message says its version.
const CANCEL: u32 = 80_877_102;

/// Listens on the socket `listen` in front of the server on the socket `server`, until the process ends.
pub(crate) async fn run(listen: &Path, server: &Path) -> anyhow::Result<()> {
    let listener = UnixListener::bind(listen)?;
    loop {
        let (client, _) = listener.accept().await?;
        let server = server.to_owned();
        // A connection that breaks is its client's to report.
        tokio::spawn(async move { Relay::serve(client, server).await });
    }
}

struct Relay {
    client: UnixStream,
    server: UnixStream,
    /// What the client has sent and nobody has answered.
    asked: Vec<u8>,
    answer: Vec<u8>,
    /// Batches with their answers, the latest first.
    known: VecDeque<(Vec<u8>, Vec<u8>)>,
}

impl Relay {
    async fn serve(client: UnixStream, server: PathBuf) -> anyhow::Result<()> {
        let server = UnixStream::connect(server).await?;
        let (asked, answer) = (Vec::with_capacity(CHUNK), Vec::with_capacity(CHUNK));
        let mut relay = Self { client, server, asked, answer, known: VecDeque::new() };
        if !relay.start().await? {
            return Ok(());
        }
        while relay.answer_one().await? {}
        Ok(())
    }

    /// The start-up; whether there is a session after it. The server trusts its clients, so that they have one thing to
    /// say and then wait.
    async fn start(&mut self) -> anyhow::Result<bool> {
        let size = loop {
            if let Some(size) = startup(&self.asked) {
                break size;
            }
            if self.client.read_buf(&mut self.asked).await? == 0 {
                return Ok(false);
            }
        };
        if self.asked[4..8] == CANCEL.to_be_bytes() {
            self.server.write_all(&self.asked).await?;
            return Ok(false);
        }
        self.pass_on(size).await?;
        Ok(true)
    }

    /// Answers one batch; whether there may be another.
    async fn answer_one(&mut self) -> anyhow::Result<bool> {
        let mut walk = Walk::default();
        loop {
            if let Some(at) = self.known.iter().position(|(batch, _)| self.asked.starts_with(batch)) {
                let (batch, answer) = &self.known[at];
                self.client.write_all(answer).await?;
                self.asked.drain(..batch.len());
                return Ok(true);
            }
            // Sync, Query and Terminate are what a batch may end with.
            if let Some(size) = walk.end(&self.asked, b"SQX") {
                return self.ask_server(size).await;
            }
            if self.client.read_buf(&mut self.asked).await? == 0 {
                return Ok(false);
            }
        }
    }

    async fn ask_server(&mut self, size: usize) -> anyhow::Result<bool> {
        let batch = self.asked[..size].to_vec();
        if !self.pass_on(size).await? {
            return Ok(false);
        }
        if is_repeatable(&batch) {
            self.known.truncate(KNOWN - 1);
            self.known.push_front((batch, self.answer.clone()));
        }
        Ok(true)
    }

    /// Passes on what the client has sent, up to `size`, and brings the answer back; whether there was one.
    async fn pass_on(&mut self, size: usize) -> anyhow::Result<bool> {
        self.server.write_all(&self.asked[..size]).await?;
        self.asked.drain(..size);
        self.answer.clear();
        let mut walk = Walk::default();
        while walk.end(&self.answer, &[READY]).is_none() {
            if self.server.read_buf(&mut self.answer).await? == 0 {
                break;
            }
        }
        self.client.write_all(&self.answer).await?;
        Ok(!self.answer.is_empty())
    }
}

/// Whether a batch only runs what has been prepared.
fn is_repeatable(mut batch: &[u8]) -> bool {
    let mut runs = false;
    while let Some((tag, size)) = message(batch) {
        match tag {
            b'E' => runs = true,
            b'B' | b'S' => {}
            _ => return false,
        }
        batch = &batch[size..];
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_prepares_is_not_repeated() {
        let (bind, execute, sync, parse) = (b"B\0\0\0\x04", b"E\0\0\0\x04", b"S\0\0\0\x04", b"P\0\0\0\x04");
        assert!(is_repeatable(&[*bind, *execute, *sync].concat()));
        assert!(!is_repeatable(&[*parse, *bind, *execute, *sync].concat()));
        assert!(!is_repeatable(sync));
    }

    /// A server that answers one batch, and what the stub makes of three.
    #[tokio::test]
    async fn a_batch_reaches_the_server_once() {
        let folder = std::env::temp_dir().join(format!("rowgate-stub-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (listen, server) = (folder.join("stub"), folder.join("server"));
        let listener = UnixListener::bind(&server).unwrap();
        let serving = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut batches = 0;
            let mut read = [0; 64];
            while stream.read(&mut read).await.unwrap() > 0 {
                batches += 1;
                stream.write_all(b"Z\0\0\0\x05I").await.unwrap();
            }
            batches
        });
        let stub = tokio::spawn({
            let (listen, server) = (listen.clone(), server.clone());
            async move { run(&listen, &server).await }
        });
        while !listen.exists() {
            tokio::task::yield_now().await;
        }
        let mut client = UnixStream::connect(&listen).await.unwrap();
        let batch = b"B\0\0\0\x04E\0\0\0\x04S\0\0\0\x04";
        let mut answer = [0; 6];
        for question in [&b"\0\0\0\x08\0\x03\0\0"[..], batch, batch, batch] {
            client.write_all(question).await.unwrap();
            client.read_exact(&mut answer).await.unwrap();
            assert_eq!(answer, *b"Z\0\0\0\x05I");
        }
        drop(client);
        // The start-up, and the batch.
        assert_eq!(serving.await.unwrap(), 2);
        stub.abort();
        std::fs::remove_dir_all(folder).unwrap();
    }
}
