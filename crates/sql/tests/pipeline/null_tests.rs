//! Whether an embed found anything (§4.6).

use insta::assert_snapshot;

use crate::gateway::sql;

/// EMB-60, EMB-61
#[test]
fn is_null_on_an_embed_is_an_anti_join() {
    assert_snapshot!(sql("GET /films?select=title,directors(name)&directors=is.null"), @r#"
    SELECT "api"."films"."title", row_to_json("films_directors_1".*)::jsonb AS "directors"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    WHERE "films_directors_1" IS NOT DISTINCT FROM NULL
    "#);
}

/// EMB-60, EMB-61
#[test]
fn not_is_null_on_an_embed_is_a_semi_join() {
    assert_snapshot!(sql("GET /films?select=title,reviews()&reviews=not.is.null"), @r#"
    SELECT "api"."films"."title"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1".*
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    WHERE "films_reviews_1" IS DISTINCT FROM NULL
    "#);
}

/// EMB-60, LOG-07
#[test]
fn the_test_stands_inside_a_tree() {
    assert_snapshot!(
        sql("GET /films?select=title,who:directors(),reviews(body)&or=(who.is.null,not.and(reviews.not.is.null,id.eq.1))"),
        @r#"
    SELECT "api"."films"."title", COALESCE("films_reviews_1"."films_reviews_1", '[]') AS "reviews"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1".*
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_who_1" ON TRUE
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1"."body"
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    WHERE ("films_who_1" IS NOT DISTINCT FROM NULL OR NOT ("films_reviews_1" IS DISTINCT FROM NULL AND "api"."films"."id" = $1))
    $1 = '1'
    "#
    );
}

/// EMB-60
#[test]
fn the_test_goes_by_the_alias_alone() {
    let shown = sql("GET /films?select=title,who:directors(name)&directors=is.null");
    assert!(shown.contains(r#"WHERE "api"."films"."directors" IS NULL"#), "{shown}");
}

/// EMB-60, QRK-26
#[test]
fn other_operators_and_paths_are_filters_of_a_column() {
    for filter in ["directors=is.not_null", "directors=is.true", "directors=eq.1", "directors->a=is.null"] {
        let shown = sql(&format!("GET /films?select=title,directors(name)&{filter}"));
        assert!(shown.contains(r#""api"."films"."directors""#), "{shown}");
    }
}

/// EMB-60
#[test]
fn an_embed_inside_an_embed_is_tested_there() {
    assert_snapshot!(sql("GET /directors?select=name,films(title,reviews())&films.reviews=is.null"), @r#"
    SELECT "api"."directors"."name", COALESCE("directors_films_1"."directors_films_1", '[]') AS "films"
    FROM "api"."directors"
    LEFT JOIN LATERAL (
      SELECT json_agg("directors_films_1")::jsonb AS "directors_films_1"
      FROM (
        SELECT "films_1"."title"
        FROM "api"."films" AS "films_1"
        LEFT JOIN LATERAL (
          SELECT json_agg("films_reviews_2")::jsonb AS "films_reviews_2"
          FROM (
            SELECT "reviews_2".*
            FROM "api"."reviews" AS "reviews_2"
            WHERE "reviews_2"."film_id" = "films_1"."id"
          ) AS "films_reviews_2"
        ) AS "films_reviews_2" ON TRUE
        WHERE "films_reviews_2" IS NOT DISTINCT FROM NULL AND "films_1"."director_id" = "api"."directors"."id"
      ) AS "directors_films_1"
    ) AS "directors_films_1" ON TRUE
    "#);
}

/// EMB-74
#[test]
fn a_spread_is_tested_like_an_embed() {
    assert_snapshot!(sql("GET /films?select=title,...directors(name)&directors=not.is.null"), @r#"
    SELECT "api"."films"."title", "films_directors_1"."name"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    WHERE "films_directors_1" IS DISTINCT FROM NULL
    "#);
}
