//! Just enough of HTTP/1.1 to see where an answer ends, and what it says of itself.

use std::borrow::Cow;
use std::mem::take;

use anyhow::{Context, bail, ensure};
use memchr::{memchr, memmem};

/// What there is to know of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// An answer that comes in piece by piece, wherever it is cut. Nothing of it is kept that has been understood.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    expected: Part,
    /// The beginning of a head, or of the line before a chunk, whose end has not come in.
    begun: Vec<u8>,
    answer: Answer,
}

/// What is to come next of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Head,
    /// So much of a body of known size.
    Body(usize),
    ChunkSize,
    /// So much of a chunk, with the end of its line.
    Chunk(usize),
    /// So much of the empty line that ends the chunks. Nobody we ask sends trailers.
    End(usize),
}

/// Longer heads are none.
const LONGEST_HEAD: usize = 64 * 1024;

impl Reading {
    /// Takes what belongs to this answer off the front of `bytes`, and returns the answer once it is whole. What comes
    /// after it is the next one.
    ///
    /// # Errors
    ///
    /// If this is no answer, or if the connection will not be kept alive.
    pub(crate) fn advance(&mut self, bytes: &mut &[u8]) -> anyhow::Result<Option<Answer>> {
        loop {
            self.expected = match self.expected {
                Part::Head => match self.through(bytes, b"\r\n\r\n")? {
                    Some(head) => self.begin(&head)?,
                    None => return Ok(None),
                },
                Part::ChunkSize => match self.through(bytes, b"\r\n")? {
                    Some(line) => self.begin_chunk(&line)?,
                    None => return Ok(None),
                },
                Part::Body(left) => match skip(bytes, left) {
                    0 => return Ok(Some(self.finish())),
                    left => Part::Body(left),
                },
                Part::Chunk(left) => match skip(bytes, left) {
                    0 => Part::ChunkSize,
                    left => Part::Chunk(left),
                },
                Part::End(left) => match skip(bytes, left) {
                    0 => return Ok(Some(self.finish())),
                    left => Part::End(left),
                },
            };
            if bytes.is_empty() && self.expected != Part::Body(0) {
                return Ok(None);
            }
        }
    }

    fn begin(&mut self, head: &[u8]) -> anyhow::Result<Part> {
        let (status, body) = parse_head(head)?;
        let size = if let Part::Body(size) = body { size } else { 0 };
        self.answer = Answer { status, size };
        Ok(body)
    }

    /// The line before a chunk (RFC 9112 §7.1).
    fn begin_chunk(&mut self, line: &[u8]) -> anyhow::Result<Part> {
        let digits = std::str::from_utf8(line)?;
        let size = usize::from_str_radix(digits, 16).with_context(|| format!("a chunk of size {digits:?}"))?;
        self.answer.size += size;
        Ok(if size == 0 { Part::End(2) } else { Part::Chunk(size + 2) })
    }

    fn finish(&mut self) -> Answer {
        self.expected = Part::Head;
        take(&mut self.answer)
    }

    /// What there is up to `mark`, once that has come in. Takes both, or all there is.
    fn through<'a>(&mut self, bytes: &mut &'a [u8], mark: &[u8]) -> anyhow::Result<Option<Cow<'a, [u8]>>> {
        if self.begun.is_empty()
            && let Some(at) = memmem::find(bytes, mark)
        {
            let found = &bytes[..at];
            *bytes = &bytes[at + mark.len()..];
            return Ok(Some(Cow::Borrowed(found)));
        }
        // The mark may have begun in what has come before.
        let from = self.begun.len().saturating_sub(mark.len() - 1);
        let before = self.begun.len();
        self.begun.extend_from_slice(bytes);
        let Some(at) = memmem::find(&self.begun[from..], mark) else {
            ensure!(self.begun.len() <= LONGEST_HEAD, "a head or a line without an end");
            *bytes = &[];
            return Ok(None);
        };
        let end = from + at;
        *bytes = &bytes[end + mark.len() - before..];
        let mut found = take(&mut self.begun);
        found.truncate(end);
        Ok(Some(Cow::Owned(found)))
    }
}

/// Drops up to `count` bytes off the front, and says how many of them have not come in.
fn skip(bytes: &mut &[u8], count: usize) -> usize {
    let here = count.min(bytes.len());
    *bytes = &bytes[here..];
    count - here
}

/// The status, and what comes after the head.
fn parse_head(head: &[u8]) -> anyhow::Result<(u16, Part)> {
    let (line, mut fields) = split_line(head);
    let status = line.strip_prefix(b"HTTP/1.1 ").and_then(|rest| rest.get(..3)).context("a status line")?;
    let status = number(status).context("a status")?;
    let mut body = Part::Body(0);
    while !fields.is_empty() {
        let (field, rest) = split_line(fields);
        fields = rest;
        // Most names are told from these by their length alone.
        if let Some(value) = value_of(field, b"content-length") {
            body = Part::Body(number(value).context("a size")?);
        } else if value_of(field, b"transfer-encoding").is_some() {
            body = Part::ChunkSize;
        } else if value_of(field, b"connection").is_some_and(|value| value.eq_ignore_ascii_case(b"close")) {
            bail!("the connection is not kept alive");
        }
    }
    Ok((u16::try_from(status)?, body))
}

/// The first line, and what comes after it.
fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    match memchr(b'\n', text) {
        Some(end) => (text[..end].trim_ascii_end(), &text[end + 1..]),
        None => (text, &[]),
    }
}

fn value_of<'a>(field: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let (named, rest) = field.split_at_checked(name.len())?;
    let value = rest.strip_prefix(b":")?;
    named.eq_ignore_ascii_case(name).then(|| value.trim_ascii())
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 201 Created\r\n\r\n\
        HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n\
        HTTP/1.1 404 Not Found\r\nx-content-length: 9\r\ncontent-length: 2\r\n\r\n{}";

    /// The answers in these pieces.
    fn answers<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> anyhow::Result<Vec<Answer>> {
        let (mut reading, mut answers) = (Reading::default(), Vec::new());
        for mut piece in pieces {
            while !piece.is_empty() {
                answers.extend(reading.advance(&mut piece)?);
            }
        }
        Ok(answers)
    }

    fn four() -> [Answer; 4] {
        [(200, 3), (201, 0), (200, 13), (404, 2)].map(|(status, size)| Answer { status, size })
    }

    #[test]
    fn one_answer_ends_where_the_next_begins() {
        assert_eq!(answers([FOUR]).unwrap(), four());
    }

    #[test]
    fn answers_may_be_cut_anywhere() {
        for at in 1..FOUR.len() {
            assert_eq!(answers([&FOUR[..at], &FOUR[at..]]).unwrap(), four(), "cut at {at}");
        }
        for size in 1..20 {
            assert_eq!(answers(FOUR.chunks(size)).unwrap(), four(), "in pieces of {size}");
        }
    }

    #[test]
    fn an_answer_is_not_there_before_its_last_byte() {
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
        let sized = b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na";
        for whole in [&chunked[..], sized] {
            assert_eq!(answers([&whole[..whole.len() - 1]]).unwrap(), []);
            assert_eq!(answers([whole]).unwrap().len(), 1);
        }
    }

    #[test]
    fn what_ends_the_connection_or_is_no_answer_is_refused() {
        for text in [
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\n",
            "HTTP/1.1 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n",
        ] {
            assert!(answers([text.as_bytes()]).is_err(), "{text}");
        }
        assert!(answers([vec![b'x'; LONGEST_HEAD + 1].as_slice()]).is_err());
    }
}
