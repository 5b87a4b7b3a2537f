//! Types of users whose values are strings in JSON.

use hashbrown::HashSet;
use tokio_postgres::{Error, Transaction};

const QUERY: &str = include_str!("text_types.sql");

/// Reads their numbers.
pub(super) async fn text_types(tx: &Transaction<'_>) -> Result<HashSet<u32>, Error> {
    tx.query_typed(QUERY, &[]).await?.iter().map(|row| row.try_get("type")).collect()
}
