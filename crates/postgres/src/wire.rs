//! Messages in and out of a byte stream.
//!
//! What is sent gathers in one buffer and leaves in one write. While a response is awaited both directions move, for
//! a server that blocks on its own output reads no further input, and would wait for us as we wait for it.

use std::future::poll_fn;
use std::io;
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::{Buf, BytesMut};
use postgres_protocol::message::backend::{DATA_ROW_TAG, Header, Message};
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::error::Lost;
use crate::row::Row;
use crate::stream::Stream;

/// What an idle connection keeps for reading, and the least a read is given.
const SMALL_CHUNK: usize = 8 * 1024;
/// The most a read is given, unless one message needs more.
const LARGE_CHUNK: usize = 256 * 1024;
/// What an idle connection may keep for writing.
const IDLE_OUTPUT: usize = 64 * 1024;

/// One message from the server.
pub(crate) enum Incoming {
    Row(Row),
    Message(Message),
}

/// A stream of messages.
pub(crate) struct Wire {
    stream: Stream,
    input: BytesMut,
    output: BytesMut,
    /// How much of the output is gone.
    sent: usize,
    /// Whether the stream may hold on to bytes that were written to it.
    unflushed: bool,
    /// Why the rest of the output cannot be sent. The server may still have said why it hung up.
    send_error: Option<io::Error>,
    /// What the next read is given; doubles while reads keep filling it.
    chunk: usize,
    /// What the message at the start of the input still lacks.
    missing: usize,
    /// What has been read since the last [`Wire::trim`].
    received: usize,
    /// What was read before it: the next response is likely to be of the size of the last.
    usual: usize,
    /// Whether the input outgrew what an idle connection keeps.
    grown: bool,
}

impl Wire {
    pub(crate) fn new(stream: Stream) -> Self {
        Self {
            stream,
            input: BytesMut::new(),
            output: BytesMut::new(),
            sent: 0,
            unflushed: false,
            send_error: None,
            chunk: SMALL_CHUNK,
            missing: 0,
            received: 0,
            usual: 0,
            grown: false,
        }
    }

    /// Where to write messages; they are sent by the next [`Wire::next`].
    pub(crate) fn output(&mut self) -> &mut BytesMut {
        &mut self.output
    }

    /// Sends what is to be sent and takes the next message.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost: whatever was sent or read is remembered.
    pub(crate) async fn next(&mut self) -> Result<Incoming, Lost> {
        loop {
            if let Some(incoming) = self.decode()? {
                return Ok(incoming);
            }
            self.transfer().await?;
        }
    }

    /// Whether all that was to be sent has been.
    pub(crate) fn is_sent(&self) -> bool {
        self.output.is_empty() && !self.unflushed
    }

    /// Whether the connection stands and the server has said nothing since the last message.
    pub(crate) fn is_quiet(&self) -> bool {
        self.input.is_empty() && self.stream.is_quiet()
    }

    /// Sends what is to be sent, as far as that goes without waiting. For farewells.
    pub(crate) fn try_send(&mut self) {
        let _ = self.poll_send(&mut Context::from_waker(std::task::Waker::noop()));
    }

    /// Tells the server that nothing more will come. What has not been sent yet, never will be: half a batch has no Sync,
    /// and is rolled back.
    pub(crate) async fn hang_up(&mut self) {
        self.output.clear();
        self.sent = 0;
        // Whether the server hears it or has hung up itself, the end is the same.
        let _ = self.stream.shutdown().await;
    }

    /// Waits until the server has hung up too.
    pub(crate) async fn closed(&mut self) {
        let mut ignored = [0; 4096];
        while self.stream.read(&mut ignored).await.is_ok_and(|received| received > 0) {}
    }

    /// Notes the end of a response, and gives memory back that only an unusually large one needed.
    pub(crate) fn trim(&mut self) {
        self.usual = mem::take(&mut self.received);
        self.chunk = SMALL_CHUNK;
        if self.grown && self.input.is_empty() {
            self.input = BytesMut::new();
            self.grown = false;
        }
        if self.output.capacity() > IDLE_OUTPUT && self.output.is_empty() {
            self.output = BytesMut::new();
        }
    }

    fn decode(&mut self) -> Result<Option<Incoming>, Lost> {
        let Some(header) = Header::parse(&self.input).map_err(Lost::protocol)? else {
            self.missing = 0;
            return Ok(None);
        };
        // The length counts itself but not the tag; that it is no less than 4 has been checked.
        let total = usize::try_from(header.len()).map_err(Lost::protocol)? + 1;
        if let Some(missing) = total.checked_sub(self.input.len()).filter(|missing| *missing > 0) {
            self.missing = missing;
            return Ok(None);
        }
        self.missing = 0;
        if header.tag() == DATA_ROW_TAG {
            let mut frame = self.input.split_to(total);
            frame.advance(5);
            let row = Row::from_body(frame.freeze()).ok_or_else(|| Lost::protocol("malformed data row"))?;
            return Ok(Some(Incoming::Row(row)));
        }
        let message = Message::parse(&mut self.input).map_err(Lost::protocol)?;
        Ok(message.map(Incoming::Message))
    }

    /// Sends and receives until something was received.
    async fn transfer(&mut self) -> Result<(), Lost> {
        self.make_room();
        poll_fn(|cx| {
            if let Poll::Ready(Err(error)) = self.poll_send(cx) {
                self.send_error = Some(error);
            }
            self.poll_receive(cx)
        })
        .await
    }

