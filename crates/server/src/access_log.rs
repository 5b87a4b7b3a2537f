//! What the log says of requests (OBS-01 … OBS-05).
//!
//! Whether a line is wanted depends on the status of the response: it is an event of level ERROR from 500, WARN from
//! 400, and INFO below. How it is written is for the subscriber to decide.

use std::net::IpAddr;
use std::time::Duration;

use http::{StatusCode, Version};
use rowgate_plan::LegacyTargetName;
use rowgate_request::RawRequest;

use crate::event::NOTICE;
use crate::failure::Failure;
use crate::forward::Cut;
use crate::raw::header;
use crate::trace_context::TraceContext;

/// The `tracing` target of requests and their responses.
pub const ACCESS: &str = "rowgate::access";

/// The `tracing` target of the statements that requests sent to the database (`log-query`).
pub const SQL: &str = "rowgate::sql";

/// Tells an event at the level of a status (OBS-03).
macro_rules! tell {
    ($status:expr, target: $target:expr, $($fields:tt)*) => {
        match $status.as_u16() {
            500.. => tracing::error!(target: $target, $($fields)*),
            400.. => tracing::warn!(target: $target, $($fields)*),
            _ => tracing::info!(target: $target, $($fields)*),
        }
    };
}

/// A request as it came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival<'a> {
    pub(crate) peer: Option<IpAddr>,
    pub(crate) version: Version,
    /// As the client sent it.
    pub(crate) target: &'a str,
    pub(crate) raw: &'a RawRequest,
    /// Its span, where the gateway makes one.
    pub(crate) trace: Option<TraceContext>,
}

impl Arrival<'_> {
    /// The trace it belongs to: ours, or else the caller's, for those who look for the caller's requests.
    fn trace_id(&self) -> Option<String> {
        self.trace.or_else(|| TraceContext::of(self.raw)).map(|trace| trace.trace_id())
    }

    fn span_id(&self) -> Option<String> {
        self.trace.map(|trace| trace.span_id())
    }
}

/// How a request was answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Response<'a> {
    pub(crate) role: Option<&'a str>,
    pub(crate) status: StatusCode,
    /// `Content-Length`.
    pub(crate) length: Option<&'a str>,
    pub(crate) failure: Option<&'a Failure>,
    pub(crate) duration: Duration,
}

/// Notes a request and its response.
pub(crate) fn log(arrival: Arrival<'_>, response: Response<'_>) {
    let Response { role, status, length, failure, duration } = response;
    let Arrival { peer, version, target, raw, .. } = arrival;
    tell!(
        status,
        target: ACCESS,
        client = peer.map(tracing::field::display),
        role,
        method = raw.method.as_str(),
        path = target,
        version = ?version,
        status = status.as_u16(),
        length = length.and_then(|length| length.parse::<u64>().ok()),
        referer = header(raw, "referer"),
        user_agent = header(raw, "user-agent"),
        duration.ms = duration.as_secs_f64() * 1000.0,
        error_code = failure.map(Failure::shown_code),
        trace_id = arrival.trace_id(),
        span_id = arrival.span_id(),
    );
}

/// Notes the statements of a request (OBS-05).
pub(crate) fn log_statements(arrival: Arrival<'_>, status: StatusCode, statements: &[String]) {
    for statement in statements {
        tell!(status, target: SQL, trace_id = arrival.trace_id(), span_id = arrival.span_id(), "{statement}");
    }
}

/// Notes a failure whose reason clients need not know, but the operator does (OBS-04): of one request, or of many.
pub(crate) fn log_failure(arrival: Option<Arrival<'_>>, status: StatusCode, json: &str) {
    let trace_id = arrival.and_then(|arrival| arrival.trace_id());
    let span_id = arrival.and_then(|arrival| arrival.span_id());
    tell!(status, target: "rowgate::failure", trace_id, span_id, "{json}");
}

/// Notes that a response ended in the middle of its body: nothing that was said of it before tells.
pub(crate) fn log_cut(cut: &Cut) {
    match cut {
        Cut::ByDatabase(error) => {
            let details = error.details().unwrap_or_default();
            tracing::error!(target: "rowgate::failure", "A response was cut in its body. {error} {details}");
        }
        Cut::ByDisk(_) => tracing::error!(target: "rowgate::failure", "A response was cut in its body: {cut}."),
        Cut::Stalled => tracing::warn!(target: "rowgate::failure", "A response was cut in its body: {cut}."),
        // As clients do.
        Cut::Left => tracing::debug!("A response was cut in its body: {cut}."),
    }
}

/// Notes embeds that are addressed by a name they no longer go by (OBS-24).
pub(crate) fn log_legacy_names(raw: &RawRequest, trace: Option<TraceContext>, names: &[LegacyTargetName]) {
    let event = "legacy_target_name";
    let trace_id = trace.or_else(|| TraceContext::of(raw)).map(|trace| trace.trace_id());
    let trace_id = trace_id.as_deref();
    tracing::warn!(
        target: NOTICE,
        event,
        trace_id,
        "WARNING: Embedded resource was referenced by relation name even though it has an alias. This is deprecated and \
         will stop working in a future release."
    );
    let separator = if raw.query.is_empty() { "" } else { "?" };
    tracing::warn!(
        target: NOTICE,
        event,
        trace_id,
        "Update filters, orders or limits that use {} in `{} {}{separator}{}`",
        renamings(names),
        raw.method,
        raw.path,
        raw.query,
    );
}

/// `` `films` to `all_films`, `awards` to `awards_2026` ``
pub(crate) fn renamings(names: &[LegacyTargetName]) -> String {
    let pairs: Vec<String> = names.iter().map(|it| format!("`{}` to `{}`", it.target, it.alias)).collect();
    pairs.join(", ")
}
