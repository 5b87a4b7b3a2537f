//! The right-hand side of a filter: `?age=not.gte(any).{18,21}` (§2.5).
//!
//! ```text
//! condition = [ "not." ] op
//! op        = "in." list | "is." isval | "isdistinct." operand
//!           | fts [ "(" ident ")" ] "." operand
//!           | simple "." operand
//!           | quant [ "(" ( "any" | "all" ) ")" ] "." operand
//! list      = ws "(" ws elem { "," elem } ws ")" ws
//! elem      = quoted | { any but "," and ")" }     ; quoted only right before "," or ")" or the end
//! isval     = "null" | "not_null" | "true" | "false" | "unknown"     ; in any case
//! operand   = { any }                              ; inside logic trees: logic-value, see logic.rs
//! ```
//!
//! Behind `in`, `is` and `isdistinct` there is no way back (FLT-37). The other operators are tried one after the other,
//! so text they do not understand is, to them, not there.

use compact_str::CompactString;

use super::cursor::{Cursor, Failed, Message, Parse};
use super::lexical::{delimiter, identifier, lexeme, quoted};
use crate::ast::{FullTextOperator, IsValue, Operation, QuantOperator, Quantifier, SimpleOperator};
use crate::words::Word;

/// What an operator compares with: the rest of the input in a filter, less in a logic tree.
pub(super) type Operand = for<'a> fn(&mut Cursor<'a>) -> CompactString;

/// The value of a filter: whether it is negated, and the operation.
pub(crate) fn condition(input: &mut Cursor) -> Parse<(bool, Operation)> {
    condition_with(input, rest)
}

/// On GET and HEAD of a function, a value that does not begin as a filter does is an argument: `None` (RPC-11).
pub(crate) fn argument_or_condition(input: &mut Cursor) -> Parse<Option<(bool, Operation)>> {
    input.optional(condition)
}

/// A condition whose operands end where `operand` says.
pub(super) fn condition_with(input: &mut Cursor, operand: Operand) -> Parse<(bool, Operation)> {
    let negated = input.attempt(|input| keyword(input, "not")).is_ok();
    let operation = input.labelled("operator (eq, gt, ...)", |input| operation(input, operand))?;
    Ok((negated, operation))
}

fn operation(input: &mut Cursor, operand: Operand) -> Parse<Operation> {
    if input.attempt(|input| keyword(input, "in")).is_ok() {
        return list(input).map(Operation::In);
    }
    if input.attempt(|input| keyword(input, "is")).is_ok() {
        return is_value(input).map(Operation::Is);
    }
    if input.attempt(|input| keyword(input, "isdistinct")).is_ok() {
        return Ok(Operation::IsDistinctFrom(operand(input)));
    }
    if let Ok(operation) = input.attempt(|input| full_text(input, operand)) {
        return Ok(operation);
    }
    if let Ok(operation) = input.attempt(|input| simple(input, operand)) {
        return Ok(operation);
    }
    input.attempt(|input| quantifiable(input, operand))
}

fn keyword(input: &mut Cursor, word: &'static str) -> Parse<()> {
    input.literal(word)?;
    delimiter(input)
}

fn full_text(input: &mut Cursor, operand: Operand) -> Parse<Operation> {
    let operator = one_of::<FullTextOperator>(input)?;
    let language = input.attempt(|input| {
        input.literal("(")?;
        let language = identifier(input)?;
        input.literal(")").map(|()| language.into())
    });
    delimiter(input)?;
    Ok(Operation::FullText { operator, language: language.ok(), value: operand(input) })
}

fn simple(input: &mut Cursor, operand: Operand) -> Parse<Operation> {
    let operator = input.labelled(OPERATOR, one_of::<SimpleOperator>)?;
    delimiter(input)?;
    Ok(Operation::Simple(operator, operand(input)))
}

fn quantifiable(input: &mut Cursor, operand: Operand) -> Parse<Operation> {
    let operator = input.labelled(OPERATOR, one_of::<QuantOperator>)?;
    let quantifier = input.attempt(quantifier).ok();
    delimiter(input)?;
    Ok(Operation::Quantifiable(operator, quantifier, operand(input)))
}

/// Never seen by a client: `operator (eq, gt, ...)` covers it.
const OPERATOR: &str = "unknown single value operator";

fn quantifier(input: &mut Cursor) -> Parse<Quantifier> {
    input.literal("(")?;
    let quantifier = match input.attempt(|input| input.literal("any")) {
        Ok(()) => Quantifier::Any,
        Err(Failed) => input.literal("all").map(|()| Quantifier::All)?,
    };
    input.literal(")").map(|()| quantifier)
}

/// The first of the words that the input begins with; one that matches in part does not count.
pub(super) fn one_of<T: Word>(input: &mut Cursor) -> Parse<T> {
    for (value, word) in T::WORDS {
        if input.attempt(|input| input.literal(word)).is_ok() {
            return Ok(*value);
        }
    }
    Err(Failed)
}

/// Matched as prefixes: `is.nullish` is `is.null` (FLT-36).
fn is_value(input: &mut Cursor) -> Parse<IsValue> {
    input.labelled("isVal: (null, not_null, true, false, unknown)", |input| {
        for (value, word) in IsValue::WORDS {
            if input.attempt(|input| any_case(input, word)).is_ok() {
                return Ok(*value);
            }
        }
        Err(Failed)
    })
}

