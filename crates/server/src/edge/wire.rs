//! A connection's stream as hyper is shown it.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::Limits;
use super::framing::Framing;
use super::handover::Handover;

/// The stream of a connection, with the targets of its HTTP/1 requests masked, and each head alone: hyper gets nothing
/// behind it before it has understood it.
///
/// A request that arrives alone is read into hyper's own buffer and stays there; only what arrives too early is copied.
#[derive(Debug)]
pub(super) struct Wire<S> {
    stream: S,
    framing: Framing,
    handover: Arc<Handover>,
    /// What has been read and hyper may not have yet.
    early: BytesMut,
    /// How long a client that has closed its side may wait for an answer.
    half_closed: Duration,
    /// When that is over.
    deadline: Option<Pin<Box<Sleep>>>,
    /// How long the client may take nothing of what is written.
    stall: Duration,
    /// When that is over, since it last took something.
    stalled: Option<Pin<Box<Sleep>>>,
    /// Who waits for an answer to be written.
    waiting: Option<Waker>,
    ending: Ending,
}

/// What a connection speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

#[derive(Debug)]
enum Ending {
    NotYet,
    /// Our side is closed. What the client still sends is thrown away until it closes too, or this is over.
    Lingering(Pin<Box<Sleep>>),
    Done,
}

/// How an HTTP/2 connection begins (RFC 9113 §3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How long a client may go on sending what nobody reads.
const LINGER: Duration = Duration::from_secs(2);

impl<S: AsyncRead + Unpin> Wire<S> {
    pub(super) fn new(stream: S, handover: Arc<Handover>, limits: &Limits) -> Self {
        Self {
            stream,
            framing: Framing::new(Arc::clone(&handover)),
            handover,
            early: BytesMut::new(),
            half_closed: limits.half_closed,
            deadline: None,
            stall: limits.stall,
            stalled: None,
            waiting: None,
            ending: Ending::NotYet,
        }
    }

    /// Reads as much as it takes to know the protocol. HTTP/2 is let through untouched.
    ///
    /// # Errors
    ///
    /// What reading says.
    ///
    /// # Cancel safety
    ///
    /// May be called again: what was read is kept.
    pub(super) async fn protocol(&mut self) -> io::Result<Protocol> {
        loop {
            let seen = self.early.len().min(PREFACE.len());
            if self.early[..seen] != PREFACE[..seen] {
                return Ok(Protocol::Http1);
            }
            if seen == PREFACE.len() {
                self.framing.stand_aside();
                return Ok(Protocol::Http2);
            }
            self.early.reserve(FIRST_READ);
            if self.stream.read_buf(&mut self.early).await? == 0 {
                return Ok(Protocol::Http1);
            }
        }
    }

    fn read_early(&mut self, buffer: &mut ReadBuf<'_>) {
        let room = buffer.remaining().min(self.early.len());
        let admitted = self.framing.admit(&mut self.early[..room]);
        buffer.put_slice(&self.early[..admitted]);
        self.early.advance(admitted);
        if self.early.is_empty() {
            // Idle connections keep no buffer.
            self.early = BytesMut::new();
        }
    }

    fn poll_stream(&mut self, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        let fresh = &mut buffer.filled_mut()[before..];
        if fresh.is_empty() {
            return self.poll_end(cx).map(Ok);
        }
        let admitted = self.framing.admit(fresh);
        if admitted < fresh.len() {
            self.early.extend_from_slice(&fresh[admitted..]);
            buffer.set_filled(before + admitted);
        }
        Poll::Ready(Ok(()))
    }

    /// Keeps from hyper that the client has closed its side, as long as it may still wait for an answer: hyper would
    /// drop the request at once. A client that is in the middle of a request waits for nothing.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.handover.is_unanswered() && !self.framing.is_within_request() {
            let half_closed = self.half_closed;
            return self.deadline.get_or_insert_with(|| Box::pin(sleep(half_closed))).as_mut().poll(cx);
        }
        if !self.handover.is_unanswered() && self.handover.is_unwritten() {
            self.waiting = Some(cx.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(())
    }

    /// Reads into nowhere until the client closes.
    fn poll_discard(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut nowhere = [0; 4096];
        loop {
            let mut buffer = ReadBuf::new(&mut nowhere);
            let outcome = ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer));
            if outcome.is_err() || buffer.filled().is_empty() {
                return Poll::Ready(());
            }
        }
    }
}

/// Room for most heads, so that they are read at once.
const FIRST_READ: usize = 1024;

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.early.is_empty() {
            return this.poll_stream(cx, buffer);
        }
        this.read_early(buffer);
        Poll::Ready(Ok(()))
    }
}

