//! The main statement's row, read by its columns.

use bytes::Bytes;
use rowgate_postgres::{ResultSet, Row, Tail};
use rowgate_sql::{columns, rows_columns};

use crate::failure::Failure;
use crate::reply::Content;
use crate::rows::Gathered;

/// What the main statement gave.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// All rows there are, when counted.
    pub(crate) total: Option<i64>,
    /// The rows of this result.
    pub(crate) page_total: i64,
    /// `response.headers`
    pub(crate) response_headers: Option<String>,
    /// `response.status`
    pub(crate) response_status: Option<String>,
    /// Rows that were inserted, not merged.
    pub(crate) inserted: Option<i64>,
    /// Primary key of the one new row.
    pub(crate) location: Vec<(String, Option<String>)>,
    /// The body; empty for NULL.
    pub(crate) body: Content,
}

impl Rows {
    /// Reads the row of a read or a call. A handler that gives no row at all gives an empty body (REP-37).
    pub(crate) fn of_select(results: &ResultSet) -> Result<Self, Failure> {
        results.rows.first().map_or_else(|| Ok(Self::default()), Self::common)
    }

    /// The same with the body that is still on its way, if there is one.
    pub(crate) fn followed_by(self, tail: Option<Tail>) -> Self {
        match tail {
            Some(tail) => Self { body: Content::Arriving(tail), ..self },
            None => self,
        }
    }

    /// Takes rows that were gathered, and what was read after them.
    pub(crate) fn of_gathered(gathered: Gathered, after: &[Row]) -> Result<Self, Failure> {
        let settings = after.first().ok_or(Failure::UnexpectedResult("The result lacks the response's settings"))?;
        Ok(Self { page_total: gathered.rows, body: Bytes::from(gathered.body).into(), ..Self::settings(settings)? })
    }

    /// Reads the row of a change; or, where that stood alone, how many rows it changed and what was read after it.
    pub(crate) fn of_mutation(results: &ResultSet) -> Result<Self, Failure> {
        if let Some(settings) = results.after.first() {
            let page_total = i64::try_from(results.affected).unwrap_or(i64::MAX);
            return Ok(Self { page_total, ..Self::settings(settings)? });
        }
        let Some(row) = results.rows.first() else { return Ok(Self::default()) };
        Ok(Self { inserted: integer(row, columns::INSERTED)?, location: location(row)?, ..Self::common(row)? })
    }

    fn settings(row: &Row) -> Result<Self, Failure> {
        Ok(Self {
            response_headers: text(row, rows_columns::RESPONSE_HEADERS)?,
            response_status: text(row, rows_columns::RESPONSE_STATUS)?,
            ..Self::default()
        })
    }

    fn common(row: &Row) -> Result<Self, Failure> {
        let from_end = |place: usize| {
            row.columns().checked_sub(place).ok_or(Failure::UnexpectedResult("The result has too few columns"))
        };
        Ok(Self {
            total: integer(row, columns::TOTAL)?,
            page_total: integer(row, columns::PAGE_TOTAL)?.unwrap_or(0),
            response_headers: text(row, from_end(columns::RESPONSE_HEADERS_FROM_END)?)?,
            response_status: text(row, from_end(columns::RESPONSE_STATUS_FROM_END)?)?,
            body: row.bytes(from_end(columns::BODY_FROM_END)?).map(Content::from).unwrap_or_default(),
            ..Self::default()
        })
    }
}

/// The planner's estimate in the JSON of an EXPLAIN (PAG-08).
pub(crate) fn planner_estimate(results: &ResultSet) -> Option<i64> {
    let plan: serde_json::Value = serde_json::from_slice(results.before.first()?.get(0)?).ok()?;
    plan.pointer("/0/Plan/Plan Rows")?.as_i64()
}

fn text(row: &Row, column: usize) -> Result<Option<String>, Failure> {
    let utf8 = |value: &[u8]| {
        String::from_utf8(value.to_vec()).map_err(|_| Failure::UnexpectedResult("The result is not UTF-8"))
    };
    row.get(column).map(utf8).transpose()
}

fn integer(row: &Row, column: usize) -> Result<Option<i64>, Failure> {
    let unexpected = Failure::UnexpectedResult("The result has no number where it should");
    match row.get(column) {
        None => Ok(None),
        Some(value) => big_endian(value).map(Some).ok_or(unexpected),
    }
}

/// An `int4` or `int8` in binary format.
fn big_endian(value: &[u8]) -> Option<i64> {
    match value.len() {
        4 => Some(i64::from(i32::from_be_bytes(value.try_into().ok()?))),
        8 => Some(i64::from_be_bytes(value.try_into().ok()?)),
        _ => None,
    }
}

fn location(row: &Row) -> Result<Vec<(String, Option<String>)>, Failure> {
    match row.get(columns::LOCATION) {
        None => Ok(Vec::new()),
        Some(pairs) => {
            serde_json::from_slice(pairs).map_err(|_| Failure::UnexpectedResult("The result has no readable location"))
        }
    }
}
