//! What answers requests.

use std::sync::Arc;

use http::Response;

use super::{Body, Incoming, Refusal};
use crate::spool::Spool;

/// What answers requests.
pub(crate) trait Handler: Send + Sync + 'static {
    /// Answers one request.
    ///
    /// # Cancel safety
    ///
    /// The future is dropped when the client goes away before the answer, and when draining takes too long.
    fn handle(&self, request: Incoming) -> impl Future<Output = Response<Body>> + Send;

    /// What `request` is answered whatever its body, which turns out to be large and has not been read yet; `None` where
    /// that has to be read.
    ///
    /// The edge itself sees to it that the connection ends after it.
    fn turn_away(&self, _request: &Incoming) -> impl Future<Output = Option<Response<Body>>> + Send {
        async { None }
    }

    /// Where the body of `request` may be stored if it turns out to be large; `None` where it must be in memory. It has
    /// not been read yet.
    fn spool(&self, _request: &Incoming) -> Option<&Arc<Spool>> {
        None
    }

    /// Words the answer to a request whose body will not be read; that of `request` is empty.
    ///
    /// The edge itself sees to it that the connection ends after it.
    fn refuse(&self, _request: &Incoming, refusal: Refusal) -> Response<Body> {
        refusal.into_response()
    }
}
