//! What a response carries.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::sync::mpsc;

/// The body of a response: all of its bytes, none, or those that somebody still sends.
#[derive(Debug, Default)]
pub(crate) struct Body(Content);

#[derive(Debug, Default)]
enum Content {
    #[default]
    Nothing,
    Whole(Bytes),
    Arriving {
        pieces: mpsc::Receiver<Bytes>,
        /// How many bytes are still to come.
        rest: u64,
    },
}

impl Body {
    /// A body of so many bytes, which somebody else sends in pieces. Where fewer come, the connection (of HTTP/2 the
    /// stream) is cut, for no other sign can tell the client that what it has is not the whole.
    pub(crate) fn arriving(length: u64, pieces: mpsc::Receiver<Bytes>) -> Self {
        Self(Content::Arriving { pieces, rest: length })
    }
}

impl<B: Into<Bytes>> From<B> for Body {
    fn from(bytes: B) -> Self {
        let bytes = bytes.into();
        Self(if bytes.is_empty() { Content::Nothing } else { Content::Whole(bytes) })
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Content::Arriving { pieces, rest } = &mut self.0 {
            return Poll::Ready(match ready!(pieces.poll_recv(cx)) {
                Some(piece) => {
                    *rest = rest.saturating_sub(piece.len() as u64);
                    Some(Ok(Frame::data(piece)))
                }
                None if *rest == 0 => None,
                None => Some(Err(io::ErrorKind::UnexpectedEof.into())),
            });
        }
        Poll::Ready(match std::mem::take(&mut self.0) {
            Content::Whole(bytes) => Some(Ok(Frame::data(bytes))),
            Content::Nothing | Content::Arriving { .. } => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Content::Nothing | Content::Arriving { rest: 0, .. })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(match &self.0 {
            Content::Nothing => 0,
            Content::Whole(bytes) => bytes.len() as u64,
            Content::Arriving { rest, .. } => *rest,
        })
    }
}
