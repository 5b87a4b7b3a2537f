//! Plan and caller become a [`Transaction`]: text and bind values.
//!
//! Takes plans whose every name is resolved and gives SQL. Rendering cannot fail, does no IO and knows no catalog:
//! whatever could go wrong went wrong in the planner, and whether the caller may do it is PostgreSQL's to say.

mod body;
mod call;
mod condition;
mod count;
mod describe;
mod mutate;
mod payload;
mod rows;
mod select;
mod session;
mod transaction;
mod writer;

use rowgate_catalog::IsolationLevel;
use rowgate_core::{MediaType, PlanFormat, PlanOption};
use rowgate_plan::{CallPlan, Handler, MutatePlan, Output, ReadPlan};

use body::Rows;
use count::Total;

pub use describe::{schema_comment, visible_objects};
pub use rows::{PlainRows, ROW, call_rows, plain_call, plain_read, read_rows, rows_columns};
pub use session::{PreRequest, Session};
pub use transaction::{End, Format, Param, ParamType, Statement, Transaction, Value};
pub use writer::SqlWriter;

/// The columns of the main statement's single row. The body is always the last one, so that everything else is known
/// when its bytes begin to arrive.
///
/// `TOTAL`, `PAGE_TOTAL`, after a mutation `LOCATION` and `INSERTED`, then `response.headers`, `response.status`, body.
pub mod columns {
    /// The number of rows without the window; NULL when nobody asked (PAG-07).
    pub const TOTAL: usize = 0;
    /// The number of rows in the result.
    pub const PAGE_TOTAL: usize = 1;
    /// Key and value of each primary key column as a JSON array of pairs; only after a mutation (MUT-24).
    pub const LOCATION: usize = 2;
    /// The number of rows that were inserted, not merged; only after a mutation (MUT-34).
    pub const INSERTED: usize = 3;
    /// `response.headers`, counted from the end (AUT-70).
    pub const RESPONSE_HEADERS_FROM_END: usize = 3;
    /// `response.status`, counted from the end (AUT-72).
    pub const RESPONSE_STATUS_FROM_END: usize = 2;
    /// The body, counted from the end.
    pub const BODY_FROM_END: usize = 1;
}

/// Renders a read.
pub fn read(plan: &ReadPlan, session: &Session<'_>) -> Transaction {
    read_from(plan, session, |w| select::select(&plan.select, w))
}

/// Renders a read whose [`plain_read`] has been rendered already.
pub fn read_around(plan: &ReadPlan, rows: PlainRows, session: &Session<'_>) -> Transaction {
    read_from(plan, session, |w| {
        w.statement(rows.into_statement());
    })
}

fn read_from(plan: &ReadPlan, session: &Session<'_>, source: impl FnOnce(&mut SqlWriter)) -> Transaction {
    let mut w = SqlWriter::default();
    let row = ResultRow::new(&plan.output, &mut w);
    w.sql("WITH pgrst_source AS (");
    source(&mut w);
    w.sql(")");
    let total = count::cte(&plan.select, plan.counting, &mut w);
    w.sql(" ");
    row.write(
        &mut w,
        |w| {
            count::total(total, Rows::Many, w);
            w.sql(" AS total_result_set, ");
            count::page_total(Rows::Many, w);
            w.sql(" AS page_total");
        },
        |w| {
            w.sql(RESPONSE_SETTINGS);
        },
        |w| body::body(&plan.output.handler, Rows::Many, w),
    );
    w.sql(" FROM (SELECT * FROM pgrst_source) _postgrest_t");
    let before = if row == ResultRow::BodyLast { count::planner_estimate(&plan.select, plan.counting) } else { None };
    Transaction { before, ..transaction(session, session.role_isolation, true, &[], w.finish_binary()) }
}

/// Renders a change. Where the number of rows is all that is wanted of it, the statement stands alone, the response's
/// settings are read [after](Transaction::after) it, and the main statement gives no row.
pub fn mutate(plan: &MutatePlan, session: &Session<'_>) -> Transaction {
    let mut w = SqlWriter::default();
    if mutate::stands_alone(plan) {
        mutate::write(plan, &mut w);
        return rows::then_settings(transaction(session, session.role_isolation, false, &[], w.finish()));
    }
    let row = ResultRow::new(&plan.output, &mut w);
    w.sql("WITH pgrst_source AS (");
    mutate::write_returning(plan, &mut w);
    w.sql(") ");
    row.write(
        &mut w,
        |w| {
            w.sql("NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, ");
            mutate::location(plan, w);
            w.sql(" AS location");
        },
        |w| {
            mutate::inserted(plan, w);
            w.sql(" AS response_inserted, ").sql(RESPONSE_SETTINGS);
        },
        |w| body::body(&plan.output.handler, Rows::Many, w),
    );
    w.sql(" FROM (");
    if plan.output.handler == Handler::None {
        w.sql("SELECT * FROM pgrst_source");
    } else {
        select::select(&plan.select, &mut w);
    }
    w.sql(") _postgrest_t");
    transaction(session, session.role_isolation, false, &[], w.finish_binary())
}

