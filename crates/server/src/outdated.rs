//! Whether a failed statement shows that the database is no longer as the catalog has it.
//!
//! A table that was dropped or renamed without a notification fails every statement that names it, though the catalog
//! has it. A client that names what never was fails in the same way, with the same SQLSTATE; so what counts is whether
//! the *catalog* has what PostgreSQL has not.
//!
//! PostgreSQL says what it did not find by its position in the statement (its message is in the server's language), and
//! our statements have every name in double quotes. Errors inside functions have no such position: a function with a
//! broken body is no sign of anything.

use rowgate_catalog::{Catalog, Relation};
use rowgate_core::QualifiedName;
use rowgate_postgres::{DatabaseError, ServerError};
use rowgate_sql::Transaction;

/// Whether the database lacks a relation, column or function that the catalog has.
pub(crate) fn shows(error: &DatabaseError, transaction: &Transaction, catalog: &Catalog) -> bool {
    match error {
        DatabaseError::Server(error) => lacks(error, &transaction.main.text, catalog),
        _ => false,
    }
}

fn lacks(error: &ServerError, statement: &str, catalog: &Catalog) -> bool {
    let Some(rest) = error.position.and_then(|position| after(statement, position)) else { return false };
    let names = qualified(rest);
    match (error.sqlstate.as_str(), names.as_slice()) {
        // undefined_table
        ("42P01", [schema, name, ..]) => catalog.relations.contains_key(&named(schema, name)),
        // undefined_function
        ("42883", [schema, name, ..]) => catalog.routines.contains_key(&named(schema, name)),
        // undefined_column
        ("42703", [.., column]) => {
            relations_in(statement, catalog).any(|relation| has_column(relation, column, catalog))
        }
        _ => false,
    }
}

/// What follows the character at `position`, itself included, counted from 1.
fn after(statement: &str, position: u32) -> Option<&str> {
    let skipped = usize::try_from(position).ok()?.checked_sub(1)?;
    statement.char_indices().nth(skipped).map(|(start, _)| &statement[start..])
}

/// The names at the beginning of `text`, of which dots join several: `"api"."films" AS …` has two.
fn qualified(text: &str) -> Vec<String> {
    let (mut names, mut rest) = (Vec::new(), text);
    while let Some((name, after)) = quoted(rest) {
        names.push(name);
        let Some(next) = after.strip_prefix('.') else { break };
        rest = next;
    }
    names
}

/// The quoted name at the beginning of `text`, and what follows it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('"')?;
    let mut end = 0;
    loop {
        end += inside[end..].find('"')?;
        if !inside[end + 1..].starts_with('"') {
            return Some((inside[..end].replace("\"\"", "\""), &inside[end + 1..]));
        }
        end += 2;
    }
}

fn named(schema: &str, name: &str) -> QualifiedName {
    QualifiedName::new(schema, name)
}

/// The catalog's relations that a statement names.
fn relations_in<'a>(statement: &'a str, catalog: &'a Catalog) -> impl Iterator<Item = &'a Relation> {
    let starts = statement.match_indices('"').map(|(start, _)| qualified(&statement[start..]));
    starts.filter_map(|names| match names.as_slice() {
        [schema, name, ..] => catalog.relation(&named(schema, name)),
        _ => None,
    })
}

/// Whether the catalog knows a column of that name, or a function that could compute it.
fn has_column(relation: &Relation, column: &str, catalog: &Catalog) -> bool {
    relation.columns.contains_key(column)
        || catalog.routines.contains_key(&QualifiedName::new(relation.name.schema.clone(), column))
}

#[cfg(test)]
mod tests {
    use rowgate_catalog::{Column, RelationKind};
    use rowgate_core::Ident;

    use super::*;

    const READ: &str = r#"SELECT "films"."né", "films"."title" FROM "api"."films""#;

    fn catalog() -> Catalog {
        let column = |name: &str| {
            let column = Column {
                name: name.into(),
                description: None,
                nullable: true,
                base_type: "text".into(),
                declared_type: "text".into(),
                max_length: None,
                default: None,
                enum_labels: Vec::new(),
                generated: false,
            };
            (Ident::new(name), column)
        };
        let films = Relation {
            name: named("api", "films"),
            description: None,
            kind: RelationKind::Table,
            insertable: true,
            updatable: true,
            deletable: true,
            inert: true,
            primary_key: Vec::new(),
            columns: [column("né"), column("title"), column("a\"b")].into_iter().collect(),
        };
        let mut catalog = Catalog::default();
        catalog.relations.insert(films.name.clone(), films);
        catalog.routines.insert(named("api", "stars"), Vec::new());
        catalog
    }

    fn shown(sqlstate: &str, statement: &str, at: &str) -> bool {
        let start = statement.find(at).expect("a place in the statement");
        let position = u32::try_from(statement[..start].chars().count() + 1).ok();
        let error = ServerError { sqlstate: sqlstate.into(), position, ..ServerError::default() };
        lacks(&error, statement, &catalog())
    }

    #[test]
    fn a_relation_that_the_catalog_has_should_be_there() {
        assert!(shown("42P01", READ, r#""api"."films""#));
        assert!(!shown("42P01", r#"SELECT * FROM "api"."actors""#, r#""api"."actors""#));
        assert!(!shown("42P01", r#"SELECT "films"."a" FROM x"#, r#""films"."a""#), "an alias is no schema");
    }

    #[test]
    fn a_column_that_the_catalog_has_should_be_there() {
        assert!(shown("42703", READ, r#""films"."title""#), "characters count, not bytes");
        assert!(shown("42703", r#"INSERT INTO "api"."films"("a""b") SELECT 1"#, r#""a""b""#));
        assert!(shown("42703", r#"SELECT "films"."stars" FROM "api"."films""#, r#""films"."stars""#), "it is computed");
        assert!(!shown("42703", r#"SELECT "films"."nope" FROM "api"."films""#, r#""films"."nope""#));
        assert!(!shown("42703", r#"SELECT "x"."title" FROM "api"."actors" AS "x""#, r#""x"."title""#));
    }

    #[test]
    fn a_function_that_the_catalog_has_should_be_there() {
        assert!(shown("42883", r#"SELECT * FROM "api"."stars"()"#, r#""api"."stars""#));
        assert!(!shown("42883", r#"SELECT "films"."title" ~~ 1 FROM "api"."films""#, "~~"), "an operator is missing");
    }

    #[test]
    fn other_failures_and_failures_elsewhere_show_nothing() {
        assert!(!shown("42501", READ, r#""api"."films""#));
        let inside = ServerError { sqlstate: "42P01".into(), ..ServerError::default() };
        assert!(!lacks(&inside, READ, &catalog()));
        let beyond = ServerError { position: Some(1000), ..inside };
        assert!(!lacks(&beyond, READ, &catalog()));
    }
}
