//! Temporary files: for what clients are too slow to take, and for what they send that nobody has to look at.

use std::fs;
use std::io::{self, SeekFrom};
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Bytes, BytesMut};
use rowgate_core::Store;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

/// What is read from a file at once.
const PIECE: usize = 64 * 1024;

/// How much room there is for temporary files.
#[derive(Debug)]
pub(crate) struct Spool {
    free: AtomicU64,
}

/// A temporary file without a name, which is gone with this value, whatever becomes of the process. It is filled first,
/// then read.
#[derive(Debug)]
pub(crate) struct SpoolFile {
    file: File,
    written: u64,
    room: Room,
}

/// A temporary file that is not written to any more.
#[derive(Debug)]
pub(crate) struct KeptFile {
    file: fs::File,
    _room: Room,
}

/// What is taken of the room that there is; given back with this value.
#[derive(Debug)]
struct Room {
    bytes: u64,
    spool: Arc<Spool>,
}

impl Spool {
    /// Room as `server-spool-size` says.
    pub(crate) fn of_megabytes(megabytes: usize) -> Self {
        Self::new(u64::try_from(megabytes).unwrap_or(u64::MAX).saturating_mul(1_000_000))
    }

    /// Room for so many bytes.
    pub(crate) fn new(bytes: u64) -> Self {
        Self { free: AtomicU64::new(bytes) }
    }

    /// A file for so many bytes; `None` where there is no room for them, or no file can be made.
    pub(crate) async fn file(self: &Arc<Self>, bytes: u64) -> Option<SpoolFile> {
        let mut room = Room { bytes: 0, spool: Arc::clone(self) };
        if !room.extend(bytes) {
            return None;
        }
        let made = tokio::task::spawn_blocking(tempfile::tempfile).await.ok()?;
        match made {
            Ok(file) => {
                let mut file = File::from_std(file);
                file.set_max_buf_size(PIECE);
                Some(SpoolFile { file, written: 0, room })
            }
            Err(error) => {
                tracing::warn!(%error, "a temporary file cannot be made");
                None
            }
        }
    }
}

impl Room {
    /// Takes so much more, if it is there.
    fn extend(&mut self, bytes: u64) -> bool {
        let take = |free: u64| free.checked_sub(bytes);
        let is_there = self.spool.free.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok();
        self.bytes += if is_there { bytes } else { 0 };
        is_there
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.spool.free.fetch_add(self.bytes, Ordering::Relaxed);
    }
}

impl SpoolFile {
    /// Whether there is room for so many bytes more than were asked for so far, which is then reserved.
    pub(crate) fn extend(&mut self, bytes: usize) -> bool {
        self.room.extend(bytes as u64)
    }

    /// How much has been written.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// Ends the writing.
    pub(crate) async fn keep(self) -> KeptFile {
        KeptFile { file: self.file.into_std().await, _room: self.room }
    }

    /// Writes all of a piece. What a write leaves behind that fails is not read later.
    pub(crate) async fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.write_all(piece).await?;
        self.file.flush().await?;
        self.written += piece.len() as u64;
        Ok(())
    }

    /// Goes back to the beginning, to read.
    pub(crate) async fn rewind(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0)).await.map(drop)
    }

    /// The next piece of what was written; `None` after the last.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Bytes>> {
        if self.written == 0 {
            return Ok(None);
        }
        let mut piece = BytesMut::with_capacity(PIECE.min(usize::try_from(self.written).unwrap_or(PIECE)));
        if self.file.read_buf(&mut piece).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        piece.truncate(usize::try_from(self.written).unwrap_or(PIECE));
        self.written -= piece.len() as u64;
        Ok(Some(piece.freeze()))
    }
}

impl Store for KeptFile {
    fn read_exact_at(&self, piece: &mut [u8], offset: u64) -> io::Result<()> {
        self.file.read_exact_at(piece, offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_written_is_read_in_pieces() {
        let spool = Arc::new(Spool::new(1 << 20));
        let mut file = spool.file(1 << 20).await.unwrap();
        let written: Vec<u8> = (0..=u8::MAX).cycle().take(200_000).collect();
        for piece in written.chunks(7001) {
            file.write(piece).await.unwrap();
        }
        file.rewind().await.unwrap();
        let mut read = Vec::new();
        while let Some(piece) = file.next().await.unwrap() {
            assert!(piece.len() <= PIECE);
            read.extend_from_slice(&piece);
        }
        assert!(read == written);
    }

    #[tokio::test]
    async fn room_is_reserved_and_given_back() {
        let spool = Arc::new(Spool::new(10));
        let file = spool.file(6).await.unwrap();
        assert!(spool.file(6).await.is_none());
        drop(file);
        assert!(spool.file(10).await.is_some());
        assert!(Arc::new(Spool::new(0)).file(1).await.is_none());
    }

    #[tokio::test]
    async fn a_file_that_is_kept_keeps_its_room_and_is_read_anywhere() {
        let spool = Arc::new(Spool::new(10));
        let mut file = spool.file(0).await.unwrap();
        assert!(file.extend(6) && !file.extend(5));
        file.write(b"abcdef").await.unwrap();
        let kept = file.keep().await;
        let mut piece = [0; 3];
        for (offset, expected) in [(3, b"def"), (0, b"abc")] {
            kept.read_exact_at(&mut piece, offset).unwrap();
            assert_eq!(&piece, expected);
        }
        assert_eq!(kept.read_exact_at(&mut piece, 4).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        assert!(spool.file(5).await.is_none());
        drop(kept);
        assert!(spool.file(10).await.is_some());
    }
}
