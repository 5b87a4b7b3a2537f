//! The last value of a result, while it arrives.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::connection::Rest;
use crate::error::DatabaseError;
use crate::pool::Lease;

/// How much of a value that nobody wants is read to save its connection. A larger one is cancelled.
const WORTH_READING: usize = 1 << 20;

/// How long that may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// The last value of a result, of which the pieces come as they are asked for: the server waits for whoever takes them.
///
/// It has a connection of the pool until the last piece is taken. Dropped before that, it gives the connection up: what
/// is left is read if that is little; otherwise it is cancelled and the connection closed, in the background.
pub struct Tail {
    /// Gone with the last piece.
    source: Option<(Lease, Rest)>,
    length: usize,
}

impl Tail {
    pub(crate) fn new(lease: Lease, rest: Rest, length: usize) -> Self {
        Self { source: Some((lease, rest)), length }
    }

    /// How long the whole value is, in bytes.
    pub fn length(&self) -> usize {
        self.length
    }

    /// How many bytes of it have not been taken.
    pub fn pending(&self) -> usize {
        self.source.as_ref().map_or(0, |(lease, _)| lease.pending())
    }

    /// The next piece, of at most a few hundred kilobytes; `None` after the last.
    ///
    /// The last comes only when the transaction has ended well and its connection is back in the pool. So a value that
    /// was taken whole is one that counts.
    ///
    /// # Errors
    ///
    /// Any [`DatabaseError`] of a transaction that runs. What was taken then is not the whole value, and never will be.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped may have taken the last piece with it.
    pub async fn next(&mut self) -> Result<Option<Bytes>, DatabaseError> {
        let Some((lease, rest)) = &mut self.source else { return Ok(None) };
        let piece = lease.next_piece().await?;
        if lease.pending() == 0 {
            let finished = lease.finish(rest).await;
            self.source = None;
            finished?;
        }
        Ok(piece)
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        let Some((mut lease, rest)) = self.source.take() else { return };
        // Otherwise the lease knows what to do. Where nothing is left, some of what follows may have been read already.
        if (1..=WORTH_READING).contains(&lease.pending())
            && let Ok(runtime) = Handle::try_current()
        {
            drop(runtime.spawn(async move { timeout(PATIENCE, lease.finish(&rest)).await.map(drop) }));
        }
    }
}

impl fmt::Debug for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tail").field("length", &self.length).field("pending", &self.pending()).finish_non_exhaustive()
    }
}
