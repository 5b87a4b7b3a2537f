//! Rows that PostgreSQL sends as they are, made the JSON that `json_agg` would have made of them, byte for byte.
//!
//! ```text
//! [{"id":1,"title":"Metropolis"},␠
//! ␠{"id":2,"title":null}]
//! ```
//!
//! PostgreSQL spends more on writing JSON than on sending values, and has less to spare. What it takes for that: each
//! column's type has one [`Form`], and a result with a column that has none is left to PostgreSQL.

mod array;
mod form;
mod json;
mod moment;
mod shapes;

use hashbrown::HashSet;
use rowgate_plan::Handler;
use rowgate_postgres::{ResultColumn, Row, RowSink, Wanted};

use form::Form;
pub(crate) use shapes::{Shape, Shapes};

/// The largest body that is gathered here, in bytes. A larger one is left to the ordinary statement.
pub(crate) const LARGEST: usize = 2 << 20;

/// The rows gathered so far, as JSON.
#[derive(Debug)]
pub(crate) struct Gathering<'a> {
    whole: Whole,
    /// The types of users whose values are texts.
    text_types: &'a HashSet<u32>,
    columns: Vec<Column>,
    body: Vec<u8>,
    rows: i64,
    /// The bytes of rows that were dropped, because a column or a value among them has no form here.
    unfit: Option<usize>,
}

/// What the rows are to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whole {
    /// An array of objects.
    Array,
    /// An object: the only row there should be. The others are only counted.
    Object,
}

impl Whole {
    /// What a read is to become; an array unless its plan says otherwise.
    pub(crate) fn of(handler: &Handler) -> Self {
        if matches!(handler, Handler::JsonObject { .. }) { Self::Object } else { Self::Array }
    }
}

/// A column of the rows.
#[derive(Debug)]
struct Column {
    /// What stands before its value: `{"id":` or `,"title":`.
    lead: Vec<u8>,
    form: Form,
}

/// A result that has been gathered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Gathered {
    /// The JSON.
    pub(crate) body: Vec<u8>,
    /// How many rows there were.
    pub(crate) rows: i64,
}

/// The value cannot be written as PostgreSQL would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Inexact;

impl<'a> Gathering<'a> {
    /// With room for a body of so many bytes, and the types of users whose values are texts.
    pub(crate) fn new(whole: Whole, bytes: usize, text_types: &'a HashSet<u32>) -> Self {
        Self { whole, text_types, columns: Vec::new(), body: Vec::with_capacity(bytes), rows: 0, unfit: None }
    }

    /// What was gathered; `None` where not all of it could be.
    pub(crate) fn finish(mut self) -> Option<Gathered> {
        if self.unfit.is_some() {
            return None;
        }
        let end: &[u8] = match (self.whole, self.rows) {
            (Whole::Array, 0) => b"[]",
            (Whole::Array, _) => b"]",
            (Whole::Object, 0) => b"null",
            (Whole::Object, _) => b"",
        };
        self.body.extend_from_slice(end);
        Some(Gathered { body: self.body, rows: self.rows })
    }

    fn column(&self, index: usize, column: &ResultColumn) -> Option<Column> {
        if column.name == rowgate_sql::ROW {
            return None;
        }
        let mut lead = vec![if index == 0 { b'{' } else { b',' }];
        json::string(column.name.as_bytes(), &mut lead);
        lead.push(b':');
        Some(Column { lead, form: Form::of(column.type_oid, self.text_types)? })
    }

    fn write(&mut self, row: &Row) -> Result<(), Inexact> {
        self.rows += 1;
        let lead: &[u8] = match (self.whole, self.rows) {
            (Whole::Array, 1) => b"[",
            (Whole::Array, _) => b", \n ",
            (Whole::Object, 1) => b"",
            (Whole::Object, _) => return Ok(()),
        };
        self.body.extend_from_slice(lead);
        for (column, value) in self.columns.iter().zip(row) {
            self.body.extend_from_slice(&column.lead);
            match value {
                Some(value) => column.form.write(value, &mut self.body)?,
                None => self.body.extend_from_slice(b"null"),
            }
        }
        // A row may have no columns at all.
        self.body.extend_from_slice(if self.columns.is_empty() { b"{}" } else { b"}" });
        Ok(())
    }
}

impl RowSink for Gathering<'_> {
    fn begin(&mut self, columns: &[ResultColumn]) {
        self.body.clear();
        self.rows = 0;
        let known: Option<Vec<Column>> = columns.iter().enumerate().map(|(index, it)| self.column(index, it)).collect();
        self.unfit = if known.is_some() { None } else { Some(0) };
        self.columns = known.unwrap_or_default();
    }

    fn take(&mut self, row: &Row) -> Wanted {
        if self.unfit.is_none() && self.write(row).is_err() {
            self.unfit = Some(0);
        }
        // It is cheaper to let a small result come in than to lose the connection.
        let size = match &mut self.unfit {
            None => self.body.len(),
            Some(dropped) => {
                *dropped += row.size();
                *dropped
            }
        };
        if size > LARGEST { Wanted::Nothing } else { Wanted::More }
    }
}

#[cfg(test)]
mod tests;
