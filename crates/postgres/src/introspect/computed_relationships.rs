//! Computed relationships.

use rowgate_catalog::ComputedRelationship;
use tokio_postgres::{Error, Row, Transaction};

use super::names::qualified_name;

const QUERY: &str = include_str!("computed_relationships.sql");

/// Reads the functions from a row to rows, of all schemas.
pub(super) async fn computed_relationships(tx: &Transaction<'_>) -> Result<Vec<ComputedRelationship>, Error> {
    tx.query_typed(QUERY, &[]).await?.iter().map(computed_relationship).collect()
}

fn computed_relationship(row: &Row) -> Result<ComputedRelationship, Error> {
    let origin = qualified_name(row, "origin_schema", "origin_name")?;
    let target = qualified_name(row, "target_schema", "target_name")?;
    Ok(ComputedRelationship {
        function: qualified_name(row, "function_schema", "function_name")?,
        is_self: origin == target,
        origin,
        target,
        to_one: row.try_get("to_one")?,
    })
}
