//! Looking for more to do instead of going to sleep, where there is little to do.
//!
//! With one request at a time, a thread sleeps twice for each: until PostgreSQL has answered, and until the client asks
//! again. Being woken takes longer than all of its work, and whoever wakes it pays for that too. So a worker goes on
//! looking at its sockets for a moment, where such moments have led to something lately. With more than a few requests
//! at a time there is always something to do, and others have better use for the processor.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use tokio::task::yield_now;

use super::post;

/// With more requests in flight than these, a worker sleeps when it has nothing to do.
const FEW: u32 = 2;

/// Keeps the worker of this thread from sleeping where that is likely to pay: for `time` at a time. Never resolves.
pub(super) async fn keep_awake(time: Duration) {
    let mut habit = Habit::default();
    loop {
        let (since, seen) = (Instant::now(), notes(Notes::driven));
        if habit.expects_more() && notes(Notes::few_in_flight) {
            while notes(Notes::driven) == seen && since.elapsed() < time {
                // The runtime looks at the sockets before it goes on here.
                yield_now().await;
            }
        }
        driven_since(seen).await;
        habit.note(since.elapsed() < time);
    }
}

/// Resolves when a connection has been driven since `seen`, or is driven while few requests are in flight.
async fn driven_since(seen: u32) {
    poll_fn(|cx| {
        let is_so = notes(|notes| notes.driven() != seen || notes.wait(cx.waker()));
        if is_so { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

fn notes<T: Default>(function: impl FnOnce(&Notes) -> T) -> T {
    post::with(|post| function(post.notes())).unwrap_or_default()
}

/// What a worker notes for [`keep_awake`].
#[derive(Debug)]
pub(super) struct Notes {
    in_flight: InFlight,
    /// How often a connection was driven.
    driven: Cell<u32>,
    /// Who waits for the next time.
    waiting: RefCell<Option<Waker>>,
}

impl Notes {
    pub(super) fn new(in_flight: InFlight) -> Self {
        Self { in_flight, driven: Cell::new(0), waiting: RefCell::new(None) }
    }

    /// A connection has been driven.
    pub(super) fn drive(&self) {
        self.driven.set(self.driven.get().wrapping_add(1));
        if self.few_in_flight() {
            self.waiting.take().into_iter().for_each(Waker::wake);
        }
    }

    fn driven(&self) -> u32 {
        self.driven.get()
    }

    fn few_in_flight(&self) -> bool {
        self.in_flight.0.load(Ordering::Relaxed) <= FEW
    }

    /// Has `waker` called the next time. Always false.
    fn wait(&self, waker: &Waker) -> bool {
        self.waiting.replace(Some(waker.clone()));
        false
    }
}

/// How many requests all workers together have read and not answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct InFlight(Arc<AtomicU32>);

impl InFlight {
    /// Counts a request for as long as the value lives.
    pub(crate) fn enter(&self) -> impl Sized + Send + use<> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Counted(Self(Arc::clone(&self.0)))
    }
}

struct Counted(InFlight);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How many pauses it takes into account, one after the other.
const MEMORY: u32 = 4;

/// Whether pauses have been short lately, each seen after those before it: a client that asks now and then makes a long
/// pause after each short one, in which PostgreSQL answers.
#[derive(Debug)]
struct Habit {
    /// The last pauses, a bit for each: set where it was short, the last one lowest.
    recent: usize,
    /// How sure it is, after each row of pauses, that a short one follows: from 0 to 3.
    short_next: [u8; 1 << MEMORY],
}

impl Default for Habit {
    /// Expects nothing.
    fn default() -> Self {
        Self { recent: 0, short_next: [1; 1 << MEMORY] }
    }
}

impl Habit {
    fn expects_more(&self) -> bool {
        self.short_next[self.recent] >= 2
    }

    fn note(&mut self, was_short: bool) {
        let sure = &mut self.short_next[self.recent];
        *sure = if was_short { (*sure + 1).min(3) } else { sure.saturating_sub(1) };
        self.recent = (self.recent << 1 | usize::from(was_short)) % self.short_next.len();
    }
}

#[cfg(test)]
mod tests {
    use std::task::Wake;

    use tokio::runtime::Handle;

    use super::super::Worker;
    use super::*;

    /// How many of the last 100 pauses were expected to be short, by whether they were.
    fn expected(pauses: impl Iterator<Item = bool>) -> (u32, u32) {
        let mut habit = Habit::default();
        let (mut rightly, mut wrongly) = (0, 0);
        for (number, is_short) in pauses.take(200).enumerate() {
            if number >= 100 && habit.expects_more() {
                *if is_short { &mut rightly } else { &mut wrongly } += 1;
            }
            habit.note(is_short);
        }
        (rightly, wrongly)
    }

    #[test]
    fn a_client_that_asks_again_and_again_is_waited_for() {
        assert_eq!(expected(std::iter::repeat(true)), (100, 0));
    }

    #[test]
    fn a_client_that_asks_now_and_then_is_not_waited_for_but_its_answer_is() {
        assert_eq!(expected([false, true].into_iter().cycle()), (50, 0));
        assert_eq!(expected([false, true, true].into_iter().cycle()).1, 0);
    }

    #[test]
    fn nothing_is_waited_for_that_takes_long() {
        assert_eq!(expected(std::iter::repeat(false)), (0, 0));
    }

    /// The worker of this thread, with what it notes about `in_flight`.
    async fn attend(in_flight: &InFlight, time: Duration) {
        let roster = [Worker { runtime: Handle::current(), load: 0.into() }].into();
        tokio::spawn(post::attend(0, roster, in_flight.clone(), Some(time)));
        settled().await;
    }

    /// Lets all others of this thread do what they can.
    async fn settled() {
        for _ in 0..9 {
            yield_now().await;
        }
    }

    async fn drive(times: u32) {
        for _ in 0..times {
            notes(Notes::drive);
            settled().await;
        }
    }

    fn sleeps() -> bool {
        post::with(|post| post.notes().waiting.borrow().is_some()).expect("a worker")
    }

    #[tokio::test]
    async fn a_worker_stays_awake_where_that_has_paid_until_it_has_much_to_do() {
        let in_flight = InFlight::default();
        attend(&in_flight, Duration::from_secs(3600)).await;
        assert!(sleeps(), "it has not paid yet");
        drive(9).await;
        assert!(!sleeps());
        let requests: Vec<_> = (0..=FEW).map(|_| in_flight.enter()).collect();
        drive(1).await;
        assert!(sleeps());
        drop(requests);
        drive(1).await;
        assert!(!sleeps());
    }

    #[tokio::test]
    async fn a_worker_sleeps_where_pauses_are_too_long() {
        attend(&InFlight::default(), Duration::ZERO).await;
        drive(9).await;
        assert!(sleeps());
    }

    /// Notes how often it was woken.
    #[derive(Default)]
    struct Woken(AtomicU32);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_worker_with_much_to_do_is_left_alone() {
        let in_flight = InFlight::default();
        let notes = Notes::new(in_flight.clone());
        let woken = Arc::new(Woken::default());
        let mut requests: Vec<_> = (0..=FEW).map(|_| in_flight.enter()).collect();
        let seen = notes.driven();
        assert!(!notes.wait(&Arc::clone(&woken).into()));
        notes.drive();
        assert_ne!(notes.driven(), seen);
        assert_eq!(woken.0.load(Ordering::Relaxed), 0);
        requests.pop();
        notes.drive();
        assert_eq!(woken.0.load(Ordering::Relaxed), 1);
        // Once is enough.
        notes.drive();
        assert_eq!(woken.0.load(Ordering::Relaxed), 1);
    }
}
