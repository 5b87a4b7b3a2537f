//! When to load: on demand, again after a failure, and when the database turns out to have changed (SCC-05 … SCC-09).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use crate::attempts::{Asking, Attempts, Counts};
use crate::event::Event;
use crate::key_refresh::KeyRefresh;
use crate::load_error::LoadError;
use crate::loader::Loader;
use crate::snapshot::Snapshot;

/// The least time between two loads, so that demands which arrive together cost one or two (SCC-07).
const DEBOUNCE: Duration = Duration::from_millis(100);

/// The first of the delays between failed attempts, which double up to the last (POOL-06).
pub(crate) const FIRST_DELAY: Duration = Duration::from_secs(1);
pub(crate) const LONGEST_DELAY: Duration = Duration::from_secs(32);

/// The least time between two loads that failed requests ask for. What is broken for good must not keep the gateway
/// loading.
const PAUSE: Duration = Duration::from_secs(10);

/// How long a request waits for what it needs to be read again, before its first answer has to do.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// Decides when the loader loads.
#[derive(Debug)]
pub(crate) struct Reloads {
    pub(crate) loader: Arc<Loader>,
    /// The loads of the catalog.
    pub(crate) catalog: Attempts,
    /// The reads of keys that are elsewhere.
    pub(crate) keys: KeyRefresh,
    config_wanted: Notify,
    /// Tells whoever waits for the database to return that it has.
    pub(crate) recovered: Notify,
}

impl Reloads {
    pub(crate) fn new(loader: Arc<Loader>) -> Self {
        Self {
            keys: KeyRefresh::new(Arc::clone(&loader)),
            loader,
            catalog: Attempts::new(PAUSE),
            config_wanted: Notify::new(),
            recovered: Notify::new(),
        }
    }

    /// Asks for the configuration to be read again.
    pub(crate) fn demand_config(&self) {
        self.config_wanted.notify_one();
    }

    /// Asks for a new catalog, and waits for the first attempt that begins after that.
    ///
    /// # Errors
    ///
    /// Says why the old catalog goes on serving.
    pub(crate) async fn reload_catalog(&self) -> Result<(), String> {
        let next = self.catalog.counts().begun + 1;
        self.catalog.demand();
        self.catalog.until(|counts| counts.ended >= next).await.failure.map_or(Ok(()), Err)
    }

    /// Reads the configuration again whenever it is asked for. Never returns.
    pub(crate) async fn follow_config_demands(&self) {
        loop {
            self.config_wanted.notified().await;
            self.loader.reload_config().await;
            self.keys.demand();
            if !self.loader.is_loaded() {
                // The new configuration may be what the catalog needs.
                self.catalog.demand();
            }
        }
    }

    /// Loads the catalog whenever it is asked for. Never returns.
    pub(crate) async fn follow_catalog_demands(&self) {
        loop {
            self.catalog.demanded().await;
            self.load_until_it_works().await;
            sleep(DEBOUNCE).await;
        }
    }

    /// Tries with growing pauses, which a new demand cuts short (POOL-06).
    async fn load_until_it_works(&self) {
        let mut delay = FIRST_DELAY;
        while let Err(error) = self.catalog.make(self.loader.load_catalog(), LoadError::line).await {
            let recovers = self.loader.config().db_pool_automatic_recovery;
            // An old catalog is better than none: only without a database there is nothing to go on with.
            let may_go_on = recovers || self.loader.snapshot().catalog.is_some() && !error.is_of_connection();
            if self.loader.observer.gives_up(&error, may_go_on) || !recovers {
                return;
            }
            self.loader.observer.notice(&Event::LoadRetried { delay });
            let demand = async {
                sleep(DEBOUNCE).await;
                self.catalog.demanded().await;
            };
            tokio::select! {
                () = sleep(delay) => {}
                () = demand => {}
            }
            delay = (delay * 2).min(LONGEST_DELAY);
        }
        self.recovered.notify_waiters();
    }

    /// Notes that a request found no database, or no catalog: the next attempt need not wait for its time, for requests
    /// come when they are wanted.
    pub(crate) fn unavailable(&self) {
        let Counts { begun, ended, last_end, .. } = self.catalog.counts();
        if begun == ended && last_end.is_some_and(|end| end.elapsed() >= FIRST_DELAY) {
            self.catalog.demand();
        }
    }

    /// After a request found the catalog of `seen` to be outdated: asks for a newer one, waits a little for it, and
    /// returns it. `None` when there is none to be had, so that the request's first answer stands.
    pub(crate) async fn newer_than(&self, seen: &Snapshot, message: &str) -> Option<Arc<Snapshot>> {
        if let Some(newer) = self.newer(seen) {
            return Some(newer);
        }
        let wanted = self.ask_for_newer(message)?;
        // Either way it is the snapshot that counts.
        let _ = timeout(PATIENCE, self.catalog.until(|counts| counts.ended >= wanted)).await;
        self.newer(seen)
    }

    fn newer(&self, seen: &Snapshot) -> Option<Arc<Snapshot>> {
        let current = self.loader.snapshot();
        let same = match (&current.catalog, &seen.catalog) {
            (Some(current), Some(seen)) => Arc::ptr_eq(current, seen),
            _ => true,
        };
        (!same).then_some(current)
    }

    /// The load to wait for. `None` while it is too early for another.
    pub(crate) fn ask_for_newer(&self, message: &str) -> Option<u64> {
        match self.catalog.ask() {
            Asking::New(attempt) => {
                self.loader.observer.notice(&Event::CatalogOutdated { message });
                Some(attempt)
            }
            Asking::Joined(attempt) => Some(attempt),
            Asking::TooSoon => None,
        }
    }
}
