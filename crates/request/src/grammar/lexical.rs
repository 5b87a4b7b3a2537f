//! The words that all grammars of the query string share (§2.2).
//!
//! ```text
//! ws        = { SP | HTAB }
//! identchar = any letter | "0".."9" | "_" | " " | "$"
//! ident     = identchar { identchar }             ; trimmed
//! quoted    = '"' { any but " and \ | "\" any } '"'
//! name      = quoted | ident { "-" ident }        ; a "-" before ">" is not part of a name
//! idx       = [ "-" ] digit { digit }             ; only before "->", "::", ".", "," or the end
//! key       = quoted | keypiece { "-" keypiece }  ; pieces trimmed
//! keypiece  = keychar { keychar }                 ; any but ( - : . , > )
//! jsonpath  = { ( "->>" | "->" ) ( idx | key ) }
//! field     = ws name [ jsonpath ] ws
//! cast      = "::" ident
//! names     = name { ws "," ws name }
//! ```

use compact_str::CompactString;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::cursor::{Cursor, Failed, Message, Parse};
use crate::ast::{Arrow, Field, JsonOperand, JsonStep};

/// `columns` and `on_conflict` (COL-01).
pub(crate) fn names(input: &mut Cursor) -> Parse<Vec<CompactString>> {
    input.separated(name, comma)
}

/// A column with the path into it.
pub(super) fn field(input: &mut Cursor) -> Parse<Field> {
    lexeme(input, |input| Ok(Field { name: name(input)?, path: json_path(input)? }))
}

/// The name of a column, a relation, a constraint or an alias.
pub(super) fn name(input: &mut Cursor) -> Parse<CompactString> {
    input.labelled("field name (* or [a..z0..9_$])", |input| {
        input.either(|input| quoted(input).map(Into::into), |input| dashed(input, identifier))
    })
}

/// Letters are what Unicode calls so: combining marks, which Rust counts as alphabetic, are not among them.
pub(super) fn identifier<'a>(input: &mut Cursor<'a>) -> Parse<&'a str> {
    let expected = [Message::Production("letter"), Message::Production("digit")];
    input.take_while1(is_identifier_char, &expected).map(trim)
}

/// A `::type` behind a field or an aggregate.
pub(super) fn cast(input: &mut Cursor) -> Parse<CompactString> {
    input.literal("::")?;
    identifier(input).map(Into::into)
}

/// The arrows behind a column name, perhaps none.
pub(super) fn json_path(input: &mut Cursor) -> Parse<Vec<JsonStep>> {
    let mut path = Vec::new();
    while let Some(step) = input.optional(json_step)? {
        path.push(step);
    }
    Ok(path)
}

fn json_step(input: &mut Cursor) -> Parse<JsonStep> {
    let arrow = match input.attempt(|input| input.literal("->>")) {
        Ok(()) => Arrow::Text,
        Err(Failed) => input.attempt(|input| input.literal("->")).map(|()| Arrow::Json)?,
    };
    let operand = match input.attempt(index) {
        Ok(index) => index,
        Err(Failed) => input.attempt(key)?,
    };
    Ok(JsonStep { arrow, operand })
}

fn index(input: &mut Cursor) -> Parse<JsonOperand> {
    let start = input.rest();
    input.optional(|input| input.literal("-"))?;
    input.take_while1(|c| c.is_ascii_digit(), &[Message::Production("digit")])?;
    let digits = &start[..start.len() - input.rest().len()];
    follows(input, &["->", "::", ".", ","])?;
    Ok(JsonOperand::Index(digits.to_owned()))
}

fn key(input: &mut Cursor) -> Parse<JsonOperand> {
    input.labelled("any non reserved character different from: .,>()", |input| {
        let key = input.either(quoted, |input| dashed(input, key_piece).map(CompactString::into_string))?;
        Ok(JsonOperand::Key(key))
    })
}

fn key_piece<'a>(input: &mut Cursor<'a>) -> Parse<&'a str> {
    input.take_while1(is_key_char, &[]).map(trim)
}

/// Pieces joined by dashes, with the blanks around the dashes dropped (LEX-01).
fn dashed<'a>(input: &mut Cursor<'a>, piece: fn(&mut Cursor<'a>) -> Parse<&'a str>) -> Parse<CompactString> {
    let mut whole = CompactString::new(piece(input)?);
    while let Some(next) = input.optional(|input| dash(input).and_then(|()| piece(input)))? {
        whole.push('-');
        whole.push_str(next);
        input.absolve();
    }
    Ok(whole)
}

fn dash(input: &mut Cursor) -> Parse<()> {
    input.attempt(|input| {
        input.literal("-")?;
        input.not_followed_by(|c| c == '>', &[Message::Literal(">")])
    })
}

/// Text in double quotes; a backslash stands for the character after it.
pub(super) fn quoted(input: &mut Cursor) -> Parse<String> {
    input.literal("\"")?;
    let mut text = String::new();
    loop {
        text.push_str(input.take_while(|c| c != '\\' && c != '"', &[]));
        match input.optional(|input| input.literal("\\"))? {
            Some(()) => text.push(input.any()?),
            None => return input.literal("\"").map(|()| text),
        }
    }
}

/// The dot between the parts of a filter, a path or an order.
pub(super) fn delimiter(input: &mut Cursor) -> Parse<()> {
    input.labelled("delimiter (.)", |input| input.literal("."))
}

