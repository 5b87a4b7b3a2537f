//! The text of a configuration file (CFG-03, CFG-04).
//!
//! ```text
//! file       = directives
//! directives = { directive line-end }                     the last line end may be missing
//! directive  = "import" string
//!            | key "=" value
//!            | key "{" directives "}"
//!            | "#;" directive                             which is then left out
//! key        = word { "." word }
//! word       = letter { letter | digit | "_" | "-" }
//! value      = "true" | "on" | "false" | "off" | string | number | list
//! string     = '"' { escape | any character but '"' and "\" } '"'
//! escape     = "\" ( "n" | "t" | "r" | '"' | "\" | "u" code-unit [ "\u" code-unit ] )
//! number     = digits [ "." digits ] [ ( "e" | "E" ) [ "+" | "-" ] digits ]
//! list       = "[" [ value { "," value } ] "]"
//! ```
//!
//! White space may stand between any two of these, but a value begins on any line and a directive ends with its line.
//! `#` starts a comment, up to the end of the line. The grammar does not know what is inside a string: `$(name)` is for
//! the evaluation of the file.

use std::fmt;

use crate::value::Value;

/// How deep groups and lists may nest.
const MAX_DEPTH: usize = 64;

/// One directive of a file, and where it begins.
#[derive(Debug, PartialEq)]
pub(crate) struct Directive {
    pub(crate) position: Position,
    pub(crate) kind: DirectiveKind,
}

#[derive(Debug, PartialEq)]
pub(crate) enum DirectiveKind {
    Import(String),
    Bind(String, Value),
    Group(String, Vec<Directive>),
}

/// A place in a file, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where a file leaves the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// What stands there; nothing at the end of the file.
    pub found: Option<char>,
    /// What should.
    pub expected: &'static str,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: unexpected ", self.line, self.column)?;
        match self.found {
            Some('\n' | '\r') => f.write_str("end of line")?,
            Some(found) => write!(f, "{found:?}")?,
            None => f.write_str("end of file")?,
        }
        write!(f, ", expecting {}", self.expected)
    }
}

impl std::error::Error for SyntaxError {}

/// Parses a file: `a = 1` is accepted, `a: 1` fails at column 2, expecting `=` or `{`.
pub(crate) fn parse(text: &str) -> Result<Vec<Directive>, SyntaxError> {
    let mut cursor = Cursor { text, rest: text, depth: 0 };
    let directives = directives(&mut cursor)?;
    if cursor.rest.is_empty() { Ok(directives) } else { Err(cursor.expected("a setting or end of file")) }
}

fn directives(cursor: &mut Cursor<'_>) -> Result<Vec<Directive>, SyntaxError> {
    let mut directives = Vec::new();
    cursor.skip_lines();
    while cursor.rest.starts_with("#;") || cursor.rest.starts_with(char::is_alphabetic) {
        directives.extend(directive(cursor)?);
        cursor.skip_blanks();
        if !cursor.take("\n") && !cursor.take("\r\n") {
            break;
        }
        cursor.skip_lines();
    }
    Ok(directives)
}

/// Nothing, when it is left out.
fn directive(cursor: &mut Cursor<'_>) -> Result<Option<Directive>, SyntaxError> {
    if cursor.take("#;") {
        // This skips a `#;` as well, like any comment, so that the recursion ends here.
        cursor.skip_blanks();
        return directive(cursor).map(|_| None);
    }
    let position = cursor.position();
    let key = key(cursor)?;
    cursor.skip_lines();
    let kind = if key == "import" {
        DirectiveKind::Import(string(cursor)?)
    } else if cursor.take("=") {
        cursor.skip_lines();
        DirectiveKind::Bind(key.to_owned(), value(cursor)?)
    } else if cursor.take("{") {
        let group = cursor.nested(directives)?;
        cursor.expect("}", "a setting or '}'")?;
        DirectiveKind::Group(key.to_owned(), group)
    } else {
        return Err(cursor.expected("'=' or '{'"));
    };
    Ok(Some(Directive { position, kind }))
}

fn key<'a>(cursor: &mut Cursor<'a>) -> Result<&'a str, SyntaxError> {
    let start = cursor.rest;
    loop {
        if !cursor.rest.starts_with(char::is_alphabetic) {
            return Err(cursor.expected("a name"));
        }
        cursor.take_while(|character| character.is_alphanumeric() || character == '_' || character == '-');
        if !cursor.take(".") {
            return Ok(&start[..start.len() - cursor.rest.len()]);
        }
    }
}

fn value(cursor: &mut Cursor<'_>) -> Result<Value, SyntaxError> {
    match cursor.rest.chars().next() {
        Some('"') => string(cursor).map(Value::Text),
        Some('[') => cursor.nested(list),
        Some('0'..='9') => number(cursor),
        _ => boolean(cursor),
    }
}

fn boolean(cursor: &mut Cursor<'_>) -> Result<Value, SyntaxError> {
    let words = [("true", true), ("on", true), ("false", false), ("off", false)];
    let value = words.into_iter().find(|(word, _)| cursor.take(word));
    value.map(|(_, value)| Value::Bool(value)).ok_or_else(|| cursor.expected("a value (text needs double quotes)"))
}

