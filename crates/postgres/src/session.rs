//! What is known of the server's end of a connection.

use std::collections::HashMap;

use postgres_protocol::message::backend::Message;

use crate::error::Lost;

/// What is known of the server's end of a connection.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// What a cancel request must name.
    pub(crate) key: CancelKey,
    /// Whether transactions are READ COMMITTED unless they say otherwise.
    pub(crate) read_committed: bool,
    /// Whether transactions are READ WRITE unless they say otherwise, on a server that can write.
    pub(crate) read_write: bool,
    /// Whether the server process serves this connection alone, and not all clients of a pooler in turn.
    pub(crate) is_own: bool,
    /// The parameters that the server reports, as they were when the connection was handed over.
    reported: HashMap<String, String>,
    /// Those that are different now.
    deviating: Vec<String>,
}

/// What a cancel request must name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CancelKey {
    pub(crate) process: i32,
    pub(crate) secret: i32,
}

/// What a session is in the middle of, as `ReadyForQuery` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransactionStatus {
    Idle,
    Open,
    /// Open, failed, and good for nothing but a ROLLBACK.
    Failed,
}

impl TransactionStatus {
    pub(crate) fn from_byte(byte: u8) -> Result<Self, Lost> {
        match byte {
            b'I' => Ok(Self::Idle),
            b'T' => Ok(Self::Open),
            b'E' => Ok(Self::Failed),
            _ => Err(Lost::protocol("unknown transaction status")),
        }
    }
}

impl Session {
    /// Takes in the messages that may come at any time; gives the others back.
    pub(crate) fn absorb(&mut self, message: Message) -> Option<Message> {
        match message {
            Message::ParameterStatus(status) => {
                if let (Ok(name), Ok(value)) = (status.name(), status.value()) {
                    self.report(name, value);
                }
            }
            // A function's RAISE NOTICE, or a NOTIFY on a channel some function listens on: nobody here reads them.
            Message::NoticeResponse(_) | Message::NotificationResponse(_) => {}
            message => return Some(message),
        }
        None
    }

    /// Whether what the server reports is as it was when the connection was made.
    ///
    /// Settings that end with the transaction are never seen here. What deviates was set for the whole session, by a
    /// function that a request called or by a change of the server's configuration: either way the connection is not
    /// what the next request expects.
    pub(crate) fn is_pristine(&self) -> bool {
        self.deviating.is_empty()
    }

    /// A parameter that the server reports, as it was when the connection was handed over.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.reported.get(name).map(String::as_str)
    }

    fn report(&mut self, name: &str, value: &str) {
        // Follows the role, which every transaction sets.
        if name == "is_superuser" {
            return;
        }
        match self.reported.get(name) {
            None => drop(self.reported.insert(name.to_owned(), value.to_owned())),
            Some(known) if known == value => self.deviating.retain(|deviating| deviating != name),
            Some(_) if self.deviating.iter().any(|deviating| deviating == name) => {}
            Some(_) => self.deviating.push(name.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_changes_and_returns_leaves_no_trace() {
        let mut session = Session::default();
        session.report("TimeZone", "UTC");
        assert!(session.is_pristine());
        session.report("TimeZone", "Asia/Tokyo");
        session.report("TimeZone", "Asia/Seoul");
        assert!(!session.is_pristine());
        session.report("TimeZone", "UTC");
        assert!(session.is_pristine());
    }

    #[test]
    fn the_role_may_change() {
        let mut session = Session::default();
        session.report("is_superuser", "off");
        session.report("is_superuser", "on");
        assert!(session.is_pristine());
    }
}
