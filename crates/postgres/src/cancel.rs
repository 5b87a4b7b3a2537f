//! Stopping what nobody waits for any more.

use std::io;
use std::time::Duration;

use bytes::BytesMut;
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::connect::Route;
use crate::conninfo::ConnInfo;
use crate::dial::{DialError, dial};
use crate::session::CancelKey;

/// How long a cancel request may take. A server that does not even take these few bytes will not be helped by waiting.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the server to stop what runs under `key`, and waits until it has passed the request on.
///
/// The server never says whether there was anything to stop.
pub(crate) async fn cancel(info: &ConnInfo, route: &Route, key: CancelKey) -> io::Result<()> {
    let request = async {
        let stream = dial(&route.peer, route.encryption, &info.tls, &info.keepalive).await;
        let mut stream = stream.map_err(|(DialError::Connect(error) | DialError::Encrypt(error))| error)?;
        let mut message = BytesMut::new();
        frontend::cancel_request(key.process, key.secret, &mut message);
        stream.write_all(&message).await?;
        stream.flush().await?;
        stream.read(&mut [0]).await?;
        Ok(())
    };
    tokio::time::timeout(PATIENCE, request).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
