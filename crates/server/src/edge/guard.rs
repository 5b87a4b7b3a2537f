//! A handler that panics fails its request, and nothing else.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use rowgate_core::ErrorCode;
use serde_json::json;

use super::Body;

/// Waits for an answer; where there is a panic instead, that is a 500.
///
/// Unwinding has dropped what the handler held, a connection of the pool in the middle of a transaction included; the
/// panic hook has said where it was.
///
/// It takes a reference, for a future that is handed on by value is copied, and this one is of several kilobytes.
pub(super) async fn guarded(mut handling: Pin<&mut impl Future<Output = Response<Body>>>) -> Response<Body> {
    let answer = poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| handling.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Some),
        Err(_) => Poll::Ready(None),
    });
    answer.await.unwrap_or_else(|| {
        tracing::error!("a request was given up because of a panic");
        internal_error()
    })
}

fn internal_error() -> Response<Body> {
    let code = ErrorCode::Internal.as_str();
    let envelope = json!({"code": code, "details": null, "hint": null, "message": "Something went wrong here"});
    let mut response = Response::new(Body::from(envelope.to_string()));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}
