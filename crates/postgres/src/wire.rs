//! Messages in and out of a byte stream.
//!
//! What is sent gathers in one buffer and leaves in one write. While a response is awaited both directions move, for
//! a server that blocks on its own output reads no further input, and would wait for us as we wait for it.
//!
//! A large row can be taken before it has arrived, and its last value piece by piece: nothing is read before the piece
//! at hand has been taken, so that the server waits for whoever takes them, and no more is held than a few pieces.

use std::future::poll_fn;
use std::io;
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use postgres_protocol::message::backend::{DATA_ROW_TAG, Header, Message};
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::error::Lost;
use crate::outgoing::Outgoing;
use crate::row::{LastValue, Row};
use crate::stream::Stream;

/// What an idle connection keeps for reading, and the least a read is given.
const SMALL_CHUNK: usize = 8 * 1024;
/// The most a read is given, unless one message needs more.
const LARGE_CHUNK: usize = 256 * 1024;
/// What an idle connection may keep for writing.
const IDLE_OUTPUT: usize = 64 * 1024;

/// From this size on a message is large: its row may be taken before it has arrived.
pub(crate) const LARGE_ROW: usize = 256 * 1024;
/// What a read is given while the last value of a large row arrives: what a reader that is slower than the server has
/// to itself, a few times over.
const PIECE: usize = 64 * 1024;

/// One message from the server.
pub(crate) enum Incoming {
    Row(Row),
    Message(Message),
}

/// One message, or the beginning of one.
pub(crate) enum Arrival {
    Whole(Incoming),
    /// A row without its last value, which is still arriving and so long. The next message comes after it, whether it
    /// has been taken or not.
    OpenRow(Row, usize),
}

/// A stream of messages.
pub(crate) struct Wire {
    stream: Stream,
    input: BytesMut,
    output: Outgoing,
    /// Whether the stream may hold on to bytes that were written to it.
    unflushed: bool,
    /// Why the rest of the output cannot be sent. The server may still have said why it hung up.
    send_error: Option<io::Error>,
    /// Why the rest of the output cannot be read. The server waits for it, and will say nothing.
    unreadable: Option<io::Error>,
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
    /// What nobody has taken yet of the last value of an open row.
    open: usize,
}

impl Wire {
    pub(crate) fn new(stream: Stream) -> Self {
        Self {
            stream,
            input: BytesMut::new(),
            output: Outgoing::default(),
            unflushed: false,
            send_error: None,
            unreadable: None,
            chunk: SMALL_CHUNK,
            missing: 0,
            received: 0,
            usual: 0,
            grown: false,
            open: 0,
        }
    }

    /// Where to write messages; they are sent by the next [`Wire::next`].
    pub(crate) fn output(&mut self) -> &mut BytesMut {
        self.output.messages()
    }

