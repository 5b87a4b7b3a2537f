//! What is on its way to the server.

use std::collections::VecDeque;
use std::io;

use bytes::{Buf, Bytes, BytesMut};
use rowgate_core::{Blob, Stored};

/// What is read of a stored value at once.
const PIECE: usize = 64 * 1024;

/// What is to be sent: messages, and the large values in them, which are sent from where they are instead of being
/// copied.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    /// The messages without the large values.
    messages: BytesMut,
    /// How much of the messages is gone.
    sent: usize,
    /// Large values, in order, and how much of the messages comes before each.
    values: VecDeque<(usize, Value)>,
}

/// What has not been sent of a large value.
#[derive(Debug)]
enum Value {
    Held(Bytes),
    Stored {
        stored: Stored,
        /// How much of it has been read.
        read: usize,
        /// What has been read and not been sent.
        piece: BytesMut,
    },
}

impl Outgoing {
    /// Where to write messages.
    pub(crate) fn messages(&mut self) -> &mut BytesMut {
        &mut self.messages
    }

    /// Notes that a value belongs at `position` of the messages: behind all others that were noted.
    pub(crate) fn insert(&mut self, position: usize, value: Blob) {
        // Nothing next would mean that there is nothing left.
        if !value.is_empty() {
            self.values.push_back((position, value.into()));
        }
    }

    /// Takes back what was written behind `length`.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.messages.truncate(length);
        self.values.retain(|(position, _)| *position < length);
    }

    /// What is to be sent next; empty when there is nothing.
    ///
    /// A stored value is read here, in small pieces, and the thread waits for them: most often the system still has in
    /// memory what was stored a moment ago.
    ///
    /// # Errors
    ///
    /// If a stored value cannot be read. What was sent so far has then no end, and nothing else may be sent.
    pub(crate) fn next(&mut self) -> io::Result<&[u8]> {
        match self.values.front_mut() {
            Some((position, value)) if *position == self.sent => value.next(),
            Some((position, _)) => Ok(&self.messages[self.sent..*position]),
            None => Ok(&self.messages[self.sent..]),
        }
    }

    /// Notes that so much of [`Outgoing::next`] is gone.
    pub(crate) fn advance(&mut self, count: usize) {
        match self.values.front_mut() {
            Some((position, value)) if *position == self.sent => {
                value.advance(count);
                if value.is_sent() {
                    self.values.pop_front();
                }
            }
            _ => self.sent += count,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Forgets everything, sent or not.
    pub(crate) fn clear(&mut self) {
        self.messages.clear();
        self.sent = 0;
        self.values.clear();
    }

    /// Gives the memory back, if there is nothing in it and it is more than `most` bytes.
    pub(crate) fn trim(&mut self, most: usize) {
        if self.messages.capacity() > most && self.is_empty() {
            self.messages = BytesMut::new();
        }
    }
}

impl Value {
    fn next(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Held(bytes) => Ok(bytes),
            Self::Stored { stored, read, piece } => {
                if piece.is_empty() {
                    piece.resize(PIECE.min(stored.len() - *read), 0);
                    if let Err(error) = stored.read_exact_at(piece, *read) {
                        // Zeros that nobody sent us.
                        piece.clear();
                        return Err(error);
                    }
                    *read += piece.len();
                }
                Ok(piece)
            }
        }
    }

    fn advance(&mut self, count: usize) {
        match self {
            Self::Held(bytes) => bytes.advance(count),
            Self::Stored { piece, .. } => piece.advance(count),
        }
    }

    fn is_sent(&self) -> bool {
        match self {
            Self::Held(bytes) => bytes.is_empty(),
            Self::Stored { stored, read, piece } => *read == stored.len() && piece.is_empty(),
        }
    }
}

impl From<Blob> for Value {
    fn from(blob: Blob) -> Self {
        match blob {
            Blob::Held(bytes) => Self::Held(bytes),
            Blob::Stored(stored) => Self::Stored { stored, read: 0, piece: BytesMut::new() },
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use rowgate_core::Store;

    use super::*;

    /// A store of bytes, or what is left of one.
    #[derive(Debug)]
    pub(crate) struct Shelf(pub(crate) Vec<u8>);

    impl Store for Shelf {
        fn read_exact_at(&self, piece: &mut [u8], offset: u64) -> io::Result<()> {
            let offset = usize::try_from(offset).unwrap();
            let stored = self.0.get(offset..offset + piece.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
            piece.copy_from_slice(stored);
            Ok(())
        }
    }

    /// A stored value of that length.
    pub(crate) fn stored(shelf: Shelf, length: usize) -> Blob {
        Blob::Stored(Stored::new(shelf, length, Bytes::new()))
    }

    fn sent(out: &mut Outgoing, step: usize) -> Vec<u8> {
        let mut sent = Vec::new();
        while !out.next().unwrap().is_empty() {
            let count = step.min(out.next().unwrap().len());
            sent.extend_from_slice(&out.next().unwrap()[..count]);
            out.advance(count);
        }
        sent
    }

    #[test]
    fn values_are_sent_where_they_belong_and_from_where_they_are() {
        for step in 1..8 {
            let mut out = Outgoing::default();
            out.messages().extend_from_slice(b"ab");
            let value = Bytes::from_static(b"first");
            out.insert(2, value.clone().into());
            assert_eq!(sent(&mut out, 2), b"abfirst");
            out.messages().extend_from_slice(b"cd");
            out.insert(3, value.clone().into());
            out.insert(3, "".into());
            out.insert(3, stored(Shelf(b"second".to_vec()), 6));
            assert_eq!(out.next().unwrap(), b"c");
            out.advance(1);
            assert_eq!(out.next().unwrap().as_ptr(), value.as_ptr());
            assert_eq!(sent(&mut out, step), b"firstsecondd");
        }
    }

    #[test]
    fn a_stored_value_is_sent_in_pieces_as_often_as_it_is_noted() {
        let bytes: Vec<u8> = (0..=250).cycle().take(3 * PIECE + 1).collect();
        let value = stored(Shelf(bytes.clone()), bytes.len());
        let mut out = Outgoing::default();
        for step in [1000, PIECE - 1, usize::MAX] {
            out.messages().extend_from_slice(b"<>");
            out.insert(1, value.clone());
            out.advance(1);
            assert_eq!(out.next().unwrap().len(), PIECE);
            assert_eq!(sent(&mut out, step), [&bytes[..], b">"].concat());
            out.clear();
        }
        // One that is given up in the middle begins anew, too.
        out.insert(0, value.clone());
        out.next().unwrap();
        out.advance(PIECE);
        out.clear();
        out.insert(0, value);
        assert_eq!(sent(&mut out, PIECE), bytes);
    }

    #[test]
    fn what_cannot_be_read_is_not_made_up() {
        let mut out = Outgoing::default();
        out.messages().extend_from_slice(b"<>");
        out.insert(1, stored(Shelf(vec![7; PIECE]), 2 * PIECE));
        out.advance(1);
        out.next().unwrap();
        out.advance(PIECE);
        for _ in 0..2 {
            assert_eq!(out.next().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        }
    }

    #[test]
    fn what_is_taken_back_takes_its_values_along() {
        let mut out = Outgoing::default();
        out.messages().extend_from_slice(b"abcd");
        out.insert(1, "1".into());
        out.insert(4, "2".into());
        out.truncate(2);
        assert_eq!(sent(&mut out, 9), b"a1b");
    }
}
