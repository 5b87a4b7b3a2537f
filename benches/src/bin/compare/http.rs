//! Just enough HTTP/1.1 to ask the same question over and over on one connection, at little cost to the machine that
//! the gateway runs on too.

use std::io::Write;
use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use memchr::memmem;
use rowgate_benches::{KEY, Workload};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// As much as is read at once.
const CHUNK: usize = 64 * 1024;

/// A request with room for a key.
pub(crate) struct Questions {
    before_key: Vec<u8>,
    after_key: Option<Vec<u8>>,
    first: u32,
    keys: u32,
}

impl Questions {
    pub(crate) fn of(workload: &Workload, address: SocketAddr) -> Self {
        let mut text = format!("{} {}", workload.method, workload.path);
        if !workload.query.is_empty() {
            text = format!("{text}?{}", workload.query);
        }
        text.push_str(" HTTP/1.1\r\n");
        for (name, value) in workload.headers(&address.to_string()) {
            text = format!("{text}{name}: {value}\r\n");
        }
        text = format!("{text}\r\n{}", workload.body);
        let (before, after) = match text.split_once(KEY) {
            Some((before, after)) => (before.into(), Some(after.into())),
            None => (text.into_bytes(), None),
        };
        let (first, last) = (*workload.keys.start(), *workload.keys.end());
        Self { before_key: before, after_key: after, first, keys: last - first + 1 }
    }

    /// The request with the `n`-th key, beginning again after the last.
    fn write(&self, n: u32, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.before_key);
        if let Some(after) = &self.after_key {
            write!(out, "{}", self.first + n % self.keys).expect("vectors take all bytes");
            out.extend_from_slice(after);
        }
    }
}

/// What there is to know of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The size of the body, which nobody keeps.
    pub(crate) size: usize,
}

impl Answer {
    pub(crate) fn is_success(self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// A connection that is kept alive.
pub(crate) struct Connection {
    stream: TcpStream,
    out: Vec<u8>,
    /// What has been read and not been looked at.
    read: Vec<u8>,
}

/// How the end of a body is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Sized(usize),
    Chunked,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, out: Vec::new(), read: Vec::with_capacity(CHUNK) })
    }

    /// Asks the `n`-th question and reads the whole answer.
    pub(crate) async fn ask(&mut self, questions: &Questions, n: u32) -> anyhow::Result<Answer> {
        self.send(questions, n).await?;
        self.answer().await
    }

    /// Reads a whole answer.
    pub(crate) async fn answer(&mut self) -> anyhow::Result<Answer> {
        let head = self.through(b"\r\n\r\n").await?;
        let (status, body) = parse_head(&self.read[..head])?;
        self.read.drain(..head);
        let size = match body {
            Body::Sized(size) => self.skip(size).await.map(|()| size)?,
            Body::Chunked => self.skip_chunks().await?,
        };
        Ok(Answer { status, size })
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

    async fn fill(&mut self) -> anyhow::Result<()> {
        self.read.reserve(CHUNK);
        ensure!(self.stream.read_buf(&mut self.read).await? > 0, "the connection was closed");
        Ok(())
    }

    /// How much there is up to and with `mark`, once it has been read.
    async fn through(&mut self, mark: &[u8]) -> anyhow::Result<usize> {
        loop {
            if let Some(at) = memmem::find(&self.read, mark) {
                return Ok(at + mark.len());
            }
            self.fill().await?;
        }
    }

    async fn skip(&mut self, mut count: usize) -> anyhow::Result<()> {
        loop {
            let here = count.min(self.read.len());
            self.read.drain(..here);
            count -= here;
            if count == 0 {
                return Ok(());
            }
            self.fill().await?;
        }
    }

    /// The size of all chunks together (RFC 9112 §7.1). Nobody we ask sends trailers.
    async fn skip_chunks(&mut self) -> anyhow::Result<usize> {
        let mut total = 0;
        loop {
            let line = self.through(b"\r\n").await?;
            let digits = std::str::from_utf8(&self.read[..line - 2])?;
            let size = usize::from_str_radix(digits, 16).with_context(|| format!("a chunk of size {digits:?}"))?;
            self.skip(line + size + 2).await?;
            if size == 0 {
                return Ok(total);
            }
            total += size;
        }
    }
}

fn parse_head(head: &[u8]) -> anyhow::Result<(u16, Body)> {
    let head = std::str::from_utf8(head).context("a head that is text")?;
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("a status line")?.parse()?;
    let mut body = Body::Sized(0);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            body = Body::Sized(value.trim().parse()?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            body = Body::Chunked;
        } else if name.eq_ignore_ascii_case("connection") && value.trim().eq_ignore_ascii_case("close") {
            bail!("the connection is not kept alive");
        }
    }
    Ok((status, body))
}

#[cfg(test)]
mod tests {
    use rowgate_benches::WORKLOADS;
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn keys_begin_again_after_the_last() {
        let by_key = WORKLOADS.iter().find(|workload| workload.name == "by key").unwrap();
        let questions = Questions::of(by_key, "127.0.0.1:80".parse().unwrap());
        let line = |n| {
            let mut out = Vec::new();
            questions.write(n, &mut out);
            String::from_utf8(out).unwrap().lines().next().unwrap().to_owned()
        };
        assert_eq!(line(0), "GET /notes?id=eq.141 HTTP/1.1");
        assert_eq!(line(19), "GET /notes?id=eq.160 HTTP/1.1");
        assert_eq!(line(20), line(0));
    }

    /// The answers that a connection reads when this comes in.
    async fn answers(text: &'static str, count: u32) -> Vec<Answer> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(text.as_bytes()).await.unwrap();
            stream
        });
        let mut connection = Connection::open(address).await.unwrap();
        let questions = Questions::of(&WORKLOADS[0], address);
        let mut answers = Vec::new();
        for n in 0..count {
            answers.push(connection.ask(&questions, n).await.unwrap());
        }
        drop(serving.await.unwrap());
        answers
    }

    #[tokio::test]
    async fn one_answer_ends_where_the_next_begins() {
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 201 Created\r\n\r\n\
                    HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n\
                    HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}";
        let answer = |status, size| Answer { status, size };
        assert_eq!(answers(text, 4).await, [answer(200, 3), answer(201, 0), answer(200, 13), answer(404, 2)]);
    }
}
