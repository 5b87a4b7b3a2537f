//! Spans of requests for an OpenTelemetry collector, with the feature `otlp`.
//!
//! A request's span is begun before anything else, so that its id can be handed on, and everything in it is filled in
//! at the end, from the [`Journal`](crate::journal::Journal): a request that is not sampled costs two random numbers.
//! Finished spans wait in a bounded queue for a thread of the SDK; where the collector does not keep up they are dropped,
//! and no request waits.

#[cfg(feature = "otlp")]
mod collector;
#[cfg(not(feature = "otlp"))]
mod off;
#[cfg(feature = "otlp")]
mod on;
#[cfg(feature = "otlp")]
mod request_span;

#[cfg(not(feature = "otlp"))]
pub(crate) use off::RequestSpan;
#[cfg(not(feature = "otlp"))]
pub use off::Traces;
#[cfg(feature = "otlp")]
pub use on::Traces;
#[cfg(feature = "otlp")]
pub(crate) use request_span::RequestSpan;

/// Why traces cannot be made as the environment asks for them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("traces: {0}")]
pub struct TracesError(pub(crate) String);
