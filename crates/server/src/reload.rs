//! When to load: on demand, again after a failure, and when the database turns out to have changed (SCC-05 … SCC-09).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, watch};
use tokio::time::{sleep, timeout};

use crate::event::Event;
use crate::load_error::LoadError;
use crate::loader::Loader;
use crate::snapshot::Snapshot;

/// The least time between two loads, so that demands which arrive together cost one or two (SCC-07).
const DEBOUNCE: Duration = Duration::from_millis(100);

/// The first of the delays between failed attempts, which double up to the last (POOL-06).
pub(crate) const FIRST_DELAY: Duration = Duration::from_secs(1);
pub(crate) const LONGEST_DELAY: Duration = Duration::from_secs(32);

/// The least time between two loads that failed requests ask for. A function or view that is broken for good must not
/// keep the gateway loading.
const OUTDATED_PAUSE: Duration = Duration::from_secs(10);

/// How long a request waits for a newer catalog before it is answered from the old one.
const PATIENCE: Duration = Duration::from_secs(2);

/// Decides when the loader loads.
#[derive(Debug)]
pub(crate) struct Reloads {
    pub(crate) loader: Arc<Loader>,
    catalog_wanted: Notify,
    config_wanted: Notify,
    attempts: watch::Sender<Attempts>,
    /// The load that failed requests asked for last.
    asked: Mutex<Option<Asked>>,
    /// Tells whoever waits for the database to return that it has.
    pub(crate) recovered: Notify,
}

/// The attempts to load the catalog so far. One is made at a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attempts {
    /// How many have begun.
    pub(crate) begun: u64,
    /// How many have ended.
    pub(crate) ended: u64,
    /// When the last one ended.
    last_end: Option<Instant>,
    /// Why the last one failed, if it did.
    pub(crate) failure: Option<String>,
}

/// A load that failed requests asked for.
#[derive(Clone, Copy, Debug)]
struct Asked {
    at: Instant,
    /// The number of the attempt that will do.
    attempt: u64,
}

impl Reloads {
    pub(crate) fn new(loader: Arc<Loader>) -> Self {
        Self {
            loader,
            catalog_wanted: Notify::new(),
            config_wanted: Notify::new(),
            attempts: watch::Sender::default(),
            asked: Mutex::default(),
            recovered: Notify::new(),
        }
    }

    /// Asks for a new catalog.
    pub(crate) fn request_catalog(&self) {
        self.catalog_wanted.notify_one();
    }

    /// Asks for the configuration to be read again.
    pub(crate) fn request_config(&self) {
        self.config_wanted.notify_one();
    }

    /// The attempts so far, and those to come.
    pub(crate) fn attempts(&self) -> watch::Receiver<Attempts> {
        self.attempts.subscribe()
    }

    /// Asks for a new catalog, and waits for the first attempt that begins after that.
    ///
    /// # Errors
    ///
    /// Says why the old catalog goes on serving.
    pub(crate) async fn reload_catalog(&self) -> Result<(), String> {
        let mut attempts = self.attempts();
        let next = attempts.borrow_and_update().begun + 1;
        self.request_catalog();
        // The sender is ours and lives as long as we wait.
        match attempts.wait_for(|attempts| attempts.ended >= next).await {
            Ok(attempts) => attempts.failure.clone().map_or(Ok(()), Err),
            Err(_) => Ok(()),
        }
    }

    /// Reads the configuration again whenever it is asked for. Never returns.
    pub(crate) async fn follow_config_requests(&self) {
        loop {
            self.config_wanted.notified().await;
            self.loader.reload_config().await;
            if !self.loader.is_loaded() {
                // The new configuration may be what the catalog needs.
                self.request_catalog();
            }
        }
    }

    /// Loads the catalog whenever it is asked for. Never returns.
    pub(crate) async fn follow_catalog_requests(&self) {
        loop {
            self.catalog_wanted.notified().await;
            self.load_until_it_works().await;
            sleep(DEBOUNCE).await;
        }
    }

    /// Tries with growing pauses, which a new demand cuts short (POOL-06).
    async fn load_until_it_works(&self) {
        let mut delay = FIRST_DELAY;
        while let Err(error) = self.attempt().await {
            let config = self.loader.config();
            let recovers = config.db_pool_automatic_recovery;
            // An old catalog is better than none: only without a database there is nothing to go on with.
            let may_go_on = recovers || self.loader.snapshot().catalog.is_some() && !error.is_of_connection();
            if self.loader.observer.gives_up(&error, may_go_on) || !recovers {
                return;
            }
            self.loader.observer.notice(&Event::LoadRetried { delay });
            let demand = async {
                sleep(DEBOUNCE).await;
                self.catalog_wanted.notified().await;
            };
            tokio::select! {
                () = sleep(delay) => {}
                () = demand => {}
            }
            delay = (delay * 2).min(LONGEST_DELAY);
        }
        self.recovered.notify_waiters();
    }

    async fn attempt(&self) -> Result<(), LoadError> {
        self.attempts.send_modify(|attempts| attempts.begun += 1);
        let outcome = self.loader.load_catalog().await;
        self.attempts.send_modify(|attempts| {
            attempts.ended += 1;
            attempts.last_end = Some(Instant::now());
            attempts.failure = outcome.as_ref().err().map(LoadError::line);
        });
        outcome
    }

    /// Notes that a request found no database, or no catalog: the next attempt need not wait for its time, for requests
    /// come when they are wanted.
    pub(crate) fn unavailable(&self) {
        let Attempts { begun, ended, last_end, .. } = *self.attempts.borrow();
        if begun == ended && last_end.is_some_and(|end| end.elapsed() >= FIRST_DELAY) {
            self.request_catalog();
        }
    }

    /// After a request found `seen` to be outdated: asks for a newer snapshot, waits a little for it, and returns it.
    /// `None` when there is none to be had, so that the request's first answer stands.
    pub(crate) async fn newer_than(&self, seen: &Snapshot, message: &str) -> Option<Arc<Snapshot>> {
        if let Some(newer) = self.newer(seen) {
            return Some(newer);
        }
        let wanted = self.ask_for_newer(message)?;
        let mut attempts = self.attempts();
        // Either way it is the snapshot that counts.
        let _ = timeout(PATIENCE, attempts.wait_for(|attempts| attempts.ended >= wanted)).await;
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

    /// The attempt to wait for: one that begins from now on, or the one that others have asked for already. `None`
    /// while it is too early for another.
    pub(crate) fn ask_for_newer(&self, message: &str) -> Option<u64> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let attempts = self.attempts.borrow().clone();
        if let Some(Asked { at, attempt }) = *asked {
            if attempts.ended < attempt {
                return Some(attempt);
            }
            if at.elapsed() < OUTDATED_PAUSE {
                return None;
            }
        }
        let attempt = attempts.begun + 1;
        *asked = Some(Asked { at: Instant::now(), attempt });
        self.loader.observer.notice(&Event::CatalogOutdated { message });
        self.request_catalog();
        Some(attempt)
    }
}
