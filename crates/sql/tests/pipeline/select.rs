//! Columns, aliases and casts (§2.3).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql, statement};

/// SEL-01, SQL-01 … SQL-05
#[test]
fn a_read_without_select_reads_all_columns() {
    assert_snapshot!(statement("GET /films"), @r#"
    WITH pgrst_source AS (SELECT "api"."films".* FROM "api"."films")
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (SELECT * FROM pgrst_source) _postgrest_t
    "#);
}

/// SEL-02
#[test]
fn an_empty_select_reads_all_columns_too() {
    assert_snapshot!(sql("GET /films?select="), @r#"
    SELECT "api"."films".*
    FROM "api"."films"
    "#);
}

/// SEL-10, SQL-05
#[test]
fn columns_keep_their_order_and_are_qualified_by_their_relation() {
    assert_snapshot!(sql("GET /films?select=year,title,id"), @r#"
    SELECT "api"."films"."year", "api"."films"."title", "api"."films"."id"
    FROM "api"."films"
    "#);
}

/// SEL-04, SEL-07
#[test]
fn an_alias_and_a_cast_stand_around_the_column() {
    assert_snapshot!(sql("GET /films?select=released:year::text,title::character varying"), @r#"
    SELECT CAST("api"."films"."year" AS text) AS "released", CAST("api"."films"."title" AS character varying)
    FROM "api"."films"
    "#);
}

/// SEL-08
#[test]
fn a_star_stands_beside_columns() {
    assert_snapshot!(sql("GET /films?select=*,year,year"), @r#"
    SELECT "api"."films".*, "api"."films"."year", "api"."films"."year"
    FROM "api"."films"
    "#);
}

/// SEL-09: PostgreSQL resolves it to the aggregate by attribute notation.
#[test]
fn count_without_parentheses_is_a_column_like_any_other() {
    assert_snapshot!(sql("GET /films?select=count"), @r#"
    SELECT "api"."films"."count"
    FROM "api"."films"
    "#);
}

/// SEL-12
#[test]
fn a_column_the_catalog_does_not_know_is_left_to_postgresql() {
    assert_snapshot!(sql("GET /films?select=label,nope::int"), @r#"
    SELECT "api"."films"."label", CAST("api"."films"."nope" AS int)
    FROM "api"."films"
    "#);
}

/// LEX-01, LEX-02
#[test]
fn names_are_quoted_as_they_are() {
    assert_snapshot!(sql(r#"GET /films?select=Unit Price,a - b,"we\"ird.na,me\\)""#), @r#"
    SELECT "api"."films"."Unit Price", "api"."films"."a-b", "api"."films"."we""ird.na,me\)"
    FROM "api"."films"
    "#);
}

/// SCH-01, SCH-02
#[test]
fn the_profile_header_chooses_the_schema() {
    assert_snapshot!(sql("GET /films?select=title\nAccept-Profile: archive"), @r#"
    SELECT "archive"."films"."title"
    FROM "archive"."films"
    "#);
    assert_snapshot!(refusal("GET /films\nAccept-Profile: private"), @"
    PGRST106: Invalid schema: private
    hint: Only the following schemas are exposed: api, archive
    ");
}

/// RTE-27
#[test]
fn head_counts_rows_and_serialises_none() {
    assert_snapshot!(statement("HEAD /films?select=title"), @r#"
    WITH pgrst_source AS (SELECT "api"."films"."title" FROM "api"."films")
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      ''::text AS body
    FROM (SELECT * FROM pgrst_source) _postgrest_t
    "#);
}

/// SEL-05
#[test]
fn text_behind_an_unbalanced_parenthesis_is_ignored() {
    assert_eq!(sql("GET /films?select=title)year"), sql("GET /films?select=title"));
}

/// RTE-09
#[test]
fn relations_are_found_verbatim() {
    assert_snapshot!(refusal("GET /Films"), @"
    PGRST205: Could not find the table 'api.Films' in the schema cache
    hint: Perhaps you meant the table 'api.films'
    ");
}
