//! The one way in which SQL text comes to be.

use compact_str::ToCompactString;
use rowgate_core::{Ident, QualifiedName};

use crate::{Format, Param, ParamType, Statement, Value};

/// SQL text and its bind values, grown together so that `$n` always names the n-th value.
#[derive(Debug)]
pub struct SqlWriter {
    text: String,
    params: Vec<Param>,
}

/// Empty, with room for a usual statement.
impl Default for SqlWriter {
    fn default() -> Self {
        Self { text: String::with_capacity(1024), params: Vec::with_capacity(16) }
    }
}

impl SqlWriter {
    /// Appends SQL of our own. `'static` is the point: nothing a client sent can pass.
    pub fn sql(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends an identifier in double quotes, doubling the quotes inside it.
    pub fn ident(&mut self, ident: &Ident) -> &mut Self {
        quote(ident, |piece| self.text.push_str(piece));
        self
    }

    /// Appends `"schema"."name"`.
    pub fn qualified(&mut self, name: &QualifiedName) -> &mut Self {
        self.ident(&name.schema).sql(".").ident(&name.name)
    }

    /// Appends a name of the database as a string literal.
    pub fn name_literal(&mut self, name: &Ident) -> &mut Self {
        let escapes = name.contains('\\');
        self.text.push_str(if escapes { "E'" } else { "'" });
        for c in name.chars() {
            match c {
                '\'' => self.text.push_str("''"),
                '\\' => self.text.push_str("\\\\"),
                _ => self.text.push(c),
            }
        }
        self.text.push('\'');
        self
    }

    /// Appends SQL that PostgreSQL itself printed: a type's name or a default expression of the catalog.
    pub fn catalog_sql(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends the type of a cast that a client wrote (SEL-07). It cannot be quoted, for then `int` would not be found;
    /// so only letters, digits, `_`, `$` and spaces pass, which is all that the grammar lets through anyway. A `$` passes
    /// inside a name alone: elsewhere it would begin a parameter, or a string that ends at the next one.
    pub fn cast_type(&mut self, name: &Ident) -> &mut Self {
        let mut in_name = false;
        for c in name.chars() {
            match c {
                ' ' => in_name = false,
                '$' if in_name => {}
                '_' => in_name = true,
                c if c.is_alphanumeric() => in_name |= !c.is_ascii_digit(),
                _ => continue,
            }
            self.text.push(c);
        }
        self
    }

    /// Appends `$n` and keeps the value as the n-th bind value.
    pub fn bind(&mut self, kind: ParamType, value: Option<impl Into<Value>>) -> &mut Self {
        self.params.push(Param { value: value.map(Into::into), kind });
        self.text.push('$');
        match self.params.len() {
            few @ 1..10 => self.text.push(DIGITS[few]),
            many => self.text.push_str(&many.to_compact_string()),
        }
        self
    }

    /// Binds a text whose type PostgreSQL infers, as it would a literal's. It ends at the first NUL, which PostgreSQL
    /// cannot store.
    pub fn literal(&mut self, value: &str) -> &mut Self {
        let end = memchr::memchr(0, value.as_bytes()).unwrap_or(value.len());
        self.bind(ParamType::Unknown, Some(&value[..end]))
    }

    /// Binds a number whose type PostgreSQL infers.
    pub fn number(&mut self, value: i128) -> &mut Self {
        self.bind(ParamType::Unknown, Some(value.to_compact_string()))
    }

    /// Appends each item with `separator` between them.
    pub fn list<T>(
        &mut self,
        separator: &'static str,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.sql(separator);
            }
            write(self, item);
        }
        self
    }

    /// Appends a statement and its values, before any other value has been bound.
    pub(crate) fn statement(&mut self, statement: Statement) -> &mut Self {
        debug_assert!(self.params.is_empty(), "the statement's placeholders are counted from 1");
        self.text.push_str(&statement.text);
        self.params = statement.params;
        self
    }

    /// How many bytes of text there are so far.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The finished statement, with results as text.
    pub fn finish(self) -> Statement {
        Statement { text: self.text, params: self.params, results: Format::Text }
    }

    /// The finished statement, with binary results.
    pub fn finish_binary(self) -> Statement {
        Statement { results: Format::Binary, ..self.finish() }
    }
}

const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/// Gives the pieces of a name in double quotes, the quotes inside it doubled.
pub(crate) fn quote(name: &str, mut push: impl FnMut(&str)) {
    push("\"");
    let mut rest = name;
    while let Some(quote) = memchr::memchr(b'"', rest.as_bytes()) {
        push(&rest[..=quote]);
        push("\"");
        rest = &rest[quote + 1..];
    }
    push(rest);
    push("\"");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_cannot_leave_their_quotes() {
        let mut w = SqlWriter::default();
        w.ident(&Ident::new("a\"; drop table x; --\0tail"));
        assert_eq!(w.finish().text, r#""a""; drop table x; --""#);
    }

    #[test]
    fn a_name_with_a_backslash_becomes_an_escape_string() {
        let mut w = SqlWriter::default();
        w.name_literal(&Ident::new(r"it's \ here"));
        assert_eq!(w.finish().text, r"E'it''s \\ here'");
    }

    #[test]
    fn a_cast_keeps_nothing_that_could_end_it() {
        let mut w = SqlWriter::default();
        w.cast_type(&Ident::new("int); drop table x; --"));
        assert_eq!(w.finish().text, "int drop table x ");
    }

    #[test]
    fn a_dollar_sign_in_a_cast_stands_inside_a_name_alone() {
        for (cast, kept) in [("my$type", "my$type"), ("$$ x $$", " x "), ("1$ $1", "1 1"), ("_$$ 9$$", "_$$ 9")] {
            let mut w = SqlWriter::default();
            w.cast_type(&Ident::new(cast));
            assert_eq!(w.finish().text, kept, "{cast}");
        }
    }

    #[test]
    fn parameters_are_numbered_in_the_order_of_their_values() {
        let mut w = SqlWriter::default();
        w.literal("a").sql(" = ").literal("b\0c");
        let statement = w.finish();
        assert_eq!(statement.text, "$1 = $2");
        assert_eq!(statement.params[1].held(), Some(b"b".as_slice()));
    }
}