fn list(cursor: &mut Cursor<'_>) -> Result<Value, SyntaxError> {
    let mut items = Vec::new();
    cursor.expect("[", "'['")?;
    cursor.skip_lines();
    if cursor.take("]") {
        return Ok(Value::List(items));
    }
    loop {
        items.push(value(cursor)?);
        cursor.skip_lines();
        if !cursor.take(",") {
            break;
        }
        cursor.skip_lines();
    }
    cursor.expect("]", "',' or ']'")?;
    Ok(Value::List(items))
}

fn number(cursor: &mut Cursor<'_>) -> Result<Value, SyntaxError> {
    let start = cursor.rest;
    digits(cursor)?;
    if cursor.take(".") {
        digits(cursor)?;
    }
    if cursor.take("e") || cursor.take("E") {
        let _signed = cursor.take("+") || cursor.take("-");
        digits(cursor)?;
    }
    Ok(Value::Number(start[..start.len() - cursor.rest.len()].to_owned()))
}

fn digits(cursor: &mut Cursor<'_>) -> Result<(), SyntaxError> {
    let digits = cursor.take_while(|character| character.is_ascii_digit());
    if digits.is_empty() { Err(cursor.expected("a digit")) } else { Ok(()) }
}

fn string(cursor: &mut Cursor<'_>) -> Result<String, SyntaxError> {
    let mut string = String::new();
    cursor.expect("\"", "a string in double quotes")?;
    loop {
        string.push_str(cursor.take_while(|character| character != '"' && character != '\\'));
        if cursor.take("\"") {
            return Ok(string);
        }
        cursor.expect("\\", "'\"' at the end of the string")?;
        string.push(escape(cursor)?);
    }
}

fn escape(cursor: &mut Cursor<'_>) -> Result<char, SyntaxError> {
    let escapes = [("n", '\n'), ("t", '\t'), ("r", '\r'), ("\"", '"'), ("\\", '\\')];
    if let Some((_, character)) = escapes.into_iter().find(|(letter, _)| cursor.take(letter)) {
        return Ok(character);
    }
    cursor.expect("u", "one of n, t, r, u, '\"' and '\\' after the backslash")?;
    code_point(cursor)
}

/// One UTF-16 code unit, or the two of a surrogate pair.
fn code_point(cursor: &mut Cursor<'_>) -> Result<char, SyntaxError> {
    let first = code_unit(cursor)?;
    if let Some(character) = char::from_u32(first.into()) {
        return Ok(character);
    }
    cursor.expect("\\u", "the second half of a surrogate pair")?;
    let pair = [first, code_unit(cursor)?];
    let character = char::decode_utf16(pair).next().and_then(Result::ok);
    character.ok_or_else(|| cursor.expected("a surrogate pair before this"))
}

fn code_unit(cursor: &mut Cursor<'_>) -> Result<u16, SyntaxError> {
    (0..4).try_fold(0, |unit, _| {
        let digit = cursor.rest.chars().next().and_then(|character| character.to_digit(16));
        // A hexadecimal digit fits 16 bits, and is one byte.
        let digit =
            digit.and_then(|digit| u16::try_from(digit).ok()).ok_or_else(|| cursor.expected("four hex digits"))?;
        cursor.rest = &cursor.rest[1..];
        Ok(unit << 4 | digit)
    })
}

/// What is left of the text.
struct Cursor<'a> {
    text: &'a str,
    rest: &'a str,
    depth: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn take_while(&mut self, mut belongs: impl FnMut(char) -> bool) -> &'a str {
        let end = self.rest.find(|character| !belongs(character)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn expect(&mut self, token: &str, expected: &'static str) -> Result<(), SyntaxError> {
        if self.take(token) { Ok(()) } else { Err(self.expected(expected)) }
    }

    /// Skips blanks and a comment, but stays in the line.
    fn skip_blanks(&mut self) {
        self.take_while(|character| character == ' ' || character == '\t');
        if self.rest.starts_with('#') {
            self.skip_comment();
        }
    }

    /// Skips white space and comments, up to something on this line or a later one.
    fn skip_lines(&mut self) {
        loop {
            self.take_while(char::is_whitespace);
            if !self.rest.starts_with('#') || self.rest.starts_with("#;") {
                return;
            }
            self.skip_comment();
        }
    }

    fn skip_comment(&mut self) {
        self.take_while(|character| character != '\n' && character != '\r');
    }

    /// Runs a production that may contain itself.
    fn nested<T>(&mut self, production: impl FnOnce(&mut Self) -> Result<T, SyntaxError>) -> Result<T, SyntaxError> {
        if self.depth == MAX_DEPTH {
            return Err(self.expected("at most 64 levels of nesting"));
        }
        self.depth += 1;
        let result = production(self);
        self.depth -= 1;
        result
    }

    fn position(&self) -> Position {
        let before = &self.text[..self.text.len() - self.rest.len()];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }

    fn expected(&self, expected: &'static str) -> SyntaxError {
        let Position { line, column } = self.position();
        SyntaxError { line, column, found: self.rest.chars().next(), expected }
    }
}
