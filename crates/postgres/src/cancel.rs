//! Stopping what nobody waits for any more.

use std::io;
use std::time::Duration;

use bytes::BytesMut;
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use crate::connect::Route;
use crate::connection::Connection;
use crate::conninfo::ConnInfo;
use crate::dial::{DialError, dial};
use crate::session::CancelKey;

/// How long stopping may take. A server that cannot be reached for so long will not be helped by waiting.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long to wait for the effect of a first request; each further one has twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// When to hang up on a server that gives no answer.
const LAST_PAUSE: Duration = Duration::from_millis(400);

/// Stops what runs on a connection, and waits until the server process has ended.
///
/// A cancel request travels on a connection of its own. It may arrive before the statement it is meant for, and does
/// nothing then; so it is repeated until it has worked. Only then do we hang up: a pooler forgets a client who hangs up,
/// and has no ear for requests to cancel what the server runs on for him.
pub(crate) async fn stop(info: &ConnInfo, connection: &mut Connection) {
    match timeout(PATIENCE, try_stop(info, connection)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(error = %error, "an abandoned statement could not be cancelled"),
        Err(_) => tracing::warn!("an abandoned statement does not stop"),
    }
}

async fn try_stop(info: &ConnInfo, connection: &mut Connection) -> io::Result<()> {
    let mut pause = FIRST_PAUSE;
    while connection.owes_answer() && pause <= LAST_PAUSE {
        cancel(info, &connection.route, connection.cancel_key()).await?;
        // Whether it is in time or not, the loop sees.
        let _ = timeout(pause, connection.answered()).await;
        pause *= 2;
    }
    connection.hang_up().await;
    loop {
        if timeout(pause, connection.closed()).await.is_ok() {
            return Ok(());
        }
        cancel(info, &connection.route, connection.cancel_key()).await?;
        pause *= 2;
    }
}

/// Asks the server to stop what runs under `key`, and waits until it has passed the request on.
///
/// The server never says whether there was anything to stop.
async fn cancel(info: &ConnInfo, route: &Route, key: CancelKey) -> io::Result<()> {
    let stream = dial(&route.peer, route.encryption, &info.tls, &info.keepalive).await;
    let mut stream = stream.map_err(|(DialError::Connect(error) | DialError::Encrypt(error))| error)?;
    let mut message = BytesMut::new();
    frontend::cancel_request(key.process, key.secret, &mut message);
    stream.write_all(&message).await?;
    stream.flush().await?;
    // A reset instead of an end: the request has been read all the same.
    let _ = stream.read(&mut [0]).await;
    Ok(())
}
