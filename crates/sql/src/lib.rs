//! Plan and caller become a [`Transaction`]: text and bind values.
//!
//! Takes plans whose every name is resolved and gives SQL. Rendering cannot fail, does no IO and knows no catalog:
//! whatever could go wrong went wrong in the planner, and whether the caller may do it is PostgreSQL's to say.

mod body;
mod call;
mod condition;
mod count;
mod mutate;
mod payload;
mod select;
mod session;
mod transaction;
mod writer;

use rowgate_catalog::IsolationLevel;
use rowgate_core::MediaType;
use rowgate_plan::{CallPlan, MutatePlan, ReadPlan};

pub use session::{PreRequest, Session};
pub use transaction::{End, Param, ParamType, Statement, Transaction};
pub use writer::SqlWriter;

/// The columns of the main statement's single row. The body is always the last one, so that everything else is known
/// when its bytes begin to arrive.
pub mod columns {
    /// The number of rows without the window; NULL when nobody asked (PAG-07).
    pub const TOTAL: usize = 0;
    /// The number of rows in the result.
    pub const PAGE_TOTAL: usize = 1;
    /// `response.headers` (AUT-70).
    pub const RESPONSE_HEADERS: usize = 2;
    /// `response.status` (AUT-72).
    pub const RESPONSE_STATUS: usize = 3;
    /// The number of rows that were inserted, not merged; only after a mutation (MUT-34).
    pub const INSERTED: usize = 4;
    /// Key and value of each primary key column as a JSON array of pairs; only after a mutation (MUT-24).
    pub const LOCATION: usize = 5;
}

/// Renders a read.
pub fn read(plan: &ReadPlan, session: &Session<'_>) -> Transaction {
    let mut w = SqlWriter::default();
    explain_prefix(&plan.output.media_type, &mut w);
    w.sql("WITH pgrst_source AS (");
    select::select(&plan.select, &mut w);
    w.sql(")");
    let total = count::cte(&plan.select, plan.counting, &mut w);
    w.sql(" SELECT ");
    count::total(total, body::Rows::Many, &mut w);
    w.sql(" AS total_result_set, ");
    count::page_total(body::Rows::Many, &mut w);
    w.sql(" AS page_total, ");
    response_settings(&mut w);
    body::body(&plan.output.handler, body::Rows::Many, &mut w);
    w.sql(" AS body FROM (SELECT * FROM pgrst_source) _postgrest_t");
    Transaction {
        isolation: session.role_isolation,
        read_only: true,
        checked: false,
        preamble: session::preamble(session, true, &[]),
        main: w.finish(),
        after: count::planner_estimate(&plan.select, plan.counting),
        end: session.end,
    }
}

/// Renders a change.
pub fn mutate(plan: &MutatePlan, session: &Session<'_>) -> Transaction {
    let mut w = SqlWriter::default();
    explain_prefix(&plan.output.media_type, &mut w);
    w.sql("WITH pgrst_source AS (");
    mutate::write(plan, &mut w);
    w.sql(") SELECT NULL::bigint AS total_result_set, pg_catalog.count(_postgrest_t) AS page_total, ");
    response_settings(&mut w);
    mutate::inserted(plan, &mut w);
    w.sql(" AS response_inserted, ");
    mutate::location(plan, &mut w);
    w.sql(" AS location, ");
    body::body(&plan.output.handler, body::Rows::Many, &mut w);
    w.sql(" AS body FROM (");
    if plan.output.handler == rowgate_plan::Handler::None {
        w.sql("SELECT * FROM pgrst_source");
    } else {
        select::select(&plan.select, &mut w);
    }
    w.sql(") _postgrest_t");
    Transaction {
        isolation: session.role_isolation,
        read_only: false,
        checked: false,
        preamble: session::preamble(session, false, &[]),
        main: w.finish(),
        after: None,
        end: session.end,
    }
}

/// Renders a call.
pub fn call(plan: &CallPlan, session: &Session<'_>) -> Transaction {
    let rows = body::Rows::of(&plan.routine);
    let mut w = SqlWriter::default();
    explain_prefix(&plan.output.media_type, &mut w);
    w.sql("WITH pgrst_source AS (");
    call::call(&plan.call, &mut w);
    w.sql(")");
    let total = count::cte(&plan.select, plan.counting, &mut w);
    w.sql(" SELECT ");
    count::total(total, rows, &mut w);
    w.sql(" AS total_result_set, ");
    count::page_total(rows, &mut w);
    w.sql(" AS page_total, ");
    response_settings(&mut w);
    body::body(&plan.output.handler, rows, &mut w);
    w.sql(" AS body FROM (");
    select::select(&plan.select, &mut w);
    w.sql(") _postgrest_t");
    Transaction {
        isolation: plan.routine.isolation_level.unwrap_or(session.role_isolation),
        read_only: plan.read_only,
        checked: false,
        preamble: session::preamble(session, plan.read_only, &plan.routine.settings),
        main: w.finish(),
        after: None,
        end: session.end,
    }
}

/// `EXPLAIN (…)` before the statement, when its plan is what was asked for (REP-23).
fn explain_prefix(media_type: &MediaType, w: &mut SqlWriter) {
    use rowgate_core::{PlanFormat, PlanOption};
    let MediaType::Plan { format, options, .. } = media_type else { return };
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

/// What the database wants to say about the response, read inside the main statement (AUT-73).
fn response_settings(w: &mut SqlWriter) {
    w.sql(
        "nullif(current_setting('response.headers', true), '') AS response_headers, \
         nullif(current_setting('response.status', true), '') AS response_status, ",
    );
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
    Transaction {
        isolation: IsolationLevel::ReadCommitted,
        read_only: true,
        checked: false,
        preamble: session::preamble(session, true, &[]),
        main,
        after: None,
        end: session.end,
    }
}
