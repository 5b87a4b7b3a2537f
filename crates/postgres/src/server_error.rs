//! What PostgreSQL said went wrong.

use std::fmt;
use std::io;

use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::ErrorFields;

/// An error PostgreSQL reported.
///
/// `Display` gives the message alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerError {
    /// Whether it came before the main statement's values were accepted, so that nothing of that has run.
    pub before_main: bool,
    /// How bad it is, in English whatever the server's language.
    pub severity: Severity,
    /// The five characters of its SQLSTATE.
    pub sqlstate: String,
    /// What happened.
    pub message: String,
    /// DETAIL.
    pub detail: Option<String>,
    /// HINT.
    pub hint: Option<String>,
    /// Where in the statement, in characters counted from 1.
    pub position: Option<u32>,
    /// CONTEXT: the functions and statements it happened in.
    pub context: Option<String>,
    /// The schema it is about.
    pub schema: Option<String>,
    /// The table it is about.
    pub table: Option<String>,
    /// The column it is about.
    pub column: Option<String>,
    /// The constraint it is about.
    pub constraint: Option<String>,
}

/// How bad an error is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Severity {
    /// The transaction has failed.
    #[default]
    Error,
    /// The connection has ended.
    Fatal,
    /// Every connection has ended.
    Panic,
}

impl ServerError {
    /// Whether the server ended the connection with it.
    pub fn ends_connection(&self) -> bool {
        self.severity != Severity::Error
    }

    /// Reads the fields of an `ErrorResponse`; those the protocol may grow are skipped.
    pub(crate) fn from_fields(mut fields: ErrorFields<'_>) -> io::Result<Self> {
        let mut error = Self::default();
        while let Some(field) = fields.next()? {
            // Before authentication the server has not yet agreed to speak UTF-8.
            error.set(field.type_(), String::from_utf8_lossy(field.value_bytes()).into_owned());
        }
        Ok(error)
    }

    fn set(&mut self, field: u8, value: String) {
        match field {
            // First in the server's language, then in English. A pooler says it in English once.
            b'S' | b'V' => self.severity = Severity::from_word(&value),
            b'C' => self.sqlstate = value,
            b'M' => self.message = value,
            b'D' => self.detail = Some(value),
            b'H' => self.hint = Some(value),
            b'P' => self.position = value.parse().ok(),
            b'W' => self.context = Some(value),
            b's' => self.schema = Some(value),
            b't' => self.table = Some(value),
            b'c' => self.column = Some(value),
            b'n' => self.constraint = Some(value),
            _ => {}
        }
    }
}

impl Severity {
    fn from_word(word: &str) -> Self {
        match word {
            "FATAL" => Self::Fatal,
            "PANIC" => Self::Panic,
            _ => Self::Error,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "ERROR",
            Self::Fatal => "FATAL",
            Self::Panic => "PANIC",
        })
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ServerError {}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;
    use postgres_protocol::message::backend::Message;

    use super::*;

    fn error(fields: &[u8]) -> ServerError {
        let mut frame = BytesMut::from(&b"E"[..]);
        frame.extend_from_slice(&u32::try_from(fields.len() + 4).unwrap().to_be_bytes());
        frame.extend_from_slice(fields);
        let Ok(Some(Message::ErrorResponse(body))) = Message::parse(&mut frame) else { panic!("not an error") };
        ServerError::from_fields(body.fields()).unwrap()
    }

    #[test]
    fn fields_are_read_and_unknown_ones_skipped() {
        let error = error(b"SFEHLER\0VFATAL\0C57P01\0Mgone\0Dwhy\0Hwhat\0P12\0Wwhere\0Zfuture\0\0");
        assert!(error.ends_connection());
        assert_eq!((error.sqlstate.as_str(), error.message.as_str()), ("57P01", "gone"));
        assert_eq!((error.detail.as_deref(), error.hint.as_deref()), (Some("why"), Some("what")));
        assert_eq!((error.position, error.context.as_deref()), (Some(12), Some("where")));
    }

    #[test]
    fn a_severity_without_a_translation_counts() {
        assert!(error(b"SFATAL\0C08P01\0Mgone\0\0").ends_connection());
        assert!(!error(b"SFATAL\0VERROR\0C08P01\0Mno\0\0").ends_connection());
    }
}
