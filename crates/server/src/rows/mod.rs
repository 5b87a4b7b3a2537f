//! Rows that PostgreSQL sends as they are, made the JSON that `json_agg` would have made of them, byte for byte.
//!
//! ```text
//! [{"id":1,"title":"Metropolis"},␠
//! ␠{"id":2,"title":null}]
//! ```
//!
//! PostgreSQL spends more on writing JSON than on sending values, and has less to spare. What it takes for that: each
//! column's type has one [`Form`], and a result with a column that has none is left to PostgreSQL. What a function returns
//! is gathered in the same way, a value or a set of values without an object around each.

mod array;
mod form;
mod json;
mod moment;
mod shapes;

use hashbrown::HashSet;
use rowgate_catalog::Routine;
use rowgate_plan::Handler;
use rowgate_postgres::{ResultColumn, Row, RowSink, Wanted};

use form::{Form, Scalar};
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
pub(crate) struct Whole {
    item: Item,
    extent: Extent,
}

/// What a row becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    /// An object of its columns.
    Object,
    /// The value of its only column.
    Value,
}

/// How many items there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// An array of them.
    All,
    /// The first, which should be the only one. The others are only counted.
    First,
    /// The one that a function returns. Not counted, for whatever is done with it, it counts as one (RPC-52).
    Only,
}

impl Whole {
    /// What a read is to become; an array unless its plan says otherwise.
    pub(crate) fn of_read(handler: &Handler) -> Self {
        Self { item: Item::Object, extent: if is_object(handler) { Extent::First } else { Extent::All } }
    }

    /// What a call is to become.
    pub(crate) fn of_call(handler: &Handler, routine: &Routine) -> Self {
        // An object of a set of values is the row that holds the first of them.
        let is_value = routine.returns_scalar() || routine.returns_set_of_scalar() && !is_object(handler);
        Self {
            item: if is_value { Item::Value } else { Item::Object },
            extent: match is_object(handler) {
                _ if routine.returns_single() => Extent::Only,
                true => Extent::First,
                false => Extent::All,
            },
        }
    }
}

fn is_object(handler: &Handler) -> bool {
    matches!(handler, Handler::JsonObject { .. })
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
        let end: &[u8] = match (self.whole.extent, self.rows) {
            (Extent::All, 0) => b"[]",
            (Extent::All, _) => b"]",
            (Extent::First | Extent::Only, 0) => b"null",
            (Extent::First | Extent::Only, _) => b"",
        };
        self.body.extend_from_slice(end);
        let rows = if self.whole.extent == Extent::Only { 1 } else { self.rows };
        Some(Gathered { body: self.body, rows })
    }

    /// `None` where one of the columns has no form here.
    fn columns(&self, columns: &[ResultColumn]) -> Option<Vec<Column>> {
        if self.whole.item == Item::Value && columns.len() != 1 {
            return None;
        }
        columns.iter().enumerate().map(|(index, column)| self.column(index, column)).collect()
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
        let is_first = self.rows == 1;
        match self.whole.extent {
            Extent::All => self.body.extend_from_slice(if is_first { b"[" } else { b", " }),
            Extent::First | Extent::Only if is_first => {}
            Extent::First | Extent::Only => return Ok(()),
        }
        match self.whole.item {
            Item::Object => self.write_object(row, is_first),
            Item::Value => self.write_value(row, is_first),
        }
    }

    fn write_object(&mut self, row: &Row, is_first: bool) -> Result<(), Inexact> {
        if !is_first {
            self.body.extend_from_slice(LINE);
        }
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

    fn write_value(&mut self, row: &Row, is_first: bool) -> Result<(), Inexact> {
        let (Some(column), Some(value)) = (self.columns.first(), row.get(0)) else {
            self.body.extend_from_slice(b"null");
            return Ok(());
        };
        if !is_first && matches!(column.form, Form::Array(_)) {
            self.body.extend_from_slice(LINE);
        }
        // PostgreSQL takes the only one out of an array again, without the spaces that may stand around JSON.
        let is_taken_out = self.whole.extent == Extent::Only && column.form == Form::Scalar(Scalar::Verbatim);
        column.form.write(if is_taken_out { value.trim_ascii() } else { value }, &mut self.body)
    }
}

/// What `json_agg` writes before a row or an array that is not the first.
const LINE: &[u8] = b"\n ";

impl RowSink for Gathering<'_> {
    fn begin(&mut self, columns: &[ResultColumn]) {
        self.body.clear();
        self.rows = 0;
        let known = self.columns(columns);
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
