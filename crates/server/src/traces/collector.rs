//! The way to the collector: HTTP without TLS, as to a collector on the same machine or in the same cluster.

use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::hyper::HyperClient;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use tokio::runtime::Handle;

/// Sends to the collector on the process's own runtime: the SDK calls from a thread that has none.
#[derive(Debug)]
pub(super) struct Collector {
    client: HyperClient,
    runtime: Handle,
}

impl Collector {
    /// A collector that answers within a time, or is not waited for.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime.
    pub(super) fn new(patience: Duration) -> Self {
        Self { client: HyperClient::with_default_connector(patience, None), runtime: Handle::current() }
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        self.runtime.spawn(async move { client.send_bytes(request).await }).await?
    }
}
