//! A body on its way from the database to a client.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rowgate_postgres::{DatabaseError, Tail};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendTimeoutError;

use crate::edge::Body;
use crate::reload::Reloads;

/// Why a response ends in the middle of its body.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Cut {
    /// The database gave no more.
    #[error("{0}")]
    ByDatabase(#[from] DatabaseError),
    /// The client took nothing for too long (`server-stall-timeout`).
    #[error("the client takes nothing")]
    Stalled,
    /// The client has gone.
    #[error("the client has gone")]
    Left,
}

/// Forwards a value piece by piece, each as the one before it is taken, so that no more than a few are in memory.
///
/// Until the last has been taken the value keeps a connection of the pool, which must not be the client's to keep: one
/// that takes nothing for `patience` is cut. That is seen here and not in the body, which nobody asks for more while the
/// client takes nothing.
pub(crate) fn forward(tail: Tail, patience: Duration, reloads: Arc<Reloads>) -> Body {
    let (sender, pieces) = mpsc::channel(1);
    let body = Body::arriving(tail.length() as u64, pieces);
    tokio::spawn(async move {
        if let Err(cut) = send(tail, &sender, patience).await {
            reloads.loader.observer.cut(&cut);
            if let Cut::ByDatabase(DatabaseError::Connect(_) | DatabaseError::Lost(_)) = cut {
                reloads.unavailable();
            }
        }
    });
    body
}

async fn send(mut tail: Tail, pieces: &mpsc::Sender<Bytes>, patience: Duration) -> Result<(), Cut> {
    loop {
        let piece = tokio::select! {
            piece = tail.next() => piece?,
            () = pieces.closed() => return Err(Cut::Left),
        };
        let Some(piece) = piece else { return Ok(()) };
        pieces.send_timeout(piece, patience).await.map_err(|error| match error {
            SendTimeoutError::Timeout(_) => Cut::Stalled,
            SendTimeoutError::Closed(_) => Cut::Left,
        })?;
    }
}
