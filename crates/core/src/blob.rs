//! Bytes that are passed on without a look at them.

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::Bytes;

/// Bytes that may be too many for memory. Clones share them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blob {
    /// In memory.
    Held(Bytes),
    /// Where they can be read piece by piece.
    Stored(Stored),
}

/// Bytes that are stored, and do not change any more. Two are equal if they are the same.
#[derive(Clone)]
pub struct Stored(Arc<Contents<dyn Store>>);

struct Contents<S: ?Sized> {
    length: usize,
    opening: Bytes,
    store: S,
}

/// Where bytes are stored. What holds them may be given up with it.
pub trait Store: Send + Sync {
    /// Fills `piece` with what is stored from `offset` on.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or there is less of it.
    fn read_exact_at(&self, piece: &mut [u8], offset: u64) -> io::Result<()>;
}

impl Blob {
    /// How many bytes there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Held(bytes) => bytes.len(),
            Self::Stored(stored) => stored.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All bytes, if they are in memory.
    pub fn held(&self) -> Option<&Bytes> {
        match self {
            Self::Held(bytes) => Some(bytes),
            Self::Stored(_) => None,
        }
    }

    /// What they begin with: all of what is in memory; of what is stored, no less than up to the first that is no white
    /// space.
    pub fn opening(&self) -> &[u8] {
        match self {
            Self::Held(bytes) => bytes,
            Self::Stored(stored) => &stored.0.opening,
        }
    }
}

impl Stored {
    /// The first `length` bytes of a store. `opening` are the first of these, no less than up to one that is no white
    /// space.
    pub fn new(store: impl Store + 'static, length: usize, opening: Bytes) -> Self {
        Self(Arc::new(Contents { length, opening, store }))
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.0.length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.length == 0
    }

    /// Fills `piece` with the bytes from `offset` on.
    ///
    /// # Errors
    ///
    /// As [`Store::read_exact_at`].
    pub fn read_exact_at(&self, piece: &mut [u8], offset: usize) -> io::Result<()> {
        self.0.store.read_exact_at(piece, offset as u64)
    }
}

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stored").field("length", &self.0.length).finish_non_exhaustive()
    }
}

impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Stored {}

impl Default for Blob {
    fn default() -> Self {
        Self::Held(Bytes::new())
    }
}

impl<T: Into<Bytes>> From<T> for Blob {
    fn from(bytes: T) -> Self {
        Self::Held(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nowhere;

    impl Store for Nowhere {
        fn read_exact_at(&self, _piece: &mut [u8], _offset: u64) -> io::Result<()> {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }

    #[test]
    fn what_is_stored_is_neither_read_nor_shown() {
        let blob = Blob::Stored(Stored::new(Nowhere, 1 << 30, Bytes::from_static(b" [")));
        assert_eq!((blob.len(), blob.held(), blob.opening()), (1 << 30, None, b" [".as_slice()));
        assert_eq!(blob, blob.clone());
        assert_eq!(format!("{blob:?}"), "Stored(Stored { length: 1073741824, .. })");
        let other = Blob::Stored(Stored::new(Nowhere, 1 << 30, Bytes::from_static(b" [")));
        assert_ne!(blob, other);
    }
}
