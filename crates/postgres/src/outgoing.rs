//! What is on its way to the server.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

/// What is to be sent: messages, and the large values in them, which are sent from where they are instead of being
/// copied.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    /// The messages without the large values.
    messages: BytesMut,
    /// How much of the messages is gone.
    sent: usize,
    /// Large values, in order, and how much of the messages comes before each.
    values: VecDeque<(usize, Bytes)>,
}

impl Outgoing {
    /// Where to write messages.
    pub(crate) fn messages(&mut self) -> &mut BytesMut {
        &mut self.messages
    }

    /// Notes that a value belongs at `position` of the messages: behind all others that were noted.
    pub(crate) fn insert(&mut self, position: usize, value: Bytes) {
        self.values.push_back((position, value));
    }

    /// Takes back what was written behind `length`.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.messages.truncate(length);
        self.values.retain(|(position, _)| *position < length);
    }

    /// What is to be sent next; empty when there is nothing.
    pub(crate) fn next(&self) -> &[u8] {
        match self.values.front() {
            Some((position, value)) if *position == self.sent => value,
            Some((position, _)) => &self.messages[self.sent..*position],
            None => &self.messages[self.sent..],
        }
    }

    /// Notes that so much of [`Outgoing::next`] is gone.
    pub(crate) fn advance(&mut self, count: usize) {
        match self.values.front_mut() {
            Some((position, value)) if *position == self.sent => {
                drop(value.split_to(count));
                if value.is_empty() {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(out: &mut Outgoing, step: usize) -> Vec<u8> {
        let mut sent = Vec::new();
        while !out.next().is_empty() {
            let count = step.min(out.next().len());
            sent.extend_from_slice(&out.next()[..count]);
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
            out.insert(2, value.clone());
            assert_eq!(sent(&mut out, 2), b"abfirst");
            out.messages().extend_from_slice(b"cd");
            out.insert(3, value.clone());
            out.insert(3, Bytes::from_static(b"second"));
            assert_eq!(out.next(), b"c");
            out.advance(1);
            assert_eq!(out.next().as_ptr(), value.as_ptr());
            assert_eq!(sent(&mut out, step), b"firstsecondd");
        }
    }

    #[test]
    fn what_is_taken_back_takes_its_values_along() {
        let mut out = Outgoing::default();
        out.messages().extend_from_slice(b"abcd");
        out.insert(1, Bytes::from_static(b"1"));
        out.insert(4, Bytes::from_static(b"2"));
        out.truncate(2);
        assert_eq!(sent(&mut out, 9), b"a1b");
    }
}
