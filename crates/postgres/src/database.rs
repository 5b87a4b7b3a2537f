//! Running transactions on a pool of connections.

use std::fmt;
use std::time::{Duration, Instant};

use rowgate_sql::Transaction;

use crate::collect::RowSink;
use crate::connection::{Effect, Failure, Opening};
use crate::conninfo::ConnInfo;
use crate::error::DatabaseError;
use crate::pool::{ConnectionPool, Lease, PoolConfig, PoolStatus};
use crate::row::{Delivery, ResultSet, Row};
use crate::tail::Tail;

/// A database: a pool of connections to it. Clones share the pool.
#[derive(Clone)]
pub struct Database {
    pool: ConnectionPool,
}

impl Database {
    /// A database that has yet to be connected to: connections are made as transactions need them.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime, where nobody would look after the pool.
    pub fn new(info: ConnInfo, config: &PoolConfig) -> Self {
        Self { pool: ConnectionPool::new(info, config) }
    }

    /// Runs a transaction and returns its rows, unless `check` objects to them.
    ///
    /// An objection rolls the transaction back if it is `checked`. Where it is not, `check` sees the rows after the
    /// end; that makes no difference to a transaction that only reads.
    ///
    /// A failure is final (AUT-40), with one exception: where the server had closed an idle connection, the transaction
    /// is run once more on another, provided that it cannot have run before or may only read.
    ///
    /// # Errors
    ///
    /// The error of `check`, or any [`DatabaseError`].
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped takes its connection with it: what runs there is cancelled and the connection closed, in
    /// the background. The transaction is rolled back unless its COMMIT was already on its way.
    pub async fn run<E>(&self, tx: &Transaction, check: impl Fn(&ResultSet) -> Result<(), E>) -> Result<ResultSet, E>
    where
        E: From<DatabaseError>,
    {
        self.run_timed(tx, check, &mut None).await
    }

    /// As [`Database::run`], with a note of how long it waited for a connection, in vain or not.
    ///
    /// # Errors
    ///
    /// As [`Database::run`].
    ///
    /// # Cancel safety
    ///
    /// As [`Database::run`].
    pub async fn run_timed<E>(
        &self,
        tx: &Transaction,
        check: impl Fn(&ResultSet) -> Result<(), E>,
        waited: &mut Option<Duration>,
    ) -> Result<ResultSet, E>
    where
        E: From<DatabaseError>,
    {
        let mut lease = self.timed_lease(waited).await?;
        let failure = match lease.run(tx, &check).await {
            Ok(checked) => return checked,
            Err(failure) => failure,
        };
        if !may_try_again(&lease, tx, &failure) {
            return Err(failure.error.into());
        }
        let mut lease = self.another(lease).await?;
        lease.run(tx, &check).await.unwrap_or_else(|failure| Err(failure.error.into()))
    }

    /// Runs a transaction, and returns before the last value of the main statement's only row has arrived where that is
    /// large. It is then to be taken from [`Delivery::tail`], and keeps the connection until it is.
    ///
    /// A transaction that may change something is waited for to its end, and so is a serializable one: no client may
    /// read what does not count in the end. For statements that give one row.
    ///
    /// A failure is as final as that of [`Database::run`].
    ///
    /// # Errors
    ///
    /// Any [`DatabaseError`].
    ///
    /// # Cancel safety
    ///
    /// As [`Database::run`].
    pub async fn open(&self, tx: &Transaction) -> Result<Delivery, DatabaseError> {
        self.open_timed(tx, &mut None).await
    }

