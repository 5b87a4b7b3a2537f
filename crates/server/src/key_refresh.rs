//! Keeping up with keys that are elsewhere.
//!
//! They are read at the start, then at intervals, and when a token comes that none of them fits: a key server signs
//! with a new key as soon as it has one. Tokens that fit nothing cost one read in a while, however many come. What
//! cannot be read leaves the keys there are.

use std::sync::Arc;
use std::time::Duration;

use rowgate_config::ConfigError;
use tokio::time::{sleep, timeout};

use crate::attempts::{Asking, Attempts};
use crate::event::Event;
use crate::key_address::KeyAddress;
use crate::key_fetch::{FetchError, fetch};
use crate::loader::Loader;
use crate::reload::{FIRST_DELAY, LONGEST_DELAY, PATIENCE};
use crate::snapshot::Snapshot;
use crate::wiring::SettingError;

/// The least time between two reads on behalf of tokens that fit no key.
const PAUSE: Duration = Duration::from_secs(10);

/// The least time for which a server may say that its keys hold. Many say 0 of everything.
const SHORTEST_FRESHNESS: Duration = Duration::from_secs(60);

/// Why keys cannot be read again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    /// The URL does not give any.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The file does not.
    #[error(transparent)]
    File(#[from] ConfigError),
    /// What is in the file is no secret.
    #[error(transparent)]
    Secret(#[from] SettingError),
}

/// Reads keys again and again.
#[derive(Debug)]
pub(crate) struct KeyRefresh {
    loader: Arc<Loader>,
    attempts: Attempts,
}

impl KeyRefresh {
    pub(crate) fn new(loader: Arc<Loader>) -> Self {
        Self { loader, attempts: Attempts::new(PAUSE) }
    }

    /// Demands that keys which are elsewhere are read again.
    pub(crate) fn demand(&self) {
        self.attempts.demand();
    }

    /// Waits until there are keys, unless there are to be none.
    pub(crate) async fn known(&self) {
        let mut address = self.loader.key_address();
        while !self.loader.has_keys() {
            tokio::select! {
                _ = self.attempts.until(|_| self.loader.has_keys()) => {}
                changed = address.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Reads keys whenever the configuration says that they are elsewhere. Never returns.
    pub(crate) async fn follow_config(&self) {
        let mut address = self.loader.key_address();
        loop {
            let current = address.borrow_and_update().clone();
            let refresh = async {
                match &current {
                    Some(current) => self.refresh(current).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = refresh => {}
                changed = address.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Reads keys from one address. Never returns.
    async fn refresh(&self, address: &KeyAddress) {
        if let KeyAddress::Web(web) = address
            && web.is_exposed()
        {
            self.loader.observer.notice(&Event::KeysExposed { address });
        }
        let mut delay = FIRST_DELAY;
        loop {
            let outcome = self.attempts.make(self.read(address), KeysError::to_string).await;
            self.loader.observer.metrics.count_key_read(outcome.is_ok());
            let pause = match outcome {
                Ok(freshness) => {
                    delay = FIRST_DELAY;
                    pause(self.loader.config().jwt_keys_refresh_interval, freshness)
                }
                Err(error) => {
                    self.loader.observer.notice(&Event::KeysFailed { address, error: &error, delay });
                    let pause = delay;
                    delay = (delay * 2).min(LONGEST_DELAY);
                    Some(pause)
                }
            };
            tokio::select! {
                () = sleep(pause.unwrap_or_default()), if pause.is_some() => {}
                () = self.attempts.demanded() => {}
            }
        }
    }

    /// Returns for how long the keys hold, if that is known.
    async fn read(&self, address: &KeyAddress) -> Result<Option<Duration>, KeysError> {
        match address {
            KeyAddress::File(_) => self.loader.read_secret_again().await.map(|()| None),
            KeyAddress::Web(web) => {
                let fetched = fetch(web).await?;
                let freshness = fetched.freshness;
                self.loader.adopt_keys(fetched);
                Ok(freshness)
            }
        }
    }

    /// After a token fitted none of the keys of `seen`: has them read again, waits a little for that, and returns a
    /// snapshot with other keys. `None` when there are none.
    pub(crate) async fn newer_than(&self, seen: &Snapshot) -> Option<Arc<Snapshot>> {
        self.other_after(seen, Attempts::ask).await
    }

    /// After a token came before the keys: waits a little for these, and returns a snapshot with keys. `None` when there
    /// are none.
    pub(crate) async fn first_after(&self, seen: &Snapshot) -> Option<Arc<Snapshot>> {
        self.other_after(seen, Attempts::join).await
    }

    async fn other_after(&self, seen: &Snapshot, ask: impl FnOnce(&Attempts) -> Asking) -> Option<Arc<Snapshot>> {
        if self.loader.key_address().borrow().is_none() {
            return None;
        }
        if let Some(other) = self.other(seen) {
            return Some(other);
        }
        if let Asking::New(wanted) | Asking::Joined(wanted) = ask(&self.attempts) {
            // Either way it is the snapshot that counts.
            let _ = timeout(PATIENCE, self.attempts.until(|attempts| attempts.ended >= wanted)).await;
        }
        self.other(seen)
    }

    fn other(&self, seen: &Snapshot) -> Option<Arc<Snapshot>> {
        let current = self.loader.snapshot();
        (!Arc::ptr_eq(&current.authenticator, &seen.authenticator)).then_some(current)
    }
}

/// When to read again what was read. A server can shorten the interval, within reason, but not lengthen it: the interval
/// is for how long the operator bears with a key that has been withdrawn.
fn pause(interval: Duration, freshness: Option<Duration>) -> Option<Duration> {
    let is_wanted = !interval.is_zero();
    is_wanted.then(|| freshness.map_or(interval, |freshness| interval.min(freshness.max(SHORTEST_FRESHNESS))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_shortens_the_interval_within_reason() {
        let pause = |interval, freshness: Option<u64>| {
            super::pause(Duration::from_secs(interval), freshness.map(Duration::from_secs)).map(|it| it.as_secs())
        };
        assert_eq!(pause(300, None), Some(300));
        assert_eq!(pause(300, Some(120)), Some(120));
        assert_eq!(pause(300, Some(0)), Some(60));
        assert_eq!(pause(300, Some(20_000)), Some(300));
        assert_eq!(pause(30, Some(0)), Some(30));
        assert_eq!(pause(0, Some(120)), None);
    }
}
