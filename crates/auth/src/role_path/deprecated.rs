//! The path syntax before PostgREST 16 (AUT-32).
//!
//! ```text
//! path      = 1*( key / index ) [ filter ] / filter
//! key       = "." ( 1*keychar / quoted )          keychar = letter / digit / "_" / "$" / "@"
//! index     = "[" 1*digit "]"
//! filter    = "[?(@" blanks operator blanks quoted ")]"
//! operator  = "==" / "!=" / "^==" / "==^" / "*=="
//! quoted    = DQUOTE *( any but DQUOTE ) DQUOTE
//! ```
//!
//! A step that does not suit the value before it finds nothing.

use std::fmt;

use serde_json::Value;

/// Steps from the claims down to the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DeprecatedPath {
    steps: Vec<Step>,
    filter: Option<Filter>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

/// The first text of an array that compares so.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Filter {
    operator: Operator,
    operand: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equals,
    Differs,
    StartsWith,
    EndsWith,
    Contains,
}

/// Parses a path: `.roles[?(@ ^== "web_")]` is one, `.roles[-1]` is none. The error is the input from where it failed.
pub(super) fn parse(text: &str) -> Result<DeprecatedPath, &str> {
    let (mut rest, mut path) = (text, DeprecatedPath { steps: Vec::new(), filter: None });
    while !rest.is_empty() && path.filter.is_none() {
        rest = if let Some(after) = rest.strip_prefix("[?(@") {
            let (filter, rest) = filter(after)?;
            path.filter = Some(filter);
            rest
        } else {
            let (step, rest) = if rest.starts_with('.') { key(rest)? } else { index(rest)? };
            path.steps.push(step);
            rest
        };
    }
    if rest.is_empty() && !text.is_empty() { Ok(path) } else { Err(rest) }
}

fn key(text: &str) -> Result<(Step, &str), &str> {
    let text = expect(text, ".")?;
    if text.starts_with('"') {
        let (key, rest) = quoted(text)?;
        return Ok((Step::Key(key.to_owned()), rest));
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '@'))).unwrap_or(text.len());
    if end == 0 { Err(text) } else { Ok((Step::Key(text[..end].to_owned()), &text[end..])) }
}

fn index(text: &str) -> Result<(Step, &str), &str> {
    let text = expect(text, "[")?;
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let index = text[..end].parse().map_err(|_| text)?;
    Ok((Step::Index(index), expect(&text[end..], "]")?))
}

fn filter(text: &str) -> Result<(Filter, &str), &str> {
    let text = text.trim_start();
    let (operator, text) = Operator::ALL
        .into_iter()
        .find_map(|operator| Some((operator, text.strip_prefix(operator.symbol())?)))
        .ok_or(text)?;
    let (operand, text) = quoted(text.trim_start())?;
    Ok((Filter { operator, operand: operand.to_owned() }, expect(text, ")]")?))
}

fn quoted(text: &str) -> Result<(&str, &str), &str> {
    let text = expect(text, "\"")?;
    text.split_once('"').ok_or(&text[text.len()..])
}

fn expect<'a>(text: &'a str, token: &str) -> Result<&'a str, &'a str> {
    text.strip_prefix(token).ok_or(text)
}

impl DeprecatedPath {
    /// Whether it goes on below that key of the claims.
    pub(super) fn leads_into(&self, key: &str) -> bool {
        matches!(self.steps.as_slice(), [Step::Key(first), Step::Key(_), ..] if first == key)
    }

    /// The value at the path's end.
    pub(super) fn find<'a>(&self, claims: &'a Value) -> Option<&'a Value> {
        let end = self.steps.iter().try_fold(claims, |value, step| match step {
            Step::Key(key) => value.as_object()?.get(key),
            Step::Index(index) => value.as_array()?.get(*index),
        })?;
        match &self.filter {
            None => Some(end),
            Some(filter) => end.as_array()?.iter().find(|item| item.as_str().is_some_and(|text| filter.accepts(text))),
        }
    }
}

impl Filter {
    fn accepts(&self, text: &str) -> bool {
        let operand = self.operand.as_str();
        match self.operator {
            Operator::Equals => text == operand,
            Operator::Differs => text != operand,
            Operator::StartsWith => text.starts_with(operand),
            Operator::EndsWith => text.ends_with(operand),
            Operator::Contains => text.contains(operand),
        }
    }
}

impl Operator {
    /// `==^` before `==`, which is its beginning.
    const ALL: [Self; 5] = [Self::EndsWith, Self::Equals, Self::Differs, Self::StartsWith, Self::Contains];

    fn symbol(self) -> &'static str {
        match self {
            Self::Equals => "==",
            Self::Differs => "!=",
            Self::StartsWith => "^==",
            Self::EndsWith => "==^",
            Self::Contains => "*==",
        }
    }
}

/// Every key in quotes, as PostgREST prints it.
impl fmt::Display for DeprecatedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            match step {
                Step::Key(key) => write!(f, ".\"{key}\"")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        match &self.filter {
            None => Ok(()),
            Some(Filter { operator, operand }) => write!(f, "[?(@ {} \"{operand}\")]", operator.symbol()),
        }
    }
}
