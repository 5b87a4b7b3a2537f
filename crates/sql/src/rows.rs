//! Reads whose rows come as they are, to be made JSON by whoever reads them (SQL-03).
//!
//! ```sql
//! SELECT "api"."films".* FROM "api"."films" ORDER BY … LIMIT $1 OFFSET $2
//! SELECT nullif(current_setting('response.headers', true), '') AS response_headers, …
//! ```
//!
//! The select is the text that otherwise stands in `pgrst_source`, so that `*` and the labels of expressions are what
//! PostgreSQL makes of them either way. What the database says about the response is read after the rows, when all that
//! could say something has run (AUT-73).

use rowgate_core::MediaType;
use rowgate_plan::{Handler, ReadPlan};

use crate::{Format, RESPONSE_SETTINGS, Session, SqlWriter, Statement, Transaction, select, transaction};

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

/// The select of a read, where its rows are all that is asked for: as an array or an object, and without the number of
/// all there are, which would have to be of the same moment. `None` for any other read.
pub fn plain_select(plan: &ReadPlan) -> Option<Statement> {
    let is_whole = matches!(
        plan.output.handler,
        Handler::JsonArray { nulls_stripped: false } | Handler::JsonObject { nulls_stripped: false }
    );
    if !is_whole || plan.counting.count.is_some() || matches!(plan.output.media_type, MediaType::Plan { .. }) {
        return None;
    }
    let mut w = SqlWriter::default();
    select::select(&plan.select, &mut w);
    Some(w.finish())
}

/// Renders a read as its [`plain_select`], and the statement after it that has the [`rows_columns`].
pub fn rows(select: Statement, session: &Session<'_>) -> Transaction {
    Transaction { after: Some(response_settings()), ..transaction(session, session.role_isolation, true, &[], select) }
}

/// The statement that has the [`rows_columns`].
pub(crate) fn response_settings() -> Statement {
    Statement { text: ["SELECT ", RESPONSE_SETTINGS].concat(), params: Vec::new(), results: Format::Text }
}
