//! `specification/*.md`: what an application promises, read from the tables of its document.
//!
//! Four tables count, known by the first words of their header; all other text is for people.
//!
//! ```text
//! | caller     | role        | sub     | … |       claims of the caller's token, and what else tells callers apart
//! | relation   | rows        | anon    | … |       what each caller may do to these rows, see `matrix`
//! | function   | may execute |                     roles
//! | columns of | role        | may not | columns | what is withheld of a table that the role may otherwise read or write
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use serde_json::json;

/// The promise of one application.
pub(crate) struct Specification {
    pub(crate) callers: Vec<Caller>,
    pub(crate) lines: Vec<Line>,
    /// `name | roles`
    pub(crate) functions: BTreeSet<String>,
    /// `table | role | verb | columns`
    pub(crate) withheld: BTreeSet<String>,
}

/// Somebody who asks.
pub(crate) struct Caller {
    pub(crate) name: String,
    pub(crate) role: String,
    /// What distinguishes them: `sub`, `email`, `organization`.
    pub(crate) attributes: BTreeMap<String, String>,
}

/// What every caller may do to some rows of a relation.
pub(crate) struct Line {
    /// Schema and name.
    pub(crate) relation: (String, String),
    /// A condition in SQL, in which `{caller}` and `{caller.attribute}` stand for values.
    pub(crate) rows: String,
    /// In the order of the callers.
    pub(crate) cells: Vec<String>,
}

/// A column that says whose a row is, and whose this one is.
pub(crate) struct Name {
    pub(crate) column: String,
    /// What people are told apart by there.
    pub(crate) attribute: String,
    pub(crate) value: String,
}

impl Specification {
    pub(crate) fn read(application: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/specification");
        let file = folder.join(format!("{application}.md"));
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Self::parse(&text)
    }

    fn parse(text: &str) -> Self {
        let callers: Vec<Caller> = rows(text, "caller").map(|row| Caller::from_row(&row)).collect();
        let names: Vec<&str> = callers.iter().map(|caller| &*caller.name).collect();
        let lines = rows(text, "relation").map(|row| Line::from_row(&row, &names)).collect();
        let [functions, withheld] =
            ["function", "columns of"].map(|first| rows(text, first).map(|row| row.values.join(" | ")).collect());
        Self { callers, lines, functions, withheld }
    }

    /// The condition with its values in place.
    pub(crate) fn condition(&self, line: &Line) -> String {
        let mut condition = String::new();
        for (before, reference) in references(&line.rows) {
            condition += before;
            if let Some(reference) = reference {
                condition += &literal(self.value(reference).1);
            }
        }
        condition
    }

    /// The columns that name somebody: those that the condition says to be equal to a value. Turned around, as in
    /// `{owner} = user_id`, it only says which rows.
    pub(crate) fn names(&self, line: &Line) -> Vec<Name> {
        let named = references(&line.rows).filter_map(|(before, reference)| {
            let before = before.trim_end().strip_suffix('=')?.trim_end();
            let column = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next()?;
            let (attribute, value) = self.value(reference?);
            Some(Name { column: column.to_owned(), attribute: attribute.to_owned(), value: value.to_owned() })
        });
        named.collect()
    }

    /// `owner.organization`: the attribute and its value. Without one, `sub` is meant.
    fn value<'a>(&'a self, reference: &'a str) -> (&'a str, &'a str) {
        let (name, attribute) = reference.split_once('.').unwrap_or((reference, "sub"));
        let caller = self.callers.iter().find(|caller| caller.name == name);
        let value = caller.and_then(|caller| caller.attributes.get(attribute));
        (attribute, value.unwrap_or_else(|| panic!("{{{reference}}} stands for nothing")))
    }
}

impl Caller {
    fn from_row(row: &Row<'_>) -> Self {
        let mut attributes: BTreeMap<String, String> = row
            .cells()
            .filter(|(_, value)| !value.is_empty())
            .map(|(attribute, value)| (attribute.to_owned(), value.to_owned()))
            .collect();
        let mut take = |attribute| attributes.remove(attribute).unwrap_or_else(|| panic!("{row:?} has no {attribute}"));
        Self { name: take("caller"), role: take("role"), attributes }
    }

    /// The claims of the token.
    pub(crate) fn claims(&self) -> String {
        let mut claims = json!({ "role": self.role });
        for claim in ["sub", "email"] {
            if let Some(value) = self.attributes.get(claim) {
                claims[claim] = value.as_str().into();
            }
        }
        claims.to_string()
    }
}

impl Line {
    fn from_row(row: &Row<'_>, callers: &[&str]) -> Self {
        let cells: BTreeMap<&str, &str> = row.cells().collect();
        let cell = |name: &str| cells.get(name).unwrap_or_else(|| panic!("{row:?} has no {name}")).to_string();
        let relation = cell("relation");
        let (schema, name) = relation.split_once('.').unwrap_or_else(|| panic!("{relation} has no schema"));
        let cells = callers.iter().map(|caller| cell(caller)).collect();
        Self { relation: (schema.to_owned(), name.to_owned()), rows: cell("rows"), cells }
    }
}

impl Line {
    /// The line with other cells.
    pub(crate) fn with(&self, cells: Vec<String>) -> Self {
        Self { relation: self.relation.clone(), rows: self.rows.clone(), cells }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { relation: (schema, name), rows, cells } = self;
        write!(f, "| {schema}.{name} | `{rows}` | {} |", cells.join(" | "))
    }
}

/// A row of a table in Markdown, with the table's header.
#[derive(Debug)]
struct Row<'a> {
    header: Vec<&'a str>,
    values: Vec<&'a str>,
}

impl<'a> Row<'a> {
    fn cells(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        assert_eq!(self.header.len(), self.values.len(), "{self:?}");
        self.header.iter().copied().zip(self.values.iter().copied())
    }
}

/// The rows of all tables whose header begins with these words.
fn rows<'a>(text: &'a str, first: &str) -> impl Iterator<Item = Row<'a>> {
    let mut header: Vec<&str> = Vec::new();
    let rows = text.lines().filter_map(move |line| {
        let Some(inner) = line.strip_prefix('|') else {
            header.clear();
            return None;
        };
        let cells = inner.trim_end_matches('|').split('|').map(|cell| cell.trim().trim_matches('`'));
        if header.is_empty() {
            header = cells.collect();
            return None;
        }
        Some(Row { header: header.clone(), values: cells.collect() })
    });
    rows.filter(move |row| row.header[0] == first && !row.values[0].starts_with("--"))
}

/// The condition in pieces: text, and the reference in braces that follows it.
fn references(condition: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    condition.split('}').map(|piece| match piece.split_once('{') {
        Some((before, reference)) => (before, Some(reference)),
        None => (piece, None),
    })
}

/// A string constant of SQL.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
