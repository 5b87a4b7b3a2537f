//! Columns, and the labels of the enum types they may have.

use hashbrown::HashMap;
use rowgate_catalog::Column;
use rowgate_catalog::derive::ColumnId;
use rowgate_catalog::derive::RelationId;
use tokio_postgres::types::Type;
use tokio_postgres::{Error, Row, Transaction};

use super::names::ident;

const QUERY: &str = include_str!("columns.sql");
const ENUMS: &str = include_str!("enums.sql");

/// A column, still without enum labels.
pub(super) struct ColumnRow {
    /// Where it stands.
    pub(super) id: ColumnId,
    /// The type to look for among [`enum_labels`].
    pub(super) enum_type: u32,
    /// What the catalog says of it.
    pub(super) column: Column,
}

/// Reads the columns of relations in the schemas numbered `exposed`, by relation and number.
pub(super) async fn columns(tx: &Transaction<'_>, exposed: &[u32]) -> Result<Vec<ColumnRow>, Error> {
    let rows = tx.query_typed(QUERY, &[(&exposed, Type::OID_ARRAY)]).await?;
    rows.iter().map(column_row).collect()
}

/// Reads the labels of every enum type, by the type's number.
pub(super) async fn enum_labels(tx: &Transaction<'_>) -> Result<HashMap<u32, Vec<String>>, Error> {
    let rows = tx.query_typed(ENUMS, &[]).await?;
    rows.iter().map(|row| Ok((row.try_get("type")?, row.try_get("labels")?))).collect()
}

fn column_row(row: &Row) -> Result<ColumnRow, Error> {
    Ok(ColumnRow {
        id: ColumnId { relation: RelationId(row.try_get("relation")?), number: row.try_get("number")? },
        enum_type: row.try_get("enum_type")?,
        column: Column {
            name: ident(row, "name")?,
            description: row.try_get("description")?,
            nullable: row.try_get("nullable")?,
            base_type: row.try_get::<_, &str>("base_type")?.into(),
            declared_type: row.try_get::<_, &str>("declared_type")?.into(),
            max_length: row.try_get("max_length")?,
            default: row.try_get::<_, Option<&str>>("default")?.map(Into::into),
            enum_labels: Vec::new(),
            generated: row.try_get("generated")?,
        },
    })
}