    /// Sees to it that the next read is likely to have room for all there is, and not to be much larger.
    fn make_room(&mut self) {
        // So much is still to come of a response that is a little larger than the last one.
        let rest = (self.usual + self.usual / 8).saturating_sub(self.received).min(LARGE_CHUNK);
        let least = self.missing.max(rest).max(SMALL_CHUNK / 4);
        if self.input.capacity() - self.input.len() < least {
            let wanted = least.max(self.chunk);
            self.grown |= wanted > SMALL_CHUNK;
            self.input.reserve(wanted);
        }
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.send_error.is_some() {
            return Poll::Pending;
        }
        while self.sent < self.output.len() {
            match ready!(Pin::new(&mut self.stream).poll_write(cx, &self.output[self.sent..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.sent += written,
            }
            self.unflushed = true;
        }
        self.output.clear();
        self.sent = 0;
        if self.unflushed {
            ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
            self.unflushed = false;
        }
        Poll::Ready(Ok(()))
    }

    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Lost>> {
        let room = self.input.capacity() - self.input.len();
        let received = ready!(pin!(self.stream.read_buf(&mut self.input)).poll(cx));
        Poll::Ready(match received {
            Ok(0) => Err(self.send_error.take().map_or(Lost::Closed, Lost::from_io)),
            Ok(received) => {
                self.received += received;
                if received == room {
                    self.chunk = (self.chunk * 2).min(LARGE_CHUNK);
                }
                Ok(())
            }
            Err(error) => Err(Lost::from_io(self.send_error.take().unwrap_or(error))),
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::UnixStream;

    use super::*;

    fn pair() -> (Wire, UnixStream) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        (Wire::new(Stream::Unix(ours)), theirs)
    }

    fn data_row(value: &[u8]) -> Vec<u8> {
        let length = |n: usize| u32::try_from(n).unwrap().to_be_bytes();
        [b"D", &length(value.len() + 10)[..], b"\0\x01", &length(value.len()), value].concat()
    }

    #[tokio::test]
    async fn messages_are_whole_however_they_arrive() {
        let (mut wire, mut server) = pair();
        let mut bytes = data_row(b"abc");
        bytes.extend(b"Z\0\0\0\x05I");
        tokio::spawn(async move {
            for byte in bytes {
                server.write_all(&[byte]).await.unwrap();
                tokio::task::yield_now().await;
            }
            server
        });
        let Incoming::Row(row) = wire.next().await.unwrap() else { panic!("not a row") };
        assert_eq!(row.get(0), Some(&b"abc"[..]));
        assert!(matches!(wire.next().await.unwrap(), Incoming::Message(Message::ReadyForQuery(_))));
    }

    #[tokio::test]
    async fn a_server_that_writes_before_it_reads_does_not_block_us() {
        let (mut wire, mut server) = pair();
        let large = vec![0; 8 << 20];
        wire.output().extend_from_slice(&large);
        let server = tokio::spawn(async move {
            server.write_all(&data_row(&large)).await.unwrap();
            let mut received = vec![0; large.len()];
            server.read_exact(&mut received).await.unwrap();
            server.write_all(b"Z\0\0\0\x05I").await.unwrap();
        });
        assert!(matches!(wire.next().await.unwrap(), Incoming::Row(_)));
        assert!(matches!(wire.next().await.unwrap(), Incoming::Message(Message::ReadyForQuery(_))));
        server.await.unwrap();
    }

    #[tokio::test]
    async fn the_memory_of_a_large_response_is_given_back() {
        let (mut wire, mut server) = pair();
        tokio::spawn(async move {
            server.write_all(&data_row(&vec![7; 4 << 20])).await.unwrap();
            server
        });
        let Incoming::Row(row) = wire.next().await.unwrap() else { panic!("not a row") };
        assert_eq!(row.get(0).map(<[u8]>::len), Some(4 << 20));
        wire.trim();
        assert_eq!(wire.input.capacity(), 0);
        assert_eq!(row.get(0).map(<[u8]>::len), Some(4 << 20));
    }

    #[tokio::test]
    async fn a_response_like_the_last_one_is_read_at_once() {
        let (mut wire, mut server) = pair();
        server.write_all(&data_row(&vec![7; 50_000])).await.unwrap();
        wire.next().await.unwrap();
        wire.trim();
        for length in [50_000, 55_000] {
            server.write_all(&data_row(&vec![7; length])).await.unwrap();
            wire.transfer().await.unwrap();
            assert!(wire.decode().unwrap().is_some(), "{length}");
            wire.trim();
        }
    }

    #[tokio::test]
    async fn a_hang_up_is_noticed_and_so_is_nonsense() {
        let (mut wire, server) = pair();
        drop(server);
        assert!(matches!(wire.next().await, Err(Lost::Closed | Lost::Io(_))));

        let (mut wire, mut server) = pair();
        server.write_all(b"?\0\0\0\x04").await.unwrap();
        assert!(matches!(wire.next().await, Err(Lost::Protocol(_))));
    }

    #[tokio::test]
    async fn a_wire_is_quiet_until_something_happens_to_it() {
        let (mut wire, mut server) = pair();
        assert!(wire.is_quiet());
        server.write_all(b"Z\0\0\0\x05I").await.unwrap();
        assert!(!wire.is_quiet());
        wire.next().await.unwrap();
        assert!(wire.is_quiet());
        drop(server);
        assert!(!wire.is_quiet());
    }
}
