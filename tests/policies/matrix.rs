//! Who may do what to whose rows.
//!
//! A line of the specification names a relation and rows of it: `user_id = {owner}`. It is tried on the first of these
//! rows, by primary key. A cell has four places, for what the caller may do:
//!
//! | place | letter | the caller … |
//! |---|---|---|
//! | 1 | `S` | sees the row |
//! | 2 | `I` | may add a row like it in somebody else's name, or in nobody's |
//! |   | `i` | may add a row like it in their own name only |
//! | 3 | `U` | may change the row, and put somebody else's name on it, or their own |
//! |   | `u` | may change the row, and not whose it is |
//! | 4 | `D` | may delete the row |
//!
//! A dash says that they may not. The *name* on a row is in the columns that the condition compares with a caller: their
//! id, or another attribute, such as their organization. Of several such columns it is enough that one can be somebody
//! else's. Where the condition names nobody, `i` and `u` do not occur.
//!
//! What it means that a caller may, `attempt` says. Of a view, only reading is tried, and `S` says that the caller sees
//! any of the line's rows.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::Client;

use crate::applications::{APPLICATIONS, SUPPORT, schemas};
use crate::attempt::Session;
use crate::demo::{demo, names};
use crate::row::{Change, Row};
use crate::specification::{Caller, Line, Name, Specification};

#[tokio::test]
async fn sopk() {
    holds("sopk").await;
}

#[tokio::test]
async fn aurentia() {
    holds("aurentia").await;
}

#[tokio::test]
async fn hospitality() {
    holds("hospitality").await;
}

#[tokio::test]
async fn emotionscare() {
    holds("emotionscare").await;
}

#[tokio::test]
async fn lms() {
    holds("lms").await;
}

/// Tries every cell of an application's specification.
async fn holds(application: &str) {
    let specification = Specification::read(application);
    let administrator = demo().await.connect().await;
    let session = Session::open(demo().await).await;
    let mut differences = Vec::new();
    for line in &specification.lines {
        match cells(&specification, line, &administrator, &session).await {
            None => differences.push(format!("no row to try: {line}")),
            Some(cells) if cells == line.cells => {}
            Some(cells) => differences.push(format!("specified: {line}\nbut it is: {}", line.with(cells))),
        }
    }
    assert!(differences.is_empty(), "{application}:\n{}", differences.join("\n"));
}

/// What the callers may do, in their order. None when there is no row.
async fn cells(
    specification: &Specification,
    line: &Line,
    administrator: &Client,
    session: &Session,
) -> Option<Vec<String>> {
    let row = Row::find(administrator, &line.relation, &specification.condition(line)).await?;
    let names = specification.names(line);
    let mut cells = Vec::new();
    for caller in &specification.callers {
        let trial = Trial { session, caller, callers: &specification.callers, row: &row, names: &names };
        cells.push(trial.cell().await);
    }
    // A view that shows these rows to nobody has none, or the condition is wrong.
    let tried = !row.is_of_a_view() || cells.iter().any(|cell| cell != "----");
    tried.then_some(cells)
}

/// One caller and one row.
struct Trial<'a> {
    session: &'a Session,
    caller: &'a Caller,
    /// Everybody: they lend their names.
    callers: &'a [Caller],
    row: &'a Row,
    names: &'a [Name],
}

impl<'a> Trial<'a> {
    async fn cell(&self) -> String {
        let select = if self.reaches(&self.row.select()).await { 'S' } else { '-' };
        if self.row.is_of_a_view() {
            return format!("{select}---");
        }
        let delete = if self.changes(self.row.delete()).await { 'D' } else { '-' };
        [select, self.insert().await, self.update().await, delete].iter().collect()
    }

