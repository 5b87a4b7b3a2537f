//! Who drives connections: the caller's runtime, or threads of our own.
//!
//! A thread of our own is a *worker*: it has a runtime for itself, and a connection stays with its worker, so that a
//! request is read, asked of the database and answered without a word to another thread. Waking a second thread costs
//! more than most requests are worth. So connections gather at the first worker that has time for them, and only where
//! one is short of time do some move on to the next: at low load one thread does all the work in larger helpings, at high
//! load all do.

mod busy_poll;
mod post;
mod resident;

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinError, JoinSet};

use resident::Resident;

pub(super) use busy_poll::InFlight;
pub(super) use post::{make_way, place};

/// Who drives connections. Dropped, it drops them all.
#[derive(Debug)]
pub(crate) struct Crew {
    kind: Kind,
    in_flight: InFlight,
}

#[derive(Debug)]
enum Kind {
    Guests(JoinSet<()>),
    Workers(Workers),
}

impl Crew {
    /// The runtime of the caller.
    pub(crate) fn of_runtime() -> Self {
        Self { kind: Kind::Guests(JoinSet::new()), in_flight: InFlight::default() }
    }

    /// So many threads of our own, the first of which looks for more to do for as long as `busy_poll` before it sleeps,
    /// where there is little to do. A single one never does: it would keep its clients and PostgreSQL from the only
    /// processor.
    ///
    /// # Errors
    ///
    /// If the system gives no thread, or no means to wait for sockets.
    pub(crate) fn of_threads(count: NonZeroUsize, busy_poll: Duration) -> io::Result<Self> {
        let in_flight = InFlight::default();
        Ok(Self { kind: Kind::Workers(Workers::start(count, busy_poll, &in_flight)?), in_flight })
    }

    /// For counting requests in.
    pub(super) fn in_flight(&self) -> InFlight {
        self.in_flight.clone()
    }

    /// Drives a connection to its end.
    pub(super) fn drive(&mut self, connection: impl Future<Output = ()> + Send + 'static) {
        match &mut self.kind {
            Kind::Guests(guests) => drop(guests.spawn(connection)),
            Kind::Workers(workers) => workers.take_in(connection),
        }
    }

    /// Waits until a connection has ended that is to be tidied up after.
    ///
    /// # Cancel safety
    ///
    /// Nothing is lost.
    pub(super) async fn tidied(&mut self) {
        match &mut self.kind {
            Kind::Guests(guests) if !guests.is_empty() => guests.join_next().await.into_iter().for_each(report),
            Kind::Guests(_) | Kind::Workers(_) => pending().await,
        }
    }

    /// Waits until all connections have ended. None can be driven any more.
    pub(super) async fn finished(&mut self) {
        match &mut self.kind {
            Kind::Guests(guests) => {
                while let Some(ended) = guests.join_next().await {
                    report(ended);
                }
            }
            Kind::Workers(workers) => workers.all_gone().await,
        }
    }
}

fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a connection ended with its task");
    }
}

/// Threads of our own.
#[derive(Debug)]
struct Workers {
    roster: Roster,
    /// Held by each connection; when all are gone, `gone` ends.
    presence: Option<mpsc::Sender<Infallible>>,
    gone: mpsc::Receiver<Infallible>,
    /// A thread ends with its sender, and with the thread its connections.
    _shifts: Vec<oneshot::Sender<Infallible>>,
}

/// All workers, in the order in which they are given connections.
type Roster = Arc<[Worker]>;

/// What others know of a worker.
#[derive(Debug)]
struct Worker {
    runtime: Handle,
    /// How much of its time it worked lately, in thousandths.
    load: AtomicU32,
}

impl Workers {
    fn start(count: NonZeroUsize, busy_poll: Duration, in_flight: &InFlight) -> io::Result<Self> {
        let runtimes = (0..count.get()).map(|_| Builder::new_current_thread().enable_all().build());
        let runtimes: Vec<_> = runtimes.collect::<io::Result<_>>()?;
        let worker = |runtime: &tokio::runtime::Runtime| Worker { runtime: runtime.handle().clone(), load: 0.into() };
        let roster: Roster = runtimes.iter().map(worker).collect();
        let mut shifts = Vec::with_capacity(count.get());
        for (index, runtime) in runtimes.into_iter().enumerate() {
            let (shift, end) = oneshot::channel::<Infallible>();
            let (roster, in_flight) = (Arc::clone(&roster), in_flight.clone());
            let busy_poll = Some(busy_poll).filter(|it| index == 0 && count.get() > 1 && !it.is_zero());
            thread::Builder::new().name(format!("worker-{index}")).spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        _ = end => {}
                        () = post::attend(index, roster, in_flight, busy_poll) => {}
                    }
                });
            })?;
            shifts.push(shift);
        }
        let (presence, gone) = mpsc::channel(1);
        Ok(Self { roster, presence: Some(presence), gone, _shifts: shifts })
    }

    fn take_in(&self, connection: impl Future<Output = ()> + Send + 'static) {
        // Nothing is driven after the end was waited for.
        let Some(presence) = self.presence.clone() else { return };
        let connection = async move {
            connection.await;
            drop(presence);
        };
        Resident::new(connection).settle(&self.roster, next(&self.roster));
    }

    async fn all_gone(&mut self) {
        self.presence = None;
        // Nothing is ever sent: this waits for the last sender to go.
        let _ = self.gone.recv().await;
    }
}

/// Below this load, in thousandths, a worker is given more connections.
const COMFORTABLE: u32 = 600;

/// The worker for the next connection.
fn next(roster: &[Worker]) -> usize {
    let load = |worker: &Worker| worker.load.load(Ordering::Relaxed);
    let comfortable = roster.iter().position(|worker| load(worker) < COMFORTABLE);
    comfortable.or_else(|| (0..roster.len()).min_by_key(|index| load(&roster[*index]))).unwrap_or_default()
}

#[cfg(test)]
mod tests;
