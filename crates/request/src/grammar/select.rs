//! `select` (§2.3, §2.4).
//!
//! ```text
//! select = [ item { ws "," ws item } ]
//! item   = spread "(" select ")" | embed "(" select ")" | column
//! spread = ws "..." name params
//! embed  = ws [ alias ] name params                ; the name is not "count"
//! alias  = name ":"                                ; not before a second ":"
//! params = [ "!" param ] [ "!" param ]
//! param  = "inner" | "left" | name [ "." name ]      ; the second form is ours: a relation of another schema
//! param  = "left" | "inner" | name
//! column = ws ( "*" | [ alias ] "count()" [ cast ] | [ alias ] field [ cast ] [ "." agg "()" ] [ cast ] ) ws
//! agg    = "sum" | "avg" | "count" | "max" | "min"
//! ```
//!
//! Alternatives are tried in this order; an embed is one only if `(` follows its parameters (SEL-03). A column ends
//! before `,` or `)` or at the end of the input (SEL-05).

use compact_str::CompactString;

use super::cursor::{Cursor, Failed, Message, Parse};
use super::lexical::{cast, comma, field, follows, is_bare_name, lexeme, name};
use crate::ast::{Aggregate, Field, JoinType, SelectColumn, SelectItem};
use crate::words::Word;

/// The value of `select`. Empty text is an empty list (SEL-02).
pub(crate) fn select(input: &mut Cursor) -> Parse<Vec<SelectItem>> {
    Ok(input.optional(|input| input.separated(item, comma))?.unwrap_or_default())
}

fn item(input: &mut Cursor) -> Parse<SelectItem> {
    if let Ok(Embedding { target, hint, join, .. }) = input.attempt(spread) {
        return Ok(SelectItem::Spread { target, hint, join, select: embedded(input)? });
    }
    if let Ok(Embedding { target, alias, hint, join }) = input.attempt(embed) {
        return Ok(SelectItem::Embed { target, alias, hint, join, select: embedded(input)? });
    }
    column(input).map(SelectItem::Column)
}

/// The items of an embed, in parentheses.
fn embedded(input: &mut Cursor) -> Parse<Vec<SelectItem>> {
    input.literal("(")?;
    let items = input.nested(select)?;
    input.literal(")")?;
    Ok(items)
}

/// What stands before the parentheses of an embed or a spread.
struct Embedding {
    target: CompactString,
    alias: Option<CompactString>,
    hint: Option<CompactString>,
    join: Option<JoinType>,
}

fn spread(input: &mut Cursor) -> Parse<Embedding> {
    lexeme(input, |input| {
        input.literal("...")?;
        let target = name(input)?;
        embedding(input, None, target)
    })
}

fn embed(input: &mut Cursor) -> Parse<Embedding> {
    lexeme(input, |input| {
        let alias = input.attempt(alias).ok();
        let target = name(input)?;
        if target == "count" {
            return Err(Failed);
        }
        embedding(input, alias, target)
    })
}

fn embedding(input: &mut Cursor, alias: Option<CompactString>, target: CompactString) -> Parse<Embedding> {
    let (hint, join) = params(input)?;
    input.ahead(|input| input.literal("("))?;
    Ok(Embedding { target, alias, hint, join })
}

fn alias(input: &mut Cursor) -> Parse<CompactString> {
    let alias = name(input)?;
    input.literal(":")?;
    input.not_followed_by(|c| c == ':', &[Message::Literal(":")])?;
    Ok(alias)
}

enum Param {
    Hint(CompactString),
    Join(JoinType),
}

/// Hint and join type in either order; the first of each counts (SEL-06).
fn params(input: &mut Cursor) -> Parse<(Option<CompactString>, Option<JoinType>)> {
    let (mut hint, mut join) = (None, None);
    for _ in 0..2 {
        match input.optional(param)? {
            Some(Param::Hint(name)) => hint = hint.or(Some(name)),
            Some(Param::Join(kind)) => join = join.or(Some(kind)),
            None => {}
        }
    }
    Ok((hint, join))
}

/// A join type counts as such even where it only begins a name: `!inner_fk` is refused (QRK-24).
fn param(input: &mut Cursor) -> Parse<Param> {
    input.literal("!")?;
    for (join, word) in JoinType::WORDS {
        if input.attempt(|input| input.literal(word)).is_ok() {
            return Ok(Param::Join(*join));
        }
    }
    let hint = input.attempt(name)?;
    let qualified = in_schema(input).map(|relation| compact_str::format_compact!("{hint}.{relation}"));
    Ok(Param::Hint(qualified.unwrap_or(hint)))
}

/// `.relation` after a hint that turns out to be a schema. Looks ahead without expecting anything, so that where PostgREST
/// refuses a dot, so does this, in the same words.
fn in_schema(input: &mut Cursor) -> Option<String> {
    let after = input.rest().strip_prefix('.')?;
    let end = after.find(['(', '!'])?;
    let relation = &after[..end];
    if !is_bare_name(relation) {
        return None;
    }
    input.advance(1 + end);
    Some(relation.to_owned())
}

fn column(input: &mut Cursor) -> Parse<SelectColumn> {
    lexeme(input, |input| {
        if let Ok(all) = input.attempt(all_columns) {
            return Ok(all);
        }
        if let Ok(count) = input.attempt(count) {
            return Ok(count);
        }
        one_column(input)
    })
}

