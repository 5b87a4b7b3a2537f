//! Trees of conditions: `?or=(age.lt.18,and(a.eq.1,not.b.is.null))` (§2.6).
//!
//! ```text
//! logic-path  = name { "." name }                    ; any "not" negates, the last name is the connective
//! logic-tree  = filter | [ "not." ] ( "and" | "or" ) ws "(" ws logic-tree { ws "," ws logic-tree } ws ")" ws
//! filter      = field "." condition                  ; condition as in filter.rs
//! logic-value = quoted | "{" { any but braces } "}" | { any but "," and ")" }   ; quoted as in filter.rs
//! ```
//!
//! A condition is tried before a group, so columns may be called `and` or `not` (LOG-03).

use compact_str::CompactString;

use super::cursor::{Cursor, Failed, Parse};
use super::filter::{bare_value, condition_with, quoted_value};
use super::lexical::{comma, delimiter, field, lexeme, name};
use crate::ast::{Connective, EmbedPath, Filter, LogicTree};

/// The key of an and/or parameter: the embed it is about, and what to put before its value to make it a tree.
///
/// The word is not looked at: a key that begins like this grammar but goes on otherwise, such as `a->b.or`, yields a
/// word that no tree begins with.
pub(crate) fn logic_path(input: &mut Cursor) -> Parse<(EmbedPath, CompactString)> {
    let mut path = input.separated(name, delimiter)?;
    let negated = path.iter().any(|name| name == "not");
    let connective = path.pop().unwrap_or_default();
    path.retain(|name| name != "not");
    Ok((path, if negated { compact_str::format_compact!("not.{connective}") } else { connective }))
}

/// The value of an and/or parameter, its connective in front.
pub(crate) fn logic_tree(input: &mut Cursor) -> Parse<LogicTree> {
    match input.attempt(filter) {
        Ok(filter) => Ok(LogicTree::Condition(filter)),
        Err(Failed) => group(input),
    }
}

fn filter(input: &mut Cursor) -> Parse<Filter> {
    let field = field(input)?;
    delimiter(input)?;
    let (negated, operation) = condition_with(input, logic_value)?;
    Ok(Filter { field, negated, operation })
}

fn group(input: &mut Cursor) -> Parse<LogicTree> {
    let negated = input.labelled("negation operator (not)", |input| {
        Ok(input.attempt(|input| input.literal("not").and_then(|()| delimiter(input))).is_ok())
    })?;
    let connective = input.labelled("logic operator (and, or)", connective)?;
    lexeme(input, |input| input.literal("("))?;
    let members = input.nested(|input| input.separated(logic_tree, comma))?;
    lexeme(input, |input| input.literal(")"))?;
    Ok(LogicTree::Group { negated, connective, members })
}

fn connective(input: &mut Cursor) -> Parse<Connective> {
    match input.attempt(|input| input.literal("and")) {
        Ok(()) => Ok(Connective::And),
        Err(Failed) => input.literal("or").map(|()| Connective::Or),
    }
}

fn logic_value(input: &mut Cursor) -> CompactString {
    let closed = input.attempt(quoted_value).or_else(|Failed| input.attempt(array_literal));
    closed.unwrap_or_else(|Failed| bare_value(input)).into()
}

/// A PostgreSQL array may hold commas unquoted, but no arrays (LOG-04).
fn array_literal(input: &mut Cursor) -> Parse<String> {
    input.literal("{")?;
    let elements = input.take_while(|c| c != '{' && c != '}', &[]);
    input.literal("}")?;
    Ok(format!("{{{elements}}}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::{MAX_DEPTH, QueryPart, parse};

    fn parsed(text: &str) -> Result<LogicTree, String> {
        parse(QueryPart::LogicTree, text, logic_tree).map_err(|error| format!("{}: {}", error.column, error.details()))
    }

    #[test]
    fn groups_nest_and_blanks_are_ignored() {
        let tree = parsed("or ( a.eq.1 , not.and(b.is.null,c.in.(1,2)) ) junk").unwrap();
        assert_eq!(tree.to_string(), r#"or(a.eq."1 ",not.and(b.is.null,c.in.("1","2")))"#);
    }

    #[test]
    fn columns_may_be_called_like_connectives() {
        let tree = parsed("and(and.eq.1,not.eq.2,or_x.eq.3)").unwrap();
        assert_eq!(tree.to_string(), r#"and(and.eq."1",not.eq."2",or_x.eq."3")"#, "LOG-03");
    }

    #[test]
    fn values_end_at_commas_unless_quoted_or_in_braces() {
        let error = parsed("and(a.cs.{1,{2}})").unwrap_err();
        assert!(error.starts_with("13: unexpected \"{\" expecting field name"), "{error}");
        let tree = parsed(r#"and(a.eq."x,y)",b.cs.{1,2},d.eq."z"w)"#).unwrap();
        assert_eq!(tree.to_string(), r#"and(a.eq."x,y)",b.cs."{1,2}",d.eq."\"z\"w")"#, "LOG-04");
    }

    #[test]
    fn refusals_say_where_and_what_was_expected() {
        let operators = "negation operator (not) or logic operator (and, or)";
        for (text, error) in [
            // PRS-15 … PRS-19
            ("or()", format!("4: unexpected \")\" expecting field name (* or [a..z0..9_$]), {operators}")),
            ("or(id.in.1,2,id.eq.3)", "10: unexpected \"1\" expecting \"(\"".into()),
            ("or)(", "3: unexpected \")\" expecting \"(\"".into()),
            ("and(ord(id.eq.1,id.eq.1),id.eq.2)", "7: unexpected \"d\" expecting \"(\"".into()),
            ("or(id.eq.1,not.xor(id.eq.2,id.eq.3))", "16: unexpected \"x\" expecting logic operator (and, or)".into()),
            ("and(id)", "7: unexpected \")\" expecting letter, digit, \"-\", \"->>\", \"->\" or delimiter (.)".into()),
        ] {
            assert_eq!(parsed(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn the_key_names_the_embed_and_the_connective() {
        let path = |key: &str| parse(QueryPart::LogicPath, key, logic_path).unwrap();
        assert_eq!(path("or"), (vec![], "or".into()));
        assert_eq!(path("a.b.not.and"), (vec!["a".into(), "b".into()], "not.and".into()));
        assert_eq!(path("not.a.or"), (vec!["a".into()], "not.or".into()), "LOG-02");
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth: usize| format!("{}a.eq.1{}", "and(".repeat(depth), ")".repeat(depth));
        assert!(parsed(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(parsed(&nested(MAX_DEPTH + 1)).unwrap_err(), "1029: nested deeper than 256 levels");
        assert!(parsed(&nested(100_000)).is_err());
    }
}
