//! A request as the edge hands it over.

use std::net::IpAddr;
use std::pin::pin;
use std::time::Duration;

use bytes::{Buf, Bytes};
use compact_str::CompactString;
use http::header::{COOKIE, HOST, HeaderMap, HeaderValue};
use http::{Uri, Version, request};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame};
use rowgate_request::RawRequest;
use tokio::time::timeout;

use super::target::Target;
use super::{Limits, Refusal};

/// A request as the edge hands it over.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    /// The request. Its path and query are as the client sent them, bare characters included; bytes that are not UTF-8
    /// are percent-encoded. Header values that are not UTF-8 are read as ISO 8859-1, where PostgREST puts U+FFFD: no
    /// byte is lost. Lines of one name stand together, in order.
    pub(crate) raw: RawRequest,
    /// The protocol's version.
    pub(crate) version: Version,
    /// Where the request came from; `None` on a Unix socket.
    pub(crate) peer: Option<IpAddr>,
    /// The target as the client sent it, in absolute form too, where `raw` has only path and query (RTE-10).
    pub(crate) original_target: CompactString,
}

impl Incoming {
    /// The request without its body. `sent` is the target where hyper was shown another.
    ///
    /// # Errors
    ///
    /// If `sent` is not the target of this request.
    pub(super) fn new(head: &request::Parts, sent: Option<Vec<u8>>, peer: Option<IpAddr>) -> Result<Self, OtherTarget> {
        let target = match sent {
            None => Target::of(&head.uri),
            Some(sent) => Target::restore(&sent, &head.uri).ok_or(OtherTarget)?,
        };
        let raw = RawRequest {
            method: head.method.as_str().into(),
            path: target.path,
            query: target.query,
            headers: headers(&head.headers, &head.uri, head.version),
            body: Bytes::new(),
        };
        Ok(Self { raw, version: head.version, peer, original_target: target.sent })
    }
}

/// A target was noted that belongs to another request. The connection ends with it.
#[derive(Debug, thiserror::Error)]
#[error("the request target is not the one that was read")]
pub(super) struct OtherTarget;

fn headers(map: &HeaderMap, uri: &Uri, version: Version) -> Vec<(CompactString, CompactString)> {
    let mut headers = Vec::<(CompactString, CompactString)>::with_capacity(map.len() + 1);
    if version == Version::HTTP_2 {
        // What HTTP/1 clients say in `Host` (RFC 9113 §8.3.1).
        let authority = uri.authority().filter(|_| !map.contains_key(HOST));
        headers.extend(authority.map(|host| (HOST.as_str().into(), host.as_str().into())));
    }
    for (name, value) in map {
        match headers.last_mut() {
            // HTTP/2 clients may send each cookie alone (RFC 9113 §8.2.3).
            Some((last, cookies)) if *name == COOKIE && last == COOKIE.as_str() && version == Version::HTTP_2 => {
                cookies.push_str("; ");
                cookies.push_str(&text(value));
            }
            _ => headers.push((name.as_str().into(), text(value))),
        }
    }
    headers
}

fn text(value: &HeaderValue) -> CompactString {
    match str::from_utf8(value.as_bytes()) {
        Ok(text) => text.into(),
        Err(_) => value.as_bytes().iter().copied().map(char::from).collect(),
    }
}

/// Reads a whole body.
///
/// One that comes in a single piece is not copied. Any other is gathered in one buffer, made no larger than the body
/// says it is, so that a large one is in memory once.
///
/// # Errors
///
/// Says what is wrong with the body; its rest is left unread.
pub(super) async fn collect(body: impl Body<Data = Bytes>, limits: &Limits) -> Result<Bytes, Refusal> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let mut body = pin!(body);
    let too_large = Refusal::BodyTooLarge(limits.body);
    let announced = body.size_hint().exact().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced.is_some_and(|length| length > limits.body) {
        return Err(too_large);
    }
    let mut whole = Vec::new();
    while let Some(piece) = next(body.as_mut(), limits.body_pause).await? {
        if announced == Some(piece.len()) {
            return Ok(piece);
        }
        let length = whole.len() + piece.len();
        if length > limits.body {
            return Err(too_large);
        }
        make_room(&mut whole, length, announced)?;
        whole.extend_from_slice(&piece);
    }
    Ok(whole.into())
}

