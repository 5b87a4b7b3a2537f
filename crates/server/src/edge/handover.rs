//! What the two sides of hyper tell each other about a request.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::Body;

/// What the two sides of hyper, the stream below and the service above, tell each other about a request of HTTP/1.
///
/// Both run in the task of their connection, one after the other; the lock is never waited for.
#[derive(Debug, Default)]
pub(super) struct Handover(Mutex<Note>);

#[derive(Debug, Default)]
struct Note {
    sent: Option<Vec<u8>>,
    follows: Option<Follows>,
    stage: Stage,
}

/// What follows a head.
#[derive(Debug, Clone, Copy)]
pub(super) enum Follows {
    Head,
    Body(u64),
    Chunked,
}

/// How far the request is that was last begun.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its answer has been written, or there was none yet.
    #[default]
    Done,
    /// It waits for its answer.
    Waiting,
    /// Its answer is with hyper.
    Answered,
}

impl Handover {
    /// From above, with each request that hyper has read, before hyper reads on: notes the body that follows, and
    /// returns the target as sent where hyper was shown another.
    pub(super) fn begin(&self, body: &impl Body) -> Option<Vec<u8>> {
        let mut note = self.note();
        note.stage = Stage::Waiting;
        note.follows = Some(match body.size_hint().exact() {
            Some(0) => Follows::Head,
            Some(length) => Follows::Body(length),
            None => Follows::Chunked,
        });
        note.sent.take()
    }

    /// From above: the request begun last has its answer.
    pub(super) fn answer(&self) {
        self.note().stage = Stage::Answered;
    }

    /// From below: the target of the next request is not what hyper will read, but this.
    pub(super) fn give(&self, sent: Vec<u8>) {
        self.note().sent = Some(sent);
    }

    /// From below: what follows the head of the request begun last, once.
    pub(super) fn follows(&self) -> Option<Follows> {
        self.note().follows.take()
    }

    /// From below: how far the request is that was last begun.
    pub(super) fn stage(&self) -> Stage {
        self.note().stage
    }

    /// From below: hyper has nothing left to write.
    pub(super) fn flushed(&self) {
        let mut note = self.note();
        if note.stage == Stage::Answered {
            note.stage = Stage::Done;
        }
    }

    fn note(&self) -> MutexGuard<'_, Note> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
