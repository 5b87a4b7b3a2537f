//! What answers requests.

use http::Response;

use super::{Body, Incoming, Refusal};

/// What answers requests.
pub(crate) trait Handler: Send + Sync + 'static {
    /// Answers one request.
    ///
    /// # Cancel safety
    ///
    /// The future is dropped when the client goes away before the answer, and when draining takes too long.
    fn handle(&self, request: Incoming) -> impl Future<Output = Response<Body>> + Send;

    /// Words the answer to a request whose body will not be read; that of `request` is empty.
    ///
    /// The edge itself sees to it that the connection ends after it.
    fn refuse(&self, _request: &Incoming, refusal: Refusal) -> Response<Body> {
        refusal.into_response()
    }
}