impl<S> Wire<S> {
    /// Gives up on a client that takes nothing.
    fn poll_patience(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let stall = self.stall;
        ready!(self.stalled.get_or_insert_with(|| Box::pin(sleep(stall))).as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.poll_patience(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.poll_patience(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.handover.flushed();
        if let Some(waiting) = self.waiting.take() {
            waiting.wake();
        }
        Poll::Ready(Ok(()))
    }

    /// Closes our side, and lingers where the client is in the middle of a request: a socket closed with something
    /// unread in it is reset, and the client would never see why it was refused.
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            match &mut this.ending {
                Ending::NotYet => {
                    ready!(Pin::new(&mut this.stream).poll_shutdown(cx))?;
                    let unread = !this.early.is_empty() || this.framing.is_within_request();
                    this.ending = if unread { Ending::Lingering(Box::pin(sleep(LINGER))) } else { Ending::Done };
                }
                Ending::Lingering(deadline) => {
                    if deadline.as_mut().poll(cx).is_pending() {
                        ready!(this.poll_discard(cx));
                    }
                    this.ending = Ending::Done;
                }
                Ending::Done => return Poll::Ready(Ok(())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::task::Wake;

    use http_body_util::Empty;
    use tokio::io::AsyncWriteExt;

    use super::*;

    const CLEAN: &str = "GET /a?b=c HTTP/1.1\r\nhost: h\r\n\r\n";

    fn impatient() -> Limits {
        Limits { half_closed: Duration::ZERO, ..Limits::default() }
    }

    fn wire(stream: &'static str) -> (Wire<&'static [u8]>, Arc<Handover>) {
        let handover = Arc::new(Handover::default());
        (Wire::new(stream.as_bytes(), Arc::clone(&handover), &impatient()), handover)
    }

    async fn read(wire: &mut Wire<&'static [u8]>) -> String {
        let mut buffer = [0; 1024];
        let length = wire.read(&mut buffer).await.unwrap();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    }

    fn understand(handover: &Handover) {
        assert_eq!(handover.begin(&Empty::<&[u8]>::new()), None);
    }

    #[tokio::test]
    async fn a_clean_request_is_not_copied() {
        let (mut wire, _) = wire(CLEAN);
        assert_eq!(read(&mut wire).await, CLEAN);
        assert_eq!(wire.early.capacity(), 0, "nothing has ever been put there");
    }

    #[tokio::test]
    async fn nothing_passes_before_the_head_is_understood() {
        const TWO: &str = "GET /a?b=c HTTP/1.1\r\nhost: h\r\n\r\nGET /a?b=c HTTP/1.1\r\nhost: h\r\n\r\n";
        let (mut wire, handover) = wire(TWO);
        assert_eq!(read(&mut wire).await, CLEAN);
        understand(&handover);
        assert_eq!(read(&mut wire).await, CLEAN);
        assert_eq!(wire.early.capacity(), 0, "nothing is kept for nothing");
    }

    #[tokio::test]
    async fn who_reads_on_regardless_gets_everything_as_it_is() {
        let (mut wire, _) = wire("GET / HTTP/1.1\r\n\r\nGET /a>b HTTP/1.1\r\n\r\n");
        read(&mut wire).await;
        assert_eq!(read(&mut wire).await, "GET /a>b HTTP/1.1\r\n\r\n");
    }

    #[derive(Default)]
    struct Woken(AtomicBool);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn who_waits_for_an_answer_is_woken_when_it_is_written() {
        let (client, server) = tokio::io::duplex(64);
        let handover = Arc::new(Handover::default());
        let mut wire = pin!(Wire::new(server, Arc::clone(&handover), &impatient()));
        drop(client);
        handover.begin(&Empty::<&[u8]>::new());
        handover.answer();

        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let cx = &mut Context::from_waker(&waker);
        let mut buffer = [0; 64];
        assert!(wire.as_mut().poll_read(cx, &mut ReadBuf::new(&mut buffer)).is_pending());
        assert!(wire.as_mut().poll_flush(cx).is_ready());
        assert!(woken.0.load(Ordering::Relaxed));
        assert!(wire.as_mut().poll_read(cx, &mut ReadBuf::new(&mut buffer)).is_ready());
    }

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (client, server) = tokio::io::duplex(1);
        let limits = Limits { stall: Duration::from_millis(1), ..Limits::default() };
        let mut wire = Wire::new(server, Arc::new(Handover::default()), &limits);
        wire.write_all(&[7]).await.unwrap();
        assert_eq!(wire.write_all(&[7]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        drop(client);
    }

    #[tokio::test]
    async fn the_protocol_is_known_by_its_preface() {
        const HTTP2: &str = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0GET /a>b HTTP/1.1\r\n\r\n";
        let (mut http2, _) = wire(HTTP2);
        assert_eq!(http2.protocol().await.unwrap(), Protocol::Http2);
        assert_eq!(read(&mut http2).await, HTTP2);
        for stream in ["", "P", "POST / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n"] {
            assert_eq!(wire(stream).0.protocol().await.unwrap(), Protocol::Http1, "{stream:?}");
        }
    }
}
