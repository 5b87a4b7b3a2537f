//! Names out of rows.

use rowgate_core::{Ident, QualifiedName};
use tokio_postgres::{Error, Row};

/// The identifier in `column`.
pub(super) fn ident(row: &Row, column: &str) -> Result<Ident, Error> {
    row.try_get::<_, &str>(column).map(Ident::new)
}

/// The name whose parts are in the columns `schema` and `name`.
pub(super) fn qualified_name(row: &Row, schema: &str, name: &str) -> Result<QualifiedName, Error> {
    Ok(QualifiedName { schema: ident(row, schema)?, name: ident(row, name)? })
}
