//! What a response carries.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};

/// The body of a response: all of its bytes, or none.
///
/// The variants are private and the error is that of IO, so that a body which arrives in pieces can join them without a
/// change to those who make whole ones.
#[derive(Debug, Default)]
pub(crate) struct Body(Content);

#[derive(Debug, Default)]
enum Content {
    #[default]
    Nothing,
    Whole(Bytes),
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

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(match std::mem::take(&mut self.0) {
            Content::Nothing => None,
            Content::Whole(bytes) => Some(Ok(Frame::data(bytes))),
        })
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Content::Nothing)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(match &self.0 {
            Content::Nothing => 0,
            Content::Whole(bytes) => bytes.len() as u64,
        })
    }
}
