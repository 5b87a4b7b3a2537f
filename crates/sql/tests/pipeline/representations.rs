//! Media types, custom handlers and domain representations (§7).

use insta::assert_snapshot;

use crate::builder::Database;
use crate::gateway::{Gateway, refusal, sql, statement};
use crate::notation::rows;

/// The expression of the body.
fn body(request: &str) -> String {
    body_of(&Gateway::default(), request)
}

fn body_of(gateway: &Gateway<'_>, request: &str) -> String {
    let text = gateway.transaction(request).main.text;
    let (before, _) = text.split_once(" AS body").expect("a body");
    let (_, expression) = before.rsplit_once("AS response_status, ").expect("the body is the last column");
    expression.to_owned()
}

/// REP-10, REP-13 … REP-16
#[test]
fn rows_become_an_array_or_an_object() {
    let accepted = |accept: &str| body(&format!("GET /films\nAccept: {accept}"));
    assert_snapshot!(accepted("application/json"), @"coalesce(json_agg(_postgrest_t), '[]')");
    assert_eq!(body("GET /films"), accepted("application/json"), "REP-01");
    assert_eq!(accepted("application/vnd.pgrst.array+json"), accepted("application/json"), "REP-15");
    assert_snapshot!(accepted("application/vnd.pgrst.array+json;nulls=stripped"), @"coalesce(json_strip_nulls(json_agg(_postgrest_t)), '[]')");
    assert_snapshot!(accepted("application/vnd.pgrst.object+json"), @"coalesce(json_agg(_postgrest_t)->0, 'null')");
    assert_snapshot!(accepted("application/vnd.pgrst.object+json;nulls=stripped"), @"coalesce(json_strip_nulls(json_agg(_postgrest_t)->0), 'null')");
}

/// REP-11, REP-12
#[test]
fn rows_become_csv_or_geojson() {
    assert_snapshot!(body("GET /films\nAccept: text/csv"), @r"(SELECT coalesce(string_agg(keys.key, ','), '') FROM (SELECT json_object_keys(row_to_json(source))::text AS key FROM (SELECT * FROM pgrst_source LIMIT 1) source) keys) || E'\n' || coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), E'\n'), '')");
    assert_snapshot!(body("GET /films\nAccept: application/geo+json"), @"json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(ST_AsGeoJSON(_postgrest_t)::json), '[]'))");
}

/// REP-02, REP-05
#[test]
fn the_first_accepted_type_that_has_a_handler_wins() {
    let csv = body("GET /films\nAccept: text/csv");
    assert_eq!(body("GET /films\nAccept: text/plain, application/json;q=0.5, text/csv;q=0.9"), csv);
}

/// REP-05
#[test]
fn a_type_without_a_handler_is_refused() {
    assert_snapshot!(refusal("GET /films\nAccept: text/plain, image/png;q=0.5, text/*"), @"PGRST107: None of these media types are available: text/plain, text/*, image/png");
    assert_eq!(
        refusal("DELETE /films\nAccept: text/plain"),
        "PGRST107: None of these media types are available: text/plain",
        "REP-07"
    );
}

