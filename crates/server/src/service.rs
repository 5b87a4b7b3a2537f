//! What the edge hands the API's requests to.

use std::sync::Arc;
use std::time::Instant;

use compact_str::format_compact;
use http::header::SERVER;
use http::{HeaderName, HeaderValue};
use rowgate_auth::AuthError;
use rowgate_postgres::DatabaseError;
use rowgate_request::{RawRequest, leaves_body_unread};

use crate::access_log::Arrival;
use crate::answer::{Answer, answer, authenticate, turned_away};
use crate::edge::{self, Body, Incoming, Refusal};
use crate::failure::Failure;
use crate::forward::forward;
use crate::reload::Reloads;
use crate::reply::{Content, Reply};
use crate::snapshot::Snapshot;
use crate::spool::Spool;
use crate::trace_context::TraceContext;
use crate::traces::{RequestSpan, Traces};

/// Names the protocol's version first, as clients of PostgREST expect (OBS-20).
pub(crate) const SERVER_NAME: &str = concat!("postgrest/16.1 rowgate/", env!("CARGO_PKG_VERSION"));

/// Names the request's span to the client, where there is one (W3C Trace Context Level 2, draft).
const TRACE_RESPONSE: HeaderName = HeaderName::from_static("traceresponse");

/// The API.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) reloads: Arc<Reloads>,
    pub(crate) path_prefixes: Vec<String>,
    pub(crate) apikey_as_bearer: bool,
    pub(crate) traces: Option<Traces>,
    /// Where what slow clients have not taken waits, and what they send that nobody has to look at.
    pub(crate) spool: Arc<Spool>,
}

impl edge::Handler for Service {
    async fn handle(&self, mut incoming: Incoming) -> http::Response<Body> {
        let began = Instant::now();
        self.adopt(&mut incoming);
        let span = self.span(&incoming);
        let trace = span.as_ref().and_then(RequestSpan::context);
        let answer = self.answer(&incoming.raw, trace).await;
        self.give(answer, &incoming, span, began)
    }

    async fn turn_away(&self, request: &Incoming) -> Option<http::Response<Body>> {
        let began = Instant::now();
        let mut incoming = request.clone();
        self.adopt(&mut incoming);
        let (snapshot, failure) = self.unauthenticated(&incoming.raw).await?;
        let span = self.span(&incoming);
        let trace = span.as_ref().and_then(RequestSpan::context);
        let answer = turned_away(&snapshot, &incoming.raw, trace, failure);
        Some(self.give(answer, &incoming, span, began))
    }

    fn spool(&self, incoming: &Incoming) -> Option<&Arc<Spool>> {
        leaves_body_unread(&incoming.raw).then_some(&self.spool)
    }

    fn refuse(&self, incoming: &Incoming, refusal: Refusal) -> http::Response<Body> {
        let span = self.span(incoming);
        let trace = span.as_ref().and_then(RequestSpan::context);
        if let Some(span) = span {
            span.refuse(refusal.status());
        }
        self.reloads.loader.observer.refused(arrival(incoming, trace), refusal.status());
        let mut response = refusal.into_response();
        response.headers_mut().insert(SERVER, HeaderValue::from_static(SERVER_NAME));
        response
    }
}

fn arrival(incoming: &Incoming, trace: Option<TraceContext>) -> Arrival<'_> {
    let Incoming { raw, version, peer, original_target } = incoming;
    Arrival { peer: *peer, version: *version, target: original_target, raw, trace }
}

impl Service {
    /// Begins the request's span, where traces are made.
    fn span(&self, incoming: &Incoming) -> Option<RequestSpan> {
        self.traces.as_ref().map(|traces| traces.begin(&arrival(incoming, None)))
    }

