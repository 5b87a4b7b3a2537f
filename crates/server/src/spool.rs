//! Temporary files for what clients are too slow to take.

use std::io::{self, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Bytes, BytesMut};
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
    reserved: u64,
    spool: Arc<Spool>,
}

impl Spool {
    /// Room as `server-spool-size` says.
    pub(crate) fn of_megabytes(megabytes: usize) -> Self {
        Self::new(u64::try_from(megabytes).unwrap_or(u64::MAX).saturating_mul(1_000_000))
    }

    /// Room for so many bytes.
    fn new(bytes: u64) -> Self {
        Self { free: AtomicU64::new(bytes) }
    }

    /// A file for so many bytes; `None` where there is no room for them, or no file can be made.
    pub(crate) async fn file(self: &Arc<Self>, bytes: u64) -> Option<SpoolFile> {
        let reserve = |free: u64| free.checked_sub(bytes);
        self.free.fetch_update(Ordering::Relaxed, Ordering::Relaxed, reserve).ok()?;
        let release = || self.free.fetch_add(bytes, Ordering::Relaxed);
        let made = tokio::task::spawn_blocking(tempfile::tempfile).await;
        match made {
            Ok(Ok(file)) => {
                let mut file = File::from_std(file);
                file.set_max_buf_size(PIECE);
                Some(SpoolFile { file, written: 0, reserved: bytes, spool: Arc::clone(self) })
            }
            Ok(Err(error)) => {
                release();
                tracing::warn!(%error, "a temporary file cannot be made");
                None
            }
            Err(_) => {
                release();
                None
            }
        }
    }
}

impl SpoolFile {
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

impl Drop for SpoolFile {
    fn drop(&mut self) {
        self.spool.free.fetch_add(self.reserved, Ordering::Relaxed);
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
}
