//! The admin server (ADM-01 … ADM-06).
//!
//! For those who run the gateway: it asks nobody who they are, and does not tell methods apart.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::header::{CONTENT_TYPE, SERVER};
use http::{HeaderValue, Response, StatusCode};
use rowgate_config::Config;

use crate::catalog_json;
use crate::edge::{self, Body, Incoming};
use crate::listening::Listening;
use crate::reload::Reloads;
use crate::service::SERVER_NAME;

/// The admin server's side of the gateway.
#[derive(Debug)]
pub(crate) struct Admin {
    pub(crate) reloads: Arc<Reloads>,
    pub(crate) listening: Arc<Listening>,
    pub(crate) liveness: Arc<Liveness>,
}

/// Whether the API takes connections.
#[derive(Debug)]
pub(crate) struct Liveness {
    is_serving: AtomicBool,
    /// The file of its socket, if it has one: without the file nobody finds it.
    socket: Option<PathBuf>,
}

impl Liveness {
    /// Of an API that does not serve yet.
    pub(crate) fn of(config: &Config) -> Self {
        Self { is_serving: AtomicBool::new(false), socket: config.server_unix_socket.clone() }
    }

    /// Notes whether the API serves.
    pub(crate) fn set_serving(&self, is_serving: bool) {
        self.is_serving.store(is_serving, Ordering::SeqCst);
    }

    fn is_live(&self) -> bool {
        self.is_serving.load(Ordering::SeqCst) && self.socket.as_ref().is_none_or(|path| path.exists())
    }
}

impl edge::Handler for Admin {
    async fn handle(&self, incoming: Incoming) -> Response<Body> {
        let mut response = match incoming.raw.path.as_str() {
            "/live" => empty(self.live()),
            "/ready" => empty(self.ready().await),
            "/schema_cache" => Response::new(Body::from(self.schema_cache())),
            "/metrics" => self.metrics(),
            _ => empty(StatusCode::NOT_FOUND),
        };
        response.headers_mut().insert(SERVER, HeaderValue::from_static(SERVER_NAME));
        response
    }
}

impl Admin {
    fn live(&self) -> StatusCode {
        if self.liveness.is_live() { StatusCode::OK } else { StatusCode::INTERNAL_SERVER_ERROR }
    }

    /// ADM-02; not without the keys that `jwt-secret` leads to either.
    async fn ready(&self) -> StatusCode {
        let loader = &self.reloads.loader;
        if loader.is_loaded() && loader.has_keys() && self.has_database().await {
            self.live()
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }

    /// Whoever listens would know of a lost database; else it has to be asked.
    async fn has_database(&self) -> bool {
        let snapshot = self.reloads.loader.snapshot();
        if snapshot.settings.config.db_channel_enabled {
            return self.listening.is_on();
        }
        snapshot.database.ping().await.is_ok()
    }

    fn schema_cache(&self) -> String {
        self.reloads.loader.snapshot().catalog.as_deref().map(catalog_json::of).unwrap_or_default()
    }

    fn metrics(&self) -> Response<Body> {
        let loader = &self.reloads.loader;
        let snapshot = loader.snapshot();
        let text = loader.observer.metrics.text(snapshot.database.status(), snapshot.authenticator.cache_counts());
        let mut response = Response::new(Body::from(text));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        response
    }
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::default());
    *response.status_mut() = status;
    response
}