fn all_columns(input: &mut Cursor) -> Parse<SelectColumn> {
    input.literal("*")?;
    end_of_column(input)?;
    Ok(SelectColumn::all())
}

/// `count()` counts rows (AGG-03).
fn count(input: &mut Cursor) -> Parse<SelectColumn> {
    let alias = input.attempt(alias).ok();
    input.literal("count()")?;
    let aggregate_cast = input.optional(cast)?;
    end_of_column(input)?;
    Ok(SelectColumn { field: Field::all(), alias, cast: None, aggregate: Some(Aggregate::Count), aggregate_cast })
}

fn one_column(input: &mut Cursor) -> Parse<SelectColumn> {
    let alias = input.attempt(alias).ok();
    let field = field(input)?;
    let cast_of_field = input.optional(cast)?;
    let aggregate = input.attempt(aggregate).ok();
    let aggregate_cast = input.optional(cast)?;
    end_of_column(input)?;
    Ok(SelectColumn { field, alias, cast: cast_of_field, aggregate, aggregate_cast })
}

fn aggregate(input: &mut Cursor) -> Parse<Aggregate> {
    input.literal(".")?;
    for (aggregate, word) in Aggregate::WORDS {
        let word = |input: &mut Cursor| input.literal(word);
        // The words that share a first letter are tried apart from the others, which are final once they began.
        let found = match aggregate {
            Aggregate::Max | Aggregate::Min => input.attempt(word).ok(),
            Aggregate::Sum | Aggregate::Avg | Aggregate::Count => input.optional(word)?,
        };
        if found.is_some() {
            return input.literal("()").map(|()| *aggregate);
        }
    }
    Err(Failed)
}

fn end_of_column(input: &mut Cursor) -> Parse<()> {
    follows(input, &[")", ","])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::{MAX_DEPTH, QueryPart, parse};

    fn parsed(text: &str) -> Result<Vec<SelectItem>, String> {
        parse(QueryPart::Select, text, select).map_err(|error| format!("{}: {}", error.column, error.details()))
    }

    fn printed(text: &str) -> String {
        parsed(text).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn columns_embeds_and_spreads_nest() {
        let text = "*,alias:data->a->>0::text,amount.sum()::int,n:count(),\
                    a:clients!fk!inner(id,...projects!left(name,tasks())),...x(*)";
        assert_eq!(printed(text), text);
        assert_eq!(parsed("").unwrap(), [], "SEL-02");
    }

    #[test]
    fn hint_and_join_type_come_in_either_order() {
        assert_eq!(printed("a!inner!fk(id)"), "a!fk!inner(id)", "SEL-06");
        assert_eq!(printed("a!\"inner_fk\"(id)"), "a!\"inner_fk\"(id)");
        assert!(parsed("a!inner_fk(id)").is_err(), "QRK-24");
    }

    #[test]
    fn a_closing_parenthesis_too_many_ends_the_list() {
        assert_eq!(printed("a,b)c"), "a,b", "SEL-05");
        assert!(parsed("a,,b").is_err());
    }

    #[test]
    fn count_without_parentheses_is_a_column_and_no_embed() {
        assert_eq!(printed("count,count::text,x:count"), "count,count::text,x:count", "SEL-09");
        assert!(parsed("count(id)").is_err(), "QRK-25");
        assert_eq!(printed("count()::text"), "count()::text");
    }

    #[test]
    fn refusals_say_where_and_what_was_expected() {
        let after_name = "expecting letter, digit, \"-\", \"->>\", \"->\", \"::\", \".\", \")\", \",\" or end of input";
        for (text, error) in [
            // PRS-26 … PRS-32
            ("data->>--34", "9: unexpected \"-\" expecting digit".to_owned()),
            (
                "data->(!@#$%^&*_d->>a",
                "7: unexpected \"(\" expecting \"-\", digit or any non reserved character different from: .,>()".into(),
            ),
            ("id,clients(name[])", format!("16: unexpected '[' {after_name}")),
            ("name!hint", format!("5: unexpected '!' {after_name}")),
            ("id,*!hint", "5: unexpected '!' expecting \")\", \",\" or end of input".into()),
            ("name::", "7: unexpected end of input expecting letter or digit".into()),
            ("data->>-78xy", "11: unexpected 'x' expecting digit, \"->\", \"::\", \".\", \",\" or end of input".into()),
            ("id.nope()", "4: unexpected \"n\" expecting \"sum\", \"avg\", \"count\", \"max\" or \"min\"".into()),
            ("id.su()", "4: unexpected \"(\" expecting \"sum\"".into()),
            (
                "*,",
                "3: unexpected end of input expecting \"...\", field name (* or [a..z0..9_$]), \"*\" or \"count()\""
                    .into(),
            ),
        ] {
            assert_eq!(parsed(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn a_list_that_does_not_begin_is_an_empty_one() {
        for text in ["*!hint", ",", ")", "!"] {
            assert_eq!(parsed(text).unwrap(), [], "{text}");
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth: usize| format!("{}*{}", "a(".repeat(depth), ")".repeat(depth));
        assert!(parsed(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(parsed(&nested(MAX_DEPTH + 1)).unwrap_err(), "515: nested deeper than 256 levels");
        assert!(parsed(&nested(100_000)).is_err());
    }
}
