//! A worker's own view: how busy it is, and who is to move on.

use std::cell::{Cell, OnceCell};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use tokio::time::sleep;

use super::busy_poll::{InFlight, Notes, keep_awake};
use super::{COMFORTABLE, Roster};

/// How often a worker looks at its load.
const ROUND: Duration = Duration::from_millis(200);
/// Above this load, in thousandths, a worker looks for relief.
const FULL: u32 = 850;
/// How much less busy, in thousandths, another must be to give relief.
const RELIEF: u32 = 300;

thread_local! {
    static POST: OnceCell<Post> = const { OnceCell::new() };
    /// The worker that this thread is, counted from 1.
    static PLACE: Cell<usize> = const { Cell::new(0) };
}

/// Which worker this thread is, counted from 1; 0 is any other thread.
pub(crate) fn place() -> usize {
    PLACE.get()
}

/// Has the connection that calls it go on elsewhere, if it can, before work that takes long: while a thread parses many
/// megabytes, nothing else on it moves.
pub(crate) async fn make_way() {
    if with(Post::ask_for_way).unwrap_or_default() {
        tokio::task::yield_now().await;
    }
}

/// Runs a function on the post of this thread, if it is a worker's.
pub(super) fn with<T>(function: impl FnOnce(&Post) -> T) -> Option<T> {
    POST.with(|post| post.get().map(function))
}

/// Takes the post of a worker and keeps it. `busy_poll` is for how long it looks for more to do before it sleeps, if it
/// does.
pub(super) async fn attend(index: usize, roster: Roster, in_flight: InFlight, busy_poll: Option<Duration>) {
    PLACE.set(index + 1);
    POST.with(|post| {
        // A thread is one worker all its life.
        let _ = post.set(Post::new(index, roster, in_flight));
    });
    if let Some(time) = busy_poll {
        // Apart from this future, whose waker writes to a file.
        tokio::spawn(keep_awake(time));
    }
    let (mut since, mut worked) = (Instant::now(), cpu_time());
    loop {
        sleep(ROUND).await;
        let (now, work) = (Instant::now(), cpu_time());
        let load = thousandths(work.saturating_sub(worked), now - since);
        (since, worked) = (now, work);
        with(|post| post.begin_round(load));
    }
}

/// What a worker knows.
#[derive(Debug)]
pub(super) struct Post {
    index: usize,
    roster: Roster,
    /// Counts how often the worker has looked at its load.
    round: Cell<u32>,
    /// Connections that have done something in this round.
    active: Cell<u32>,
    /// How many of them are still to move on, and to whom.
    leaving: Cell<u32>,
    target: Cell<usize>,
    /// Whether a connection is being driven, and whether it has asked to go elsewhere.
    driving: Cell<bool>,
    way_asked: Cell<bool>,
    notes: Notes,
}

impl Post {
    fn new(index: usize, roster: Roster, in_flight: InFlight) -> Self {
        Self {
            index,
            roster,
            round: Cell::new(1),
            active: Cell::new(0),
            leaving: Cell::new(0),
            target: Cell::new(index),
            driving: Cell::new(false),
            way_asked: Cell::new(false),
            notes: Notes::new(in_flight),
        }
    }

    pub(super) fn roster(&self) -> &Roster {
        &self.roster
    }

    pub(super) fn notes(&self) -> &Notes {
        &self.notes
    }

    /// A connection begins to be driven; where it is to go instead, if it is. `seen` is the last round it was counted in.
    pub(super) fn begin(&self, seen: &mut u32) -> Option<usize> {
        if *seen != self.round.get() {
            *seen = self.round.get();
            self.active.set(self.active.get() + 1);
        }
        if let Some(left) = self.leaving.get().checked_sub(1) {
            self.leaving.set(left);
            return Some(self.target.get());
        }
        self.driving.set(true);
        None
    }

    /// A connection waits again; where it has asked to go, if it has.
    pub(super) fn end(&self) -> Option<usize> {
        self.driving.set(false);
        self.notes.drive();
        self.way_asked.take().then(|| self.roster.len() - 1)
    }

    /// Long work is done by the last worker, which is given connections only when all others are busy.
    fn ask_for_way(&self) -> bool {
        let asks = self.driving.get() && self.index + 1 < self.roster.len();
        self.way_asked.set(asks);
        asks
    }

    fn begin_round(&self, load: u32) {
        self.round.set(self.round.get().wrapping_add(1));
        let active = self.active.replace(0);
        self.roster[self.index].load.store(load, Ordering::Relaxed);
        let loads: Vec<u32> = self.roster.iter().map(|worker| worker.load.load(Ordering::Relaxed)).collect();
        let (leaving, target) = moves(self.index, &loads, active);
        self.leaving.set(leaving);
        self.target.set(target);
    }
}

/// How many of the `active` connections of a worker are to move on, and to whom.
///
/// All of them where one before it has time for them too; otherwise as many as level the difference to the least busy,
/// where that is a relief.
pub(super) fn moves(index: usize, loads: &[u32], active: u32) -> (u32, usize) {
    let load = loads[index];
    if let Some(earlier) = (0..index).find(|earlier| loads[*earlier] + load < COMFORTABLE) {
        return (u32::MAX, earlier);
    }
    let others = (0..loads.len()).filter(|other| *other != index);
    match others.min_by_key(|other| loads[*other]) {
        Some(other) if load > FULL && load - loads[other] > RELIEF => {
            (active * (load - loads[other]) / (2 * load), other)
        }
        _ => (0, index),
    }
}

/// The processor's time that this thread has had. Time it waited for a processor does not count: another thread would
/// wait too.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

fn thousandths(part: Duration, whole: Duration) -> u32 {
    let ratio = part.as_micros() * 1000 / whole.as_micros().max(1);
    u32::try_from(ratio).unwrap_or(1000).min(1000)
}
