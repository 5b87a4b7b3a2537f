//! Keys and foreign keys, of all tables in the database.

use rowgate_catalog::derive::{ForeignKey, Key, RelationId};
use tokio_postgres::{Error, Row, Transaction};

use super::names::{ident, qualified_name};

const KEYS: &str = include_str!("keys.sql");
const FOREIGN_KEYS: &str = include_str!("foreign_keys.sql");

/// Reads primary keys and unique constraints.
pub(super) async fn keys(tx: &Transaction<'_>) -> Result<Vec<Key>, Error> {
    tx.query_typed(KEYS, &[]).await?.iter().map(key).collect()
}

/// Reads foreign keys.
pub(super) async fn foreign_keys(tx: &Transaction<'_>) -> Result<Vec<ForeignKey>, Error> {
    tx.query_typed(FOREIGN_KEYS, &[]).await?.iter().map(foreign_key).collect()
}

fn key(row: &Row) -> Result<Key, Error> {
    Ok(Key {
        relation: RelationId(row.try_get("relation")?),
        name: qualified_name(row, "schema", "name")?,
        is_primary: row.try_get("is_primary")?,
        columns: row.try_get("columns")?,
    })
}

fn foreign_key(row: &Row) -> Result<ForeignKey, Error> {
    Ok(ForeignKey {
        constraint: ident(row, "constraint")?,
        child: RelationId(row.try_get("child")?),
        parent: RelationId(row.try_get("parent")?),
        child_columns: row.try_get("child_columns")?,
        parent_columns: row.try_get("parent_columns")?,
    })
}
