//! What the two sides of hyper tell each other about a request.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::Body;

/// What the two sides of hyper, the stream below and the service above, tell each other about a request of HTTP/1.
///
/// Both run in the task of their connection, one after the other: the lock is never waited for, and no order of memory
/// is at stake.
#[derive(Debug, Default)]
pub(super) struct Handover {
    note: Mutex<Note>,
    /// The request begun last has no answer.
    unanswered: AtomicBool,
    /// The answer to the request begun last is not written.
    unwritten: AtomicBool,
}

#[derive(Debug, Default)]
struct Note {
    sent: Option<Vec<u8>>,
    follows: Option<Follows>,
}

/// What follows a head.
#[derive(Debug, Clone, Copy)]
pub(super) enum Follows {
    Head,
    Body(u64),
    Chunked,
}

impl Handover {
    /// From above, with each request that hyper has read, before hyper reads on: notes the body that follows, and
    /// returns the target as sent where hyper was shown another.
    pub(super) fn begin(&self, body: &impl Body) -> Option<Vec<u8>> {
        self.unanswered.store(true, Relaxed);
        self.unwritten.store(true, Relaxed);
        let mut note = self.note();
        note.follows = Some(match body.size_hint().exact() {
            Some(0) => Follows::Head,
            Some(length) => Follows::Body(length),
            None => Follows::Chunked,
        });
        note.sent.take()
    }

    /// From above: the request begun last has its answer.
    pub(super) fn answer(&self) {
        self.unanswered.store(false, Relaxed);
    }

    /// From below: the target of the next request is not what hyper will read, but this.
    pub(super) fn give(&self, sent: Vec<u8>) {
        self.note().sent = Some(sent);
    }

    /// From below: what follows the head of the request begun last, once.
    pub(super) fn follows(&self) -> Option<Follows> {
        self.note().follows.take()
    }

    /// From below: whether the request begun last has no answer yet.
    pub(super) fn is_unanswered(&self) -> bool {
        self.unanswered.load(Relaxed)
    }

    /// From below: whether the answer to the request begun last is not written yet.
    pub(super) fn is_unwritten(&self) -> bool {
        self.unwritten.load(Relaxed)
    }

    /// From below: hyper has nothing left to write.
    pub(super) fn flushed(&self) {
        if !self.is_unanswered() {
            self.unwritten.store(false, Relaxed);
        }
    }

    fn note(&self) -> MutexGuard<'_, Note> {
        self.note.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
