//! Work that one task does on demand and others wait for.

use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, watch};

/// The attempts at some work. One is made at a time; demands that arrive together are one.
#[derive(Debug)]
pub(crate) struct Attempts {
    wanted: Notify,
    counts: watch::Sender<Counts>,
    /// The attempt that requests asked for last.
    asked: Mutex<Option<Asked>>,
    /// The least time between two attempts that requests ask for.
    pause: Duration,
}

/// The attempts so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    /// How many have begun.
    pub(crate) begun: u64,
    /// How many have ended. One that was dropped halfway ends with the next.
    pub(crate) ended: u64,
    /// When the last one ended.
    pub(crate) last_end: Option<Instant>,
    /// Why the last one failed, if it did.
    pub(crate) failure: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    at: Instant,
    attempt: u64,
}

/// What becomes of a question that is asked on behalf of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asking {
    /// It is a demand; this attempt will answer it.
    New(u64),
    /// Another request has asked it; this attempt will answer both.
    Joined(u64),
    /// It was answered a short while ago, and that has to do.
    TooSoon,
}

impl Attempts {
    pub(crate) fn new(pause: Duration) -> Self {
        Self { wanted: Notify::new(), counts: watch::Sender::default(), asked: Mutex::default(), pause }
    }

    /// Demands an attempt.
    pub(crate) fn demand(&self) {
        self.wanted.notify_one();
    }

    /// Waits for a demand, and takes it.
    ///
    /// # Cancel safety
    ///
    /// No demand is lost.
    pub(crate) async fn demanded(&self) {
        self.wanted.notified().await;
    }

    /// Demands an attempt on behalf of a request, unless there was one lately. Clients decide how often requests come,
    /// and must not decide how often work is done.
    pub(crate) fn ask(&self) -> Asking {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let Counts { begun, ended, .. } = *self.counts.borrow();
        match *asked {
            Some(Asked { attempt, .. }) if ended < attempt => Asking::Joined(attempt),
            Some(Asked { at, .. }) if at.elapsed() < self.pause => Asking::TooSoon,
            _ => {
                *asked = Some(Asked { at: Instant::now(), attempt: begun + 1 });
                self.demand();
                Asking::New(begun + 1)
            }
        }
    }

    /// Joins the attempt that is being made, or asks for one: for requests that lack what it is to bring, and need
    /// nothing newer than that.
    pub(crate) fn join(&self) -> Asking {
        let Counts { begun, ended, .. } = *self.counts.borrow();
        if ended < begun { Asking::Joined(begun) } else { self.ask() }
    }

    /// Makes an attempt. Demands from before it begins are met by it.
    pub(crate) async fn make<T, E>(
        &self,
        attempt: impl Future<Output = Result<T, E>>,
        say: impl FnOnce(&E) -> String,
    ) -> Result<T, E> {
        pin!(self.wanted.notified()).enable();
        self.counts.send_modify(|counts| counts.begun += 1);
        let outcome = attempt.await;
        self.counts.send_modify(|counts| {
            counts.ended = counts.begun;
            counts.last_end = Some(Instant::now());
            counts.failure = outcome.as_ref().err().map(say);
        });
        outcome
    }

    /// The attempts so far.
    pub(crate) fn counts(&self) -> Counts {
        self.counts.borrow().clone()
    }

    /// Waits until the attempts so far are as wanted.
    pub(crate) async fn until(&self, wanted: impl FnMut(&Counts) -> bool) -> Counts {
        let mut counts = self.counts.subscribe();
        match counts.wait_for(wanted).await {
            Ok(counts) => counts.clone(),
            // The sender is ours and lives as long as we wait.
            Err(_) => self.counts(),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    async fn make(attempts: &Attempts, outcome: Result<(), &str>) {
        let _ = attempts.make(async { outcome }, |error| (*error).to_owned()).await;
    }

    #[tokio::test]
    async fn those_who_ask_together_get_one_attempt() {
        let attempts = Attempts::new(Duration::from_secs(3600));
        assert_eq!(attempts.ask(), Asking::New(1));
        assert_eq!(attempts.ask(), Asking::Joined(1));
        attempts.demanded().await;
        make(&attempts, Err("no")).await;
        assert_eq!(attempts.counts().failure.as_deref(), Some("no"));
        assert_eq!(attempts.ask(), Asking::TooSoon);
    }

    /// A demand of its own would cost a second attempt for nothing.
    #[tokio::test]
    async fn an_attempt_meets_the_demands_from_before_it() {
        let attempts = Attempts::new(Duration::ZERO);
        attempts.demand();
        make(&attempts, Ok(())).await;
        assert!(attempts.demanded().now_or_never().is_none());
    }

    #[tokio::test]
    async fn who_lacks_everything_joins_what_has_begun() {
        let attempts = Attempts::new(Duration::from_secs(3600));
        let joining = async {
            assert_eq!(attempts.join(), Asking::Joined(1));
            Ok::<_, &str>(())
        };
        attempts.make(joining, |_| String::new()).await.unwrap();
        assert_eq!(attempts.join(), Asking::New(2));
    }

    #[tokio::test]
    async fn an_attempt_that_is_dropped_keeps_nobody_waiting() {
        let attempts = Attempts::new(Duration::ZERO);
        let dropped = attempts.make(std::future::pending::<Result<(), &str>>(), |_| String::new()).now_or_never();
        assert!(dropped.is_none());
        assert_eq!(attempts.join(), Asking::Joined(1));
        make(&attempts, Ok(())).await;
        assert_eq!(attempts.until(|counts| counts.ended >= 1).await.ended, 2);
        assert_eq!(attempts.ask(), Asking::New(3));
    }

    #[tokio::test]
    async fn an_attempt_that_has_begun_is_no_answer() {
        let attempts = Attempts::new(Duration::ZERO);
        let asking = async {
            assert_eq!(attempts.ask(), Asking::New(2), "what it is about may have happened after the first looked");
            Ok::<_, &str>(())
        };
        attempts.make(asking, |_| String::new()).await.unwrap();
        attempts.demanded().await;
        assert_eq!(attempts.ask(), Asking::Joined(2));
        make(&attempts, Ok(())).await;
        assert_eq!(attempts.ask(), Asking::New(3));
    }
}
