//! Rows that are taken one by one as they arrive, by whoever knows what they mean.

use std::sync::Arc;

use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::RowDescriptionBody;

use crate::error::Lost;
use crate::row::Row;

/// Takes the rows of a transaction's main statement.
pub trait RowSink: Send {
    /// Learns of the columns of the rows to come. Rows taken before do not count: the transaction began anew.
    fn begin(&mut self, columns: &[ResultColumn]);

    /// Takes a row, or says that no more of them are wanted.
    fn take(&mut self, row: &Row) -> Wanted;
}

/// Whether more rows are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The next one is.
    More,
    /// Neither the next one nor those taken so far. The statement is cancelled.
    Nothing,
}

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultColumn {
    /// Its name; several may have the same.
    pub name: String,
    /// The number of its type; of the type below it for a domain.
    pub type_oid: u32,
}

/// The columns of a prepared statement, shared by all who run it.
pub(crate) type ResultColumns = Arc<[ResultColumn]>;

/// The columns that a `RowDescription` tells of.
pub(crate) fn result_columns(body: &RowDescriptionBody) -> Result<ResultColumns, Lost> {
    let column = |field: postgres_protocol::message::backend::Field<'_>| {
        Ok(ResultColumn { name: field.name().to_owned(), type_oid: field.type_oid() })
    };
    let columns: Vec<_> = body.fields().map(column).collect().map_err(Lost::protocol)?;
    Ok(columns.into())
}
