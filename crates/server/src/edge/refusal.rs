//! Why a request is turned away before anything looks at it.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use rowgate_core::ErrorCode;
use serde_json::json;

use super::Body;

/// Why a request is turned away before anything looks at it.
///
/// PostgREST has no such limits (its HTTP server only bounds the head), so the sentences are our own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// The target is longer than the limit, in bytes.
    #[error("The request target is longer than {0} bytes")]
    TargetTooLong(usize),
    /// The body is, or says it is, larger than the limit, in bytes.
    #[error("The request body is larger than {0} bytes")]
    BodyTooLarge(usize),
    /// The client stopped sending in the middle of the body.
    #[error("The request body did not arrive in time")]
    BodyTooSlow,
    /// The body is not framed as HTTP says, or ends early.
    #[error("The request body is incomplete or malformed")]
    BodyBroken,
    /// What was put aside of the body cannot be read again.
    #[error("The request body could not be kept")]
    BodyLost,
}

impl Refusal {
    /// The status that says so.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::TargetTooLong(_) => StatusCode::URI_TOO_LONG,
            Self::BodyTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::BodyBroken => StatusCode::BAD_REQUEST,
            Self::BodyLost => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The nearest of PostgREST's codes.
    pub(crate) const fn code(self) -> ErrorCode {
        match self {
            Self::TargetTooLong(_) => ErrorCode::InvalidQuery,
            Self::BodyTooLarge(_) | Self::BodyTooSlow | Self::BodyBroken => ErrorCode::InvalidBody,
            Self::BodyLost => ErrorCode::Internal,
        }
    }

    /// The refusal in PostgREST's envelope.
    pub(crate) fn into_response(self) -> Response<Body> {
        let envelope =
            json!({"code": self.code().as_str(), "details": null, "hint": null, "message": self.to_string()});
        let mut response = Response::new(Body::from(envelope.to_string()));
        *response.status_mut() = self.status();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
        response
    }
}
