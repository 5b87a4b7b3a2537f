//! `Prefer: count` (§9, SQL-08).

use insta::assert_snapshot;

use crate::gateway::{Gateway, shown, statement};

fn at_most(max_rows: i64) -> Gateway<'static> {
    Gateway::with(|plan| plan.max_rows = Some(max_rows))
}

/// The statement that runs before the main one.
fn before(gateway: &Gateway<'_>, request: &str) -> String {
    gateway.transaction(request).before.as_ref().map(shown).unwrap_or_default()
}

/// The query of `pgrst_source_count`, and the expression that reads it.
fn counted(gateway: &Gateway<'_>, request: &str) -> String {
    let main = gateway.statement(request);
    let start = main.find(", pgrst_source_count").expect("a query of its own counts");
    main[start..].split(" AS total_result_set").next().unwrap_or_default().to_owned()
}

/// PAG-07
#[test]
fn without_a_window_the_page_is_the_total() {
    assert_snapshot!(statement("GET /films?select=id&year=gt.1990\nPrefer: count=exact"), @r#"
    WITH pgrst_source AS (
      SELECT "api"."films"."id"
      FROM "api"."films"
      WHERE "api"."films"."year" > $1
    )
    SELECT pg_catalog.count(_postgrest_t) AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (SELECT * FROM pgrst_source) _postgrest_t
    $1 = '1990'
    "#);
}

/// PAG-07, SQL-08
#[test]
fn with_a_window_a_query_of_its_own_counts() {
    assert_snapshot!(statement("GET /films?select=id,title&year=gt.1990&order=title&limit=5\nPrefer: count=exact"), @r#"
    WITH pgrst_source AS (
      SELECT "api"."films"."id", "api"."films"."title"
      FROM "api"."films"
      WHERE "api"."films"."year" > $1
      ORDER BY "api"."films"."title"
      LIMIT $2 OFFSET $3
    ), pgrst_source_count AS (
      SELECT 1
      FROM "api"."films"
      WHERE "api"."films"."year" > $4
    )
    SELECT (SELECT pg_catalog.count(*) FROM pgrst_source_count) AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (SELECT * FROM pgrst_source) _postgrest_t
    $1 = '1990'
    $2 = '5'
    $3 = '0'
    $4 = '1990'
    "#);
}

/// PAG-07
#[test]
fn max_rows_needs_a_query_of_its_own_too() {
    let gateway = at_most(10);
    assert_snapshot!(counted(&gateway, "GET /films?select=id\nPrefer: count=exact"), @r#"
    , pgrst_source_count AS (SELECT 1 FROM "api"."films")
    SELECT (SELECT pg_catalog.count(*) FROM pgrst_source_count)
    "#);
}

/// PAG-07, EMB-43, SQL-08
#[test]
fn inner_embeds_are_counted_by_exists() {
    assert_snapshot!(
        counted(
            &Gateway::default(),
            "GET /directors?select=name,films!inner(title,actors!inner(name),reviews(body))\
             &films.year=gt.1990&films.actors.name=eq.x&films.reviews.stars=eq.5&limit=5\nPrefer: count=exact"
        ),
        @r#"
    , pgrst_source_count AS (
      SELECT 1
      FROM "api"."directors"
      WHERE EXISTS (
        SELECT 1
        FROM "api"."films" AS "films_1"
        WHERE "films_1"."year" > $6 AND "films_1"."director_id" = "api"."directors"."id" AND EXISTS (
          SELECT 1
          FROM "api"."actors", "api"."roles"
          WHERE "api"."actors"."name" = $7
            AND "api"."roles"."actor_id" = "api"."actors"."id"
            AND "api"."roles"."film_id" = "films_1"."id"
        )
      )
    )
    SELECT (SELECT pg_catalog.count(*) FROM pgrst_source_count)
    "#
    );
}

/// EMB-62
#[test]
fn null_tests_of_embeds_are_counted_by_exists() {
    assert_snapshot!(
        counted(
            &Gateway::default(),
            "GET /films?select=title,directors(),reviews(),best_review()\
             &or=(directors.is.null,reviews.not.is.null)&best_review=is.null&year=eq.1&limit=5\nPrefer: count=exact"
        ),
        @r#"
    , pgrst_source_count AS (
      SELECT 1
      FROM "api"."films"
      WHERE (NOT EXISTS (
        SELECT 1
        FROM "api"."directors" AS "directors_1"
        WHERE "directors_1"."id" = "api"."films"."director_id"
      ) OR EXISTS (
        SELECT 1
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
      )) AND NOT EXISTS (
        SELECT 1
        FROM "api"."best_review"("films"::"api"."films") AS "reviews_1"
      ) AND "api"."films"."year" = $4
    )
    SELECT (SELECT pg_catalog.count(*) FROM pgrst_source_count)
    "#
    );
}

/// PAG-08
#[test]
fn planned_asks_the_planner_first() {
    let request = "GET /films?select=id,directors!inner(id)&year=gt.1990&limit=5\nPrefer: count=planned";
    assert_snapshot!(before(&Gateway::default(), request), @r#"
    EXPLAIN (FORMAT JSON)
    SELECT 1
    FROM "api"."films"
    WHERE "api"."films"."year" > $1 AND EXISTS (
      SELECT 1
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    )
    $1 = '1990'
    "#);
    assert!(statement(request).contains("NULL::bigint AS total_result_set"));
}

/// PAG-09
#[test]
fn estimated_counts_up_to_one_more_than_max_rows_and_asks_the_planner() {
    let gateway = at_most(10);
    let request = "GET /films?select=id&year=gt.1990\nPrefer: count=estimated";
    assert!(gateway.statement(request).contains("$5 = '11'"));
    assert_snapshot!(counted(&gateway, request), @r#"
    , pgrst_source_count AS (
      SELECT 1
      FROM "api"."films"
      WHERE "api"."films"."year" > $4
      LIMIT $5
    )
    SELECT (SELECT pg_catalog.count(*) FROM pgrst_source_count)
    "#);
    assert_snapshot!(before(&gateway, request), @r#"
    EXPLAIN (FORMAT JSON)
    SELECT 1
    FROM "api"."films"
    WHERE "api"."films"."year" > $1
    $1 = '1990'
    "#);
}

/// PAG-09
#[test]
fn estimated_without_max_rows_counts_everything() {
    let request = "GET /films?select=id&limit=5\nPrefer: count=estimated";
    assert_snapshot!(counted(&Gateway::default(), request), @r#"
    , pgrst_source_count AS (SELECT 1 FROM "api"."films")
    SELECT (SELECT pg_catalog.count(*) FROM pgrst_source_count)
    "#);
    assert_snapshot!(before(&Gateway::default(), request), @r#"
    EXPLAIN (FORMAT JSON)
    SELECT 1
    FROM "api"."films"
    "#);
}

/// PAG-11
#[test]
fn changes_count_what_they_changed_and_nothing_else() {
    for count in ["exact", "planned", "estimated"] {
        let request = format!("DELETE /films?id=eq.1\nPrefer: count={count}");
        assert_eq!(statement(&request), statement("DELETE /films?id=eq.1"));
        assert_eq!(before(&Gateway::default(), &request), "");
    }
}

/// RPC-54
#[test]
fn a_call_is_counted_over_its_result_which_it_gives_once() {
    assert_snapshot!(
        statement("GET /rpc/films_of?director=1&select=title&year=gt.1990&limit=2\nPrefer: count=exact"),
        @r#"
    WITH pgrst_source AS (
      SELECT pgrst_call."title", pgrst_call."year"
      FROM "api"."films_of"("director" := $1::integer) pgrst_call
    ), pgrst_source_count AS (
      SELECT 1
      FROM pgrst_source AS "films"
      WHERE "films"."year" > $2
    )
    SELECT (SELECT pg_catalog.count(*) FROM pgrst_source_count) AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (
      SELECT "films"."title"
      FROM pgrst_source AS "films"
      WHERE "films"."year" > $3
      LIMIT $4 OFFSET $5
    ) _postgrest_t
    $1 = '1'
    $2 = '1990'
    $3 = '1990'
    $4 = '2'
    $5 = '0'
    "#
    );
}

/// RPC-54, QRK-42
#[test]
fn a_call_is_never_estimated() {
    let gateway = at_most(10);
    let estimated = "GET /rpc/films_of?director=1\nPrefer: count=estimated";
    assert_eq!(gateway.statement(estimated), gateway.statement(&estimated.replace("estimated", "exact")));
    assert_eq!(before(&gateway, estimated), "");
    assert_eq!(before(&gateway, &estimated.replace("estimated", "planned")), "");
}

/// RPC-52
#[test]
fn one_value_or_row_is_one_without_counting() {
    assert_snapshot!(statement("GET /rpc/newest_film?select=title\nPrefer: count=exact"), @r#"
    WITH pgrst_source AS (
      SELECT pgrst_call."title"
      FROM "api"."newest_film"() pgrst_call
    )
    SELECT 1 AS total_result_set,
      1 AS page_total,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t)->0, 'null') AS body
    FROM (SELECT "films"."title" FROM pgrst_source AS "films") _postgrest_t
    "#);
}
