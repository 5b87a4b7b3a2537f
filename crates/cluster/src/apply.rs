//! Running a file of SQL, and saying where in it the server stopped.

use std::fmt;
use std::pin::pin;

use futures_util::TryStreamExt;
use tokio_postgres::error::{DbError, ErrorPosition};
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::files::SqlFile;
use crate::statements::statements;

/// How many lines of a statement an error shows before and after the one that failed.
const CONTEXT_LINES: usize = 6;

/// Runs all statements of `file`: all of them take effect, or none does. They belong to the transaction that `client`
/// is in, if there is one.
///
/// # Errors
///
/// Names the statement that the server refused.
pub async fn apply(client: &Client, file: &SqlFile) -> Result<(), ApplyError> {
    let mut completed = 0;
    match run(client, &file.text, &mut completed).await {
        Ok(()) => Ok(()),
        Err(error) => Err(ApplyError { place: Place::of(file, &error, completed), file: file.name.clone(), error }),
    }
}

/// Why a file could not be applied.
///
/// `Display` takes several lines: the file, line and column; the statement around that line; what PostgreSQL said.
#[derive(Debug)]
pub struct ApplyError {
    /// The file's name.
    pub file: String,
    /// Where in the file it happened; unknown when the connection broke or the commit failed.
    pub place: Option<Place>,
    /// What the server, or the connection to it, said.
    pub error: tokio_postgres::Error,
}

/// A statement of a file, and a place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line of the file, from 1.
    pub line: usize,
    /// The column, in characters from 1, when the server named one.
    pub column: Option<usize>,
    /// The line on which the statement starts.
    pub first_line: usize,
    /// The statement.
    pub statement: String,
}

async fn run(client: &Client, text: &str, completed: &mut usize) -> Result<(), tokio_postgres::Error> {
    let mut messages = pin!(client.simple_query_raw(text).await?);
    while let Some(message) = messages.try_next().await? {
        if matches!(message, SimpleQueryMessage::CommandComplete(_)) {
            *completed += 1;
        }
    }
    Ok(())
}

impl Place {
    /// Where `error` happened after `completed` statements. The server tells the place only of errors that it finds
    /// while it reads a statement; those of its execution belong to the statement after the completed ones.
    fn of(file: &SqlFile, error: &tokio_postgres::Error, completed: usize) -> Option<Self> {
        let position = match error.as_db_error()?.position() {
            Some(ErrorPosition::Original(position)) => *position as usize,
            Some(ErrorPosition::Internal { .. }) | None => 0,
        };
        Self::at(&file.text, position, completed)
    }

    /// `position` counts characters from 1; 0 is unknown.
    fn at(text: &str, position: usize, completed: usize) -> Option<Self> {
        let all = statements(text);
        let named = position.checked_sub(1).map(|before| byte_offset(text, before));
        let statement = match named {
            // Between statements, as at the end of the input, the one before is meant.
            Some(offset) => all.iter().rev().find(|range| range.start <= offset).or(all.first()),
            None => all.get(completed),
        }?;
        let offset = named.unwrap_or(statement.start);
        let line_start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
        Some(Self {
            line: line_number(text, offset),
            column: named.map(|offset| text[line_start..offset].chars().count() + 1),
            first_line: line_number(text, statement.start),
            statement: text[statement.clone()].to_owned(),
        })
    }
}

fn byte_offset(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters).map_or(text.len(), |(offset, _)| offset)
}

fn line_number(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

// Without a source: the text of `error` is part of the message, in its place.
impl std::error::Error for ApplyError {}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(place) = &self.place {
            write!(f, "{place}")?;
        } else {
            write!(f, ": ")?;
        }
        match self.error.as_db_error() {
            Some(error) => server_message(f, error),
            None => write!(f, "{}", self.error),
        }
    }
}

impl fmt::Display for Place {
    /// `:12:8`, and the lines of the statement, the one in question marked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, ":{}", self.line)?;
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        writeln!(f)?;
        for (number, line) in (self.first_line..).zip(self.statement.lines()) {
            if number.abs_diff(self.line) <= CONTEXT_LINES {
                let mark = if number == self.line { '>' } else { ' ' };
                writeln!(f, "{mark} {number:>4} | {line}")?;
            }
        }
        Ok(())
    }
}

fn server_message(f: &mut fmt::Formatter<'_>, error: &DbError) -> fmt::Result {
    write!(f, "{}: {} ({})", error.severity(), error.message(), error.code().code())?;
    let more = [("DETAIL", error.detail()), ("HINT", error.hint()), ("CONTEXT", error.where_())];
    for (label, text) in more {
        if let Some(text) = text {
            write!(f, "\n{label}: {text}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "-- é\nselect 1;\n\nselect\n  'é', x\nfrom t;\n";

    #[test]
    fn a_position_counts_characters() {
        let x = FILE.chars().position(|c| c == 'x').expect("an x") + 1;
        let place = Place::at(FILE, x, 0).expect("a place");
        assert_eq!((place.line, place.column, place.first_line), (5, Some(8), 4));
        assert_eq!(place.statement, "select\n  'é', x\nfrom t");
        assert_eq!(place.to_string(), ":5:8\n     4 | select\n>    5 |   'é', x\n     6 | from t\n");
    }

    #[test]
    fn without_a_position_it_is_the_statement_after_the_completed_ones() {
        let place = Place::at(FILE, 0, 1).expect("a place");
        assert_eq!((place.line, place.column), (4, None));
        assert_eq!(Place::at(FILE, 0, 2), None);
    }

    #[test]
    fn a_position_at_the_end_belongs_to_the_last_statement() {
        let place = Place::at(FILE, FILE.chars().count() + 1, 0).expect("a place");
        assert_eq!(place.first_line, 4);
    }
}
