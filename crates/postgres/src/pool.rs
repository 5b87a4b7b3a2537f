//! Connections that outlive their requests (POOL-02).

mod places;

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::cancel::stop;
use crate::connect::connect;
use crate::connection::{Connection, State};
use crate::conninfo::ConnInfo;
use crate::error::{ConnectError, DatabaseError};

use places::Places;

/// How long a connection may have been idle and still counts as in use: nobody looks whether the server has closed it.
const MOMENT: Duration = Duration::from_millis(1);

/// How often pooled connections that are too old are looked for (POOL-02).
const SWEEP: Duration = Duration::from_secs(1);

/// How many connections there may be, and for how long.
#[derive(Clone, Debug)]
pub struct PoolConfig {
    /// Connections at most (`db-pool`).
    pub size: usize,
    /// How long a request waits for a connection (`db-pool-acquisition-timeout`), and for a new one to be made where
    /// the connection string sets no `connect_timeout`.
    pub acquisition_timeout: Duration,
    /// How old a connection may be when it is borrowed (`db-pool-max-lifetime`).
    pub max_lifetime: Duration,
    /// How long it may have been idle when it is borrowed (`db-pool-max-idletime`).
    pub max_idle: Duration,
    /// Whether statements are prepared (`db-prepared-statements`). A pooler that gives each transaction another
    /// server connection cannot have them, unless it knows them itself, as PgBouncer does since 1.21 with its
    /// `max_prepared_statements`. Where it does not, a transaction fails with [`Fatal::TransactionPooler`] as soon as two
    /// connections have prepared the same statement; never does one run for another.
    ///
    /// [`Fatal::TransactionPooler`]: crate::Fatal::TransactionPooler
    pub prepared: bool,
}

/// The pool in numbers (ADM-12 to ADM-14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolStatus {
    /// Connections there are.
    pub established: usize,
    /// Those of them that are idle.
    pub available: usize,
    /// Requests that wait for one.
    pub waiting: usize,
    /// Connections there may be.
    pub max: usize,
    /// Requests that have given up waiting, so far.
    pub timeouts: u64,
}

/// A pool of connections. Clones share it.
///
/// Connections are waited for [more or less](Places) in the order of asking, and the one used last is lent first: its
/// statements are prepared, and those that are not needed grow old. Among them one is preferred whose socket the runtime of
/// the borrower already waits for.
#[derive(Clone)]
pub(crate) struct ConnectionPool(Arc<Shared>);

struct Shared {
    info: ConnInfo,
    size: usize,
    max_lifetime: Duration,
    max_idle: Duration,
    acquisition_timeout: Duration,
    /// How long making a connection may take, unless the connection string says so.
    connect_timeout: Option<Duration>,
    /// What connections there may still be, idle ones included: who has a place may take an idle connection or make one.
    places: Places<Place>,
    idle: Mutex<Vec<Idle>>,
    prepared: AtomicBool,
    /// Counts flushes; connections of an earlier generation are not used again.
    generation: AtomicU64,
    established: AtomicUsize,
    waiting: AtomicUsize,
    timeouts: AtomicU64,
}

/// A connection nobody uses. Boxed, because it is moved about on its way out and in.
type Idle = Box<Connection>;

impl ConnectionPool {
    /// An empty pool, and a task that sweeps it as long as it exists.
    pub(crate) fn new(info: ConnInfo, config: &PoolConfig) -> Self {
        let shared = Arc::new(Shared {
            size: config.size,
            max_lifetime: config.max_lifetime,
            max_idle: config.max_idle,
            acquisition_timeout: config.acquisition_timeout,
            connect_timeout: info.connect_timeout.is_none().then_some(config.acquisition_timeout),
            places: Places::new(config.size),
            idle: Mutex::default(),
            prepared: AtomicBool::new(config.prepared),
            generation: AtomicU64::new(0),
            established: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
            timeouts: AtomicU64::new(0),
            info,
        });
        tokio::spawn(sweep(Arc::downgrade(&shared)));
        Self(shared)
    }

    /// Borrows a connection, or makes one.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped gives its place back.
    pub(crate) async fn lease(&self) -> Result<Lease, DatabaseError> {
        let place = self.0.place().await?;
        let connection = match self.0.take_idle() {
            Some(connection) => connection,
            None => self.0.establish().await?,
        };
        tracing::debug!("Connection {} is used", connection.process());
        Ok(Lease { held: Some((connection, place)) })
    }

    pub(crate) fn status(&self) -> PoolStatus {
        PoolStatus {
            established: self.0.established.load(Ordering::Relaxed),
            available: self.0.idle().len(),
            waiting: self.0.waiting.load(Ordering::Relaxed),
            max: self.0.size,
            timeouts: self.0.timeouts.load(Ordering::Relaxed),
        }
    }

    /// Lets no connection made before this moment be used by a later request (POOL-10).
    pub(crate) fn flush(&self) {
        self.0.generation.fetch_add(1, Ordering::SeqCst);
        self.close_idle();
    }

    /// Closes the connections that are idle now.
    pub(crate) fn close_idle(&self) {
        self.0.close_idle(|_| true);
    }

    /// Sets whether connections made from now on prepare statements.
    pub(crate) fn set_prepared(&self, prepared: bool) {
        self.0.prepared.store(prepared, Ordering::SeqCst);
    }
}

