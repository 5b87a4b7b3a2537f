//! Embeds in what a change or a call has returned (§4.4).

use insta::assert_snapshot;

use crate::gateway::{sql, statement};

/// EMB-47, SQL-09
#[test]
fn a_change_embeds_what_belongs_to_the_changed_rows() {
    assert_snapshot!(
        statement(
            "PATCH /films?id=eq.1&select=title,directors(name),actors(name)\nPrefer: return=representation\n\n\
             {\"year\": 1979}"
        ),
        @r#"
    WITH pgrst_source AS (
      UPDATE "api"."films"
      SET "year" = pgrst_body."year"
      FROM (SELECT $1::integer AS "year") pgrst_body
      WHERE "api"."films"."id" = $2
      RETURNING "api"."films"."director_id", "api"."films"."id", "api"."films"."title"
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (
      SELECT "films"."title",
        row_to_json("films_directors_1".*)::jsonb AS "directors",
        COALESCE("films_actors_1"."films_actors_1", '[]') AS "actors"
      FROM pgrst_source AS "films"
      LEFT JOIN LATERAL (
        SELECT "directors_1"."name"
        FROM "api"."directors" AS "directors_1"
        WHERE "directors_1"."id" = "films"."director_id"
      ) AS "films_directors_1" ON TRUE
      LEFT JOIN LATERAL (
        SELECT json_agg("films_actors_1")::jsonb AS "films_actors_1"
        FROM (
          SELECT "api"."actors"."name"
          FROM "api"."actors", "api"."roles"
          WHERE "api"."roles"."actor_id" = "api"."actors"."id" AND "api"."roles"."film_id" = "films"."id"
        ) AS "films_actors_1"
      ) AS "films_actors_1" ON TRUE
    ) _postgrest_t
    $1 = '1979'
    $2 = '1'
    "#
    );
}

/// EMB-47
#[test]
fn a_change_returns_everything_for_a_computed_relationship() {
    assert_snapshot!(
        sql("DELETE /films?id=eq.1&select=title,best_review(body)\nPrefer: return=representation"),
        @r#"
    DELETE FROM "api"."films"
    WHERE "api"."films"."id" = $1
    RETURNING "api"."films".*
    $1 = '1'
    "#
    );
}

/// RPC-51, EMB-47
#[test]
fn a_call_embeds_by_the_relation_it_returns() {
    assert_snapshot!(statement("GET /rpc/films_of?director=1&select=title,directors(name)"), @r#"
    WITH pgrst_source AS (
      SELECT pgrst_call."director_id", pgrst_call."title"
      FROM "api"."films_of"("director" := $1::integer) pgrst_call
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
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
    $1 = '1'
    "#);
}
