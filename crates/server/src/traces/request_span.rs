//! The span of a request, and those of its phases below it.
//!
//! Names and attributes are those of OpenTelemetry's semantic conventions for HTTP servers and database clients. The
//! values in a request are not among them: the query string stays out, and statements have `$n` in the place of values.

use std::borrow::Cow;
use std::time::{Duration, Instant, SystemTime};

use http::{StatusCode, Version};
use opentelemetry::trace::{
    Span as _, SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags, TraceId, TraceState,
    Tracer,
};
use opentelemetry::{Array, Context, KeyValue, StringValue, Value};
use opentelemetry_sdk::trace::{SdkTracer, Span};
use rowgate_request::RawRequest;

use crate::access_log::Arrival;
use crate::answer::Answer;
use crate::failure::Failure;
use crate::journal::{Journal, Phase};
use crate::raw::header;
use crate::trace_context::TraceContext;

/// Methods that may be part of a name. Clients can make up others.
const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];

/// The span of a request in progress. Dropped before its end, it says that the client did not wait.
#[derive(Debug)]
pub(crate) struct RequestSpan {
    tracer: SdkTracer,
    span: Span,
    method: &'static str,
    /// The route of a path whose names the catalog was not asked about.
    template: &'static str,
    /// The same moment by two clocks.
    began: (Instant, SystemTime),
    has_ended: bool,
}

impl RequestSpan {
    pub(super) fn begin(tracer: SdkTracer, arrival: &Arrival<'_>) -> Self {
        let began = (Instant::now(), SystemTime::now());
        let raw = arrival.raw;
        let method = METHODS.into_iter().find(|known| raw.method == *known).unwrap_or("HTTP");
        let builder = SpanBuilder::from_name(method).with_kind(SpanKind::Server).with_start_time(began.1);
        let mut span = tracer.build_with_context(builder, &parent(raw));
        if span.is_recording() {
            span.set_attributes(attributes_of_request(arrival));
        }
        Self { tracer, span, method, template: template(&raw.path), began, has_ended: false }
    }

    /// Where it stands, for those that come after it. Nowhere, once the SDK has been shut down.
    pub(crate) fn context(&self) -> Option<TraceContext> {
        let context = self.span.span_context();
        context.is_valid().then(|| TraceContext {
            trace_id: u128::from_be_bytes(context.trace_id().to_bytes()),
            span_id: u64::from_be_bytes(context.span_id().to_bytes()),
            sampled: context.is_sampled(),
        })
    }

    /// Ends it with the answer to its request.
    pub(crate) fn end(mut self, answer: &Answer) {
        if self.span.is_recording() {
            let Answer { reply, role, failure, journal, .. } = answer;
            self.add_phases(journal, failure.as_ref());
            let role = role.iter().map(|role| StringValue::from(role.to_string())).collect::<Vec<_>>();
            if !role.is_empty() {
                self.span.set_attribute(KeyValue::new("user.roles", Value::Array(Array::String(role))));
            }
            if let Some(length) = reply.length().and_then(|length| length.parse::<i64>().ok()) {
                self.span.set_attribute(KeyValue::new("http.response.body.size", length));
            }
            let route = journal.route.clone().map_or(Cow::Borrowed(self.template), Cow::Owned);
            self.finish(route, reply.status, failure.as_ref().map(Failure::shown_code));
        }
        self.has_ended = true;
    }

    /// Ends that of a request that was not read to its end.
    pub(crate) fn refuse(mut self, status: StatusCode) {
        self.finish(Cow::Borrowed(self.template), status, None);
        self.has_ended = true;
    }

