//! One connection.

use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;

use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, Version};
use hyper::body::Incoming as RequestBody;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::collect::collect;
use super::crew::{InFlight, make_way};
use super::guard::guarded;
use super::handover::Handover;
use super::incoming::OtherTarget;
use super::wire::{Protocol, Wire};
use super::{Body, Handler, Incoming, Limits, Refusal};
use crate::spool::Spool;

/// From this size on, reading a body as JSON, or sending it from a file, takes so long that other connections should
/// not wait for it.
const LARGE_BODY: usize = 256 * 1024;

/// What all connections of a listener share.
#[derive(Debug)]
pub(super) struct Server<H> {
    handler: Arc<H>,
    limits: Limits,
    in_flight: InFlight,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
}

impl<H: Handler> Server<H> {
    pub(super) fn new(handler: Arc<H>, limits: Limits, in_flight: InFlight) -> Self {
        let mut http1 = http1::Builder::new();
        // So that what a client waited for is cancelled when it goes; the wire makes allowance for those that have only
        // closed their side.
        http1
            .half_close(false)
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head_time)
            .max_header_size(limits.head)
            // Room for a head, and no more: so much of a response waits for a slow client too.
            .max_buf_size(limits.head + SLACK);
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2
            .timer(TokioTimer::new())
            .keep_alive_interval(limits.head_time)
            .max_header_list_size(u32::try_from(limits.head).unwrap_or(u32::MAX))
            .max_send_buf_size(limits.head + SLACK);
        Self { handler, limits, in_flight, http1, http2 }
    }

    /// Serves the requests of one connection until either side has enough. Once `closing` changes, it ends with the
    /// request in flight, or at once where there is none.
    pub(super) async fn converse<S>(
        self: Arc<Self>,
        stream: S,
        peer: Option<IpAddr>,
        mut closing: watch::Receiver<bool>,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let handover = Arc::new(Handover::default());
        let mut wire = Wire::new(stream, Arc::clone(&handover), &self.limits);
        let welcome = sleep(self.limits.welcome);
        let unwelcome = async {
            announced(&mut closing).await;
            welcome.await;
        };
        let protocol = tokio::select! {
            biased;
            protocol = timeout(self.limits.head_time, wire.protocol()) => protocol,
            () = unwelcome => return,
        };
        match protocol {
            Ok(Ok(Protocol::Http1)) => {
                let server = Arc::clone(&self);
                let service = service_fn(move |request: Request<RequestBody>| {
                    // Here, not in the future: hyper must not read on before.
                    let sent = handover.begin(request.body());
                    let (server, handover) = (Arc::clone(&server), Arc::clone(&handover));
                    async move {
                        let response = server.respond(request, sent, peer).await;
                        handover.answer();
                        response
                    }
                });
                attend(self.http1.serve_connection(TokioIo::new(wire), service), closing).await;
            }
            Ok(Ok(Protocol::Http2)) => {
                let server = Arc::clone(&self);
                let service = service_fn(move |request| Arc::clone(&server).respond(request, None, peer));
                attend(self.http2.serve_connection(TokioIo::new(wire), service), closing).await;
            }
            Ok(Err(error)) => tracing::debug!(%error, "connection failed"),
            Err(_) => tracing::debug!("connection without a request"),
        }
    }

    async fn respond(
        self: Arc<Self>,
        request: Request<RequestBody>,
        sent: Option<Vec<u8>>,
        peer: Option<IpAddr>,
    ) -> Result<Response<Body>, OtherTarget> {
        let _counted = self.in_flight.enter();
        let (head, body) = request.into_parts();
        let mut incoming = Incoming::new(&head, sent, peer)?;
        if incoming.original_target.len() > self.limits.target {
            return Ok(self.refuse(&incoming, Refusal::TargetTooLong(self.limits.target)));
        }
        let collected = collect(body, &self.limits, || self.about_large(&incoming)).await;
        Ok(match collected {
            Ok(body) => {
                if body.len() >= LARGE_BODY {
                    make_way().await;
                }
                incoming.raw.body = body;
                guarded(pin!(self.handler.handle(incoming))).await
            }
            Err(Unread::Refused(refusal)) => self.refuse(&incoming, refusal),
            Err(Unread::TurnedAway(response)) => last(*response, incoming.version),
        })
    }

    /// Where a large body may be stored, unless it is not even worth reading.
    async fn about_large(&self, incoming: &Incoming) -> Result<Option<&Arc<Spool>>, Unread> {
        // Such requests are few, and the others need not be larger for it.
        match Box::pin(self.handler.turn_away(incoming)).await {
            Some(response) => Err(Unread::TurnedAway(Box::new(response))),
            None => Ok(self.handler.spool(incoming)),
        }
    }

    fn refuse(&self, incoming: &Incoming, refusal: Refusal) -> Response<Body> {
        last(self.handler.refuse(incoming, refusal), incoming.version)
    }
}

/// Why a body has not been read to its end.
enum Unread {
    Refused(Refusal),
    TurnedAway(Box<Response<Body>>),
}

impl From<Refusal> for Unread {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The last response of its connection, for the rest of a body is on the way.
fn last(mut response: Response<Body>, version: Version) -> Response<Body> {
    if version < Version::HTTP_2 {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// What is read with a head and not of it.
const SLACK: usize = 8 * 1024;

/// Drives a connection to its end.
async fn attend<C>(connection: C, mut closing: watch::Receiver<bool>)
where
    C: GracefulConnection,
    C::Error: std::fmt::Display,
{
    let mut connection = pin!(connection);
    let outcome = tokio::select! {
        biased;
        outcome = connection.as_mut() => outcome,
        () = announced(&mut closing) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "connection failed");
    }
}

/// Resolves once the server shuts down.
async fn announced(closing: &mut watch::Receiver<bool>) {
    // A sender that is gone means the same.
    let _ = closing.wait_for(|closing| *closing).await;
}