/// REP-31, REP-33
#[test]
fn an_aggregate_over_a_relation_takes_its_row() {
    assert_snapshot!(body("GET /films\nAccept: application/x-film-list"), @r#""api"."film_list"(_postgrest_t::"api"."films")"#);
    assert_snapshot!(body("GET /rpc/films_of?director=1\nAccept: application/x-film-list"), @r#""api"."film_list"(_postgrest_t::"api"."films")"#);
}

/// REP-31, QRK-28
#[test]
fn an_aggregate_over_a_relation_needs_the_default_select() {
    for select in ["id,title", "", "*,directors(*)", "*,id"] {
        let refused = refusal(&format!("GET /films?select={select}\nAccept: application/x-film-list"));
        assert!(refused.starts_with("PGRST107"), "{select}: {refused}");
    }
}

/// REP-31
#[test]
fn an_aggregate_over_anything_takes_any_select() {
    assert_snapshot!(body("GET /films?select=id\nAccept: application/x-lines"), @r#""api"."lines"(_postgrest_t)"#);
    assert_snapshot!(body("GET /rpc/add?a=1&b=2\nAccept: application/x-lines"), @r#""api"."lines"(_postgrest_t.pgrst_scalar)"#);
    assert_snapshot!(body("GET /rpc/years\nAccept: application/x-lines"), @r#""api"."lines"(_postgrest_t)"#);
}

/// REP-33
#[test]
fn a_handler_of_a_relation_overrides_a_builtin_one() {
    assert_snapshot!(body("GET /actors\nAccept: text/csv"), @r#""api"."actors_csv"(_postgrest_t::"api"."actors")"#);
    assert_eq!(body("GET /actors?select=id\nAccept: text/csv"), body("GET /films\nAccept: text/csv"));
}

/// REP-34, REP-33
#[test]
fn a_handler_for_everything_answers_every_accept_but_the_vendors_own() {
    let any = body("GET /festivals\nAccept: video/mp4");
    assert_snapshot!(any, @r#""api"."festival_program"(_postgrest_t::"api"."festivals")"#);
    assert_eq!(body("GET /festivals\nAccept: application/json"), any);
    assert_eq!(body("GET /festivals"), any);
    let object = "GET /films\nAccept: application/vnd.pgrst.object";
    assert_eq!(body(&object.replace("films", "festivals")), body(object));
}

/// REP-32
#[test]
fn a_function_is_the_handler_of_its_own_type() {
    assert_snapshot!(body("GET /rpc/poster_png?film=1\nAccept: image/png"), @"_postgrest_t.pgrst_scalar");
}

/// REP-35, QRK-29
#[test]
fn a_function_with_a_media_type_gives_json_to_whoever_takes_anything() {
    assert_eq!(body("GET /rpc/poster_png?film=1\nAccept: */*"), body("GET /rpc/add?a=1&b=2"));
}

/// REP-20, REP-23
#[test]
fn a_plan_explains_the_statement_of_another_type() {
    let gateway = Gateway::with(|plan| plan.plans_enabled = true);
    assert_snapshot!(
        gateway.statement(
            "GET /films?select=id\n\
             Accept: application/vnd.pgrst.plan+json; for=\"text/csv\"; options=wal|analyze|nope|verbose"
        ),
        @r#"
    EXPLAIN (FORMAT JSON, ANALYZE, VERBOSE, WAL) WITH pgrst_source AS (SELECT "api"."films"."id" FROM "api"."films")
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      (
      SELECT coalesce(string_agg(keys.key, ','), '')
      FROM (
        SELECT json_object_keys(row_to_json(source))::text AS key
        FROM (SELECT * FROM pgrst_source LIMIT 1) source
      ) keys
    ) || E'\n' || coalesce(string_agg(substring(_postgrest_t::text, 2, length(_postgrest_t::text) - 2), E'\n'), '') AS body,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status
    FROM (SELECT * FROM pgrst_source) _postgrest_t
    "#
    );
    let text = gateway.transaction("DELETE /films\nAccept: application/vnd.pgrst.plan").main.text;
    assert!(text.starts_with("EXPLAIN (FORMAT TEXT) WITH pgrst_source AS (DELETE"), "{text}");
}

/// REP-21, REP-25
#[test]
fn a_plan_has_to_be_enabled_and_of_a_type_that_there_is() {
    assert_snapshot!(refusal("GET /films\nAccept: application/vnd.pgrst.plan"), @r#"PGRST107: None of these media types are available: application/vnd.pgrst.plan+text; for="application/json""#);
    let gateway = Gateway::with(|plan| plan.plans_enabled = true);
    assert_snapshot!(gateway.refusal("GET /films\nAccept: application/vnd.pgrst.plan; for=\"text/xml\""), @r#"PGRST107: None of these media types are available: application/vnd.pgrst.plan+text; for="text/xml""#);
}

/// REP-40, REP-41, SEL-11, SEL-13
#[test]
fn a_column_with_a_representation_is_formatted_and_keeps_its_name() {
    assert_snapshot!(sql("GET /posters?select=film_id,background,shade:background::text"), @r#"
    SELECT "api"."posters"."film_id",
      "api"."color_to_json"("api"."posters"."background") AS "background",
      CAST("api"."color_to_json"("api"."posters"."background") AS text) AS "shade"
    FROM "api"."posters"
    "#);
    assert_snapshot!(sql("GET /posters"), @r#"
    SELECT "api"."posters"."film_id",
      "api"."color_to_json"("api"."posters"."background") AS "background",
      "api"."posters"."file",
      "api"."posters"."price"
    FROM "api"."posters"
    "#);
}

/// REP-41, SEL-13
#[test]
fn a_representation_formats_in_embeds_and_spreads_too() {
    assert_snapshot!(sql("GET /films?select=id,posters(background)"), @r#"
    SELECT "api"."films"."id", row_to_json("films_posters_1".*)::jsonb AS "posters"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "api"."color_to_json"("posters_1"."background") AS "background"
      FROM "api"."posters" AS "posters_1"
      WHERE "posters_1"."film_id" = "api"."films"."id"
    ) AS "films_posters_1" ON TRUE
    "#);
    assert_snapshot!(sql("GET /films?select=id,...posters(*)"), @r#"
    SELECT "api"."films"."id",
      "films_posters_1"."film_id",
      "films_posters_1"."background",
      "films_posters_1"."file",
      "films_posters_1"."price"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "posters_1"."film_id",
        "api"."color_to_json"("posters_1"."background") AS "background",
        "posters_1"."file",
        "posters_1"."price"
      FROM "api"."posters" AS "posters_1"
      WHERE "posters_1"."film_id" = "api"."films"."id"
    ) AS "films_posters_1" ON TRUE
    "#);
}

/// FLT-39
#[test]
fn a_filter_parses_its_value_where_the_operator_has_one_of_the_columns_type() {
    let filters = ["eq.red", "neq.red", "gt(any).{red}", "match.r", "in.(red,blue)", "in.()"];
    let shown = filters.map(|filter| {
        let shown = sql(&format!("GET /posters?select=film_id&background={filter}"));
        shown.split_once("WHERE ").map(|(_, clause)| clause.to_owned()).expect("a WHERE clause")
    });
    assert_snapshot!(shown.join("\n"), @r#"
    "api"."posters"."background" = "api"."color_from_text"($1)
    $1 = 'red'
    "api"."posters"."background" <> "api"."color_from_text"($1)
    $1 = 'red'
    "api"."posters"."background" > ANY("api"."color_from_text"($1))
    $1 = '{red}'
    "api"."posters"."background" ~ "api"."color_from_text"($1)
    $1 = 'r'
    "api"."posters"."background" = ANY (SELECT "api"."color_from_text"(unnest($1::text[])))
    $1 = '{"red","blue"}'
    "api"."posters"."background" = ANY (SELECT "api"."color_from_text"(unnest($1::text[])))
    $1 = '{}'
    "#);
}

/// FLT-39
#[test]
fn a_filter_parses_no_patterns() {
    for filter in ["like.r*", "ilike.r*", "isdistinct.red", "fts.red", "is.null"] {
        let shown = sql(&format!("GET /posters?select=film_id&background={filter}"));
        assert!(!shown.contains("color_from_text"), "{shown}");
    }
}

/// REP-41: a domain without casts is what it is over.
#[test]
fn a_domain_without_representation_is_plain() {
    assert_snapshot!(sql("GET /posters?select=file&file=eq.x"), @r#"
    SELECT "api"."posters"."file"
    FROM "api"."posters"
    WHERE "api"."posters"."file" = $1
    $1 = 'x'
    "#);
}

/// REP-41, MUT-12
#[test]
fn a_body_is_parsed_into_the_domain() {
    assert_snapshot!(sql("POST /posters\n\n{\"film_id\": 1, \"background\": \"red\"}"), @r#"
    INSERT INTO "api"."posters"("background", "film_id")
    SELECT pgrst_body."background", pgrst_body."film_id"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "api"."color_from_json"("background") AS "background", "film_id"
      FROM json_to_record(pgrst_payload.json_data) AS _("background" json, "film_id" integer)
    ) pgrst_body
    RETURNING 1
    $1::json = '{"film_id": 1, "background": "red"}'
    "#);
    assert_snapshot!(sql("PATCH /posters?background=eq.red\n\n{\"background\": \"blue\"}"), @r#"
    UPDATE "api"."posters"
    SET "background" = pgrst_body."background"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "api"."color_from_json"("background") AS "background"
      FROM json_to_record(pgrst_payload.json_data) AS _("background" json)
    ) pgrst_body
    WHERE "api"."posters"."background" = "api"."color_from_text"($2)
    RETURNING 1
    $1::json = '{"background": "blue"}'
    $2 = 'red'
    "#);
}

/// REP-42
#[test]
fn what_a_call_returns_of_a_relation_is_formatted() {
    let mut database = Database::default();
    database
        .table("posters", "id integer, background api.color")
        .representation("api.color", "json", "color_to_json")
        .function("latest", "", rows("posters"));
    let catalog = database.catalog();
    let gateway = Gateway { catalog: &catalog, ..Gateway::default() };
    assert_snapshot!(gateway.statement("GET /rpc/latest"), @r#"
    WITH pgrst_source AS (
      SELECT pgrst_call."background", pgrst_call."id"
      FROM "api"."latest"() pgrst_call
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (
      SELECT "posters"."id", "api"."color_to_json"("posters"."background") AS "background"
      FROM pgrst_source AS "posters"
    ) _postgrest_t
    "#);
}

/// HEAD gives no body, whatever is accepted (RTE-27).
#[test]
fn head_gives_no_body() {
    assert_eq!(body("HEAD /films\nAccept: text/csv"), "''::text");
    assert_eq!(body("HEAD /rpc/years"), "''::text");
    assert!(statement("HEAD /films").contains("pg_catalog.count(_postgrest_t) AS page_total"));
}
