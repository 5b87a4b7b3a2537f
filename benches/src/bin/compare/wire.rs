//! Just enough of PostgreSQL's protocol to see where an exchange ends: messages have a tag and a length.

/// What a server says last: it is ready for the next query.
pub(crate) const READY: u8 = b'Z';

/// A walk over messages that come in piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    at: usize,
    /// Whether a message with the tag `E` has been passed: from a server, an error.
    pub(crate) has_error: bool,
}

impl Walk {
    /// Where the first message ends whose tag is among `last`, if it has come in whole. `bytes` is the same each time,
    /// or longer.
    pub(crate) fn end(&mut self, bytes: &[u8], last: &[u8]) -> Option<usize> {
        while let Some((tag, size)) = message(&bytes[self.at..]) {
            self.at += size;
            self.has_error |= tag == b'E';
            if last.contains(&tag) {
                return Some(self.at);
            }
        }
        None
    }
}

/// The tag of the first message, and its size with tag and length, if it is there as a whole.
pub(crate) fn message(bytes: &[u8]) -> Option<(u8, usize)> {
    let (tag, rest) = bytes.split_first()?;
    let size = 1 + length(rest)?;
    (bytes.len() >= size).then_some((*tag, size))
}

/// The size of a start-up message, which has no tag, if it is there as a whole.
pub(crate) fn startup(bytes: &[u8]) -> Option<usize> {
    length(bytes).filter(|size| bytes.len() >= *size)
}

fn length(bytes: &[u8]) -> Option<usize> {
    let (length, _) = bytes.split_first_chunk()?;
    usize::try_from(u32::from_be_bytes(*length)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_ends_with_its_last_message_whole() {
        let bytes = b"T\0\0\0\x06abZ\0\0\0\x05IT\0\0\0\x04";
        let mut walk = Walk::default();
        assert_eq!(walk.end(&bytes[..3], &[READY]), None);
        assert_eq!(walk.end(&bytes[..12], &[READY]), None);
        assert_eq!(walk.end(bytes, &[READY]), Some(13));
    }

    #[test]
    fn an_error_on_the_way_is_noticed() {
        let mut walk = Walk::default();
        walk.end(b"E\0\0\0\x05xZ\0\0\0\x05I", &[READY]);
        assert!(walk.has_error);
    }
}
