//! Where the columns of views come from, read off the queries behind them.

use std::pin::pin;

use futures_util::TryStreamExt;
use hashbrown::HashMap;
use rowgate_catalog::derive::{ColumnId, RelationId};
use tokio_postgres::types::Type;
use tokio_postgres::{Error, Transaction};

use super::node_tree::{NodeTreeError, target_entries};

const QUERY: &str = include_str!("view_rules.sql");

/// Reads the origin of each view column that is a plain column of another relation, of the views in the schemas
/// numbered `traced`.
///
/// A tree can be a hundred times as long as what is kept of it, so trees are read one at a time. One that cannot be
/// understood costs its view the relationships, not the gateway its catalog.
pub(super) async fn origins(tx: &Transaction<'_>, traced: &[u32]) -> Result<HashMap<ColumnId, ColumnId>, Error> {
    let mut origins = HashMap::new();
    let mut rows = pin!(tx.query_typed_raw(QUERY, [(&traced, Type::OID_ARRAY)]).await?);
    while let Some(row) = rows.try_next().await? {
        let view = RelationId(row.try_get("view")?);
        if let Err(error) = add_origins(&mut origins, view, row.try_get("action")?) {
            tracing::warn!(view.oid = view.0, %error, "the query of a view cannot be traced");
        }
    }
    Ok(origins)
}

fn add_origins(origins: &mut HashMap<ColumnId, ColumnId>, view: RelationId, action: &str) -> Result<(), NodeTreeError> {
    for entry in target_entries(action)? {
        if let Some((relation, number)) = entry.origin {
            let column = ColumnId { relation: view, number: entry.number };
            origins.insert(column, ColumnId { relation: RelationId(relation), number });
        }
    }
    Ok(())
}