    /// As [`Database::open`], with a note of how long it waited for a connection, in vain or not.
    ///
    /// # Errors
    ///
    /// As [`Database::open`].
    ///
    /// # Cancel safety
    ///
    /// As [`Database::open`].
    pub async fn open_timed(&self, tx: &Transaction, waited: &mut Option<Duration>) -> Result<Delivery, DatabaseError> {
        let mut lease = self.timed_lease(waited).await?;
        let mut opening = lease.open(tx).await;
        if let Err(failure) = &opening
            && may_try_again(&lease, tx, failure)
        {
            lease = self.another(lease).await?;
            opening = lease.open(tx).await;
        }
        match opening {
            Ok(Opening::Whole(results)) => Ok(results.into()),
            Ok(Opening::Partial(results, rest, length)) => {
                Ok(Delivery { results, tail: Some(Tail::new(lease, rest, length)) })
            }
            Err(failure) => Err(failure.error),
        }
    }

    /// Runs a transaction that only reads. The rows of its main statement go to `sink` one by one, as they arrive, and
    /// those of the statement after it are returned; `None` where the sink wanted no more, and the rest was cancelled.
    /// With a note of how long it waited for a connection, in vain or not.
    ///
    /// It is run again where [`Database::run`] would; the sink then begins anew.
    ///
    /// # Errors
    ///
    /// Any [`DatabaseError`]. What the sink has taken by then is no result.
    ///
    /// # Cancel safety
    ///
    /// As [`Database::run`].
    pub async fn collect_timed(
        &self,
        tx: &Transaction,
        sink: &mut dyn RowSink,
        waited: &mut Option<Duration>,
    ) -> Result<Option<Vec<Row>>, DatabaseError> {
        let mut lease = self.timed_lease(waited).await?;
        let failure = match lease.collect(tx, sink).await {
            Ok(after) => return Ok(after),
            Err(failure) => failure,
        };
        if !may_try_again(&lease, tx, &failure) {
            return Err(failure.error);
        }
        let mut lease = self.another(lease).await?;
        lease.collect(tx, sink).await.map_err(|failure| failure.error)
    }

    async fn timed_lease(&self, waited: &mut Option<Duration>) -> Result<Lease, DatabaseError> {
        let began = Instant::now();
        let lease = self.pool.lease().await;
        *waited = Some(began.elapsed());
        lease
    }

    /// Another connection instead of one that has died in the pool.
    async fn another(&self, lease: Lease) -> Result<Lease, DatabaseError> {
        drop(lease);
        // What befell one idle connection, a restart say, has probably befallen the others.
        self.pool.close_idle();
        self.pool.lease().await
    }

    /// Runs a transaction whose rows need no check.
    ///
    /// # Errors
    ///
    /// Any [`DatabaseError`].
    ///
    /// # Cancel safety
    ///
    /// As [`Database::run`].
    pub async fn fetch(&self, tx: &Transaction) -> Result<ResultSet, DatabaseError> {
        self.run(tx, |_| Ok(())).await
    }

    /// Whether the database answers, asked on a connection of the pool.
    ///
    /// # Errors
    ///
    /// Any [`DatabaseError`].
    pub async fn ping(&self) -> Result<(), DatabaseError> {
        self.fetch(&Transaction::ping()).await.map(drop)
    }

    /// The pool in numbers.
    pub fn status(&self) -> PoolStatus {
        self.pool.status()
    }

    /// Lets no connection made before this moment serve a later transaction: idle ones are closed now, the others when
    /// they are given back (POOL-10).
    pub fn flush(&self) {
        self.pool.flush();
    }

    /// Sets whether connections made from now on prepare statements (`db-prepared-statements`). Flush to make it so for
    /// all.
    pub fn set_prepared(&self, prepared: bool) {
        self.pool.set_prepared(prepared);
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("status", &self.status()).finish_non_exhaustive()
    }
}

/// Whether the failure only shows that the connection had died in the pool, and running the transaction again cannot
/// run it twice.
fn may_try_again(lease: &Lease, tx: &Transaction, failure: &Failure) -> bool {
    lease.is_reused
        && match failure.effect {
            Effect::None => true,
            Effect::Unknown => tx.read_only,
            Effect::Decided => false,
        }
}
