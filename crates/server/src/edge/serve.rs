//! From a listener to the end of its last connection.

use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::connection::Server;
use super::crew::Crew;
use super::listener::Listener;
use super::stream::Stream;
use super::{Handler, Limits};

/// Serves connections until `shutdown` resolves, then drains (POOL-09): accepts no more, closes connections without a
/// request, announces `connection: close` in the answers to those in flight, and waits for these as long as
/// [`Limits::drain`] allows.
///
/// # Cancel safety
///
/// Dropping the future drops the listener and all connections at once.
pub(crate) async fn serve<H: Handler>(
    listener: Listener,
    mut crew: Crew,
    handler: Arc<H>,
    shutdown: impl Future<Output = ()>,
    limits: Limits,
) {
    let server = Arc::new(Server::new(handler, limits, crew.in_flight()));
    let (closing, announcement) = watch::channel(false);
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            () = crew.tidied() => {}
            (stream, peer) = accept(&listener) => {
                crew.drive(Arc::clone(&server).converse(stream, peer, announcement.clone()));
            }
        }
    }
    let last_call = async {
        loop {
            let (stream, peer) = accept(&listener).await;
            crew.drive(Arc::clone(&server).converse(stream, peer, announcement.clone()));
        }
    };
    // Who waits to be accepted would be reset with the listener, be there a successor on the port or not.
    let _ = timeout(LAST_CALL, last_call).await;
    drop(listener);
    closing.send_replace(true);
    if timeout(limits.drain, crew.finished()).await.is_err() {
        tracing::warn!("requests in flight were given up at shutdown");
    }
}

/// How long connections that wait to be accepted are still taken in at shutdown.
const LAST_CALL: Duration = Duration::from_millis(10);

/// How long nothing is accepted after it failed for want of resources.
const PAUSE: Duration = Duration::from_millis(100);

async fn accept(listener: &Listener) -> (Stream, Option<IpAddr>) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if concerns_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "cannot accept connections");
                sleep(PAUSE).await;
            }
        }
    }
}

fn concerns_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
