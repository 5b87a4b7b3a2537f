//! Spreads (§4.7).

use insta::assert_snapshot;

use crate::gateway::sql;

/// EMB-70
#[test]
fn a_to_one_spread_lifts_its_columns_into_the_parents_row() {
    assert_snapshot!(sql("GET /films?select=title,...directors(director:name,born)"), @r#"
    SELECT "api"."films"."title", "films_directors_1"."director", "films_directors_1"."born"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name" AS "director", "directors_1"."born"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    "#);
}

/// EMB-70
#[test]
fn a_to_one_spread_lifts_a_star() {
    assert_snapshot!(sql("GET /films?select=title,...directors(*)"), @r#"
    SELECT "api"."films"."title", "films_directors_1".*
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1".*
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    "#);
}

/// EMB-70
#[test]
fn nested_to_one_spreads_lift_further() {
    assert_snapshot!(sql("GET /reviews?select=body,...films(title,...directors(name),posters(price))"), @r#"
    SELECT "api"."reviews"."body",
      "reviews_films_1"."title",
      "reviews_films_1"."name",
      "reviews_films_1"."posters"
    FROM "api"."reviews"
    LEFT JOIN LATERAL (
      SELECT "films_1"."title", "films_directors_2"."name", row_to_json("films_posters_2".*)::jsonb AS "posters"
      FROM "api"."films" AS "films_1"
      LEFT JOIN LATERAL (
        SELECT "directors_2"."name"
        FROM "api"."directors" AS "directors_2"
        WHERE "directors_2"."id" = "films_1"."director_id"
      ) AS "films_directors_2" ON TRUE
      LEFT JOIN LATERAL (
        SELECT "posters_2"."price"
        FROM "api"."posters" AS "posters_2"
        WHERE "posters_2"."film_id" = "films_1"."id"
      ) AS "films_posters_2" ON TRUE
      WHERE "films_1"."id" = "api"."reviews"."film_id"
    ) AS "reviews_films_1" ON TRUE
    "#);
}

/// EMB-71
#[test]
fn a_to_many_spread_makes_an_array_of_each_column() {
    assert_snapshot!(sql("GET /films?select=title,...reviews(stars,opinion:body)"), @r#"
    SELECT "api"."films"."title", "films_reviews_1"."stars", "films_reviews_1"."opinion"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1",
        COALESCE(json_agg("films_reviews_1"."stars"), '[]')::jsonb AS "stars",
        COALESCE(json_agg("films_reviews_1"."opinion"), '[]')::jsonb AS "opinion"
      FROM (
        SELECT "reviews_1"."stars", "reviews_1"."body" AS "opinion"
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    "#);
}

/// EMB-71, ORD-05
#[test]
fn the_arrays_of_a_to_many_spread_are_ordered_by_columns_selected_for_that() {
    assert_snapshot!(
        sql("GET /films?select=title,...reviews(body)&reviews.order=stars.desc,written.nullsfirst&reviews.limit=2"),
        @r#"
    SELECT "api"."films"."title", "films_reviews_1"."body"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1",
        COALESCE(json_agg("films_reviews_1"."body" ORDER BY "films_reviews_1"."films_reviews_1_stars_1" DESC, "films_reviews_1"."films_reviews_1_written_2" NULLS FIRST), '[]')::jsonb AS "body"
      FROM (
        SELECT "reviews_1"."body",
          "reviews_1"."stars" AS "films_reviews_1_stars_1",
          "reviews_1"."written" AS "films_reviews_1_written_2"
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
        LIMIT $1 OFFSET $2
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    $1 = '2'
    $2 = '0'
    "#
    );
}

/// EMB-71, ORD-04, ORD-05
#[test]
fn the_arrays_are_ordered_by_a_related_column_too() {
    assert_snapshot!(
        sql("GET /films?select=title,...roles(character,actors(name))&roles.order=actors(name).desc"),
        @r#"
    SELECT "api"."films"."title", "films_roles_1"."character", "films_roles_1"."actors"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_roles_1")::jsonb AS "films_roles_1",
        COALESCE(json_agg("films_roles_1"."character" ORDER BY "films_roles_1"."films_roles_1_name_1" DESC), '[]')::jsonb AS "character",
        COALESCE(json_agg("films_roles_1"."actors" ORDER BY "films_roles_1"."films_roles_1_name_1" DESC), '[]')::jsonb AS "actors"
      FROM (
        SELECT "roles_1"."character",
          "roles_actors_2"."name" AS "films_roles_1_name_1",
          row_to_json("roles_actors_2".*)::jsonb AS "actors"
        FROM "api"."roles" AS "roles_1"
        LEFT JOIN LATERAL (
          SELECT "actors_2"."name"
          FROM "api"."actors" AS "actors_2"
          WHERE "actors_2"."id" = "roles_1"."actor_id"
        ) AS "roles_actors_2" ON TRUE
        WHERE "roles_1"."film_id" = "api"."films"."id"
      ) AS "films_roles_1"
    ) AS "films_roles_1" ON TRUE
    "#
    );
}

/// EMB-71, SEL-13
#[test]
fn a_star_in_a_to_many_spread_is_expanded() {
    assert_snapshot!(sql("GET /films?select=title,...roles(*)"), @r#"
    SELECT "api"."films"."title",
      "films_roles_1"."film_id",
      "films_roles_1"."actor_id",
      "films_roles_1"."character"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_roles_1")::jsonb AS "films_roles_1",
        COALESCE(json_agg("films_roles_1"."film_id"), '[]')::jsonb AS "film_id",
        COALESCE(json_agg("films_roles_1"."actor_id"), '[]')::jsonb AS "actor_id",
        COALESCE(json_agg("films_roles_1"."character"), '[]')::jsonb AS "character"
      FROM (
        SELECT "roles_1"."film_id", "roles_1"."actor_id", "roles_1"."character"
        FROM "api"."roles" AS "roles_1"
        WHERE "roles_1"."film_id" = "api"."films"."id"
      ) AS "films_roles_1"
    ) AS "films_roles_1" ON TRUE
    "#);
}

/// EMB-71
#[test]
fn spreads_nest_into_arrays_of_arrays() {
    assert_snapshot!(sql("GET /directors?select=name,...films(title,...directors(born),...reviews(stars),posters(price))"), @r#"
    SELECT "api"."directors"."name",
      "directors_films_1"."title",
      "directors_films_1"."born",
      "directors_films_1"."stars",
      "directors_films_1"."posters"
    FROM "api"."directors"
    LEFT JOIN LATERAL (
      SELECT json_agg("directors_films_1")::jsonb AS "directors_films_1",
        COALESCE(json_agg("directors_films_1"."title"), '[]')::jsonb AS "title",
        COALESCE(json_agg("directors_films_1"."born"), '[]')::jsonb AS "born",
        COALESCE(json_agg("directors_films_1"."stars"), '[]')::jsonb AS "stars",
        COALESCE(json_agg("directors_films_1"."posters"), '[]')::jsonb AS "posters"
      FROM (
        SELECT "films_1"."title",
          "films_directors_2"."born",
          "films_reviews_2"."stars",
          row_to_json("films_posters_2".*)::jsonb AS "posters"
        FROM "api"."films" AS "films_1"
        LEFT JOIN LATERAL (
          SELECT "directors_2"."born"
          FROM "api"."directors" AS "directors_2"
          WHERE "directors_2"."id" = "films_1"."director_id"
        ) AS "films_directors_2" ON TRUE
        LEFT JOIN LATERAL (
          SELECT json_agg("films_reviews_2")::jsonb AS "films_reviews_2",
            COALESCE(json_agg("films_reviews_2"."stars"), '[]')::jsonb AS "stars"
          FROM (
            SELECT "reviews_2"."stars"
            FROM "api"."reviews" AS "reviews_2"
            WHERE "reviews_2"."film_id" = "films_1"."id"
          ) AS "films_reviews_2"
        ) AS "films_reviews_2" ON TRUE
        LEFT JOIN LATERAL (
          SELECT "posters_2"."price"
          FROM "api"."posters" AS "posters_2"
          WHERE "posters_2"."film_id" = "films_1"."id"
        ) AS "films_posters_2" ON TRUE
        WHERE "films_1"."director_id" = "api"."directors"."id"
      ) AS "directors_films_1"
    ) AS "directors_films_1" ON TRUE
    "#);
}

/// EMB-71, EMB-03
#[test]
fn a_many_to_many_spread_makes_arrays() {
    assert_snapshot!(sql("GET /films?select=title,...actors(name)"), @r#"
    SELECT "api"."films"."title", "films_actors_1"."name"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_actors_1")::jsonb AS "films_actors_1",
        COALESCE(json_agg("films_actors_1"."name"), '[]')::jsonb AS "name"
      FROM (
        SELECT "api"."actors"."name"
        FROM "api"."actors", "api"."roles"
        WHERE "api"."roles"."actor_id" = "api"."actors"."id" AND "api"."roles"."film_id" = "api"."films"."id"
      ) AS "films_actors_1"
    ) AS "films_actors_1" ON TRUE
    "#);
}

/// EMB-73
#[test]
fn an_empty_spread_joins_without_appearing() {
    assert_snapshot!(sql("GET /films?select=title,...directors(),...reviews!inner()"), @r#"
    SELECT "api"."films"."title"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1".*
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    INNER JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1".*
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON "films_reviews_1" IS NOT NULL
    "#);
}

/// EMB-72, EMB-74
#[test]
fn a_spread_takes_hints_joins_filters_and_windows() {
    assert_snapshot!(
        sql("GET /awards?select=id,...directors!won_by!inner(name)&directors.name=like.A*&directors.limit=1"),
        @r#"
    SELECT "api"."awards"."id", "awards_directors_1"."name"
    FROM "api"."awards"
    INNER JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."name" like $1 AND "directors_1"."id" = "api"."awards"."won_by"
      LIMIT $2 OFFSET $3
    ) AS "awards_directors_1" ON TRUE
    $1 = 'A%'
    $2 = '1'
    $3 = '0'
    "#
    );
}

/// EMB-48
#[test]
fn a_junction_is_spread_into_its_embed() {
    assert_snapshot!(sql("GET /films?select=title,roles(character,...actors(name))"), @r#"
    SELECT "api"."films"."title", COALESCE("films_roles_1"."films_roles_1", '[]') AS "roles"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_roles_1")::jsonb AS "films_roles_1"
      FROM (
        SELECT "roles_1"."character", "roles_actors_2"."name"
        FROM "api"."roles" AS "roles_1"
        LEFT JOIN LATERAL (
          SELECT "actors_2"."name"
          FROM "api"."actors" AS "actors_2"
          WHERE "actors_2"."id" = "roles_1"."actor_id"
        ) AS "roles_actors_2" ON TRUE
        WHERE "roles_1"."film_id" = "api"."films"."id"
      ) AS "films_roles_1"
    ) AS "films_roles_1" ON TRUE
    "#);
}

/// SEL-11
#[test]
fn a_path_is_lifted_under_its_key() {
    assert_snapshot!(sql("GET /reviews?select=...films(meta->studio->>name,budget:meta->>budget)"), @r#"
    SELECT "reviews_films_1"."name", "reviews_films_1"."budget"
    FROM "api"."reviews"
    LEFT JOIN LATERAL (
      SELECT "films_1"."meta"->$1->>$2 AS "name", "films_1"."meta"->>$3 AS "budget"
      FROM "api"."films" AS "films_1"
      WHERE "films_1"."id" = "api"."reviews"."film_id"
    ) AS "reviews_films_1" ON TRUE
    $1 = 'studio'
    $2 = 'name'
    $3 = 'budget'
    "#);
}

/// EMB-70, EMB-47
#[test]
fn a_spread_of_a_change_needs_its_key() {
    assert_snapshot!(
        sql("DELETE /films?id=eq.1&select=title,...directors(name)\nPrefer: return=representation"),
        @r#"
    DELETE FROM "api"."films"
    WHERE "api"."films"."id" = $1
    RETURNING "api"."films"."director_id", "api"."films"."id", "api"."films"."title"
    $1 = '1'
    "#
    );
}