    async fn insert(&self) -> char {
        let own = self.own_name();
        let mut others = Vec::new();
        // As it is, unless that is in the caller's own name.
        if own.is_none_or(|own| self.names.iter().any(|name| own[&*name.column] != name.value)) {
            others.push(BTreeMap::new());
        }
        for name in self.names {
            if let Some(mut mixed) = self.own_name() {
                mixed.insert(&name.column, self.other_than(mixed[&*name.column], name));
                others.push(mixed);
            }
        }
        for changes in others {
            if self.reaches(&self.row.insert(&self.caller.role, &changes)).await {
                return 'I';
            }
        }
        match self.own_name() {
            Some(own) if self.reaches(&self.row.insert(&self.caller.role, &own)).await => 'i',
            _ => '-',
        }
    }

    async fn update(&self) -> char {
        let columns: Vec<&str> = self.names.iter().map(|name| &*name.column).collect();
        if !self.changes(self.row.touch(&self.caller.role, &columns)).await {
            // Out of reach as it is, unless it can be taken.
            return match self.own_name() {
                Some(own) if self.changes(self.row.rename(&own)).await => 'U',
                _ => '-',
            };
        }
        for name in self.names {
            let other = BTreeMap::from([(&*name.column, self.other_than(&name.value, name))]);
            if self.changes(self.row.rename(&other)).await {
                return 'U';
            }
        }
        if self.names.is_empty() { 'U' } else { 'u' }
    }

    /// The caller's name, by column. None when they have none, or nobody has.
    fn own_name(&self) -> Option<BTreeMap<&'a str, &'a str>> {
        let own = |name: &'a Name| Some((&*name.column, &**self.caller.attributes.get(&name.attribute)?));
        let own: Option<BTreeMap<_, _>> = self.names.iter().map(own).collect();
        own.filter(|own| !own.is_empty())
    }

    /// Another name than this one: the row's, or else that of the first caller who has another.
    fn other_than(&self, own: &str, name: &'a Name) -> &'a str {
        let others = self.callers.iter().filter_map(|caller| caller.attributes.get(&name.attribute));
        let mut candidates = [&name.value].into_iter().chain(others);
        candidates
            .find(|other| *other != own)
            .unwrap_or_else(|| panic!("two callers with different {}", name.attribute))
    }

    async fn reaches(&self, statement: &str) -> bool {
        self.session.reaches(self.caller, statement).await
    }

    /// Pointing at the row or not: what somebody may not see, they may still be able to change.
    async fn changes(&self, Change { one, all, trace }: Change) -> bool {
        self.reaches(&one).await || self.session.reaches_blindly(self.caller, &all, &trace).await
    }
}

/// Every table, and every view, of every schema has a line, and no line speaks of anything else.
#[tokio::test]
async fn the_specification_is_complete() {
    let query = "select format('%s.%s', relnamespace::regnamespace::text, relname) from pg_class \
                 where relnamespace::regnamespace::text = any ($1) and relkind in ('r', 'p', 'v', 'm') \
                 and not relispartition";
    for application in APPLICATIONS {
        let specification = Specification::read(application.name);
        let specified =
            specification.lines.iter().map(|Line { relation: (schema, name), .. }| format!("{schema}.{name}"));
        let existing = names(demo().await, query, &[&application.schemas]).await;
        assert_eq!(
            specified.collect::<BTreeSet<_>>(),
            existing.into_iter().collect::<BTreeSet<_>>(),
            "{}",
            application.name
        );
    }
}

/// The schemas that are exposed are the applications', so that none is left out above.
#[tokio::test]
async fn every_schema_belongs_to_an_application() {
    let query = "select nspname::text from pg_namespace where nspname !~ '^pg_|^information_schema$|^extensions$' \
                 and exists (select from pg_class where relnamespace = pg_namespace.oid and relkind in ('r', 'p', 'v', 'm'))";
    let existing = BTreeSet::from_iter(names(demo().await, query, &[]).await);
    let known = schemas().into_iter().chain(SUPPORT.iter().copied()).map(str::to_owned);
    assert_eq!(existing, known.collect());
}
