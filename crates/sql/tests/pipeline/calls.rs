//! Calls of functions and their results (§6.2, §6.4).

use insta::assert_snapshot;
use rowgate_request::RequestConfig;

use crate::gateway::{Gateway, refusal, sql, statement};

/// RPC-10, RPC-24, RPC-40, RPC-58
#[test]
fn a_value_is_called_for_in_a_subselect() {
    assert_snapshot!(statement("GET /rpc/add?b=2&a=1"), @r#"
    WITH pgrst_source AS (
      SELECT pgrst_call.pgrst_scalar
      FROM (
        SELECT "api"."add"("a" := $1::integer, "b" := $2::integer) pgrst_scalar
      ) pgrst_call
    )
    SELECT NULL::bigint AS total_result_set,
      1 AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t.pgrst_scalar)->0, 'null') AS body
    FROM (SELECT "add".* FROM pgrst_source AS "add") _postgrest_t
    $1 = '1'
    $2 = '2'
    "#);
}

/// RPC-43, RPC-58, RPC-50
#[test]
fn rows_are_called_for_in_from() {
    assert_snapshot!(statement("GET /rpc/films_of?director=1&select=title&year=gt.1990&order=title&limit=5"), @r#"
    WITH pgrst_source AS (
      SELECT pgrst_call."title", pgrst_call."year"
      FROM "api"."films_of"("director" := $1::integer) pgrst_call
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (
      SELECT "films"."title"
      FROM pgrst_source AS "films"
      WHERE "films"."year" > $2
      ORDER BY "films"."title"
      LIMIT $3 OFFSET $4
    ) _postgrest_t
    $1 = '1'
    $2 = '1990'
    $3 = '5'
    $4 = '0'
    "#);
}

/// RPC-41
#[test]
fn one_row_is_one_object() {
    assert_snapshot!(statement("POST /rpc/newest_film"), @r#"
    WITH pgrst_source AS (
      SELECT pgrst_call.*
      FROM "api"."newest_film"() pgrst_call
    )
    SELECT NULL::bigint AS total_result_set,
      1 AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t)->0, 'null') AS body
    FROM (SELECT "films".* FROM pgrst_source AS "films") _postgrest_t
    "#);
}

/// RPC-42
#[test]
fn a_set_of_values_is_an_array_of_them() {
    assert_snapshot!(statement("GET /rpc/years?limit=3"), @r#"
    WITH pgrst_source AS (
      SELECT pgrst_call.pgrst_scalar
      FROM (SELECT "api"."years"() pgrst_scalar) pgrst_call
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t.pgrst_scalar), '[]') AS body
    FROM (
      SELECT "years".*
      FROM pgrst_source AS "years"
      LIMIT $1 OFFSET $2
    ) _postgrest_t
    $1 = '3'
    $2 = '0'
    "#);
}

/// RPC-43, JSN-09
#[test]
fn the_columns_of_a_record_are_not_known() {
    assert_snapshot!(sql("GET /rpc/statistics?since=1990&select=year,films->a&films->b=eq.1"), @r#"
    SELECT pgrst_call."films", pgrst_call."year"
    FROM "api"."statistics"("since" := $1::integer) pgrst_call
    $1 = '1990'
    "#);
}

/// RPC-46
#[test]
fn void_is_a_value() {
    assert_snapshot!(sql("POST /rpc/purge"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (SELECT "api"."purge"() pgrst_scalar) pgrst_call
    "#);
}

/// RPC-21
#[test]
fn parameters_of_a_post_are_filters() {
    assert_snapshot!(sql("POST /rpc/films_of?year=gt.1990\n\n{\"director\": 1}"), @r#"
    SELECT pgrst_call.*
    FROM (SELECT $1::integer AS "director") pgrst_body,
    LATERAL "api"."films_of"("director" := pgrst_body."director") pgrst_call
    $1 = '1'
    "#);
    assert!(refusal("POST /rpc/films_of?director=1\n\n{}").starts_with("PGRST100"), "QRK-08");
}

/// RPC-50, SQL-12
#[test]
fn filtered_columns_are_added_to_the_selected_ones() {
    assert_snapshot!(
        sql("GET /rpc/films_of?director=1&select=title,directors(name)&or=(year.gt.1990,not.and(id.eq.1))&genre=eq.x"),
        @r#"
    SELECT pgrst_call."director_id", pgrst_call."genre", pgrst_call."id", pgrst_call."title", pgrst_call."year"
    FROM "api"."films_of"("director" := $1::integer) pgrst_call
    $1 = '1'
    "#
    );
    assert_snapshot!(sql("GET /rpc/films_of?director=1&select=best_review(body)"), @r#"
    SELECT pgrst_call.*
    FROM "api"."films_of"("director" := $1::integer) pgrst_call
    $1 = '1'
    "#);
}

/// RTE-17 … RTE-19
#[test]
fn a_call_is_read_only_by_get_or_when_the_function_is_not_volatile() {
    let read_only = |request: &str| Gateway::default().transaction(request).read_only;
    assert!(read_only("GET /rpc/purge"));
    assert!(read_only("HEAD /rpc/purge"));
    assert!(read_only("POST /rpc/years"));
    assert!(read_only("POST /rpc/add\n\n{\"a\": 1, \"b\": 2}"));
    assert!(!read_only("POST /rpc/purge"));
}

/// RTE-24
#[test]
fn the_root_may_be_a_function() {
    let config = RequestConfig { root_spec: Some("newest_film".into()), ..Gateway::default().request };
    let gateway = Gateway { request: config, ..Gateway::default() };
    assert_eq!(gateway.statement("GET /"), statement("GET /rpc/newest_film"));
}

/// RPC-56, PRF-15
#[test]
fn max_affected_needs_a_set() {
    let prefer = "Prefer: handling=strict, max-affected=1";
    assert_snapshot!(refusal(&format!("POST /rpc/newest_film\n{prefer}")), @"PGRST128: Function must return SETOF or TABLE when max-affected preference is used with handling=strict");
    assert!(refusal(&format!("POST /rpc/purge\n{prefer}")).starts_with("PGRST128"));
    assert!(!sql(&format!("POST /rpc/years\n{prefer}")).is_empty());
    assert!(!sql("POST /rpc/newest_film\nPrefer: max-affected=1").is_empty());
}
