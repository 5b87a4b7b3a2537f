//! What stands in a response.

use bytes::Bytes;
use rowgate_postgres::Tail;

/// What stands in a response: there already, or still on its way from the database. Its length is known either way.
#[derive(Debug)]
pub(crate) enum Content {
    Whole(Bytes),
    Arriving(Tail),
}

impl Content {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Whole(bytes) => bytes.len(),
            Self::Arriving(tail) => tail.length(),
        }
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self::Whole(bytes)
    }
}
