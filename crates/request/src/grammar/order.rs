//! `order` (§2.7).
//!
//! ```text
//! order = term { "," term }
//! term  = ws ( name "(" field ")" | field ) [ ".asc" | ".desc" ] [ ".nullsfirst" | ".nullslast" ]
//! ```
//!
//! A term ends before a comma or at the end of the input; blanks at its end are those of its field.

use compact_str::CompactString;

use super::cursor::{Cursor, Failed, Parse};
use super::lexical::{delimiter, field, follows, lexeme, name};
use crate::ast::{Direction, Field, Nulls, OrderTerm};
use crate::words::Word;

/// The value of an `order` parameter.
pub(crate) fn order(input: &mut Cursor) -> Parse<Vec<OrderTerm>> {
    input.separated(|input| lexeme(input, term), |input| input.literal(","))
}

fn term(input: &mut Cursor) -> Parse<OrderTerm> {
    if let Ok(term) = input.attempt(related_term) {
        return Ok(term);
    }
    let field = field(input)?;
    rest_of_term(input, None, field)
}

/// A term by a field of a to-one embed (ORD-04).
fn related_term(input: &mut Cursor) -> Parse<OrderTerm> {
    let relation = name(input)?;
    input.literal("(")?;
    let field = field(input)?;
    input.literal(")")?;
    rest_of_term(input, Some(relation), field)
}

fn rest_of_term(input: &mut Cursor, relation: Option<CompactString>, field: Field) -> Parse<OrderTerm> {
    let direction = suffix::<Direction>(input).ok();
    let nulls = suffix::<Nulls>(input).ok();
    follows(input, &[","])?;
    Ok(OrderTerm { relation, field, direction, nulls })
}

/// A dot and one of the words.
fn suffix<T: Word>(input: &mut Cursor) -> Parse<T> {
    for (value, word) in T::WORDS {
        if input.attempt(|input| delimiter(input).and_then(|()| input.literal(word))).is_ok() {
            return Ok(*value);
        }
    }
    Err(Failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::{QueryPart, parse};

    fn parsed(text: &str) -> Result<Vec<OrderTerm>, String> {
        parse(QueryPart::Order, text, order).map_err(|error| format!("{}: {}", error.column, error.details()))
    }

    fn printed(text: &str) -> String {
        parsed(text).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn terms_are_fields_with_a_direction_and_a_place_for_nulls() {
        let text = "name.desc.nullsfirst,data->a->>0.asc,id.nullslast,clients(data->k).desc";
        assert_eq!(printed(text), text);
        assert_eq!(printed(" a , b .desc"), "a,b.desc");
        assert_eq!(printed("rel(a->0)"), "rel(a->\"0\")", "LEX-04");
    }

    #[test]
    fn refusals_say_where_and_what_was_expected() {
        for (text, error) in [
            // PRS-20 … PRS-24
            ("id.asc.nullslasttt", "17: unexpected 't' expecting \",\" or end of input"),
            ("id.ac", "4: unexpected \"c\" expecting \"asc\", \"desc\", \"nullsfirst\" or \"nullslast\""),
            ("id.descc", "8: unexpected 'c' expecting delimiter (.), \",\" or end of input"),
            ("id.asc.nlsfst", "8: unexpected \"l\" expecting \"nullsfirst\" or \"nullslast\""),
            (
                "clients(name,id)",
                "8: unexpected '(' expecting letter, digit, \"-\", \"->>\", \"->\", delimiter (.), \",\" or end of input",
            ),
            // ORD-07
            (
                "id::text",
                "3: unexpected ':' expecting letter, digit, \"-\", \"->>\", \"->\", delimiter (.), \",\" or end of input",
            ),
            ("id.desc ", "8: unexpected ' ' expecting delimiter (.), \",\" or end of input"),
            ("id,", "4: unexpected end of input expecting field name (* or [a..z0..9_$])"),
        ] {
            assert_eq!(parsed(text).unwrap_err(), error, "{text}");
        }
    }
}