/// A comma with blanks around it.
pub(super) fn comma(input: &mut Cursor) -> Parse<()> {
    lexeme(input, |input| input.literal(","))
}

/// `parser` with blanks around it (QRY-09).
pub(super) fn lexeme<'a, T>(input: &mut Cursor<'a>, parser: impl FnOnce(&mut Cursor<'a>) -> Parse<T>) -> Parse<T> {
    blanks(input);
    let value = parser(input)?;
    blanks(input);
    Ok(value)
}

/// Looks whether one of `literals`, or the end of the input, is next.
pub(super) fn follows(input: &mut Cursor, literals: &[&'static str]) -> Parse<()> {
    if literals.iter().any(|literal| input.ahead(|input| input.literal(literal)).is_ok()) {
        Ok(())
    } else {
        input.end()
    }
}

fn blanks(input: &mut Cursor) {
    input.take_while(|c| c == ' ' || c == '\t', &[]);
}

/// Whether `name` reads as itself without quotes.
pub(crate) fn is_bare_name(name: &str) -> bool {
    name.split('-').all(|piece| !piece.is_empty() && trim(piece) == piece && piece.chars().all(is_identifier_char))
}

/// Whether `key` reads as itself without quotes, and not as an index.
pub(crate) fn is_bare_key(key: &str) -> bool {
    let begins_well = key.starts_with(|c: char| c != '"' && !c.is_ascii_digit());
    begins_well
        && key.split('-').all(|piece| !piece.is_empty() && trim(piece) == piece && piece.chars().all(is_key_char))
}

fn is_identifier_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, '_' | ' ' | '$');
    }
    c.general_category_group() == GeneralCategoryGroup::Letter
}

fn is_key_char(c: char) -> bool {
    !matches!(c, '(' | '-' | ':' | '.' | ',' | '>' | ')')
}

/// Trims what Haskell calls space: unlike Rust, not the line separators of Unicode.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| match c {
        ' ' | '\t'..='\r' => true,
        c if c.is_ascii() => false,
        c => c.general_category() == GeneralCategory::SpaceSeparator,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::{QueryPart, parse};

    fn parsed<T>(text: &str, production: impl Fn(&mut Cursor) -> Parse<T>) -> Result<T, String> {
        parse(QueryPart::Select, text, production).map_err(|error| format!("{}: {}", error.column, error.details()))
    }

    #[test]
    fn names_may_hold_blanks_dashes_and_digits_but_not_at_their_ends() {
        assert_eq!(parsed("123", name).unwrap(), "123");
        assert_eq!(parsed("  Unit Price ", field).unwrap().name, "Unit Price");
        assert_eq!(parsed("a - b", name).unwrap(), "a-b", "LEX-01");
        assert_eq!(parsed("$é_Ж", name).unwrap(), "$é_Ж");
        assert_eq!(parsed("a->b", name).unwrap(), "a");
        assert_eq!(parsed(r#"" a\"\x ""#, name).unwrap(), " a\"x ");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let expecting = "expecting field name (* or [a..z0..9_$])";
        assert_eq!(parsed(":", name).unwrap_err(), format!("1: unexpected \":\" {expecting}"));
        assert_eq!(parsed("", name).unwrap_err(), format!("1: unexpected end of input {expecting}"));
        assert_eq!(parsed("\u{93f}", name).unwrap_err(), format!("1: unexpected \"\\2367\" {expecting}"));
        assert_eq!(parsed("\"a", name).unwrap_err(), r#"3: unexpected end of input expecting "\\" or "\"""#);
        assert_eq!(parsed("a-", name).unwrap_err(), "3: unexpected end of input expecting \">\", letter or digit");
    }

    #[test]
    fn well_formed_integers_are_indexes_and_all_else_keys() {
        let step = |text: &str| parsed(text, json_path).unwrap().remove(0);
        assert_eq!(step("->1").operand, JsonOperand::Index("1".into()));
        assert_eq!(step("->>-2.x").operand, JsonOperand::Index("-2".into()));
        assert_eq!(step("->0)").operand, JsonOperand::Key("0".into()), "LEX-04");
        assert_eq!(step("->\"0\"").operand, JsonOperand::Key("0".into()), "JSN-04");
        assert_eq!(step("->!@#$%^&*_a").operand, JsonOperand::Key("!@#$%^&*_a".into()), "LEX-03");
        assert_eq!(step("->> a - b ").operand, JsonOperand::Key("a-b".into()));
    }

    #[test]
    fn a_badly_formed_index_is_refused() {
        assert_eq!(parsed("->>--34", json_path).unwrap_err(), "5: unexpected \"-\" expecting digit");
        let details = "7: unexpected 'x' expecting digit, \"->\", \"::\", \".\", \",\" or end of input";
        assert_eq!(parsed("->>-78xy", json_path).unwrap_err(), details);
    }

    #[test]
    fn lists_of_names_ignore_what_follows_them() {
        assert_eq!(parsed("a , \"b,c\"=x", names).unwrap(), ["a", "b,c"], "COL-01");
        assert!(parsed("a,", names).is_err());
    }

    #[test]
    fn only_names_that_read_as_themselves_are_bare() {
        for bare in ["a", "a-b", "Unit Price", "1"] {
            assert!(is_bare_name(bare), "{bare}");
        }
        for other in ["", " a", "a-", "a.b", "*", "a - b"] {
            assert!(!is_bare_name(other), "{other}");
        }
    }
}
