//! PATCH and DELETE (§5.6, §5.7).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql, statement};

/// MUT-50, SQL-11
#[test]
fn an_update_joins_the_body_and_is_filtered_by_the_url() {
    assert_snapshot!(
        statement("PATCH /films?id=eq.1&or=(year.gt.1,year.is.null)\n\n{\"title\": \"x\", \"meta\": {\"a\": 1}}"),
        @r#"
    WITH pgrst_source AS (
      UPDATE "api"."films"
      SET "meta" = pgrst_body."meta", "title" = pgrst_body."title"
      FROM (SELECT $1::jsonb AS "meta", $2::text AS "title") pgrst_body
      WHERE "api"."films"."id" = $3 AND ("api"."films"."year" > $4 OR "api"."films"."year" IS NULL)
      RETURNING 1
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      ''::text AS body
    FROM (SELECT * FROM pgrst_source) _postgrest_t
    $1 = '{"a": 1}'
    $2 = 'x'
    $3 = '1'
    $4 = '1'
    "#
    );
}

/// MUT-52
#[test]
fn an_update_without_filters_changes_all_rows() {
    assert_snapshot!(sql("PATCH /films\n\n{\"title\": \"x\"}"), @r#"
    UPDATE "api"."films"
    SET "title" = pgrst_body."title"
    FROM (SELECT $1::text AS "title") pgrst_body
    RETURNING 1
    $1 = 'x'
    "#);
}

/// MUT-53, SQL-11
#[test]
fn an_update_without_columns_changes_nothing() {
    assert_snapshot!(sql("PATCH /films?id=eq.1\n\n{}"), @r#"
    SELECT NULL
    FROM "api"."films"
    WHERE false
    "#);
    assert_snapshot!(
        statement("PATCH /films?id=eq.1&select=title,directors(name)\nPrefer: return=representation\n\n[]"),
        @r#"
    WITH pgrst_source AS (
      SELECT "films"."director_id", "films"."id", "films"."title"
      FROM "api"."films"
      WHERE false
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (
      SELECT "films"."title", row_to_json("films_directors_1".*)::jsonb AS "directors"
      FROM pgrst_source AS "films"
      LEFT JOIN LATERAL (
        SELECT "directors_1"."name"
        FROM "api"."directors" AS "directors_1"
        WHERE "directors_1"."id" = "films"."director_id"
      ) AS "films_directors_1" ON TRUE
    ) _postgrest_t
    "#
    );
}

/// MUT-54
#[test]
fn an_update_takes_an_array() {
    assert_snapshot!(sql("PATCH /films?id=eq.1\n\n[{\"title\": \"x\"}]"), @r#"
    UPDATE "api"."films"
    SET "title" = pgrst_body."title"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "title"
      FROM json_to_recordset(pgrst_payload.json_data) AS _("title" text)
    ) pgrst_body
    WHERE "api"."films"."id" = $2
    RETURNING 1
    $1::json = '[{"title": "x"}]'
    $2 = '1'
    "#);
}

/// MUT-17, COL-02
#[test]
fn an_update_honours_columns_and_defaults() {
    assert_snapshot!(
        sql("PATCH /reviews?id=eq.1&columns=stars,body\nPrefer: missing=default\n\n{\"body\": \"x\", \"id\": 2}"),
        @r#"
    UPDATE "api"."reviews"
    SET "body" = pgrst_body."body", "stars" = pgrst_body."stars"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT jsonb_build_object('stars', 3) || pgrst_payload.json_data AS val
    ) pgrst_json_defs,
    LATERAL (
      SELECT "body", "stars"
      FROM jsonb_to_record(pgrst_json_defs.val) AS _("body" text, "stars" smallint)
    ) pgrst_body
    WHERE "api"."reviews"."id" = $2
    RETURNING 1
    $1::jsonb = '{"body": "x", "id": 2}'
    $2 = '1'
    "#
    );
}

/// LOG-08, MUT-71
#[test]
fn a_representation_is_not_filtered_again() {
    assert_snapshot!(
        statement("PATCH /films?year=gt.1990&or=(id.eq.1,id.eq.2)&select=year\nPrefer: return=representation\n\n\
                   {\"year\": 1}"),
        @r#"
    WITH pgrst_source AS (
      UPDATE "api"."films"
      SET "year" = pgrst_body."year"
      FROM (SELECT $1::integer AS "year") pgrst_body
      WHERE "api"."films"."year" > $2 AND ("api"."films"."id" = $3 OR "api"."films"."id" = $4)
      RETURNING "api"."films"."id", "api"."films"."year"
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (SELECT "films"."year" FROM pgrst_source AS "films") _postgrest_t
    $1 = '1'
    $2 = '1990'
    $3 = '1'
    $4 = '2'
    "#
    );
}

/// LOG-09, QRK-19
#[test]
fn a_tree_for_an_embed_restricts_the_changed_rows_too() {
    assert_snapshot!(
        statement(
            "DELETE /films?select=id,reviews(id)&reviews.or=(stars.gt.3)&reviews.body=eq.x\nPrefer: return=representation"
        ),
        @r#"
    WITH pgrst_source AS (
      DELETE FROM "api"."films"
      WHERE ("api"."films"."stars" > $1)
      RETURNING "api"."films"."id"
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (
      SELECT "films"."id", COALESCE("films_reviews_1"."films_reviews_1", '[]') AS "reviews"
      FROM pgrst_source AS "films"
      LEFT JOIN LATERAL (
        SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
        FROM (
          SELECT "reviews_1"."id"
          FROM "api"."reviews" AS "reviews_1"
          WHERE ("reviews_1"."stars" > $2) AND "reviews_1"."body" = $3 AND "reviews_1"."film_id" = "films"."id"
        ) AS "films_reviews_1"
      ) AS "films_reviews_1" ON TRUE
    ) _postgrest_t
    $1 = '3'
    $2 = '3'
    $3 = 'x'
    "#
    );
}

/// MUT-60
#[test]
fn a_delete_is_filtered_by_the_url() {
    assert_snapshot!(statement("DELETE /films?id=in.(1,2)&meta->>a=eq.b&title=not.is.null"), @r#"
    WITH pgrst_source AS (
      DELETE FROM "api"."films"
      WHERE "api"."films"."id" = ANY ($1) AND "api"."films"."meta"->>$2 = $3 AND NOT "api"."films"."title" IS NULL
      RETURNING 1
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      ''::text AS body
    FROM (SELECT * FROM pgrst_source) _postgrest_t
    $1 = '{"1","2"}'
    $2 = 'a'
    $3 = 'b'
    "#);
}

/// MUT-61
#[test]
fn a_delete_does_not_look_at_its_body() {
    assert_eq!(sql("DELETE /films?id=eq.1\nContent-Type: video/mp4\n\n{"), sql("DELETE /films?id=eq.1"));
}

/// MUT-72
#[test]
fn a_change_that_shows_nothing_returns_one_constant_per_row() {
    for prefer in ["return=minimal", "count=exact"] {
        let shown = sql(&format!("DELETE /films?id=eq.1&select=title\nPrefer: {prefer}"));
        assert!(shown.contains("RETURNING 1\n"), "{shown}");
    }
}

/// MUT-71
#[test]
fn a_representation_has_any_media_type() {
    assert_snapshot!(
        statement("DELETE /films?id=eq.1\nPrefer: return=representation\nAccept: application/x-film-list"),
        @r#"
    WITH pgrst_source AS (
      DELETE FROM "api"."films"
      WHERE "api"."films"."id" = $1
      RETURNING "api"."films".*
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      "api"."film_list"(_postgrest_t::"api"."films") AS body
    FROM (SELECT "films".* FROM pgrst_source AS "films") _postgrest_t
    $1 = '1'
    "#
    );
}

/// LIM-09
#[test]
fn changes_ignore_limits() {
    assert_eq!(sql("DELETE /films?id=eq.1&limit=1&offset=2"), sql("DELETE /films?id=eq.1"));
    assert!(refusal("DELETE /films?limit=-1").starts_with("PGRST103"));
}

/// EMB-60: a null test needs an embed that the change has not joined.
#[test]
fn a_filter_of_a_change_is_always_one_of_a_column() {
    let shown = sql("DELETE /films?select=id,reviews(id)&reviews=is.null\nPrefer: return=representation");
    assert!(shown.contains(r#"WHERE "api"."films"."reviews" IS NULL"#), "{shown}");
}