/// The next piece of the body that has data.
async fn next<B: Body<Data = Bytes> + Unpin>(mut body: B, pause: Duration) -> Result<Option<Bytes>, Refusal> {
    loop {
        let frame = timeout(pause, body.frame()).await.map_err(|_| Refusal::BodyTooSlow)?;
        let frame = frame.transpose().map_err(|_| Refusal::BodyBroken)?;
        match frame.map(Frame::into_data) {
            None => return Ok(None),
            Some(Ok(piece)) if piece.has_remaining() => return Ok(Some(piece)),
            // Trailers say nothing to us.
            Some(_) => {}
        }
    }
}

/// Makes room for `length` bytes: for the first of them little, so that an empty promise costs nothing, and once these
/// have come, for exactly what is announced.
fn make_room(whole: &mut Vec<u8>, length: usize, announced: Option<usize>) -> Result<(), Refusal> {
    if length <= whole.capacity() {
        return Ok(());
    }
    let outcome = match announced {
        None => whole.try_reserve(length - whole.len()),
        Some(announced) => {
            let room = if whole.is_empty() { announced.min(length.max(ON_TRUST)) } else { announced };
            whole.try_reserve_exact(room.max(length) - whole.len())
        }
    };
    outcome.map_err(|_| Refusal::BodyTooLarge(whole.len()))
}

/// How many bytes a client gets for its word.
const ON_TRUST: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;
    use http_body_util::StreamBody;
    use hyper::body::SizeHint;

    use super::*;

    /// A body of pieces with a length that is announced.
    struct Announced<B>(u64, B);

    impl<B: Body + Unpin> Body for Announced<B> {
        type Data = B::Data;
        type Error = B::Error;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            cx: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
            std::pin::Pin::new(&mut self.1).poll_frame(cx)
        }

        fn size_hint(&self) -> SizeHint {
            SizeHint::with_exact(self.0)
        }
    }

    fn pieces(sizes: &[usize]) -> impl Body<Data = Bytes, Error = Infallible> + Unpin {
        let frames: Vec<_> = sizes.iter().map(|size| Ok(Frame::data(Bytes::from(vec![b'x'; *size])))).collect();
        StreamBody::new(stream::iter(frames))
    }

    fn at_most(body: usize) -> Limits {
        Limits { body, ..Limits::default() }
    }

    #[tokio::test]
    async fn a_body_in_one_piece_is_not_copied() {
        let piece = Bytes::from_static(b"whole");
        let body = Announced(5, StreamBody::new(stream::iter([Ok::<_, Infallible>(Frame::data(piece.clone()))])));
        let whole = collect(body, &Limits::default()).await.unwrap();
        assert_eq!(whole.as_ptr(), piece.as_ptr());
    }

    #[tokio::test]
    async fn an_announced_body_gets_a_buffer_of_its_size() {
        let size = 40 * (ON_TRUST / 16);
        let whole = collect(Announced(size as u64, pieces(&[ON_TRUST / 16; 40])), &Limits::default()).await.unwrap();
        assert_eq!(whole.len(), size);
        let vec = Vec::from(whole);
        assert_eq!(vec.capacity(), size);
    }

    #[test]
    fn an_announcement_alone_gets_little_room() {
        let mut whole = Vec::new();
        make_room(&mut whole, 1, Some(1 << 40)).unwrap();
        assert_eq!(whole.capacity(), ON_TRUST);
    }

    #[tokio::test]
    async fn a_body_larger_than_the_limit_is_refused() {
        let refused = Err(Refusal::BodyTooLarge(4));
        assert_eq!(collect(Announced(5, pieces(&[])), &at_most(4)).await, refused);
        assert_eq!(collect(pieces(&[2, 3]), &at_most(4)).await, refused);
        assert_eq!(collect(pieces(&[2, 2]), &at_most(4)).await.unwrap().len(), 4);
    }

    #[test]
    fn header_values_lose_no_byte() {
        let text = |bytes| text(&HeaderValue::from_bytes(bytes).unwrap());
        assert_eq!(text("Zoë".as_bytes()), "Zoë");
        assert_eq!(text(b"Zo\xEB"), "Zoë");
    }
}
