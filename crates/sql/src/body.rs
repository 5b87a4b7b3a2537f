//! The expression that turns rows into a body (contract §7.2, SQL-03).

use rowgate_catalog::Routine;
use rowgate_plan::Handler;

use crate::SqlWriter;

/// What kind of rows a statement gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Any number of rows.
    Many,
    /// One row.
    One,
    /// Any number of plain values.
    Values,
    /// One plain value.
    Value,
}

impl Rows {
    pub(crate) fn of(routine: &Routine) -> Self {
        if routine.returns_scalar() {
            Self::Value
        } else if routine.returns_single() {
            Self::One
        } else if routine.returns_set_of_scalar() {
            Self::Values
        } else {
            Self::Many
        }
    }

    /// Whether there is exactly one, so that it need not be counted (RPC-52).
    pub(crate) fn is_single(self) -> bool {
        matches!(self, Self::One | Self::Value)
    }
}

/// Writes the body's expression over `_postgrest_t`.
pub(crate) fn body(handler: &Handler, rows: Rows, w: &mut SqlWriter) {
    match handler {
        Handler::None => {
            w.sql("''::text");
        }
        Handler::JsonArray { nulls_stripped } => {
            let (expression, empty) = match rows {
                Rows::One => ("json_agg(_postgrest_t)->0", "null"),
                Rows::Value => ("json_agg(_postgrest_t.pgrst_scalar)->0", "null"),
                Rows::Values => ("json_agg(_postgrest_t.pgrst_scalar)", "[]"),
                Rows::Many => ("json_agg(_postgrest_t)", "[]"),
            };
            json(expression, empty, *nulls_stripped, w);
        }
        Handler::JsonObject { nulls_stripped } => {
            let expression = match rows {
                Rows::Value => "json_agg(_postgrest_t.pgrst_scalar)->0",
                _ => "json_agg(_postgrest_t)->0",
            };
            json(expression, "null", *nulls_stripped, w);
        }
        Handler::Csv => csv(w),
        Handler::GeoJson => {
            w.sql(
                "json_build_object('type', 'FeatureCollection', 'features', \
                 coalesce(json_agg(ST_AsGeoJSON(_postgrest_t)::json), '[]'))",
            );
        }
        Handler::Aggregate { function, argument } => {
            w.qualified(function);
            match (rows, argument) {
                (Rows::Value, _) => w.sql("(_postgrest_t.pgrst_scalar)"),
                (_, None) => w.sql("(_postgrest_t)"),
                (_, Some(row_type)) => w.sql("(_postgrest_t::").qualified(row_type).sql(")"),
            };
        }
        Handler::Value => {
            w.sql("_postgrest_t.pgrst_scalar");
        }
    }
}

fn json(expression: &'static str, empty: &'static str, nulls_stripped: bool, w: &mut SqlWriter) {
    w.sql("coalesce(");
    if nulls_stripped {
        w.sql("json_strip_nulls(").sql(expression).sql(")");
    } else {
        w.sql(expression);
    }
    w.sql(", '").sql(empty).sql("')");
}

/// A line of the first row's keys, then the rows as PostgreSQL prints them (REP-11). The keys are those of the source,
/// as PostgREST has it, not of the select: after a change or a call they are the columns that came back.
fn csv(w: &mut SqlWriter) {
    w.sql(
        "(SELECT coalesce(string_agg(keys.key, ','), '') FROM (\
         SELECT json_object_keys(row_to_json(source))::text AS key FROM (SELECT * FROM pgrst_source LIMIT 1) source\
         ) keys) || E'\\n' || \
         coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), E'\\n'), '')",
    );
}
