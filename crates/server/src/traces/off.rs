//! Traces in a build without them: types without a value, so that the compiler leaves out what would make one.

use std::convert::Infallible;
use std::future::Ready;

use http::StatusCode;

use super::TracesError;
use crate::access_log::Arrival;
use crate::answer::Answer;
use crate::trace_context::TraceContext;

/// Makes spans of requests. Nobody has one in a build without the feature `otlp`.
#[derive(Clone, Debug)]
pub struct Traces(Infallible);

impl Traces {
    /// None, whatever the environment says.
    ///
    /// # Errors
    ///
    /// Never; with the feature, for an environment that cannot be followed.
    pub fn of_process() -> Result<Option<Self>, TracesError> {
        Ok(None)
    }

    /// Sends what has not been sent.
    pub fn shutdown(self) -> Ready<()> {
        match self.0 {}
    }

    pub(crate) fn begin(&self, _: &Arrival<'_>) -> RequestSpan {
        match self.0 {}
    }
}

/// The span of a request in progress.
#[derive(Debug)]
pub(crate) struct RequestSpan(Infallible);

impl RequestSpan {
    pub(crate) fn context(&self) -> Option<TraceContext> {
        match self.0 {}
    }

    pub(crate) fn end(self, _: &Answer) {
        match self.0 {}
    }

    pub(crate) fn refuse(self, _: StatusCode) {
        match self.0 {}
    }
}
