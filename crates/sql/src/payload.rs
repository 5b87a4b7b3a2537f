//! A JSON body as rows: PostgreSQL takes it apart by its own rules (MUT-11, SQL-10), or it has been taken apart to the same
//! effect.

use rowgate_core::{Blob, Ident, QualifiedName};
use rowgate_plan::BoundValue;

use crate::{ParamType, SqlWriter};

/// What a body is read into.
pub(crate) struct Payload<'a> {
    pub(crate) text: &'a Blob,
    /// One for each column, instead of the text.
    pub(crate) values: Option<&'a [BoundValue]>,
    pub(crate) is_array: bool,
    pub(crate) with_defaults: bool,
    pub(crate) columns: Vec<PayloadField<'a>>,
    /// Only the first row counts (RPC-14).
    pub(crate) first_only: bool,
}

/// A column that the body fills.
pub(crate) struct PayloadField<'a> {
    pub(crate) name: &'a Ident,
    pub(crate) type_name: &'a str,
    pub(crate) parser: Option<&'a QualifiedName>,
    pub(crate) default: Option<&'a str>,
}

/// ```sql
/// FROM (SELECT $1 AS json_data) pgrst_payload,
///      LATERAL (SELECT "a", f("b") AS "b" FROM json_to_recordset(pgrst_payload.json_data) AS _("a" int, "b" json)) pgrst_body
/// ```
///
/// Or, with values:
///
/// ```sql
/// FROM (SELECT $1::integer AS "a", $2::text AS "b") pgrst_body
/// ```
pub(crate) fn from(payload: &Payload<'_>, w: &mut SqlWriter) {
    if let Some(values) = payload.values {
        bound(values, &payload.columns, w);
        return;
    }
    let kind = if payload.with_defaults { ParamType::Jsonb } else { ParamType::Json };
    w.sql("FROM (SELECT ").bind(kind, Some(payload.text.clone())).sql(" AS json_data) pgrst_payload, ");
    if payload.with_defaults {
        defaults(payload, w);
    }
    w.sql("LATERAL (SELECT ");
    w.list(", ", &payload.columns, |w, column| match column.parser {
        Some(parser) => {
            w.qualified(parser).sql("(").ident(column.name).sql(") AS ").ident(column.name);
        }
        None => {
            w.ident(column.name);
        }
    });
    w.sql(" FROM ");
    records(payload, w);
    w.sql(") pgrst_body");
}

fn bound(values: &[BoundValue], columns: &[PayloadField<'_>], w: &mut SqlWriter) {
    w.sql("FROM (SELECT ");
    w.list(", ", values.iter().zip(columns), |w, (value, column)| {
        w.bind(ParamType::Unknown, value.text.clone()).sql("::").sql(value.type_name).sql(" AS ").ident(column.name);
    });
    w.sql(") pgrst_body");
}

/// Puts the columns' defaults under each element, so that members the body has win (MUT-16).
fn defaults(payload: &Payload<'_>, w: &mut SqlWriter) {
    w.sql("LATERAL (SELECT ");
    if payload.is_array {
        w.sql("jsonb_agg(");
    }
    w.sql("jsonb_build_object(");
    let with_default = payload.columns.iter().filter_map(|column| Some((column.name, column.default?)));
    w.list(", ", with_default, |w, (name, default)| {
        w.name_literal(name).sql(", ").catalog_sql(default);
    });
    w.sql(if payload.is_array {
        ") || elem) AS val FROM jsonb_array_elements(pgrst_payload.json_data) elem"
    } else {
        ") || pgrst_payload.json_data AS val"
    });
    w.sql(") pgrst_json_defs, ");
}

fn records(payload: &Payload<'_>, w: &mut SqlWriter) {
    let data = if payload.with_defaults { "(pgrst_json_defs.val)" } else { "(pgrst_payload.json_data)" };
    if payload.columns.is_empty() {
        // Nothing to read: one row for an object, as many as it has elements for an array (MUT-21).
        match (payload.is_array, payload.with_defaults) {
            (false, _) => w.sql("(VALUES (1)) _"),
            (true, false) => w.sql("json_array_elements").sql(data).sql(" _"),
            (true, true) => w.sql("jsonb_array_elements").sql(data).sql(" _"),
        };
        return;
    }
    w.sql(match (payload.is_array, payload.with_defaults) {
        (false, false) => "json_to_record",
        (true, false) => "json_to_recordset",
        (false, true) => "jsonb_to_record",
        (true, true) => "jsonb_to_recordset",
    });
    w.sql(data).sql(" AS _(");
    w.list(", ", &payload.columns, |w, column| {
        w.ident(column.name).sql(" ").catalog_sql(column.type_name);
    });
    w.sql(")");
    if payload.first_only {
        w.sql(" LIMIT 1");
    }
}
