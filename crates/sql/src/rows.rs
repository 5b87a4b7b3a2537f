//! Reads and calls whose rows come as they are, to be made JSON by whoever reads them (SQL-03).
//!
//! ```sql
//! SELECT "api"."films".* FROM "api"."films" ORDER BY … LIMIT $1 OFFSET $2
//! SELECT nullif(current_setting('response.headers', true), '') AS response_headers, …
//! ```
//!
//! The select is the text that otherwise stands in `pgrst_source`, or after a call reads from it, so that `*` and the
//! labels of expressions are what PostgreSQL makes of them either way. What the database says about the response is read
//! after the rows, when all that could say something has run (AUT-73).

use rowgate_catalog::Volatility;
use rowgate_core::MediaType;
use rowgate_plan::{CallPlan, Counting, Handler, Output, ReadPlan};

use crate::{Format, RESPONSE_SETTINGS, Session, SqlWriter, Statement, Transaction, call, select, transaction};

/// What the ordinary statement calls a row. Where a column has this name, that statement makes its body of the column
/// instead, as PostgREST's does.
pub const ROW: &str = "_postgrest_t";

/// The columns of the statement after the rows.
pub mod rows_columns {
    /// `response.headers` (AUT-70)
    pub const RESPONSE_HEADERS: usize = 0;
    /// `response.status` (AUT-72)
    pub const RESPONSE_STATUS: usize = 1;
}

/// A statement that gives the rows of a read or a call, and nothing else.
#[derive(Clone, Debug, PartialEq)]
pub struct PlainRows {
    statement: Statement,
    /// The bytes of its text before the select: of a call, the `WITH` that makes it.
    source: usize,
}

impl PlainRows {
    /// The statement.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The statement itself.
    pub(crate) fn into_statement(self) -> Statement {
        self.statement
    }

    /// The statement with `head`, which has no values of its own, between its source and its select.
    pub(crate) fn with_head(self, head: SqlWriter) -> Statement {
        let head = head.finish();
        debug_assert!(head.params.is_empty(), "the statement's placeholders are counted from 1");
        let Statement { mut text, params, .. } = self.statement;
        text.insert_str(self.source, &head.text);
        Statement { text, params, results: Format::Binary }
    }
}

/// The rows of a read, where they are all that is asked for: as an array or an object, and without the number of
/// all there are, which would have to be of the same moment. `None` for any other read.
pub fn plain_read(plan: &ReadPlan) -> Option<PlainRows> {
    if !is_plain(&plan.output, plan.counting) {
        return None;
    }
    let mut w = SqlWriter::default();
    select::select(&plan.select, &mut w);
    Some(PlainRows { statement: w.finish(), source: 0 })
}

/// The same of a call. The function must be one that may be called once more when its rows cannot be used: not a volatile
/// one, whatever the transaction forbids it.
pub fn plain_call(plan: &CallPlan) -> Option<PlainRows> {
    let may_repeat = plan.read_only && plan.routine.volatility != Volatility::Volatile;
    if !may_repeat || !is_plain(&plan.output, plan.counting) {
        return None;
    }
    let mut w = SqlWriter::default();
    w.sql("WITH pgrst_source AS (");
    call::call(&plan.call, &mut w);
    w.sql(") ");
    let source = w.len();
    select::select(&plan.select, &mut w);
    Some(PlainRows { statement: w.finish(), source })
}

fn is_plain(output: &Output, counting: Counting) -> bool {
    let is_whole = matches!(
        output.handler,
        Handler::JsonArray { nulls_stripped: false } | Handler::JsonObject { nulls_stripped: false }
    );
    is_whole && counting.count.is_none() && !matches!(output.media_type, MediaType::Plan { .. })
}

/// Renders a read as its [`plain_read`], and the statement after it that has the [`rows_columns`].
pub fn read_rows(rows: PlainRows, session: &Session<'_>) -> Transaction {
    then_settings(transaction(session, session.role_isolation, true, &[], rows.into_statement()))
}

/// Renders a call as its [`plain_call`], and the statement after it.
pub fn call_rows(plan: &CallPlan, rows: PlainRows, session: &Session<'_>) -> Transaction {
    then_settings(call::transaction(plan, rows.into_statement(), session))
}

/// The same transaction, that reads the response's settings when its main statement is through.
pub(crate) fn then_settings(transaction: Transaction) -> Transaction {
    Transaction { after: Some(response_settings()), ..transaction }
}

/// The statement that has the [`rows_columns`].
fn response_settings() -> Statement {
    Statement { text: ["SELECT ", RESPONSE_SETTINGS].concat(), params: Vec::new(), results: Format::Text }
}