/// Renders a call.
pub fn call(plan: &CallPlan, session: &Session<'_>) -> Transaction {
    let mut w = SqlWriter::default();
    let row = ResultRow::new(&plan.output, &mut w);
    // What the function says about the response is read before the body's column, so a body that is the function's own
    // value must not be left to that column to compute (AUT-73).
    w.sql(if plan.output.handler == Handler::Value {
        "WITH pgrst_source AS MATERIALIZED ("
    } else {
        "WITH pgrst_source AS ("
    });
    call::call(&plan.call, &mut w);
    w.sql(")");
    let total = count::cte(&plan.select, plan.counting, &mut w);
    w.sql(" ");
    call_row(plan, row, total, &mut w);
    w.sql(" FROM (");
    select::select(&plan.select, &mut w);
    w.sql(") _postgrest_t");
    call::transaction(plan, w.finish_binary(), session)
}

/// Renders a call whose [`plain_call`] has been rendered already.
pub fn call_around(plan: &CallPlan, rows: PlainRows, session: &Session<'_>) -> Transaction {
    let mut w = SqlWriter::default();
    call_row(plan, ResultRow::BodyLast, Total::Unknown, &mut w);
    w.sql(" FROM (");
    let mut main = rows.with_head(w);
    main.text.push_str(") _postgrest_t");
    call::transaction(plan, main, session)
}

fn call_row(plan: &CallPlan, row: ResultRow, total: Total, w: &mut SqlWriter) {
    let rows = Rows::of(&plan.routine);
    row.write(
        w,
        |w| {
            count::total(total, rows, w);
            w.sql(" AS total_result_set, ");
            count::page_total(rows, w);
            w.sql(" AS page_total");
        },
        |w| {
            w.sql(RESPONSE_SETTINGS);
        },
        |w| body::body(&plan.output.handler, rows, w),
    );
}

fn transaction(
    session: &Session<'_>,
    isolation: IsolationLevel,
    read_only: bool,
    function_settings: &[(String, String)],
    main: Statement,
) -> Transaction {
    Transaction {
        isolation,
        read_only,
        checked: false,
        preamble: session::preamble(session, read_only, function_settings),
        before: None,
        main,
        after: None,
        end: session.end,
    }
}

/// What the database wants to say about the response, read inside the main statement or after it (AUT-73).
const RESPONSE_SETTINGS: &str = "nullif(current_setting('response.headers', true), '') AS response_headers, \
     nullif(current_setting('response.status', true), '') AS response_status";

/// The order of the main statement's columns: the body last, but where the statement is explained and its output is
/// shown, the body where PostgREST has it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ResultRow {
    BodyLast,
    BodyBeforeSettings,
}

impl ResultRow {
    fn new(output: &Output, w: &mut SqlWriter) -> Self {
        if let MediaType::Plan { format, options, .. } = &output.media_type {
            explain_prefix(*format, options, w);
            return Self::BodyBeforeSettings;
        }
        Self::BodyLast
    }

    fn write(
        self,
        w: &mut SqlWriter,
        counts: impl FnOnce(&mut SqlWriter),
        settings: impl FnOnce(&mut SqlWriter),
        body: impl FnOnce(&mut SqlWriter),
    ) {
        w.sql("SELECT ");
        counts(w);
        w.sql(", ");
        match self {
            Self::BodyLast => {
                settings(w);
                w.sql(", ");
                body(w);
                w.sql(" AS body");
            }
            Self::BodyBeforeSettings => {
                body(w);
                w.sql(" AS body, ");
                settings(w);
            }
        }
    }
}

/// `EXPLAIN (…)` before the statement, when its plan is what was asked for (REP-23).
fn explain_prefix(format: PlanFormat, options: &[PlanOption], w: &mut SqlWriter) {
    w.sql(match format {
        PlanFormat::Json => "EXPLAIN (FORMAT JSON",
        PlanFormat::Text => "EXPLAIN (FORMAT TEXT",
    });
    for option in options {
        w.sql(match option {
            PlanOption::Analyze => ", ANALYZE",
            PlanOption::Verbose => ", VERBOSE",
            PlanOption::Settings => ", SETTINGS",
            PlanOption::Buffers => ", BUFFERS",
            PlanOption::Wal => ", WAL",
        });
    }
    w.sql(") ");
}

impl Transaction {
    /// The same transaction, whose result the caller checks before it ends (ORD-E15).
    #[must_use]
    pub fn checked(self) -> Self {
        Self { checked: true, ..self }
    }
}

/// A transaction of `main` alone after the session's settings, read-only.
pub fn inspect(main: Statement, session: &Session<'_>) -> Transaction {
    transaction(session, session.role_isolation, true, &[], main)
}