    /// As [`Wire::output`], with a place for values that are too large to be copied.
    pub(crate) fn outgoing(&mut self) -> &mut Outgoing {
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

    /// As [`Wire::next`], but does not wait for the last value of a large row.
    ///
    /// # Cancel safety
    ///
    /// As [`Wire::next`].
    pub(crate) async fn next_or_open(&mut self) -> Result<Arrival, Lost> {
        loop {
            match self.decode_open()? {
                Opening::Found(row, length) => return Ok(Arrival::OpenRow(row, length)),
                Opening::Undecided => {}
                Opening::No => {
                    if let Some(incoming) = self.decode()? {
                        return Ok(Arrival::Whole(incoming));
                    }
                }
            }
            self.transfer().await?;
        }
    }

    /// Takes the next piece of the last value of an open row; `None` when nothing of it is left.
    ///
    /// # Cancel safety
    ///
    /// As [`Wire::next`].
    pub(crate) async fn next_piece(&mut self) -> Result<Option<Bytes>, Lost> {
        while self.open > 0 {
            if self.input.is_empty() {
                self.transfer().await?;
            } else {
                let taken = self.open.min(self.input.len());
                self.open -= taken;
                return Ok(Some(self.input.split_to(taken).freeze()));
            }
        }
        Ok(None)
    }

    /// What is left of the last value of an open row.
    pub(crate) fn open(&self) -> usize {
        self.open
    }

    /// Has the runtime of this thread wait for the stream.
    pub(crate) fn move_here(&mut self) -> io::Result<()> {
        self.stream.move_here()
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
        self.output.trim(IDLE_OUTPUT);
    }

    fn decode(&mut self) -> Result<Option<Incoming>, Lost> {
        self.skip_open();
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

    /// Opens the row at the start of the input, if it is large and its last value is what makes it so.
    fn decode_open(&mut self) -> Result<Opening, Lost> {
        self.skip_open();
        let Some(header) = Header::parse(&self.input).map_err(Lost::protocol)? else { return Ok(Opening::No) };
        let length = usize::try_from(header.len()).map_err(Lost::protocol)?;
        if header.tag() != DATA_ROW_TAG || length < LARGE_ROW {
            return Ok(Opening::No);
        }
        let Some(last) = LastValue::find(&self.input[HEADER..]) else {
            // Values before the last that are large themselves are waited for with all the rest.
            let is_hopeless = self.input.len() >= LARGE_ROW;
            return Ok(if is_hopeless { Opening::No } else { Opening::Undecided });
        };
        if size_of::<i32>() + last.begin() + last.length != length {
            return Err(Lost::protocol("malformed data row"));
        }
        self.input.advance(HEADER + size_of::<u16>());
        let fields = self.input.split_to(last.length_at - size_of::<u16>()).freeze();
        self.input.advance(size_of::<i32>());
        self.open = last.length;
        Ok(Opening::Found(Row::without_last(fields, last.columns), last.length))
    }

    /// Throws away what has arrived of the last value of an open row: who asks for what follows does not want it.
    fn skip_open(&mut self) {
        let skipped = self.open.min(self.input.len());
        self.input.advance(skipped);
        self.open -= skipped;
    }

    /// Sends and receives until something was received.
    async fn transfer(&mut self) -> Result<(), Lost> {
        self.make_room();
        poll_fn(|cx| {
            if let Poll::Ready(Err(error)) = self.poll_send(cx) {
                self.send_error = Some(error);
            }
            if let Some(error) = self.unreadable.take() {
                return Poll::Ready(Err(Lost::Unreadable(error)));
            }
            self.poll_receive(cx)
        })
        .await
    }

    /// Sees to it that the next read is likely to have room for all there is, and not to be much larger.
    fn make_room(&mut self) {
        if self.open > 0 {
            self.make_room_for_piece();
            return;
        }
        // So much is still to come of a response that is a little larger than the last one.
        let rest = (self.usual + self.usual / 8).saturating_sub(self.received).min(LARGE_CHUNK);
        let least = self.missing.max(rest).max(SMALL_CHUNK / 4);
        if self.input.capacity() - self.input.len() < least {
            let wanted = least.max(self.chunk);
            self.grown |= wanted > SMALL_CHUNK;
            self.input.reserve(wanted);
        }
    }

    /// Pieces that have been taken share their memory with the input: once there is little room behind them, the next
    /// are read elsewhere.
    fn make_room_for_piece(&mut self) {
        self.missing = 0;
        if self.input.capacity() - self.input.len() < SMALL_CHUNK {
            self.grown = true;
            self.input.reserve(PIECE);
        }
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.send_error.is_some() {
            return Poll::Pending;
        }
        loop {
            let next = match self.output.next() {
                Ok([]) => break,
                Ok(next) => next,
                Err(error) => {
                    self.unreadable = Some(error);
                    return Poll::Pending;
                }
            };
            match ready!(Pin::new(&mut self.stream).poll_write(cx, next))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.output.advance(written),
            }
            self.unflushed = true;
        }
        self.output.clear();
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
                if self.open > 0 {
                    return Poll::Ready(Ok(()));
                }
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

/// The tag and the length of a message.
const HEADER: usize = 5;

/// Whether the row at the start of the input can be opened.
enum Opening {
    /// It is open now.
    Found(Row, usize),
    /// More of it must be there to tell.
    Undecided,
    No,
}

#[cfg(test)]
mod tests {
    use tokio::net::UnixStream;

    use super::*;
    use crate::outgoing::tests::{Shelf, stored};

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

    /// The server waits for what is missing, and would for ever.
    #[tokio::test]
    async fn what_cannot_be_read_ends_the_conversation() {
        let (mut wire, mut server) = pair();
        wire.output().extend_from_slice(b"<>");
        wire.outgoing().insert(1, stored(Shelf(vec![7; 100_000]), 200_000));
        assert!(matches!(wire.next().await, Err(Lost::Unreadable(_))));
        drop(wire);
        let mut received = Vec::new();
        server.read_to_end(&mut received).await.unwrap();
        assert!(received.starts_with(b"<\x07") && received.len() <= 100_001 && !received.ends_with(b">"));
    }

    #[tokio::test]
    async fn a_large_row_is_taken_piece_by_piece_and_never_held() {
        let (mut wire, mut server) = pair();
        let value: Vec<u8> = (0..=u8::MAX).cycle().take(4 << 20).collect();
        let row = data_row(&value);
        tokio::spawn(async move {
            server.write_all(&row).await.unwrap();
            server.write_all(b"Z\0\0\0\x05I").await.unwrap();
            server
        });
        let Arrival::OpenRow(row, length) = wire.next_or_open().await.unwrap() else { panic!("not open") };
        assert_eq!((row.columns(), row.get(0), length), (1, None, value.len()));
        let mut taken = Vec::new();
        while let Some(piece) = wire.next_piece().await.unwrap() {
            taken.extend_from_slice(&piece);
            assert!(wire.input.capacity() <= LARGE_CHUNK);
        }
        assert!(taken == value);
        assert!(matches!(wire.next().await.unwrap(), Incoming::Message(Message::ReadyForQuery(_))));
    }

    #[tokio::test]
    async fn what_is_left_of_an_open_row_is_skipped() {
        let (mut wire, mut server) = pair();
        tokio::spawn(async move {
            server.write_all(&data_row(&vec![7; 4 << 20])).await.unwrap();
            server.write_all(b"Z\0\0\0\x05I").await.unwrap();
            server
        });
        assert!(matches!(wire.next_or_open().await.unwrap(), Arrival::OpenRow(..)));
        wire.next_piece().await.unwrap();
        assert!(matches!(wire.next().await.unwrap(), Incoming::Message(Message::ReadyForQuery(_))));
        assert_eq!(wire.open(), 0);
    }

    #[tokio::test]
    async fn a_row_that_is_small_or_lies_about_its_length_is_not_opened() {
        let (mut wire, mut server) = pair();
        server.write_all(&data_row(b"abc")).await.unwrap();
        assert!(matches!(wire.next_or_open().await.unwrap(), Arrival::Whole(Incoming::Row(_))));
        let mut row = data_row(&vec![7; LARGE_ROW]);
        row[10] ^= 1;
        tokio::spawn(async move { server.write_all(&row).await });
        assert!(matches!(wire.next_or_open().await, Err(Lost::Protocol(_))));
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
