//! A connection that lives with one worker and can move to another.

use std::pin::Pin;
use std::task::{Context, Poll};

use super::{Roster, post};

/// A connection at a worker. Resolves when it has ended, or when it is to move: then it gives itself and the worker to
/// move to.
pub(super) struct Resident(Option<Belongings>);

/// What moves.
pub(super) struct Belongings {
    connection: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// The last round of the worker that it was counted in.
    seen: u32,
}

impl Resident {
    pub(super) fn new(connection: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Some(Belongings { connection: Box::pin(connection), seen: 0 }))
    }

    /// Lives at a worker from now on.
    pub(super) fn settle(self, roster: &Roster, at: usize) {
        roster[at].runtime.spawn(async move {
            if let Some((belongings, next)) = self.await {
                post::with(|post| Self(Some(belongings)).settle(post.roster(), next));
            }
        });
    }
}

impl Future for Resident {
    type Output = Option<(Belongings, usize)>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(belongings) = &mut self.0 else { return Poll::Ready(None) };
        let ordered = post::with(|post| post.begin(&mut belongings.seen)).flatten();
        let target = match ordered {
            Some(target) => Some(target),
            None if belongings.connection.as_mut().poll(cx).is_ready() => {
                self.0 = None;
                None
            }
            None => match post::with(post::Post::end).flatten() {
                Some(target) => Some(target),
                None => return Poll::Pending,
            },
        };
        Poll::Ready(target.and_then(|target| Some((self.0.take()?, target))))
    }
}