/// Each character of `word` in lower or upper case.
fn any_case(input: &mut Cursor, word: &'static str) -> Parse<()> {
    (0..word.len()).try_for_each(|at| {
        let letter = &word[at..=at];
        if input.peek().is_some_and(|c| letter.starts_with(c.to_ascii_lowercase())) {
            input.advance(letter.len());
            return Ok(());
        }
        // The message names the upper-case letter too, but the label above covers both.
        input.blame_next(&[Message::Literal(letter)]);
        Err(Failed)
    })
}

fn list(input: &mut Cursor) -> Parse<Vec<String>> {
    lexeme(input, |input| input.literal("("))?;
    let elements = input.separated(element, |input| input.literal(","))?;
    lexeme(input, |input| input.literal(")"))?;
    Ok(elements)
}

fn element(input: &mut Cursor) -> Parse<String> {
    input.attempt(quoted_value).or_else(|Failed| Ok(bare_value(input)))
}

/// Quoted text that ends a value (FLT-35).
pub(super) fn quoted_value(input: &mut Cursor) -> Parse<String> {
    let text = quoted(input)?;
    input.not_followed_by(|c| c != ',' && c != ')', &[])?;
    Ok(text)
}

/// Everything up to a comma or a closing parenthesis, quotes included.
pub(super) fn bare_value(input: &mut Cursor) -> String {
    input.take_while(|c| c != ',' && c != ')', &[]).to_owned()
}

fn rest(input: &mut Cursor) -> CompactString {
    input.take_while(|_| true, &[]).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::{QueryPart, parse};

    fn parsed(text: &str) -> Result<(bool, Operation), String> {
        parse(QueryPart::Filter, text, condition).map_err(|error| format!("{}: {}", error.column, error.details()))
    }

    fn operation(text: &str) -> Operation {
        parsed(text).unwrap().1
    }

    fn list(elements: &[&str]) -> Operation {
        Operation::In(elements.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn the_value_is_everything_behind_the_dot() {
        let value = " a.b,(c)\n\"";
        assert_eq!(
            operation(&format!("eq.{value}")),
            Operation::Quantifiable(QuantOperator::Equal, None, value.into())
        );
        assert_eq!(operation("neq."), Operation::Simple(SimpleOperator::NotEqual, "".into()), "FLT-32");
        assert_eq!(operation("isdistinct.a.b"), Operation::IsDistinctFrom("a.b".into()));
    }

    #[test]
    fn longer_operators_win_over_their_prefixes() {
        assert!(matches!(operation("gte.1"), Operation::Quantifiable(QuantOperator::GreaterThanEqual, ..)));
        assert!(matches!(
            operation("like(any).{a}"),
            Operation::Quantifiable(QuantOperator::Like, Some(Quantifier::Any), _)
        ));
        assert!(parsed("not.lt(all).{1}").unwrap().0, "FLT-30");
    }

    #[test]
    fn full_text_operators_take_a_language() {
        let expected = |language: Option<&str>| Operation::FullText {
            operator: FullTextOperator::PhraseTo,
            language: language.map(Into::into),
            value: "The Fat".into(),
        };
        assert_eq!(operation("phfts.The Fat"), expected(None));
        assert_eq!(operation("phfts( english ).The Fat"), expected(Some("english")));
    }

    #[test]
    fn lists_keep_blanks_except_around_their_parentheses() {
        assert_eq!(operation("in. ( 1, 2 ) junk"), list(&["1", " 2 "]), "FLT-35");
        assert_eq!(operation("in.()"), list(&[""]), "FLT-34");
        assert_eq!(operation(r#"in.("a,b","c\"d",e"f,"g"h)"#), list(&["a,b", "c\"d", "e\"f", "\"g\"h"]));
    }

    #[test]
    fn is_takes_words_in_any_case_as_prefixes() {
        assert_eq!(operation("is.NuLLish"), Operation::Is(IsValue::Null), "FLT-36");
        assert_eq!(operation("is.NOT_null"), Operation::Is(IsValue::NotNull));
    }

    #[test]
    fn refusals_say_where_and_what_was_expected() {
        for (text, error) in [
            ("0", "1: unexpected \"0\" expecting \"not\" or operator (eq, gt, ...)"), // PRS-10
            ("noop.0", "1: unexpected \"o\" expecting \"not\" or operator (eq, gt, ...)"), // PRS-11
            ("eq().v", "4: unexpected \")\" expecting operator (eq, gt, ...)"),       // PRS-12
            ("is().v", "3: unexpected \"(\" expecting operator (eq, gt, ...)"),       // PRS-13
            ("fts().v", "5: unexpected \")\" expecting operator (eq, gt, ...)"),      // PRS-14
            ("not.not.eq.1", "5: unexpected \"n\" expecting operator (eq, gt, ...)"),
            ("not", "4: unexpected end of input expecting delimiter (.)"),
            ("is.nul,", "7: unexpected \",\" expecting isVal: (null, not_null, true, false, unknown)"),
            ("in.(1,2", "8: unexpected end of input expecting \",\" or \")\""),
            ("in.1", "4: unexpected \"1\" expecting \"(\""),
        ] {
            assert_eq!(parsed(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn an_argument_is_what_does_not_begin_as_a_filter() {
        let parsed = |text: &str| parse(QueryPart::Filter, text, argument_or_condition);
        assert!(parsed("eqfoo").unwrap().is_none(), "RPC-11");
        assert!(parsed("eq.foo").unwrap().is_some());
        for committed in ["not.foo", "is.foo", "in.foo"] {
            assert!(parsed(committed).is_err(), "FLT-37: {committed}");
        }
    }
}
