//! Relations, still without columns and keys.

use rowgate_catalog::derive::RelationId;
use rowgate_catalog::{Columns, Relation, RelationKind};
use tokio_postgres::types::Type;
use tokio_postgres::{Error, Row, Transaction};

use super::names::qualified_name;

const QUERY: &str = include_str!("relations.sql");

/// Bits of `pg_relation_is_updatable`: one shifted by PostgreSQL's number of the command.
const UPDATE: i32 = 1 << 2;
const INSERT: i32 = 1 << 3;
const DELETE: i32 = 1 << 4;

/// Reads the relations of the schemas numbered `exposed`.
pub(super) async fn relations(tx: &Transaction<'_>, exposed: &[u32]) -> Result<Vec<(RelationId, Relation)>, Error> {
    let rows = tx.query_typed(QUERY, &[(&exposed, Type::OID_ARRAY)]).await?;
    rows.iter().map(relation).collect()
}

fn relation(row: &Row) -> Result<(RelationId, Relation), Error> {
    let possible: i32 = row.try_get("possible_events")?;
    let relation = Relation {
        name: qualified_name(row, "schema", "name")?,
        description: row.try_get("description")?,
        kind: kind(row.try_get("kind")?),
        insertable: possible & INSERT != 0,
        updatable: possible & UPDATE != 0,
        deletable: possible & DELETE != 0,
        inert: row.try_get("inert")?,
        primary_key: Vec::new(),
        columns: Columns::default(),
    };
    Ok((RelationId(row.try_get("oid")?), relation))
}

/// `pg_class.relkind`, of the kinds the query selects.
fn kind(relkind: i8) -> RelationKind {
    match relkind.cast_unsigned() {
        b'p' => RelationKind::PartitionedTable,
        b'v' => RelationKind::View,
        b'm' => RelationKind::MaterializedView,
        b'f' => RelationKind::ForeignTable,
        _ => RelationKind::Table,
    }
}
