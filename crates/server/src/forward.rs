//! A body on its way from the database to a client.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use rowgate_postgres::{DatabaseError, Tail};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendTimeoutError;
use tokio::time::Instant;

use crate::edge::Body;
use crate::reload::Reloads;
use crate::spool::{Spool, SpoolFile};

/// How long a client may keep a connection of the pool by reading: what it has not taken by then waits for it in a file.
const HOLD: Duration = Duration::from_secs(1);

/// Why a response ends in the middle of its body.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Cut {
    /// The database gave no more.
    #[error("{0}")]
    ByDatabase(#[from] DatabaseError),
    /// What was put aside cannot be read again.
    #[error("a temporary file cannot be read: {0}")]
    ByDisk(#[from] std::io::Error),
    /// The client took nothing for too long (`server-stall-timeout`).
    #[error("the client takes nothing")]
    Stalled,
    /// The client has gone.
    #[error("the client has gone")]
    Left,
}

/// Forwards a value piece by piece, each as the one before it is taken, so that no more than a few are in memory.
///
/// Until the last has been taken from it, the value keeps a connection of the pool, which must not be the client's to
/// keep. So a client that is not done soon gets the rest from a temporary file, if there is room in `spool`; and one that
/// takes nothing for `patience` is cut. That is seen here and not in the body, which nobody asks for more while the client
/// takes nothing.
pub(crate) fn forward(tail: Tail, patience: Duration, spool: Arc<Spool>, reloads: Arc<Reloads>) -> Body {
    let (sender, pieces) = mpsc::channel(1);
    let body = Body::arriving(tail.length() as u64, pieces);
    tokio::spawn(async move {
        let client = Client { pieces: sender, patience };
        if let Err(cut) = client.serve(tail, &spool).await {
            reloads.loader.observer.cut(&cut);
            if let Cut::ByDatabase(DatabaseError::Connect(_) | DatabaseError::Lost(_)) = cut {
                reloads.unavailable();
            }
        }
    });
    body
}

/// Who reads the body.
struct Client {
    pieces: mpsc::Sender<Bytes>,
    patience: Duration,
}

impl Client {
    async fn serve(&self, mut tail: Tail, spool: &Arc<Spool>) -> Result<(), Cut> {
        let deadline = Instant::now() + HOLD;
        while let Some(piece) = self.unless_left(tail.next()).await? {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.pieces.send_timeout(piece, left).await {
                Ok(()) => {}
                Err(SendTimeoutError::Timeout(piece)) => return self.serve_slowly(piece, tail, spool).await,
                Err(SendTimeoutError::Closed(_)) => return Err(Cut::Left),
            }
        }
        Ok(())
    }

    /// Serves a client that is slower than the database. `piece` is the one it has not taken.
    async fn serve_slowly(&self, piece: Bytes, mut tail: Tail, spool: &Arc<Spool>) -> Result<(), Cut> {
        let mut unwritten = None;
        if let Some(mut file) = spool.file(tail.pending() as u64).await {
            unwritten = self.unless_left(put_aside(&mut tail, &mut file)).await?;
            self.give(piece).await?;
            file.rewind().await?;
            while let Some(piece) = file.next().await? {
                self.give(piece).await?;
            }
        } else {
            self.give(piece).await?;
        }
        if let Some(piece) = unwritten {
            self.give(piece).await?;
        }
        while let Some(piece) = self.unless_left(tail.next()).await? {
            self.give(piece).await?;
        }
        Ok(())
    }

    async fn give(&self, piece: Bytes) -> Result<(), Cut> {
        self.pieces.send_timeout(piece, self.patience).await.map_err(|error| match error {
            SendTimeoutError::Timeout(_) => Cut::Stalled,
            SendTimeoutError::Closed(_) => Cut::Left,
        })
    }

    async fn unless_left<T>(&self, work: impl Future<Output = Result<T, DatabaseError>>) -> Result<T, Cut> {
        tokio::select! {
            outcome = work => Ok(outcome?),
            () = self.pieces.closed() => Err(Cut::Left),
        }
    }
}

/// Writes what is left of a value to a file. Returns the piece that could not be written, if the file takes no more.
async fn put_aside(tail: &mut Tail, file: &mut SpoolFile) -> Result<Option<Bytes>, DatabaseError> {
    while let Some(piece) = tail.next().await? {
        if let Err(error) = file.write(&piece).await {
            tracing::warn!(%error, "a temporary file takes no more");
            return Ok(Some(piece));
        }
    }
    Ok(None)
}
