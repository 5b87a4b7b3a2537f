//! The bodies of requests.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, Bytes};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame};
use rowgate_core::Blob;
use tokio::time::timeout;

use super::gathering::Gathering;
use super::{Limits, Refusal};
use crate::spool::Spool;

/// Reads a whole body.
///
/// One that comes in a single piece is not copied. Any other is gathered in one buffer, made no larger than the body
/// says it is, so that a large one is in memory once. `large` is asked about a large one: where it gives a spool, the body
/// goes to a file of that, and little of it is in memory at any time; where it fails, so does this.
///
/// # Errors
///
/// Says what is wrong with the body, or with reading it; its rest is left unread.
pub(super) async fn collect<'s, A, E>(
    body: impl Body<Data = Bytes>,
    limits: &Limits,
    large: impl FnOnce() -> A,
) -> Result<Blob, E>
where
    A: Future<Output = Result<Option<&'s Arc<Spool>>, E>>,
    E: From<Refusal>,
{
    if body.is_end_stream() {
        return Ok(Blob::default());
    }
    let mut body = pin!(body);
    let too_large = Refusal::BodyTooLarge(limits.body);
    let announced = body.size_hint().exact().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced.is_some_and(|length| length > limits.body) {
        return Err(too_large.into());
    }
    let mut gathering = Gathering::new(announced, large);
    while let Some(piece) = next(body.as_mut(), limits.body_pause).await? {
        if announced == Some(piece.len()) {
            return Ok(piece.into());
        }
        if gathering.len() + piece.len() > limits.body {
            return Err(too_large.into());
        }
        gathering.push(&piece).await?;
    }
    Ok(gathering.finish().await?)
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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::future::{Ready, ready};

    use futures_util::{StreamExt, stream};
    use http_body_util::StreamBody;
    use hyper::body::SizeHint;

    use super::*;
    use crate::edge::gathering::ON_TRUST;

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

    /// What [`collect`] hears of a large body.
    type Large<'s> = Result<Option<&'s Arc<Spool>>, Refusal>;

    fn not_asked() -> Ready<Large<'static>> {
        panic!("the body is small");
    }

    fn held() -> Ready<Large<'static>> {
        ready(Ok(None))
    }

    fn stored(spool: &Arc<Spool>) -> Ready<Large<'_>> {
        ready(Ok(Some(spool)))
    }

    fn at_most(body: usize) -> Limits {
        Limits { body, ..Limits::default() }
    }

    #[tokio::test]
    async fn a_body_in_one_piece_is_not_copied() {
        let piece = Bytes::from_static(b"whole");
        let body = Announced(5, StreamBody::new(stream::iter([Ok::<_, Infallible>(Frame::data(piece.clone()))])));
        let whole = collect(body, &Limits::default(), held).await.unwrap();
        assert_eq!(whole.held().unwrap().as_ptr(), piece.as_ptr());
    }

    #[tokio::test]
    async fn an_announced_body_gets_a_buffer_of_its_size() {
        let size = 40 * (ON_TRUST / 16);
        let body = Announced(size as u64, pieces(&[ON_TRUST / 16; 40]));
        let whole = collect(body, &Limits::default(), held).await.unwrap();
        assert_eq!(whole.len(), size);
        let vec = Vec::from(whole.held().unwrap().clone());
        assert_eq!(vec.capacity(), size);
    }

    #[tokio::test]
    async fn a_body_larger_than_the_limit_is_refused() {
        let refused = Err(Refusal::BodyTooLarge(4));
        assert_eq!(collect(Announced(5, pieces(&[])), &at_most(4), held).await, refused);
        assert_eq!(collect(pieces(&[2, 3]), &at_most(4), held).await, refused);
        assert_eq!(collect(pieces(&[2, 2]), &at_most(4), held).await.unwrap().len(), 4);
    }
    /// Pieces that are all different, after some white space.
    fn unlike(count: u8) -> Vec<Bytes> {
        let piece = |n| Bytes::from(if n == 0 { vec![b' '; 9] } else { vec![n; 10_007] });
        (0..count).map(piece).collect()
    }

    fn sent(pieces: &[Bytes]) -> impl Body<Data = Bytes, Error = Infallible> + Unpin + use<> {
        let frames: Vec<_> = pieces.iter().cloned().map(|piece| Ok(Frame::data(piece))).collect();
        StreamBody::new(stream::iter(frames))
    }

    fn read(blob: &Blob) -> Vec<u8> {
        let Blob::Stored(stored) = blob else { panic!("{blob:?} is not stored") };
        let mut whole = vec![0; stored.len()];
        stored.read_exact_at(&mut whole, 0).unwrap();
        whole
    }

    async fn is_all_free(spool: &Arc<Spool>, bytes: u64) -> bool {
        spool.file(bytes).await.is_some()
    }

    #[tokio::test]
    async fn a_large_body_that_nobody_reads_goes_to_a_file() {
        let spool = Arc::new(Spool::new(1 << 20));
        let pieces = unlike(100);
        let whole = pieces.concat();
        let announced = Announced(whole.len() as u64, sent(&pieces));
        let announced = collect(announced, &Limits::default(), || stored(&spool)).await.unwrap();
        assert!(read(&announced) == whole);
        assert_eq!(announced.opening(), b"         \x01");
        assert!(!is_all_free(&spool, 1 << 20).await);
        drop(announced);
        let chunked = collect(sent(&pieces), &Limits::default(), || stored(&spool)).await.unwrap();
        assert!(read(&chunked) == whole);
        drop(chunked);
        assert!(is_all_free(&spool, 1 << 20).await);
    }

    #[tokio::test]
    async fn a_body_stays_in_memory_that_is_small_or_read_or_nothing_but_white_space() {
        let spool = Arc::new(Spool::new(1 << 20));
        let small = collect(sent(&unlike(20)), &Limits::default(), not_asked).await.unwrap();
        assert!(small.held().unwrap() == &unlike(20).concat());
        let wanted = collect(sent(&unlike(90)), &Limits::default(), held).await.unwrap();
        assert!(wanted.held().unwrap() == &unlike(90).concat());
        let blank = vec![Bytes::from(vec![b'\n'; 100_000]); 7];
        let blank = collect(sent(&blank), &Limits::default(), || stored(&spool)).await.unwrap();
        assert_eq!(blank.held().unwrap().len(), 700_000);
    }

    #[tokio::test]
    async fn a_large_body_that_is_not_wanted_is_read_no_further() {
        for announced in [None, Some(1_000_000)] {
            let mut read = 0;
            let frames = unlike(100).into_iter().inspect(|piece| read += piece.len());
            let body = StreamBody::new(stream::iter(frames.map(|piece| Ok::<_, Infallible>(Frame::data(piece)))));
            let turned_away = || async { Err(Refusal::BodyLost) };
            let outcome = match announced {
                None => collect(body, &Limits::default(), turned_away).await,
                Some(length) => collect(Announced(length, body), &Limits::default(), turned_away).await,
            };
            assert_eq!(outcome, Err(Refusal::BodyLost));
            assert!(read < 300_000, "{read}");
        }
    }

    #[tokio::test]
    async fn a_body_comes_back_to_memory_where_there_is_no_room_for_all_of_it() {
        let pieces = unlike(100);
        let whole = pieces.concat();
        for room in [0, 1, 400_000, whole.len() as u64 - 1] {
            let spool = Arc::new(Spool::new(room));
            for announced in [false, true] {
                let kept = if announced {
                    collect(Announced(whole.len() as u64, sent(&pieces)), &Limits::default(), || stored(&spool)).await
                } else {
                    collect(sent(&pieces), &Limits::default(), || stored(&spool)).await
                };
                assert!(kept.unwrap().held().unwrap() == &whole, "{room}");
                assert!(is_all_free(&spool, room).await);
            }
        }
    }

    #[tokio::test]
    async fn a_refused_body_leaves_no_file_behind() {
        let spool = Arc::new(Spool::new(1 << 20));
        let large = collect(sent(&unlike(100)), &at_most(900_000), || stored(&spool)).await;
        assert_eq!(large, Err(Refusal::BodyTooLarge(900_000)));
        assert!(is_all_free(&spool, 1 << 20).await);

        let limits = Limits { body_pause: Duration::from_millis(1), ..Limits::default() };
        let frames = unlike(100).into_iter().map(|piece| Ok::<_, Infallible>(Frame::data(piece)));
        let paused = StreamBody::new(stream::iter(frames).chain(stream::pending()));
        assert_eq!(collect(paused, &limits, || stored(&spool)).await, Err(Refusal::BodyTooSlow));
        assert!(is_all_free(&spool, 1 << 20).await);

        let frames = unlike(100).into_iter().map(|piece| Ok(Frame::data(piece)));
        let broken = StreamBody::new(stream::iter(frames).chain(stream::iter([Err("gone")])));
        assert_eq!(collect(broken, &Limits::default(), || stored(&spool)).await, Err(Refusal::BodyBroken));
        assert!(is_all_free(&spool, 1 << 20).await);
    }
}