    fn finish(&mut self, route: Cow<'static, str>, status: StatusCode, code: Option<String>) {
        self.span.update_name(format!("{} {route}", self.method));
        self.span.set_attribute(KeyValue::new("http.route", route));
        self.span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status.as_u16())));
        // What clients do wrong is no error of the server.
        if status.is_server_error() {
            let kind = code.unwrap_or_else(|| status.as_str().to_owned());
            self.span.set_attribute(KeyValue::new("error.type", kind));
            self.span.set_status(Status::error(""));
        }
        self.span.end_with_timestamp(self.at(Instant::now()));
    }

    /// Makes spans of the phases, each of which begins where the one before it ended.
    fn add_phases(&self, journal: &Journal, failure: Option<&Failure>) {
        let parent = Context::new().with_remote_span_context(self.span.span_context().clone());
        let all: Duration = journal.phases().iter().map(|(_, took)| *took).sum();
        let mut began = journal.ended.checked_sub(all).unwrap_or(journal.ended);
        for (place, (phase, took)) in journal.phases().iter().enumerate() {
            let is_last = place + 1 == journal.phases().len();
            self.add_phase(&parent, journal, *phase, (began, *took), failure.filter(|_| is_last));
            began += *took;
        }
    }

    fn add_phase(
        &self,
        parent: &Context,
        journal: &Journal,
        phase: Phase,
        (began, took): (Instant, Duration),
        failure: Option<&Failure>,
    ) {
        let asks_database = phase == Phase::Transaction && journal.query.is_some();
        let kind = if asks_database { SpanKind::Client } else { SpanKind::Internal };
        let mut span = self.child(parent, phase.name(), kind, began);
        if asks_database {
            span.set_attribute(KeyValue::new("db.system.name", "postgresql"));
            span.set_attributes(journal.query.clone().map(|text| KeyValue::new("db.query.text", text)));
        }
        if let Some(failure) = failure {
            let code = failure.shown_code();
            if matches!(failure, Failure::Database { .. }) {
                span.set_attribute(KeyValue::new("db.response.status_code", code.clone()));
            }
            span.set_attribute(KeyValue::new("error.type", code));
            span.set_status(Status::error(""));
        }
        if let Some(wait) = journal.pool_wait.filter(|_| asks_database) {
            let below = Context::new().with_remote_span_context(span.span_context().clone());
            let mut pool = self.child(&below, "pool wait", SpanKind::Internal, began);
            pool.end_with_timestamp(self.at(began + wait));
        }
        span.end_with_timestamp(self.at(began + took));
    }

    fn child(&self, parent: &Context, name: &'static str, kind: SpanKind, began: Instant) -> Span {
        let builder = SpanBuilder::from_name(name).with_kind(kind).with_start_time(self.at(began));
        self.tracer.build_with_context(builder, parent)
    }

    /// The time of day at a moment of the request.
    fn at(&self, moment: Instant) -> SystemTime {
        let (instant, time) = self.began;
        time + moment.saturating_duration_since(instant)
    }
}

impl Drop for RequestSpan {
    fn drop(&mut self) {
        if !self.has_ended && self.span.is_recording() {
            self.span.set_attribute(KeyValue::new("error.type", "cancelled"));
            self.span.end_with_timestamp(self.at(Instant::now()));
        }
    }
}

/// The span that the request says it belongs to. What `tracestate` says is handed on as it came, if it is well-formed.
fn parent(raw: &RawRequest) -> Context {
    let Some(TraceContext { trace_id, span_id, sampled }) = TraceContext::of(raw) else { return Context::new() };
    let states = raw.headers.iter().filter(|(name, _)| name == "tracestate").map(|(_, value)| value.as_str());
    let state: TraceState = states.collect::<Vec<_>>().join(",").parse().unwrap_or_default();
    let flags = TraceFlags::default().with_sampled(sampled);
    let parent = SpanContext::new(TraceId::from(trace_id), SpanId::from(span_id), flags, true, state);
    Context::new().with_remote_span_context(parent)
}

fn attributes_of_request(arrival: &Arrival<'_>) -> Vec<KeyValue> {
    let Arrival { peer, version, raw, .. } = arrival;
    let is_known = METHODS.contains(&raw.method.as_str());
    let method = if is_known { raw.method.to_string() } else { "_OTHER".to_owned() };
    let mut attributes = vec![
        KeyValue::new("http.request.method", method),
        KeyValue::new("url.scheme", "http"),
        KeyValue::new("url.path", raw.path.to_string()),
    ];
    attributes.extend((!is_known).then(|| KeyValue::new("http.request.method_original", raw.method.to_string())));
    attributes.extend(protocol(*version).map(|version| KeyValue::new("network.protocol.version", version)));
    attributes.extend(peer.map(|peer| KeyValue::new("client.address", peer.to_string())));
    attributes.extend(header(raw, "user-agent").map(|agent| KeyValue::new("user_agent.original", agent.to_owned())));
    attributes
}

fn protocol(version: Version) -> Option<&'static str> {
    match version {
        Version::HTTP_10 => Some("1.0"),
        Version::HTTP_11 => Some("1.1"),
        Version::HTTP_2 => Some("2"),
        _ => None,
    }
}

/// The route of a path without its names, of which clients can make up any number.
fn template(path: &str) -> &'static str {
    match path {
        "/" => "/",
        path if path.starts_with("/rpc/") => "/rpc/{function}",
        _ => "/{relation}",
    }
}
