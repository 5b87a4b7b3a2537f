//! The keyword form of a connection string.
//!
//! ```text
//! conninfo = { keyword [ space ] "=" [ space ] value space }
//! value    = bare | "'" quoted "'"      a backslash takes the next character as it is, in both
//! ```

use std::iter::Peekable;
use std::str::Chars;

use super::settings::Settings;
use super::{ConnInfoError, leading_word};

/// Parses `host=localhost dbname='my db'`.
pub(super) fn parse(text: &str) -> Result<Settings, ConnInfoError> {
    let mut settings = Settings::default();
    let mut input = text.chars().peekable();
    loop {
        skip_spaces(&mut input);
        if input.peek().is_none() {
            return Ok(settings);
        }
        let keyword = keyword(&mut input)?;
        skip_spaces(&mut input);
        let value = value(&mut input)?;
        settings.set(&keyword, value)?;
    }
}

/// Takes the keyword, the spaces after it, and the equals sign.
fn keyword(input: &mut Peekable<Chars<'_>>) -> Result<String, ConnInfoError> {
    let mut keyword = String::new();
    while let Some(c) = input.next_if(|c| *c != '=' && !c.is_whitespace()) {
        keyword.push(c);
    }
    skip_spaces(input);
    match input.next() {
        Some('=') => Ok(keyword),
        _ => Err(ConnInfoError::MissingEquals(leading_word(&keyword))),
    }
}

fn value(input: &mut Peekable<Chars<'_>>) -> Result<String, ConnInfoError> {
    let quoted = input.next_if_eq(&'\'').is_some();
    let mut value = String::new();
    loop {
        match input.next() {
            Some('\\') => value.extend(input.next()),
            Some('\'') if quoted => return Ok(value),
            Some(c) if !quoted && c.is_whitespace() => return Ok(value),
            Some(c) => value.push(c),
            None if quoted => return Err(ConnInfoError::UnterminatedQuote),
            None => return Ok(value),
        }
    }
}

fn skip_spaces(input: &mut Peekable<Chars<'_>>) {
    while input.next_if(|c| c.is_whitespace()).is_some() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_be_quoted_and_escaped() {
        let settings = parse(r"host = localhost dbname='my \'db\'' user=a\ b password=''").unwrap();
        assert_eq!(settings.get("host"), Some("localhost"));
        assert_eq!(settings.get("dbname"), Some("my 'db'"));
        assert_eq!(settings.get("user"), Some("a b"));
        assert_eq!(settings.get("password"), None);
    }

    #[test]
    fn a_keyword_without_a_value_is_refused() {
        assert_eq!(parse("host").unwrap_err(), ConnInfoError::MissingEquals("host".into()));
        assert_eq!(parse("dbname='x").unwrap_err(), ConnInfoError::UnterminatedQuote);
        assert_eq!(parse("hosst=x").unwrap_err(), ConnInfoError::UnknownKeyword("hosst".into()));
    }
}
