//! INSERT, UPDATE and DELETE (contract §5, SQL-09 … SQL-11).

use rowgate_core::{Ident, MediaType, QualifiedName};
use rowgate_plan::{Body, Conflict, Insert, MutatePlan, PayloadColumn, Resolution, Update, Write};
use rowgate_request::{Mutation, Return};

use crate::SqlWriter;
use crate::condition::{Scope, all, where_clause};
use crate::payload::{self, Payload, PayloadField};

/// Counts a row that goes into the INSERT, and lets it pass (MUT-34).
const COUNT_ROW: &str = "set_config('pgrst.inserted', \
     (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0'";
/// Takes back the count of a row that was updated instead, and lets it pass.
const UNCOUNT_ROW: &str = "set_config('pgrst.inserted', \
     (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) - 1)::text, true) <> '-1'";

/// Whether the statement that changes rows may stand alone: nothing of the rows is wanted but their number, which
/// PostgreSQL tells anyway. Where something else could happen, that number may be another, and what a trigger says about
/// the response after the statement is not to count (AUT-73).
pub(crate) fn stands_alone(plan: &MutatePlan) -> bool {
    let is_explained = matches!(plan.output.media_type, MediaType::Plan { .. });
    plan.inert && plan.returning.is_empty() && !is_explained && !merges(plan) && !updates_nothing(plan)
}

/// The statement that changes rows and returns what is wanted of them.
pub(crate) fn write_returning(plan: &MutatePlan, w: &mut SqlWriter) {
    write(plan, w);
    if !updates_nothing(plan) {
        returning(plan, w);
    }
}

/// The statement that changes rows.
pub(crate) fn write(plan: &MutatePlan, w: &mut SqlWriter) {
    match &plan.write {
        Write::Insert(it) => insert(plan, it, w),
        Write::Update(_) if updates_nothing(plan) => update_nothing(plan, w),
        Write::Update(it) => update(plan, it, w),
        Write::Delete { conditions } => {
            w.sql("DELETE FROM ").qualified(&plan.relation);
            where_clause(&Scope::Relation(&plan.relation), conditions, &[], w);
        }
    }
}

fn insert(plan: &MutatePlan, insert: &Insert, w: &mut SqlWriter) {
    w.sql("INSERT INTO ").qualified(&plan.relation);
    if insert.columns.is_empty() {
        w.sql(" ");
    } else {
        w.sql("(");
        w.list(", ", &insert.columns, |w, column| {
            w.ident(&column.name);
        });
        w.sql(") ");
    }
    w.sql("SELECT ");
    w.list(", ", &insert.columns, |w, column| {
        w.sql("pgrst_body.").ident(&column.name);
    });
    w.sql(" ");
    payload::from(&payload(&insert.body, &insert.columns), w);
    let merges = insert.conflict.as_ref().is_some_and(|conflict| conflict.resolution == Resolution::Merge);
    if merges {
        w.sql(" WHERE ").sql(COUNT_ROW);
        if !insert.put_conditions.is_empty() {
            w.sql(" AND ");
            all(&Scope::Body, &insert.put_conditions, w);
        }
    }
    if let Some(conflict) = insert.conflict.as_ref().filter(|conflict| !conflict.columns.is_empty()) {
        on_conflict(conflict, &insert.columns, w);
    }
}

fn on_conflict(conflict: &Conflict, columns: &[PayloadColumn], w: &mut SqlWriter) {
    w.sql(" ON CONFLICT(");
    w.list(", ", &conflict.columns, |w, column| {
        w.ident(column);
    });
    if conflict.resolution == Resolution::Ignore || columns.is_empty() {
        w.sql(") DO NOTHING");
        return;
    }
    w.sql(") DO UPDATE SET ");
    w.list(", ", columns, |w, column| {
        w.ident(&column.name).sql(" = EXCLUDED.").ident(&column.name);
    });
    w.sql(" WHERE ").sql(UNCOUNT_ROW);
}

