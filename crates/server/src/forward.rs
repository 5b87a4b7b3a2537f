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

/// Bytes per second that a client must take at the least to keep a connection of the pool, where there is no file for it.
const LEAST_RATE: u32 = 32 * 1024;

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
/// keep. So a client that is not done soon gets the rest from a temporary file, if there is room in `spool`; where there is
/// not, it must be [in time](Pace). One that takes nothing for `patience` is cut in any case. That is seen here and not in
/// the body, which nobody asks for more while the client takes nothing.
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
        let Some(mut file) = spool.file(tail.pending() as u64).await else {
            return self.serve_in_time(piece, tail).await;
        };
        let unwritten = self.unless_left(put_aside(&mut tail, &mut file)).await?;
        self.give(piece, self.patience).await?;
        file.rewind().await?;
        while let Some(piece) = file.next().await? {
            self.give(piece, self.patience).await?;
        }
        match unwritten {
            Some(piece) => self.serve_in_time(piece, tail).await,
            None => Ok(()),
        }
    }

    /// Serves a client that keeps a connection of the pool meanwhile. `piece` is the next.
    async fn serve_in_time(&self, piece: Bytes, mut tail: Tail) -> Result<(), Cut> {
        let mut pace = Pace::new(self.patience);
        let mut next = Some(piece);
        while let Some(piece) = next {
            let (length, since) = (piece.len(), Instant::now());
            self.give(piece, pace.left).await?;
            // The time that the database takes for the next piece is not the client's.
            pace.take(length, since.elapsed());
            next = self.unless_left(tail.next()).await?;
        }
        Ok(())
    }

    async fn give(&self, piece: Bytes, patience: Duration) -> Result<(), Cut> {
        self.pieces.send_timeout(piece, patience).await.map_err(|error| match error {
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

/// How long a client may still be waited for that has to take [`LEAST_RATE`] on the whole. It begins with all the patience
/// there is, and never has more: who is ahead is not owed anything later.
struct Pace {
    patience: Duration,
    left: Duration,
}

impl Pace {
    fn new(patience: Duration) -> Self {
        Self { patience, left: patience }
    }

    /// The client has taken so many bytes, and was waited for so long.
    fn take(&mut self, bytes: usize, waited: Duration) {
        let worth = Duration::from_secs(bytes as u64) / LEAST_RATE;
        self.left = (self.left.saturating_sub(waited) + worth).min(self.patience);
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

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);
    const PIECE: usize = 64 * 1024;

    /// How many pieces a client takes that has to be waited for so long for each, of a hundred.
    fn taken(each: Duration) -> usize {
        let mut pace = Pace::new(PATIENCE);
        let in_time = |_: &usize| {
            let is_in_time = each <= pace.left;
            pace.take(PIECE, each);
            is_in_time
        };
        (0..100).take_while(in_time).count()
    }

    #[test]
    fn who_takes_enough_is_served_to_the_end() {
        assert_eq!(taken(Duration::ZERO), 100);
        assert_eq!(taken(Duration::from_secs(2)), 100);
    }

    #[test]
    fn who_trickles_is_cut_when_as_far_behind_as_there_is_patience() {
        // Each piece is worth two seconds, so that one is lost with each.
        assert_eq!(taken(Duration::from_secs(3)), 28);
        assert_eq!(taken(Duration::from_secs(29)), 1);
        assert_eq!(taken(Duration::from_secs(31)), 0);
    }

    #[test]
    fn who_was_fast_may_not_pause_for_longer_than_others() {
        let mut pace = Pace::new(PATIENCE);
        pace.take(100 * PIECE, Duration::ZERO);
        assert_eq!(pace.left, PATIENCE);
    }
}
