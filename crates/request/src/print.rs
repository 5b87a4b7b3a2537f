//! The canonical syntax of what a query string says: what is printed here parses to the same again.
//!
//! Names and keys are quoted only where they have to be, values of conditions always.

use std::fmt::{self, Display, Formatter, Write};

use crate::ast::{
    Arrow, Field, Filter, JsonOperand, JsonStep, LogicTree, Operation, OrderTerm, SelectColumn, SelectItem,
};
use crate::grammar::{is_bare_key, is_bare_name};
use crate::words::Word;

impl Display for SelectItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(column) => column.fmt(f),
            Self::Embed { target, alias, hint, join, select } => {
                write_alias(f, alias.as_deref())?;
                write!(f, "{}", Name(target))?;
                write_params(f, hint.as_deref(), *join)?;
                write!(f, "({})", Listed(select))
            }
            Self::Spread { target, hint, join, select } => {
                write!(f, "...{}", Name(target))?;
                write_params(f, hint.as_deref(), *join)?;
                write!(f, "({})", Listed(select))
            }
        }
    }
}

/// A hint that begins like a join type would be read as one (QRK-24).
fn write_params(f: &mut Formatter<'_>, hint: Option<&str>, join: Option<impl Word>) -> fmt::Result {
    match hint {
        Some(hint) if hint.starts_with("left") || hint.starts_with("inner") => write!(f, "!{}", Quoted(hint))?,
        Some(hint) => write!(f, "!{}", Name(hint))?,
        None => {}
    }
    join.map_or(Ok(()), |join| write!(f, "!{}", join.word()))
}

fn write_alias(f: &mut Formatter<'_>, alias: Option<&str>) -> fmt::Result {
    alias.map_or(Ok(()), |alias| write!(f, "{}:", Name(alias)))
}

impl Display for SelectColumn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { field, alias, cast, aggregate, aggregate_cast } = self;
        write_alias(f, alias.as_deref())?;
        let all = field.name == "*" && field.path.is_empty() && cast.is_none();
        match aggregate {
            None if all && alias.is_none() && aggregate_cast.is_none() => f.write_char('*')?,
            Some(crate::ast::Aggregate::Count) if all => f.write_str("count()")?,
            _ => {
                field.fmt(f)?;
                write_cast(f, cast.as_deref())?;
                aggregate.map_or(Ok(()), |aggregate| write!(f, ".{}()", aggregate.word()))?;
            }
        }
        write_cast(f, aggregate_cast.as_deref())
    }
}

/// A cast of nothing but blanks is an empty one.
fn write_cast(f: &mut Formatter<'_>, cast: Option<&str>) -> fmt::Result {
    match cast {
        Some("") => f.write_str(":: "),
        Some(cast) => write!(f, "::{cast}"),
        None => Ok(()),
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Name(&self.name).fmt(f)?;
        self.path.iter().try_for_each(|step| step.fmt(f))
    }
}

impl Display for JsonStep {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.arrow {
            Arrow::Json => "->",
            Arrow::Text => "->>",
        })?;
        match &self.operand {
            JsonOperand::Index(digits) => f.write_str(digits),
            JsonOperand::Key(key) if is_bare_key(key) => f.write_str(key),
            JsonOperand::Key(key) => Quoted(key).fmt(f),
        }
    }
}

/// The filter as a condition of a logic tree: its value is quoted.
impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { field, negated, operation } = self;
        write!(f, "{field}.{}", if *negated { "not." } else { "" })?;
        write_operation(f, operation, write_quoted)
    }
}

/// The operation as the value of a filter: its own value is the rest, as it is.
impl Display for Operation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_operation(f, self, write_as_is)
    }
}

fn write_as_is(f: &mut Formatter<'_>, value: &str) -> fmt::Result {
    f.write_str(value)
}

fn write_quoted(f: &mut Formatter<'_>, value: &str) -> fmt::Result {
    Quoted(value).fmt(f)
}

fn write_operation(
    f: &mut Formatter<'_>,
    operation: &Operation,
    write_value: fn(&mut Formatter<'_>, &str) -> fmt::Result,
) -> fmt::Result {
    match operation {
        Operation::Simple(operator, value) => {
            write!(f, "{}.", operator.word())?;
            write_value(f, value)
        }
        Operation::Quantifiable(operator, quantifier, value) => {
            f.write_str(operator.word())?;
            quantifier.map_or(Ok(()), |quantifier| write!(f, "({})", quantifier.word()))?;
            f.write_char('.')?;
            write_value(f, value)
        }
        Operation::In(elements) => {
            let elements: Vec<_> = elements.iter().map(|element| Quoted(element)).collect();
            write!(f, "in.({})", Listed(&elements))
        }
        Operation::Is(value) => write!(f, "is.{}", value.word()),
        Operation::IsDistinctFrom(value) => {
            f.write_str("isdistinct.")?;
            write_value(f, value)
        }
        Operation::FullText { operator, language, value } => {
            f.write_str(operator.word())?;
            match language.as_deref() {
                Some("") => f.write_str("( )")?,
                Some(language) => write!(f, "({language})")?,
                None => {}
            }
            f.write_char('.')?;
            write_value(f, value)
        }
    }
}

impl Display for LogicTree {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Condition(filter) => filter.fmt(f),
            Self::Group { negated, connective, members } => {
                let not = if *negated { "not." } else { "" };
                write!(f, "{not}{}({})", connective.word(), Listed(members))
            }
        }
    }
}

impl Display for OrderTerm {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.relation {
            Some(relation) => write!(f, "{}({})", Name(relation), self.field)?,
            None => self.field.fmt(f)?,
        }
        self.direction.map_or(Ok(()), |direction| write!(f, ".{}", direction.word()))?;
        self.nulls.map_or(Ok(()), |nulls| write!(f, ".{}", nulls.word()))
    }
}

/// Items with commas between them.
struct Listed<'a, T>(&'a [T]);

impl<T: Display> Display for Listed<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().enumerate().try_for_each(|(at, item)| {
            let separator = if at == 0 { "" } else { "," };
            write!(f, "{separator}{item}")
        })
    }
}

/// A name, quoted where it has to be.
struct Name<'a>(&'a str);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if is_bare_name(self.0) { f.write_str(self.0) } else { Quoted(self.0).fmt(f) }
    }
}

/// Text in double quotes.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            if matches!(c, '"' | '\\') {
                f.write_char('\\')?;
            }
            f.write_char(c)?;
        }
        f.write_char('"')
    }
}
