//! Hearing what the database notifies (POOL-03, SCC-05).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rowgate_postgres::{ConnectError, Listener};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::event::Event;
use crate::load_error::LoadError;
use crate::reload::{FIRST_DELAY, LONGEST_DELAY, Reloads};

/// Listens while `db-channel-enabled` says so.
#[derive(Debug)]
pub(crate) struct Listening {
    reloads: Arc<Reloads>,
    is_on: AtomicBool,
    /// Whether a first attempt to listen has been made, successful or not.
    tried: watch::Sender<bool>,
}

impl Listening {
    pub(crate) fn new(reloads: Arc<Reloads>) -> Self {
        Self { reloads, is_on: AtomicBool::new(false), tried: watch::Sender::new(false) }
    }

    /// Whether notifications are heard at the moment.
    pub(crate) fn is_on(&self) -> bool {
        self.is_on.load(Ordering::SeqCst)
    }

    /// Waits until a first attempt to listen has been made.
    pub(crate) async fn tried(&self) {
        let mut tried = self.tried.subscribe();
        // The sender is ours and lives as long as we wait.
        let _ = tried.wait_for(|tried| *tried).await;
    }

    /// Listens whenever the configuration says so. Never returns.
    pub(crate) async fn follow_config(&self) {
        let mut enabled = self.reloads.loader.channel_enabled();
        loop {
            let is_enabled = *enabled.borrow_and_update();
            tokio::select! {
                () = self.listen(), if is_enabled => {}
                changed = enabled.changed() => if changed.is_err() { return },
            }
            self.is_on.store(false, Ordering::SeqCst);
        }
    }

    /// Listens, with growing pauses after failures. Never returns.
    async fn listen(&self) {
        let mut delay = FIRST_DELAY;
        loop {
            let channel = self.reloads.loader.config().db_channel;
            let error = match self.connect(&channel).await {
                Ok(mut listener) => {
                    self.begin(&listener, &channel);
                    delay = FIRST_DELAY;
                    self.hear(&mut listener, &channel).await
                }
                Err(error) => error,
            };
            self.is_on.store(false, Ordering::SeqCst);
            let Reloads { loader, recovered, .. } = &*self.reloads;
            loader.observer.notice(&Event::ListeningFailed { error: &error, channel: &channel });
            self.tried.send_replace(true);
            if loader.observer.gives_up(&error, loader.config().db_pool_automatic_recovery) {
                // The end is near; there is nothing left to do but not to be in its way.
                return std::future::pending().await;
            }
            loader.observer.notice(&Event::ListeningRetried { delay });
            tokio::select! {
                () = sleep(delay) => {}
                () = recovered.notified() => {}
            }
            delay = (delay * 2).min(LONGEST_DELAY);
        }
    }

    async fn connect(&self, channel: &str) -> Result<Listener, LoadError> {
        let loader = &self.reloads.loader;
        let patience = loader.config().db_pool_acquisition_timeout;
        let connecting = timeout(patience, rowgate_postgres::listen(loader.info(), channel));
        Ok(connecting.await.unwrap_or_else(|_| Err(ConnectError::timed_out().into()))?)
    }

    fn begin(&self, listener: &Listener, channel: &str) {
        let (server, address) = (listener.server(), listener.address());
        self.reloads.loader.observer.notice(&Event::Listening { server, address, channel });
        if self.reloads.catalog.counts().begun > 0 {
            // What was notified since then has not been heard (POOL-07).
            self.reloads.catalog.demand();
        }
        self.is_on.store(true, Ordering::SeqCst);
        self.tried.send_replace(true);
    }

    /// Hears notifications until the connection ends, and says why it did.
    async fn hear(&self, listener: &mut Listener, channel: &str) -> LoadError {
        loop {
            match listener.next().await {
                Ok(payload) => self.heard(&payload, channel),
                Err(error) => return error.into(),
            }
        }
    }

    /// SCC-05: other payloads are ignored.
    fn heard(&self, payload: &str, channel: &str) {
        let observer = &self.reloads.loader.observer;
        match payload {
            "" | "reload schema" => {
                observer.notice(&Event::CatalogNotified { channel });
                self.reloads.catalog.demand();
            }
            "reload config" => {
                observer.notice(&Event::ConfigNotified { channel });
                self.reloads.demand_config();
            }
            _ => {}
        }
    }
}
