//! The head of an HTTP/1 request: where its target is, and where it ends.
//!
//! ```text
//! head    = *blank method SP target … LF *line blank
//! blank   = [ CR ] LF
//! ```
//!
//! This is no check: it says where *hyper* finds these places in every head that hyper accepts. Of a head that hyper
//! refuses nothing is left to find, since the connection ends with it.

use memchr::{memchr, memchr2};

use super::target::{is_bare, mask};

/// A head on its way through.
#[derive(Debug, Default)]
pub(super) struct Head {
    part: Part,
    /// The target as sent, where it is kept: when it has bare bytes, is not in origin form or comes in pieces.
    sent: Vec<u8>,
    /// Whether the target is not what hyper will read.
    differs: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    #[default]
    Blank,
    Method,
    Target,
    Line,
    LineStart,
    LineStartCr,
    Ended,
}

impl Head {
    /// Reads on, masks the target in place, and says how many of `bytes` the head takes.
    pub(super) fn read(&mut self, bytes: &mut [u8]) -> usize {
        let mut at = 0;
        while at < bytes.len() && self.part != Part::Ended {
            at += self.step(&mut bytes[at..]);
        }
        at
    }

    /// Whether nothing of it has come yet.
    pub(super) fn is_unbegun(&self) -> bool {
        self.part == Part::Blank
    }

    pub(super) fn has_ended(&self) -> bool {
        self.part == Part::Ended
    }

    /// The target as the client sent it, unless that is what hyper reads.
    pub(super) fn into_sent(self) -> Option<Vec<u8>> {
        self.differs.then_some(self.sent)
    }

    /// Takes at least one of `bytes`, or ends what it began.
    fn step(&mut self, bytes: &mut [u8]) -> usize {
        match self.part {
            Part::Blank => {
                let blanks = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                if blanks < bytes.len() {
                    self.part = Part::Method;
                }
                blanks
            }
            Part::Method => match memchr2(b' ', b'\n', bytes) {
                None => bytes.len(),
                Some(at) => {
                    self.part = if bytes[at] == b' ' { Part::Target } else { Part::LineStart };
                    at + 1
                }
            },
            Part::Target => self.target(bytes),
            Part::Line => match memchr(b'\n', bytes) {
                None => bytes.len(),
                Some(at) => {
                    self.part = Part::LineStart;
                    at + 1
                }
            },
            Part::LineStart | Part::LineStartCr => {
                self.part = match (bytes[0], self.part) {
                    (b'\n', _) => Part::Ended,
                    (b'\r', Part::LineStart) => Part::LineStartCr,
                    _ => Part::Line,
                };
                1
            }
            Part::Ended => 0,
        }
    }

    fn target(&mut self, bytes: &mut [u8]) -> usize {
        let end = memchr2(b' ', b'\n', bytes);
        let length = end.unwrap_or(bytes.len());
        let piece = &mut bytes[..length];
        let begins_oddly = self.sent.is_empty() && !piece.starts_with(b"/");
        self.differs |= begins_oddly || piece.iter().any(|byte| is_bare(*byte));
        // A piece is kept even if nothing is wrong with it: the next one may need it.
        if self.differs || end.is_none() || !self.sent.is_empty() {
            self.sent.extend_from_slice(piece);
            mask(piece);
        }
        if end.is_some() {
            self.part = Part::Line;
        }
        length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What hyper sees of the head, how long it is, and the target where it differs.
    fn read(stream: &str, step: usize) -> (String, usize, Option<String>) {
        let mut head = Head::default();
        let (mut seen, mut length) = (Vec::new(), 0);
        for piece in stream.as_bytes().chunks(step) {
            let mut piece = piece.to_vec();
            let taken = head.read(&mut piece);
            length += taken;
            seen.extend_from_slice(&piece);
        }
        assert!(head.has_ended());
        let sent = head.into_sent().map(|sent| String::from_utf8(sent).unwrap());
        (String::from_utf8(seen).unwrap(), length, sent)
    }

    #[test]
    fn a_clean_head_that_arrives_whole_is_not_copied() {
        let mut head = Head::default();
        head.read(&mut b"GET /a?b=c HTTP/1.1\r\nhost: \"x\"\r\n\r\n".to_vec());
        assert!(head.has_ended());
        assert_eq!(head.sent.capacity(), 0);
    }

    #[test]
    fn a_clean_head_passes_as_it_is() {
        let stream = "GET /a?b=c HTTP/1.1\r\nhost: \"x\"\r\n\r\nGET /d>e";
        for step in 1..=stream.len() {
            assert_eq!(read(stream, step), (stream.into(), stream.len() - 8, None), "in pieces of {step}");
        }
    }

    #[test]
    fn bare_bytes_of_the_target_are_masked_and_nothing_else() {
        let stream = "\r\n\nP<T /a>?\"ä HTTP/1.1\nx-y: {\"a\"}\n\n\"body\"";
        for step in 1..=stream.len() {
            let (seen, length, sent) = read(stream, step);
            assert_eq!(seen, "\r\n\nP<T /a_?___ HTTP/1.1\nx-y: {\"a\"}\n\n\"body\"", "in pieces of {step}");
            assert_eq!(length, stream.len() - 6);
            assert_eq!(sent.as_deref(), Some("/a>?\"ä"));
        }
    }

    #[test]
    fn a_target_in_absolute_form_is_kept_as_sent() {
        let (seen, _, sent) = read("GET http://h/a HTTP/1.1\r\n\r\n", 3);
        assert_eq!(seen, "GET http://h/a HTTP/1.1\r\n\r\n");
        assert_eq!(sent.as_deref(), Some("http://h/a"));
    }

    #[test]
    fn a_line_that_begins_with_a_carriage_return_is_not_the_end() {
        let (_, length, _) = read("GET / HTTP/1.1\r\n\rx: y\r\n\r\n", 1);
        assert_eq!(length, 25);
    }
}