fn updates_nothing(plan: &MutatePlan) -> bool {
    matches!(&plan.write, Write::Update(update) if update.columns.is_empty())
}

/// An UPDATE without columns is no SQL; this has the columns of its result and no rows (MUT-53).
fn update_nothing(plan: &MutatePlan, w: &mut SqlWriter) {
    w.sql("SELECT ");
    if plan.returning.is_empty() {
        w.sql("NULL");
    } else {
        w.list(", ", &plan.returning, |w, column| {
            w.ident(&plan.relation.name).sql(".");
            column_or_star(column, w);
        });
    }
    w.sql(" FROM ").qualified(&plan.relation).sql(" WHERE false");
}

fn update(plan: &MutatePlan, update: &Update, w: &mut SqlWriter) {
    w.sql("UPDATE ").qualified(&plan.relation).sql(" SET ");
    w.list(", ", &update.columns, |w, column| {
        w.ident(&column.name).sql(" = pgrst_body.").ident(&column.name);
    });
    w.sql(" ");
    payload::from(&payload(&update.body, &update.columns), w);
    where_clause(&Scope::Relation(&plan.relation), &update.conditions, &[], w);
}

fn payload<'a>(body: &'a Body, columns: &'a [PayloadColumn]) -> Payload<'a> {
    let field = |column: &'a PayloadColumn| PayloadField {
        name: &column.name,
        type_name: &column.type_name,
        parser: column.parser.as_ref(),
        default: column.default.as_deref(),
    };
    Payload {
        text: &body.text,
        values: body.values.as_deref(),
        is_array: body.is_array,
        with_defaults: body.with_defaults,
        columns: columns.iter().map(field).collect(),
        first_only: false,
    }
}

/// Without a representation one constant per row tells how many there were.
fn returning(plan: &MutatePlan, w: &mut SqlWriter) {
    w.sql(" RETURNING ");
    if plan.returning.is_empty() {
        w.sql("1");
    } else {
        w.list(", ", &plan.returning, |w, column| returned(&plan.relation, column, w));
    }
}

fn returned(relation: &QualifiedName, column: &Ident, w: &mut SqlWriter) {
    w.qualified(relation).sql(".");
    column_or_star(column, w);
}

pub(crate) fn column_or_star(column: &Ident, w: &mut SqlWriter) {
    if *column == "*" {
        w.sql("*");
    } else {
        w.ident(column);
    }
}

fn merges(plan: &MutatePlan) -> bool {
    matches!(&plan.write, Write::Insert(Insert { conflict: Some(conflict), .. })
        if conflict.resolution == Resolution::Merge)
}

/// How many rows were inserted and not merged, where that decides the status (MUT-33, MUT-42).
pub(crate) fn inserted(plan: &MutatePlan, w: &mut SqlWriter) {
    w.sql(if merges(plan) { "nullif(current_setting('pgrst.inserted', true), '')::int" } else { "NULL::int" });
}

/// Key and value of the one new row's primary key (MUT-23, MUT-24).
pub(crate) fn location(plan: &MutatePlan, w: &mut SqlWriter) {
    let wanted = plan.mutation != Mutation::Update
        && matches!(plan.write, Write::Insert(_))
        && plan.representation == Some(Return::HeadersOnly)
        && !plan.primary_key.is_empty();
    if !wanted {
        w.sql("NULL::json");
        return;
    }
    w.sql(
        "CASE WHEN pg_catalog.count(_postgrest_t) = 1 THEN (\
         SELECT json_agg(json_build_array(member.key, member.value)) \
         FROM (SELECT row_to_json(source) AS row FROM pgrst_source AS source LIMIT 1) first_row \
         CROSS JOIN json_each_text(first_row.row) AS member WHERE member.key IN (",
    );
    w.list(", ", &plan.primary_key, |w, column| {
        w.name_literal(column);
    });
    w.sql(")) END");
}
