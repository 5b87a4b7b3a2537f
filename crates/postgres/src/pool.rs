//! Connections that outlive their requests (POOL-02).

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use deadpool::Runtime;
use deadpool::managed::{
    Manager, Metrics, Object, Pool, PoolError, QueueMode, RecycleError, RecycleResult, TimeoutType, Timeouts, WeakPool,
};

use crate::cancel::stop;
use crate::connect::connect;
use crate::connection::{Connection, State};
use crate::conninfo::ConnInfo;
use crate::error::{ConnectError, DatabaseError};

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

/// Makes connections and decides whether they may be used again.
pub(crate) struct Connections {
    info: ConnInfo,
    max_lifetime: Duration,
    max_idle: Duration,
    prepared: AtomicBool,
    /// Counts flushes; connections of an earlier generation are not used again.
    generation: AtomicU64,
    timeouts: AtomicU64,
}

impl Manager for Connections {
    /// Boxed, because the pool moves it about a dozen times on the way out and in.
    type Type = Box<Connection>;
    type Error = ConnectError;

    async fn create(&self) -> Result<Box<Connection>, ConnectError> {
        // Taken before connecting: a flush meanwhile is for this connection too.
        let generation = self.generation.load(Ordering::SeqCst);
        let prepared = self.prepared.load(Ordering::SeqCst);
        tracing::debug!("A connection is being established");
        // Boxed, because every request carries room for it and few ever connect.
        let connected = Box::pin(connect(&self.info)).await?;
        let connection = Connection::new(connected, prepared, generation);
        tracing::debug!("Connection {} is available due to connection establishment", connection.process());
        Ok(Box::new(connection))
    }

    async fn recycle(&self, connection: &mut Box<Connection>, _: &Metrics) -> RecycleResult<ConnectError> {
        let now = Instant::now();
        let idle = now.duration_since(connection.idle_since);
        let usable = self.may_return(connection)
            && now.duration_since(connection.born) <= self.max_lifetime
            && idle <= self.max_idle
            && (idle < MOMENT || connection.is_quiet());
        connection.is_reused = true;
        if usable { Ok(()) } else { Err(RecycleError::message("the connection is not fit for use")) }
    }
}

impl Connections {
    /// Whether nothing but age speaks against using the connection again.
    fn may_return(&self, connection: &Connection) -> bool {
        connection.state() == State::Idle
            && connection.is_pristine()
            && connection.generation == self.generation.load(Ordering::SeqCst)
    }

    /// Whether the sweeper lets an idle connection be. The limit for idle ones is applied only when they are borrowed.
    fn may_stay(&self, connection: &Connection) -> bool {
        connection.born.elapsed().max(connection.idle_since.elapsed()) <= self.max_lifetime
    }
}

/// A pool of connections.
#[derive(Clone)]
pub(crate) struct ConnectionPool(Pool<Connections>);

impl ConnectionPool {
    /// An empty pool, and a task that sweeps it as long as it exists.
    pub(crate) fn new(info: ConnInfo, config: &PoolConfig) -> Self {
        let create = info.connect_timeout.is_none().then_some(config.acquisition_timeout);
        let connections = Connections {
            info,
            max_lifetime: config.max_lifetime,
            max_idle: config.max_idle,
            prepared: AtomicBool::new(config.prepared),
            generation: AtomicU64::new(0),
            timeouts: AtomicU64::new(0),
        };
        let pool = Pool::builder(connections)
            .max_size(config.size)
            .timeouts(Timeouts { wait: Some(config.acquisition_timeout), create, recycle: None })
            // The most recently used first: its statements are prepared, and those not needed grow old.
            .queue_mode(QueueMode::Lifo)
            .runtime(Runtime::Tokio1)
            .build()
            // Building fails only where timeouts are given and no runtime is.
            .expect("a pool with timeouts and a runtime");
        tokio::spawn(sweep(pool.weak()));
        Self(pool)
    }

    /// Borrows a connection, or makes one.
    pub(crate) async fn lease(&self) -> Result<Lease, DatabaseError> {
        let object = self.0.get().await.map_err(|error| self.explain(error))?;
        tracing::debug!("Connection {} is used", object.process());
        Ok(Lease { object: Some(object), pool: self.0.weak() })
    }

    pub(crate) fn status(&self) -> PoolStatus {
        let status = self.0.status();
        PoolStatus {
            established: status.size,
            available: status.available,
            waiting: status.waiting,
            max: status.max_size,
            timeouts: self.0.manager().timeouts.load(Ordering::Relaxed),
        }
    }

    /// Lets no connection made before this moment be used by a later request (POOL-10).
    pub(crate) fn flush(&self) {
        self.0.manager().generation.fetch_add(1, Ordering::SeqCst);
        self.close_idle();
    }

    /// Closes the connections that are idle now.
    pub(crate) fn close_idle(&self) {
        drop(self.0.retain(|_, _| false));
    }

    /// Sets whether connections made from now on prepare statements.
    pub(crate) fn set_prepared(&self, prepared: bool) {
        self.0.manager().prepared.store(prepared, Ordering::SeqCst);
    }

    fn explain(&self, error: PoolError<ConnectError>) -> DatabaseError {
        match error {
            PoolError::Backend(error) => DatabaseError::Connect(error),
            PoolError::Timeout(TimeoutType::Create) => DatabaseError::Connect(ConnectError::timed_out()),
            // The pool is never closed and has no hooks.
            PoolError::Timeout(_)
            | PoolError::Closed
            | PoolError::NoRuntimeSpecified
            | PoolError::PostCreateHook(_) => {
                self.0.manager().timeouts.fetch_add(1, Ordering::Relaxed);
                DatabaseError::PoolTimeout
            }
        }
    }
}

async fn sweep(pool: WeakPool<Connections>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let Some(pool) = pool.upgrade() else { return };
        let connections = pool.manager();
        drop(pool.retain(|connection, _| connections.may_stay(connection)));
    }
}

/// A borrowed connection.
///
/// Dropped, it goes back to the pool if it may; if it is in the middle of a transaction, what runs there is cancelled
/// and the connection is closed.
pub(crate) struct Lease {
    /// Always there until the lease is dropped.
    object: Option<Object<Connections>>,
    pool: WeakPool<Connections>,
}

impl Deref for Lease {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.object.as_ref().expect("taken only when dropped")
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Connection {
        self.object.as_mut().expect("taken only when dropped")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let (Some(mut object), Some(pool)) = (self.object.take(), self.pool.upgrade()) else { return };
        object.idle_since = Instant::now();
        if pool.manager().may_return(&object) {
            tracing::debug!("Connection {} is available due to session success", object.process());
            return;
        }
        tracing::debug!("Connection {} is terminated due to session failure or release", object.process());
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) if matches!(object.state(), State::Busy | State::Open) => {
                drop(runtime.spawn(abandon(object, pool)));
            }
            _ => drop(Object::take(object)),
        }
    }
}

/// Stops what runs on a connection that nobody waits for, and closes it.
///
/// Until then the connection keeps its place in the pool: so there are never more server processes at work than the pool has
/// places, however fast clients come and go.
async fn abandon(mut object: Object<Connections>, pool: Pool<Connections>) {
    stop(&pool.manager().info, &mut object).await;
    drop(Object::take(object));
}
