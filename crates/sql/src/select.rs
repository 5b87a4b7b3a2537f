//! The SELECT of a read plan, its embeds joined by LATERAL subqueries (SQL-05, SQL-06).

use rowgate_core::Ident;
use rowgate_plan::{Aggregate, Column, Embed, From, GroupTerm, JoinType, Key, Order, Select, Shape, SpreadColumn};

use rowgate_request::Window;

use crate::SqlWriter;
use crate::condition::{Scope, field, order_by, shown_field, where_clause};

/// ```sql
/// SELECT "s"."films"."title", row_to_json("films_director_1".*)::jsonb AS "director"
/// FROM "s"."films" LEFT JOIN LATERAL (…) AS "films_director_1" ON TRUE
/// WHERE … GROUP BY … ORDER BY … LIMIT $1 OFFSET $2
/// ```
pub(crate) fn select(select: &Select, w: &mut SqlWriter) {
    select_with(select, &[], w);
}

/// A SELECT with columns that only an order outside of it needs.
fn select_with(select: &Select, order_columns: &[Column], w: &mut SqlWriter) {
    let scope = Scope::From(&select.from);
    w.sql("SELECT ");
    output(select, order_columns, &scope, w);
    from(&select.from, w);
    select.embeds.iter().for_each(|embed| join(embed, w));
    where_clause(&scope, &select.conditions, &select.joins, w);
    group_by(&scope, &select.group_by, w);
    order_by(&scope, &select.order, w);
    limit(select.window, w);
}

fn output(select: &Select, order_columns: &[Column], scope: &Scope<'_>, w: &mut SqlWriter) {
    let mut items = Items::default();
    if select.columns.is_empty() && select.embeds.is_empty() {
        items.next(w);
        scope.write(w);
        w.sql(".*");
    }
    for column in select.columns.iter().chain(order_columns) {
        items.next(w);
        output_column(scope, column, w);
    }
    for embed in &select.embeds {
        output_embed(embed, &mut items, w);
    }
}

/// Writes the comma between items, but none before the first.
#[derive(Default)]
struct Items {
    any: bool,
}

impl Items {
    fn next(&mut self, w: &mut SqlWriter) {
        if self.any {
            w.sql(", ");
        }
        self.any = true;
    }
}

/// `CAST(SUM(CAST("q"."c" AS t)) AS t) AS "alias"`
fn output_column(scope: &Scope<'_>, column: &Column, w: &mut SqlWriter) {
    aggregated(column.aggregate, column.aggregate_cast.as_ref(), w, |w| {
        cast(column.cast.as_ref(), w, |w| match &column.qualifier {
            Some(embed) => shown_field(&Scope::Alias(embed), &column.field, w),
            None => shown_field(scope, &column.field, w),
        });
    });
    output_alias(column.alias.as_ref(), w);
}

fn aggregated(
    aggregate: Option<Aggregate>,
    result_cast: Option<&Ident>,
    w: &mut SqlWriter,
    argument: impl FnOnce(&mut SqlWriter),
) {
    let Some(aggregate) = aggregate else { return argument(w) };
    cast(result_cast, w, |w| {
        w.sql(match aggregate {
            Aggregate::Sum => "SUM(",
            Aggregate::Avg => "AVG(",
            Aggregate::Max => "MAX(",
            Aggregate::Min => "MIN(",
            Aggregate::Count => "COUNT(",
        });
        argument(w);
        w.sql(")");
    });
}

fn cast(to: Option<&Ident>, w: &mut SqlWriter, expression: impl FnOnce(&mut SqlWriter)) {
    let Some(to) = to else { return expression(w) };
    w.sql("CAST(");
    expression(w);
    w.sql(" AS ").cast_type(to).sql(")");
}

fn output_alias(alias: Option<&Ident>, w: &mut SqlWriter) {
    if let Some(alias) = alias {
        w.sql(" AS ").ident(alias);
    }
}

fn output_embed(embed: &Embed, items: &mut Items, w: &mut SqlWriter) {
    match &embed.shape {
        Shape::Object(Key::Omitted(_)) | Shape::Array(Key::Omitted(_)) => {}
        Shape::Object(Key::Named(key)) => {
            items.next(w);
            w.sql("row_to_json(").ident(&embed.alias).sql(".*)::jsonb AS ").ident(key);
        }
        Shape::Array(Key::Named(key)) => {
            items.next(w);
            w.sql("COALESCE(").ident(&embed.alias).sql(".").ident(&embed.alias).sql(", '[]') AS ").ident(key);
        }
        Shape::Spread(columns) | Shape::SpreadArrays { columns, .. } => {
            for column in columns {
                items.next(w);
                output_spread_column(&embed.alias, column, w);
            }
        }
    }
}

