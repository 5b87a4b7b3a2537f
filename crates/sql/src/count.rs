//! Counting rows without serialising them (contract §9, SQL-08).

use rowgate_core::Ident;
use rowgate_plan::{Counting, Embed, JoinType, Select};
use rowgate_request::{Count, Window};

use crate::body::Rows;
use crate::condition::{Scope, condition, join_condition};
use crate::select::from;
use crate::{SqlWriter, Statement};

/// Where the total comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Total {
    /// Nobody asked, or the planner is asked.
    Unknown,
    /// Counted by its own query.
    Counted,
    /// The result is everything there is (PAG-07).
    Page,
}

/// `, pgrst_source_count AS (SELECT 1 FROM …)` where a second query is needed.
pub(crate) fn cte(select: &Select, counting: Counting, w: &mut SqlWriter) -> Total {
    if !matches!(counting.count, Some(Count::Exact | Count::Estimated)) {
        return Total::Unknown;
    }
    if counting.max_rows.is_none() && counting.window == Window::default() {
        return Total::Page;
    }
    w.sql(", pgrst_source_count AS (");
    rows(select, w);
    if let (Some(Count::Estimated), Some(max_rows)) = (counting.count, counting.max_rows) {
        // One row more than the limit tells whether the limit was reached (PAG-09).
        w.sql(" LIMIT ").number(i128::from(max_rows.saturating_add(1)));
    }
    w.sql(")");
    Total::Counted
}

/// The total's expression.
pub(crate) fn total(total: Total, rows: Rows, w: &mut SqlWriter) {
    match total {
        Total::Unknown => {
            w.sql("NULL::bigint");
        }
        Total::Counted => {
            w.sql("(SELECT pg_catalog.count(*) FROM pgrst_source_count)");
        }
        Total::Page => page_total(rows, w),
    }
}

/// The number of rows in the result.
pub(crate) fn page_total(rows: Rows, w: &mut SqlWriter) {
    w.sql(if rows.is_single() { "1" } else { "pg_catalog.count(_postgrest_t)" });
}

/// Asks the planner how many rows there are (PAG-08).
pub(crate) fn planner_estimate(select: &Select, counting: Counting) -> Option<Statement> {
    if !matches!(counting.count, Some(Count::Planned | Count::Estimated)) {
        return None;
    }
    let mut w = SqlWriter::default();
    w.sql("EXPLAIN (FORMAT JSON) ");
    rows(select, &mut w);
    Some(w.finish())
}

/// One constant per row: no columns, no order, no window. Inner embeds become EXISTS.
fn rows(select: &Select, w: &mut SqlWriter) {
    w.sql("SELECT 1");
    from(&select.from, w);
    let inner = || select.embeds.iter().filter(|embed| embed.join == JoinType::Inner);
    if select.conditions.is_empty() && select.joins.is_empty() && inner().next().is_none() {
        return;
    }
    w.sql(" WHERE ");
    let scope = Scope::From(&select.from);
    let mut first = true;
    let mut and = |w: &mut SqlWriter| {
        if !std::mem::take(&mut first) {
            w.sql(" AND ");
        }
    };
    for it in &select.conditions {
        and(w);
        condition(&scope, it, w, &mut |empty, alias, w| embed_exists(&select.embeds, empty, alias, w));
    }
    for join in &select.joins {
        and(w);
        join_condition(join, w);
    }
    for embed in inner() {
        and(w);
        exists(embed, w);
    }
}

/// A null test of an embed, which is not joined here (EMB-62).
fn embed_exists(embeds: &[Embed], empty: bool, alias: &Ident, w: &mut SqlWriter) {
    if let Some(embed) = embeds.iter().find(|embed| embed.alias == *alias) {
        if empty {
            w.sql("NOT ");
        }
        exists(embed, w);
    }
}

fn exists(embed: &Embed, w: &mut SqlWriter) {
    w.sql("EXISTS (");
    rows(&embed.select, w);
    w.sql(")");
}