    /// Takes a known prefix off the path, and the API key for a token.
    fn adopt(&self, incoming: &mut Incoming) {
        let raw = &mut incoming.raw;
        let stripped = self.path_prefixes.iter().find_map(|prefix| raw.path.strip_prefix(prefix.as_str()));
        if let Some(rest) = stripped.filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            raw.path = if rest.is_empty() { "/".into() } else { rest.into() };
        }
        let has = |name: &str| raw.headers.iter().any(|(other, _)| other == name);
        if self.apikey_as_bearer && !has("authorization") {
            let key =
                raw.headers.iter().find(|(name, _)| name == "apikey").map(|(_, key)| format_compact!("Bearer {key}"));
            raw.headers.extend(key.map(|key| ("authorization".into(), key)));
        }
    }

    /// Answers a request from the snapshot of the moment; once more where that turns out to be outdated.
    async fn answer(&self, raw: &RawRequest, trace: Option<TraceContext>) -> Answer {
        let snapshot = self.reloads.loader.snapshot();
        let first = answer(&snapshot, raw, trace).await;
        let Some(failure) = &first.failure else { return first };
        match self.newer(&snapshot, raw, failure).await {
            Some(newer) => answer(&newer, raw, trace).await,
            None => first,
        }
    }

    /// Why a request will not be served, whatever its body; `None` where it may be. A preflight needs nobody to ask.
    async fn unauthenticated(&self, raw: &RawRequest) -> Option<(Arc<Snapshot>, Failure)> {
        if raw.method == "OPTIONS" {
            return None;
        }
        let snapshot = self.reloads.loader.snapshot();
        let failure = authenticate(&snapshot, raw).err()?;
        match self.newer(&snapshot, raw, &failure).await {
            Some(newer) => authenticate(&newer, raw).err().map(|failure| (newer, failure)),
            None => Some((snapshot, failure)),
        }
    }

    /// Notes an answer, and writes it as HTTP.
    fn give(
        &self,
        mut answer: Answer,
        incoming: &Incoming,
        span: Option<RequestSpan>,
        began: Instant,
    ) -> http::Response<Body> {
        let trace = span.as_ref().and_then(RequestSpan::context);
        if let Some(trace) = trace {
            answer.reply.push(TRACE_RESPONSE, &trace.to_string());
        }
        if let Some(span) = span {
            span.end(&answer);
        }
        self.reloads.loader.observer.answered(arrival(incoming, trace), &answer, began.elapsed());
        self.write(answer.reply)
    }

    /// Has read again what a failure shows to be outdated or missing, and returns the newer snapshot if the request may
    /// be answered from that: a token is looked at before anything is done, and the failed transaction of a read has left
    /// nothing behind.
    async fn newer(&self, snapshot: &Snapshot, raw: &RawRequest, failure: &Failure) -> Option<Arc<Snapshot>> {
        match failure {
            Failure::Database { error, outdated: true, .. } => {
                let message = match error {
                    DatabaseError::Server(error) => error.message.clone(),
                    other => other.to_string(),
                };
                if matches!(raw.method.as_str(), "GET" | "HEAD") {
                    return self.reloads.newer_than(snapshot, &message).await;
                }
                self.reloads.ask_for_newer(&message);
            }
            Failure::NoCatalog
            | Failure::Database { error: DatabaseError::Connect(_) | DatabaseError::Lost(_), .. } => {
                self.reloads.unavailable();
            }
            Failure::Auth(AuthError::NoSuitableKey | AuthError::NotVerified) => {
                return self.reloads.keys.newer_than(snapshot).await;
            }
            Failure::Auth(AuthError::KeysAwaited) => return self.reloads.keys.first_after(snapshot).await,
            _ => {}
        }
        None
    }

    /// Writes a reply as HTTP.
    fn write(&self, reply: Reply) -> http::Response<Body> {
        let body = match reply.body {
            Content::Whole(bytes) => Body::from(bytes),
            Content::Arriving(tail) => {
                let patience = self.reloads.loader.snapshot().settings.config.server_stall_timeout;
                forward(tail, patience, Arc::clone(&self.spool), Arc::clone(&self.reloads))
            }
        };
        let mut response = http::Response::new(body);
        *response.status_mut() = reply.status;
        let headers = response.headers_mut();
        headers.reserve(reply.headers.len() + 1);
        for (name, value) in reply.headers {
            headers.append(name, value);
        }
        headers.append(SERVER, HeaderValue::from_static(SERVER_NAME));
        // Without a phrase hyper writes `<none>` (AUT-72).
        let phrase = reply.reason.or_else(|| reply.status.canonical_reason().is_none().then(String::new));
        if let Some(reason) = phrase.and_then(|text| hyper::ext::ReasonPhrase::try_from(text.into_bytes()).ok()) {
            response.extensions_mut().insert(reason);
        }
        response
    }
}