impl Shared {
    /// Waits for a place, after most who asked before.
    async fn place(self: &Arc<Self>) -> Result<Place, DatabaseError> {
        let Err(called) = self.places.take(Handle::current().id()) else { return Ok(Place::of(self)) };
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waits = Waits(self);
        // Nobody is forgotten while they wait.
        if let Ok(Ok(place)) = timeout(self.acquisition_timeout, called).await {
            return Ok(place);
        }
        self.timeouts.fetch_add(1, Ordering::Relaxed);
        Err(DatabaseError::PoolTimeout)
    }

    /// An idle connection that is fit for use. Those found not to be are closed.
    fn take_idle(&self) -> Option<Box<Connection>> {
        let here = Handle::current().id();
        loop {
            let mut connection = {
                let mut idle = self.idle();
                let at_home = idle.iter().rposition(|connection| connection.home == here);
                match at_home {
                    Some(index) => idle.remove(index),
                    None => idle.pop()?,
                }
            };
            if self.is_fit(&connection) {
                connection.is_reused = true;
                connection.move_to(here);
                return Some(connection);
            }
            self.close(connection);
        }
    }

    async fn establish(&self) -> Result<Box<Connection>, DatabaseError> {
        // Taken before connecting: a flush meanwhile is for this connection too.
        let generation = self.generation.load(Ordering::SeqCst);
        let prepared = self.prepared.load(Ordering::SeqCst);
        tracing::debug!("A connection is being established");
        // Boxed, because every request carries room for it and few ever connect.
        let connecting = Box::pin(connect(&self.info));
        let connected = match self.connect_timeout {
            None => connecting.await,
            Some(limit) => timeout(limit, connecting).await.unwrap_or_else(|_| Err(ConnectError::timed_out())),
        };
        let connection = Connection::new(connected.map_err(DatabaseError::Connect)?, prepared, generation);
        self.established.fetch_add(1, Ordering::Relaxed);
        tracing::debug!("Connection {} is available due to connection establishment", connection.process());
        Ok(Box::new(connection))
    }

    /// Whether a connection that has been idle may be used.
    fn is_fit(&self, connection: &Connection) -> bool {
        let now = Instant::now();
        let idle = now.duration_since(connection.idle_since);
        self.may_return(connection)
            && now.duration_since(connection.born) <= self.max_lifetime
            && idle <= self.max_idle
            && (idle < MOMENT || connection.is_quiet())
    }

    /// Whether nothing but age speaks against using the connection again.
    fn may_return(&self, connection: &Connection) -> bool {
        connection.state() == State::Idle
            && connection.is_pristine()
            && connection.generation == self.generation.load(Ordering::SeqCst)
    }

    /// Whether an idle connection has outlived its time. The limit for idle ones is applied only when they are borrowed.
    fn is_too_old(&self, connection: &Connection) -> bool {
        connection.born.elapsed().max(connection.idle_since.elapsed()) > self.max_lifetime
    }

    fn close_idle(&self, which: impl Fn(&Connection) -> bool) {
        let closed: Vec<_> = self.idle().extract_if(.., |connection| which(connection)).collect();
        for connection in closed {
            self.close(connection);
        }
    }

    fn close(&self, connection: Box<Connection>) {
        self.established.fetch_sub(1, Ordering::Relaxed);
        drop(connection);
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        // Nobody panics while holding it; and if so, whole connections are in it all the same.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn sweep(pool: Weak<Shared>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let Some(pool) = pool.upgrade() else { return };
        pool.close_idle(|connection| pool.is_too_old(connection));
    }
}

/// One who waits.
struct Waits<'a>(&'a Shared);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The right to one connection of this pool, which is always there until the place is dropped.
struct Place(Option<Arc<Shared>>);

impl Place {
    fn of(pool: &Arc<Shared>) -> Self {
        Self(Some(Arc::clone(pool)))
    }

    fn pool(&self) -> &Arc<Shared> {
        self.0.as_ref().expect("taken only when dropped")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(mut pool) = self.0.take() else { return };
        let home = Handle::try_current().ok().map(|runtime| runtime.id());
        while let Some(next) = pool.places.give_back(home) {
            let Err(mut refused) = next.send(Self(Some(pool))) else { return };
            let Some(again) = refused.0.take() else { return };
            pool = again;
        }
    }
}

/// A borrowed connection.
///
/// Dropped, it goes back to the pool if it may; if it is in the middle of a transaction, what runs there is cancelled
/// and the connection is closed.
pub(crate) struct Lease {
    /// Always there until the lease is dropped.
    held: Option<(Box<Connection>, Place)>,
}

impl Deref for Lease {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.held.as_ref().expect("taken only when dropped").0
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.held.as_mut().expect("taken only when dropped").0
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some((mut connection, place)) = self.held.take() else { return };
        let pool = place.pool();
        connection.idle_since = Instant::now();
        if pool.may_return(&connection) {
            tracing::debug!("Connection {} is available due to session success", connection.process());
            // Before the place is: who gets that looks here first.
            pool.idle().push(connection);
            return;
        }
        tracing::debug!("Connection {} is terminated due to session failure or release", connection.process());
        match Handle::try_current() {
            Ok(runtime) if matches!(connection.state(), State::Busy | State::Open) => {
                drop(runtime.spawn(abandon(connection, place)));
            }
            _ => pool.close(connection),
        }
    }
}

/// Stops what runs on a connection that nobody waits for, and closes it.
///
/// Until then the connection keeps its place in the pool: so there are never more server processes at work than the pool has
/// places, however fast clients come and go.
async fn abandon(mut connection: Box<Connection>, place: Place) {
    stop(&place.pool().info, &mut connection).await;
    place.pool().close(connection);
}

#[cfg(test)]
mod tests;
