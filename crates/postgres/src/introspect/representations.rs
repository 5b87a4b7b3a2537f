//! Data representations.

use hashbrown::HashMap;
use rowgate_catalog::{Representation, RepresentationKey};
use tokio_postgres::{Error, Row, Transaction};

use super::names::qualified_name;

const QUERY: &str = include_str!("representations.sql");

/// Reads the casts that the connection's role may use (REP-40).
pub(super) async fn representations(tx: &Transaction<'_>) -> Result<HashMap<RepresentationKey, Representation>, Error> {
    tx.query_typed(QUERY, &[]).await?.iter().map(representation).collect()
}

fn representation(row: &Row) -> Result<(RepresentationKey, Representation), Error> {
    let key = RepresentationKey { source: row.try_get("source")?, target: row.try_get("target")? };
    Ok((key, Representation { function: qualified_name(row, "function_schema", "function_name")? }))
}
