//! What a client reads about a query parameter that left its grammar (PRS-01 … PRS-05).

use std::fmt;

use super::cursor::{Blame, Message};
use super::quoted::{show_char, show_text};

/// The part of the query string that was parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryPart {
    /// `select`
    Select,
    /// The value of a filter.
    Filter,
    /// The key of a filter, an order, a limit or an offset.
    TreePath,
    /// The value of an order.
    Order,
    /// The key of an and/or parameter.
    LogicPath,
    /// The value of an and/or parameter.
    LogicTree,
    /// `columns`
    Columns,
    /// `on_conflict`
    OnConflict,
    /// A key or a value, before any grammar.
    QueryString,
}

impl QueryPart {
    fn as_str(self) -> &'static str {
        match self {
            Self::Select => "select parameter",
            Self::Filter => "filter",
            Self::TreePath => "tree path",
            Self::Order => "order",
            Self::LogicPath => "logic path",
            Self::LogicTree => "logic tree",
            Self::Columns => "columns parameter",
            Self::OnConflict => "on_conflict parameter",
            Self::QueryString => "query string",
        }
    }
}

/// A text that left its grammar, and where.
///
/// `Display` gives the message of PGRST100 (PRS-01).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What was parsed.
    pub part: QueryPart,
    /// The text, as the client is told it (PRS-02).
    pub text: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1; tabs lead to the next column after a multiple of 8 (PRS-03).
    pub column: usize,
    messages: Vec<Message>,
}

impl SyntaxError {
    pub(super) fn new(part: QueryPart, cited: &str, input: &str, blame: Blame) -> Self {
        let (line, column) = position(&input[..blame.at]);
        Self { part, text: cited.to_owned(), line, column, messages: blame.messages }
    }

    /// A key or value that is not valid UTF-8 from byte `at` on.
    ///
    /// PostgREST 16 dies of it with a plain 500 (QRK-40); a client is better served by a reason.
    pub(crate) fn not_utf8(bytes: &[u8], at: usize) -> Self {
        let (line, column) = position(&String::from_utf8_lossy(&bytes[..at]));
        Self {
            part: QueryPart::QueryString,
            text: String::from_utf8_lossy(bytes).into_owned(),
            line,
            column,
            messages: vec![Message::Note("not valid UTF-8")],
        }
    }

    /// What was found and what was expected (PRS-04).
    pub fn details(&self) -> String {
        let expected = self.texts(|message| match message {
            Message::Literal(text) => Some(show_text(text.chars())),
            Message::Production(name) => Some(name.to_owned()),
            _ => None,
        });
        let notes = self.texts(|message| match message {
            Message::Note(text) => Some(text.to_owned()),
            _ => None,
        });
        let parts = [
            self.unexpected().map(|found| format!("unexpected {found}")),
            listed(&expected).map(|texts| format!("expecting {texts}")),
            listed(&notes),
        ];
        let details = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        if details.is_empty() { "unknown parse error".into() } else { details }
    }

    /// Characters that must not be there come before characters that merely did not match.
    fn unexpected(&self) -> Option<String> {
        let forbidden = self.texts(|message| match message {
            Message::Forbidden(c) => Some(show_char(c)),
            _ => None,
        });
        listed(&forbidden).or_else(|| {
            self.messages.iter().find_map(|message| match *message {
                Message::Unmatched(Some(c)) => Some(show_text([c])),
                Message::Unmatched(None) => Some("end of input".into()),
                _ => None,
            })
        })
    }

    /// The texts of some messages, each once.
    fn texts(&self, text: impl Fn(Message) -> Option<String>) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for text in self.messages.iter().copied().filter_map(text) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }
}

/// `"failed to parse ‹part› (‹text›)" (line ‹l›, column ‹c›)`; quotes in the text are not escaped.
impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { part, text, line, column, .. } = self;
        write!(f, "\"failed to parse {} ({text})\" (line {line}, column {column})", part.as_str())
    }
}

impl std::error::Error for SyntaxError {}

/// `a, b or c`
fn listed(texts: &[String]) -> Option<String> {
    match texts {
        [] => None,
        [only] => Some(only.clone()),
        [first @ .., last] => Some(format!("{} or {last}", first.join(", "))),
    }
}

/// Line and column of the place behind `before`.
fn position(before: &str) -> (usize, usize) {
    before.chars().fold((1, 1), |(line, column), c| match c {
        '\n' => (line + 1, 1),
        '\t' => (line, column + 8 - (column - 1) % 8),
        _ => (line, column + 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_and_newlines_move_the_position_as_prs_03_says() {
        assert_eq!(position("ab"), (1, 3));
        assert_eq!(position("\t"), (1, 9));
        assert_eq!(position("12345678\t"), (1, 17));
        assert_eq!(position("a\nbc"), (2, 3));
        assert_eq!(position("é🙂"), (1, 3));
    }

    #[test]
    fn what_must_not_be_there_is_named_before_what_did_not_match() {
        let messages = vec![
            Message::Unmatched(Some('x')),
            Message::Literal(","),
            Message::Literal(","),
            Message::Forbidden('x'),
            Message::Production("end of input"),
        ];
        let error = SyntaxError { part: QueryPart::Order, text: String::new(), line: 1, column: 1, messages };
        assert_eq!(error.details(), "unexpected 'x' expecting \",\" or end of input");
    }

    #[test]
    fn an_error_without_messages_is_unknown() {
        let error = SyntaxError { part: QueryPart::Order, text: String::new(), line: 1, column: 1, messages: vec![] };
        assert_eq!(error.details(), "unknown parse error");
    }
}