fn output_spread_column(alias: &Ident, column: &SpreadColumn, w: &mut SqlWriter) {
    aggregated(column.aggregate, column.aggregate_cast.as_ref(), w, |w| column_of(alias, &column.name, w));
    output_alias(column.alias.as_ref(), w);
}

/// `"alias"."column"`, `"alias".*`
fn column_of(alias: &Ident, column: &Ident, w: &mut SqlWriter) {
    w.ident(alias).sql(".");
    if *column == "*" {
        w.sql("*");
    } else {
        w.ident(column);
    }
}

/// ` FROM "schema"."relation" AS "alias", "schema"."junction"`
pub(crate) fn from(from: &From, w: &mut SqlWriter) {
    w.sql(" FROM ");
    match from {
        From::Relation { name, alias, junction } => {
            w.qualified(name);
            output_alias(alias.as_ref(), w);
            if let Some(junction) = junction {
                w.sql(", ").qualified(junction);
            }
        }
        From::Source { alias } => {
            w.sql("pgrst_source AS ").ident(alias);
        }
        From::Function { name, argument, argument_type, alias } => {
            // The cast picks the overload: after a CTE the argument's type is an anonymous row.
            w.qualified(name).sql("(").ident(argument).sql("::").qualified(argument_type).sql(") AS ").ident(alias);
        }
    }
}

/// To-one rows are joined as they are, to-many rows as one aggregated row.
fn join(embed: &Embed, w: &mut SqlWriter) {
    let inner = embed.join == JoinType::Inner;
    w.sql(if inner { " INNER JOIN LATERAL (" } else { " LEFT JOIN LATERAL (" });
    let to_many = match &embed.shape {
        Shape::Object(_) | Shape::Spread(_) => {
            select(&embed.select, w);
            false
        }
        Shape::Array(_) => {
            aggregate_rows(embed, &[], &[], &[], w);
            true
        }
        Shape::SpreadArrays { columns, order_columns, order } => {
            aggregate_rows(embed, columns, order_columns, order, w);
            true
        }
    };
    w.sql(") AS ").ident(&embed.alias).sql(" ON ");
    if to_many && inner {
        w.ident(&embed.alias).sql(" IS NOT NULL");
    } else {
        w.sql("TRUE");
    }
}

/// ```sql
/// SELECT json_agg("a")::jsonb AS "a", COALESCE(json_agg("a"."c" ORDER BY …), '[]')::jsonb AS "c" FROM (…) AS "a"
/// ```
fn aggregate_rows(
    embed: &Embed,
    columns: &[SpreadColumn],
    order_columns: &[Column],
    order: &[Order],
    w: &mut SqlWriter,
) {
    let alias = &embed.alias;
    w.sql("SELECT json_agg(").ident(alias).sql(")::jsonb AS ").ident(alias);
    for column in columns {
        w.sql(", COALESCE(json_agg(");
        column_of(alias, &column.name, w);
        order_by(&Scope::Alias(alias), order, w);
        w.sql("), '[]')::jsonb AS ").ident(column.alias.as_ref().unwrap_or(&column.name));
    }
    w.sql(" FROM (");
    select_with(&embed.select, order_columns, w);
    w.sql(") AS ").ident(alias);
}

fn group_by(scope: &Scope<'_>, terms: &[GroupTerm], w: &mut SqlWriter) {
    if terms.is_empty() {
        return;
    }
    w.sql(" GROUP BY ");
    w.list(", ", terms, |w, term| match term {
        GroupTerm::Field(it) => field(scope, it, w),
        GroupTerm::Output(name) => {
            w.ident(name);
        }
        GroupTerm::Spread { alias, column } => {
            w.ident(alias).sql(".").ident(column);
        }
    });
}

/// ` LIMIT $1 OFFSET $2`, or nothing for a window that is everything (LIM-02).
pub(crate) fn limit(window: Window, w: &mut SqlWriter) {
    if window == Window::default() {
        return;
    }
    w.sql(" LIMIT ");
    match window.limit {
        Some(limit) => w.number(limit),
        None => w.sql("ALL"),
    };
    w.sql(" OFFSET ").number(window.offset);
}
