//! Values as sources give them, before the setting they belong to has a say, and what they can be taken for (CFG-05).

use std::borrow::Cow;

/// The value that a source has for a setting.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// Text; the only kind that the environment and the database have.
    Text(String),
    /// The content of a file that the setting names with `@path`. Never counts as unset, even if it is empty.
    Content(Vec<u8>),
    /// A number in a configuration file, as it is written there: digits, then perhaps a fraction and an exponent.
    Number(String),
    /// `true`, `false`, `on` or `off` in a configuration file.
    Bool(bool),
    /// A list in a configuration file.
    List(Vec<Value>),
}

impl Value {
    /// The value as text.
    ///
    /// A bare number or boolean becomes what PostgREST 16.1 makes of it, `Number 13.0` or `Bool False`: settings that
    /// are text need their quotes. A list becomes its items, joined by commas, where PostgREST prints its own notation.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::Content(bytes) => String::from_utf8_lossy(bytes),
            Self::Number(digits) => format!("Number {}", show(digits)).into(),
            Self::Bool(true) => "Bool True".into(),
            Self::Bool(false) => "Bool False".into(),
            Self::List(items) => items.iter().map(Value::text).collect::<Vec<_>>().join(",").into(),
        }
    }

    /// The value as an integer, if it is one or its text is.
    pub(crate) fn integer(&self) -> Option<i64> {
        match self {
            Self::Text(text) => integer_text(text),
            Self::Number(digits) => integer_number(digits),
            Self::Content(_) | Self::Bool(_) | Self::List(_) => None,
        }
    }

    /// The value as a boolean. Of text only the letters count, in any case, so `"'TRUE'"` is true; text that is an
    /// integer is true when it is positive. A bare number is no boolean.
    pub(crate) fn boolean(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Text(text) => {
                let letters = text.chars().filter(|character| character.is_alphabetic()).collect::<String>();
                match letters.to_lowercase().as_str() {
                    "true" => Some(true),
                    "false" => Some(false),
                    _ => integer_text(text).map(|number| number > 0),
                }
            }
            Self::Content(_) | Self::Number(_) | Self::List(_) => None,
        }
    }

    /// Whether it is text without a character in it, which settings take for being unset.
    pub(crate) fn is_empty_text(&self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }
}

/// `text` as a string of a configuration file, such that reading it gives `text` again.
///
/// PostgREST 16.1 escapes only the quotes (and `$` in the JSON path), so that it cannot read every dump it writes.
pub(crate) fn quoted(text: &str) -> String {
    let mut string = String::with_capacity(text.len() + 2);
    string.push('"');
    for character in text.chars() {
        match character {
            '"' => string.push_str("\\\""),
            '\\' => string.push_str("\\\\"),
            '\n' => string.push_str("\\n"),
            '\r' => string.push_str("\\r"),
            '\t' => string.push_str("\\t"),
            '$' => string.push_str("$$"),
            other => string.push(other),
        }
    }
    string.push('"');
    string
}

/// What `$(name)` becomes when `name` is the number written `digits`.
pub(crate) fn interpolated_number(digits: &str) -> String {
    integer_number(digits).map_or_else(|| show(digits), |integer| integer.to_string())
}

fn integer_text(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix('-').map_or(text, str::trim_start);
    // `parse` would take a plus sign, which PostgREST does not.
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let sign = if digits.len() < text.len() { "-" } else { "" };
    format!("{sign}{digits}").parse().ok()
}

fn integer_number(digits: &str) -> Option<i64> {
    digits.parse().ok().or_else(|| {
        let number = float(digits);
        // 2⁵³: from there on a float no longer tells neighbouring integers apart.
        let exact = number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0;
        exact.then(|| format!("{number:.0}").parse().ok()).flatten()
    })
}

/// The number as Haskell shows it: plain from 0.1 up to ten million, with an exponent elsewhere, and never without a
/// fraction: `13.0`, `1.0e7`.
fn show(digits: &str) -> String {
    let number = float(digits);
    let scientific = format!("{number:e}");
    match scientific.split_once('e') {
        Some((mantissa, exponent)) if number != 0.0 && !(0.1..1e7).contains(&number) => {
            let fraction = if mantissa.contains('.') { "" } else { ".0" };
            format!("{mantissa}{fraction}e{exponent}")
        }
        _ => format!("{number:?}"),
    }
}

/// The grammar of numbers in configuration files is part of that of floats, whose range ends in infinity, not failure.
fn float(digits: &str) -> f64 {
    digits.parse().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn number(digits: &str) -> Value {
        Value::Number(digits.to_owned())
    }

    #[test]
    fn only_the_letters_of_a_boolean_count() {
        for yes in ["true", "TRUE", "\"true\"", " True ", "t-r-u-e", "1", "2", " 7 "] {
            assert_eq!(text(yes).boolean(), Some(true), "{yes:?}");
        }
        for no in ["false", "'FALSE'", "0", "-1"] {
            assert_eq!(text(no).boolean(), Some(false), "{no:?}");
        }
        for neither in ["", "yes", "on", "truer", "1.5"] {
            assert_eq!(text(neither).boolean(), None, "{neither:?}");
        }
        assert_eq!(number("1").boolean(), None);
    }

    #[test]
    fn integers_are_read_from_numbers_and_from_text() {
        for (value, integer) in [
            (text("5"), Some(5)),
            (text(" -5 "), Some(-5)),
            (text("- 5"), Some(-5)),
            (text("+5"), None),
            (text("--5"), None),
            (text("5.0"), None),
            (text("5s"), None),
            (text(""), None),
            (text("99999999999999999999"), None),
            (number("5"), Some(5)),
            (number("5.0"), Some(5)),
            (number("1e3"), Some(1000)),
            (number("1.5"), None),
            (number("1e999"), None),
            (Value::Bool(true), None),
        ] {
            assert_eq!(value.integer(), integer, "{value:?}");
        }
    }

    #[test]
    fn bare_numbers_and_booleans_become_the_text_that_postgrest_makes_of_them() {
        assert_eq!(Value::Bool(false).text(), "Bool False");
        for (digits, shown) in [
            ("0", "Number 0.0"),
            ("13", "Number 13.0"),
            ("0.5", "Number 0.5"),
            ("0.05", "Number 5.0e-2"),
            ("9999999", "Number 9999999.0"),
            ("10000000", "Number 1.0e7"),
            ("12345678.5", "Number 1.23456785e7"),
        ] {
            assert_eq!(number(digits).text(), shown);
        }
    }

    #[test]
    fn the_items_of_a_list_are_joined_by_commas() {
        assert_eq!(Value::List(vec![text("a"), text("b")]).text(), "a,b");
    }
}
