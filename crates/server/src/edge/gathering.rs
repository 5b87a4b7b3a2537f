//! A body in the making: in memory, or in a file where nobody looks at it and it is large.

use std::sync::Arc;

use bytes::Bytes;
use rowgate_core::{Blob, Stored};

use super::Refusal;
use crate::spool::{Spool, SpoolFile};

/// A body of so many bytes is in memory in any case.
const HELD: usize = 256 * 1024;

/// What is written to a file at once. Before that much has come there is no file, whatever is announced.
const PIECE: usize = 128 * 1024;

/// How many bytes a client gets for its word.
pub(super) const ON_TRUST: usize = 1 << 20;

/// A body in the making. `F` says what is to become of a large one.
pub(super) struct Gathering<'s, F> {
    announced: Option<usize>,
    /// All of it, or what has not been written to the file.
    held: Vec<u8>,
    file: Option<File>,
    /// Until it is asked.
    large: Option<F>,
    /// Where it may be stored, until it is.
    spool: Option<&'s Arc<Spool>>,
    /// Where the first byte is that is no white space.
    first: Option<usize>,
}

struct File {
    file: SpoolFile,
    opening: Bytes,
}

impl<'s, F, A, E> Gathering<'s, F>
where
    F: FnOnce() -> A,
    A: Future<Output = Result<Option<&'s Arc<Spool>>, E>>,
    E: From<Refusal>,
{
    /// Nothing yet of a body of the length that is announced, if one is. `large` is asked once, if the body turns out to
    /// be large: where it may be stored, or why no more of it is to be read.
    pub(super) fn new(announced: Option<usize>, large: F) -> Self {
        Self { announced, held: Vec::new(), file: None, large: Some(large), spool: None, first: None }
    }

    /// How much there is.
    pub(super) fn len(&self) -> usize {
        self.written() + self.held.len()
    }

    /// Adds to it.
    ///
    /// # Errors
    ///
    /// If there is no memory for it, what was put aside is lost, or it is not wanted.
    pub(super) async fn push(&mut self, piece: &[u8]) -> Result<(), E> {
        if self.first.is_none() {
            let first = piece.iter().position(|byte| !byte.is_ascii_whitespace());
            self.first = first.map(|first| self.held.len() + first);
        }
        let announced = self.announced.filter(|_| self.file.is_none());
        make_room(&mut self.held, piece.len(), announced)?;
        self.held.extend_from_slice(piece);
        if self.held.len() < PIECE {
            return Ok(());
        }
        if self.announced.unwrap_or_default().max(self.held.len()) > HELD {
            if let Some(large) = self.large.take() {
                self.spool = large().await?;
            }
            self.open_file().await;
        }
        Ok(self.write().await?)
    }

    /// All of it.
    ///
    /// # Errors
    ///
    /// If there is no memory for it, or what was put aside is lost.
    pub(super) async fn finish(mut self) -> Result<Blob, Refusal> {
        self.write().await?;
        let Some(File { file, opening }) = self.file.take() else { return Ok(self.held.into()) };
        let length = usize::try_from(file.written()).map_err(|_| Refusal::BodyLost)?;
        Ok(Blob::Stored(Stored::new(file.keep().await, length, opening)))
    }

    fn written(&self) -> usize {
        self.file.as_ref().map_or(0, |it| usize::try_from(it.file.written()).unwrap_or(usize::MAX))
    }

    /// Makes a file for a large body, if it may have one. What it begins with has to be known by then, or it is nothing
    /// that anybody would send.
    async fn open_file(&mut self) {
        let Some(first) = self.first else {
            if self.held.len() > HELD {
                self.spool = None;
            }
            return;
        };
        let Some(spool) = self.spool.take() else { return };
        let opening = Bytes::copy_from_slice(&self.held[..=first]);
        self.file = spool.file(0).await.map(|file| File { file, opening });
    }

    /// Moves what is held to the file, if there is one. A file that takes no more is read back.
    async fn write(&mut self) -> Result<(), Refusal> {
        let Some(File { file, .. }) = &mut self.file else { return Ok(()) };
        if file.extend(self.held.len()) {
            match file.write(&self.held).await {
                Ok(()) => {
                    self.held.clear();
                    return Ok(());
                }
                Err(error) => tracing::warn!(%error, "a temporary file takes no more"),
            }
        }
        self.take_back().await
    }

    async fn take_back(&mut self) -> Result<(), Refusal> {
        let length = self.len();
        let Some(File { mut file, .. }) = self.file.take() else { return Ok(()) };
        let mut whole = Vec::new();
        make_room(&mut whole, length, self.announced)?;
        let lost = |error| {
            tracing::warn!(%error, "a temporary file cannot be read");
            Refusal::BodyLost
        };
        file.rewind().await.map_err(lost)?;
        while let Some(piece) = file.next().await.map_err(lost)? {
            whole.extend_from_slice(&piece);
        }
        whole.append(&mut self.held);
        self.held = whole;
        Ok(())
    }
}

/// Makes room for `more` bytes: for the first of them little, so that an empty promise costs nothing, and once these
/// have come, for exactly what is announced.
fn make_room(whole: &mut Vec<u8>, more: usize, announced: Option<usize>) -> Result<(), Refusal> {
    let length = whole.len() + more;
    if length <= whole.capacity() {
        return Ok(());
    }
    let outcome = match announced {
        None => whole.try_reserve(more),
        Some(announced) => {
            let room = if whole.is_empty() { announced.min(length.max(ON_TRUST)) } else { announced };
            whole.try_reserve_exact(room.max(length) - whole.len())
        }
    };
    outcome.map_err(|_| Refusal::BodyTooLarge(whole.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_announcement_alone_gets_little_room() {
        let mut whole = Vec::new();
        make_room(&mut whole, 1, Some(1 << 40)).unwrap();
        assert_eq!(whole.capacity(), ON_TRUST);
    }
}
