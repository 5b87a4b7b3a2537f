//! Embeds by every kind of relationship (§4.1, §4.4).

use insta::assert_snapshot;

use crate::gateway::{Gateway, sql};

/// EMB-40, SQL-06
#[test]
fn a_to_one_embed_becomes_a_json_object() {
    assert_snapshot!(sql("GET /films?select=title,directors(name)"), @r#"
    SELECT "api"."films"."title", row_to_json("films_directors_1".*)::jsonb AS "directors"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    "#);
}

/// EMB-40, SQL-06
#[test]
fn a_to_many_embed_becomes_a_json_array() {
    assert_snapshot!(sql("GET /directors?select=name,films(title)"), @r#"
    SELECT "api"."directors"."name", COALESCE("directors_films_1"."directors_films_1", '[]') AS "films"
    FROM "api"."directors"
    LEFT JOIN LATERAL (
      SELECT json_agg("directors_films_1")::jsonb AS "directors_films_1"
      FROM (
        SELECT "films_1"."title"
        FROM "api"."films" AS "films_1"
        WHERE "films_1"."director_id" = "api"."directors"."id"
      ) AS "directors_films_1"
    ) AS "directors_films_1" ON TRUE
    "#);
}

/// EMB-03, SQL-06
#[test]
fn a_many_to_many_embed_joins_the_junction_in_its_where_clause() {
    assert_snapshot!(sql("GET /films?select=title,actors(name)&actors.name=like.S*"), @r#"
    SELECT "api"."films"."title", COALESCE("films_actors_1"."films_actors_1", '[]') AS "actors"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_actors_1")::jsonb AS "films_actors_1"
      FROM (
        SELECT "api"."actors"."name"
        FROM "api"."actors", "api"."roles"
        WHERE "api"."actors"."name" like $1
          AND "api"."roles"."actor_id" = "api"."actors"."id"
          AND "api"."roles"."film_id" = "api"."films"."id"
      ) AS "films_actors_1"
    ) AS "films_actors_1" ON TRUE
    $1 = 'S%'
    "#);
}

/// EMB-02, EMB-40
#[test]
fn a_one_to_one_embed_is_an_object_from_both_ends() {
    assert_snapshot!(sql("GET /films?select=title,posters(price)"), @r#"
    SELECT "api"."films"."title", row_to_json("films_posters_1".*)::jsonb AS "posters"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "posters_1"."price"
      FROM "api"."posters" AS "posters_1"
      WHERE "posters_1"."film_id" = "api"."films"."id"
    ) AS "films_posters_1" ON TRUE
    "#);
    assert_snapshot!(sql("GET /posters?select=price,films(title)"), @r#"
    SELECT "api"."posters"."price", row_to_json("posters_films_1".*)::jsonb AS "films"
    FROM "api"."posters"
    LEFT JOIN LATERAL (
      SELECT "films_1"."title"
      FROM "api"."films" AS "films_1"
      WHERE "films_1"."id" = "api"."posters"."film_id"
    ) AS "posters_films_1" ON TRUE
    "#);
}

/// EMB-07, SQL-07
#[test]
fn a_computed_relationship_calls_its_function_with_the_parents_row() {
    assert_snapshot!(sql("GET /films?select=title,best_review(body)"), @r#"
    SELECT "api"."films"."title", row_to_json("films_best_review_1".*)::jsonb AS "best_review"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "reviews_1"."body"
      FROM "api"."best_review"("films"::"api"."films") AS "reviews_1"
    ) AS "films_best_review_1" ON TRUE
    "#);
    assert_snapshot!(sql("GET /directors?select=films(title,similar(title))&films.similar.year=gt.1990"), @r#"
    SELECT COALESCE("directors_films_1"."directors_films_1", '[]') AS "films"
    FROM "api"."directors"
    LEFT JOIN LATERAL (
      SELECT json_agg("directors_films_1")::jsonb AS "directors_films_1"
      FROM (
        SELECT "films_1"."title", COALESCE("films_similar_2"."films_similar_2", '[]') AS "similar"
        FROM "api"."films" AS "films_1"
        LEFT JOIN LATERAL (
          SELECT json_agg("films_similar_2")::jsonb AS "films_similar_2"
          FROM (
            SELECT "films_2"."title"
            FROM "api"."similar"("films_1"::"api"."films") AS "films_2"
            WHERE "films_2"."year" > $1
          ) AS "films_similar_2"
        ) AS "films_similar_2" ON TRUE
        WHERE "films_1"."director_id" = "api"."directors"."id"
      ) AS "directors_films_1"
    ) AS "directors_films_1" ON TRUE
    $1 = '1990'
    "#);
}

/// EMB-04, EMB-05
#[test]
fn a_view_embeds_by_the_columns_it_shows() {
    assert_snapshot!(sql("GET /recent_films?select=title,directors(name)"), @r#"
    SELECT "api"."recent_films"."title", row_to_json("recent_films_directors_1".*)::jsonb AS "directors"
    FROM "api"."recent_films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."recent_films"."made_by"
    ) AS "recent_films_directors_1" ON TRUE
    "#);
    assert_snapshot!(sql("GET /directors?select=name,recent_films(title)"), @r#"
    SELECT "api"."directors"."name",
      COALESCE("directors_recent_films_1"."directors_recent_films_1", '[]') AS "recent_films"
    FROM "api"."directors"
    LEFT JOIN LATERAL (
      SELECT json_agg("directors_recent_films_1")::jsonb AS "directors_recent_films_1"
      FROM (
        SELECT "recent_films_1"."title"
        FROM "api"."recent_films" AS "recent_films_1"
        WHERE "recent_films_1"."made_by" = "api"."directors"."id"
      ) AS "directors_recent_films_1"
    ) AS "directors_recent_films_1" ON TRUE
    "#);
}

/// EMB-26
#[test]
fn a_composite_key_joins_by_all_its_columns() {
    assert_snapshot!(sql("GET /bookings?select=id,seats(row_label)"), @r#"
    SELECT "api"."bookings"."id", row_to_json("bookings_seats_1".*)::jsonb AS "seats"
    FROM "api"."bookings"
    LEFT JOIN LATERAL (
      SELECT "seats_1"."row_label"
      FROM "api"."seats" AS "seats_1"
      WHERE "seats_1"."hall" = "api"."bookings"."hall" AND "seats_1"."number" = "api"."bookings"."number"
    ) AS "bookings_seats_1" ON TRUE
    "#);
}

/// EMB-45
#[test]
fn embeds_nest_and_every_level_has_its_own_aliases() {
    assert_snapshot!(
        sql("GET /directors?select=name,films(title,roles(character,actors(name)))\
             &films.roles.character=eq.Ripley&films.roles.actors.name=eq.Sigourney"),
        @r#"
    SELECT "api"."directors"."name", COALESCE("directors_films_1"."directors_films_1", '[]') AS "films"
    FROM "api"."directors"
    LEFT JOIN LATERAL (
      SELECT json_agg("directors_films_1")::jsonb AS "directors_films_1"
      FROM (
        SELECT "films_1"."title", COALESCE("films_roles_2"."films_roles_2", '[]') AS "roles"
        FROM "api"."films" AS "films_1"
        LEFT JOIN LATERAL (
          SELECT json_agg("films_roles_2")::jsonb AS "films_roles_2"
          FROM (
            SELECT "roles_2"."character", row_to_json("roles_actors_3".*)::jsonb AS "actors"
            FROM "api"."roles" AS "roles_2"
            LEFT JOIN LATERAL (
              SELECT "actors_3"."name"
              FROM "api"."actors" AS "actors_3"
              WHERE "actors_3"."name" = $1 AND "actors_3"."id" = "roles_2"."actor_id"
            ) AS "roles_actors_3" ON TRUE
            WHERE "roles_2"."character" = $2 AND "roles_2"."film_id" = "films_1"."id"
          ) AS "films_roles_2"
        ) AS "films_roles_2" ON TRUE
        WHERE "films_1"."director_id" = "api"."directors"."id"
      ) AS "directors_films_1"
    ) AS "directors_films_1" ON TRUE
    $1 = 'Sigourney'
    $2 = 'Ripley'
    "#
    );
}

/// EMB-27
#[test]
fn the_key_is_the_alias_or_the_target_as_written() {
    assert_snapshot!(sql("GET /films?select=made_by:directors(name)"), @r#"
    SELECT row_to_json("films_made_by_1".*)::jsonb AS "made_by"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_made_by_1" ON TRUE
    "#);
    assert_snapshot!(sql("GET /films?select=director_id(name)"), @r#"
    SELECT row_to_json("films_director_id_1".*)::jsonb AS "director_id"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_director_id_1" ON TRUE
    "#);
    assert_snapshot!(sql("GET /films?select=films_director_id_fkey(name)"), @r#"
    SELECT row_to_json("films_films_director_id_fkey_1".*)::jsonb AS "films_director_id_fkey"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_films_director_id_fkey_1" ON TRUE
    "#);
}

/// EMB-42
#[test]
fn an_empty_embed_joins_without_appearing() {
    assert_snapshot!(sql("GET /films?select=title,directors()&directors.name=eq.x"), @r#"
    SELECT "api"."films"."title"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1".*
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."name" = $1 AND "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    $1 = 'x'
    "#);
    assert_snapshot!(sql("GET /films?select=title,reviews(films()),roles!inner()"), @r#"
    SELECT "api"."films"."title"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT
        FROM "api"."reviews" AS "reviews_1"
        LEFT JOIN LATERAL (
          SELECT "films_2".*
          FROM "api"."films" AS "films_2"
          WHERE "films_2"."id" = "reviews_1"."film_id"
        ) AS "reviews_films_2" ON TRUE
        WHERE "reviews_1"."film_id" = "api"."films"."id"
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    INNER JOIN LATERAL (
      SELECT json_agg("films_roles_1")::jsonb AS "films_roles_1"
      FROM (
        SELECT "roles_1".*
        FROM "api"."roles" AS "roles_1"
        WHERE "roles_1"."film_id" = "api"."films"."id"
      ) AS "films_roles_1"
    ) AS "films_roles_1" ON "films_roles_1" IS NOT NULL
    "#);
}

/// EMB-42
#[test]
fn an_embed_of_empty_embeds_does_not_appear_either() {
    let shown = sql("GET /directors?select=name,films(reviews())");
    assert!(!shown.contains("AS \"films\""), "{shown}");
}

/// EMB-43
#[test]
fn an_inner_join_leaves_out_parents_without_a_match() {
    assert_snapshot!(sql("GET /films?select=title,directors!inner(name)&directors.name=eq.x"), @r#"
    SELECT "api"."films"."title", row_to_json("films_directors_1".*)::jsonb AS "directors"
    FROM "api"."films"
    INNER JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."name" = $1 AND "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    $1 = 'x'
    "#);
    assert_snapshot!(sql("GET /films?select=title,reviews!inner(body)&reviews.stars=eq.5"), @r#"
    SELECT "api"."films"."title", COALESCE("films_reviews_1"."films_reviews_1", '[]') AS "reviews"
    FROM "api"."films"
    INNER JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1"."body"
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."stars" = $1 AND "reviews_1"."film_id" = "api"."films"."id"
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON "films_reviews_1" IS NOT NULL
    $1 = '5'
    "#);
    assert_eq!(sql("GET /films?select=reviews!left(body)"), sql("GET /films?select=reviews(body)"));
}

/// SEL-10, QRK-20
#[test]
fn embeds_follow_the_columns_and_those_addressed_come_first() {
    assert_snapshot!(
        sql("GET /films?select=reviews(id),title,directors(id),year,posters(price)&posters.price=is.null"),
        @r#"
    SELECT "api"."films"."title",
      "api"."films"."year",
      row_to_json("films_posters_1".*)::jsonb AS "posters",
      COALESCE("films_reviews_1"."films_reviews_1", '[]') AS "reviews",
      row_to_json("films_directors_1".*)::jsonb AS "directors"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "posters_1"."price"
      FROM "api"."posters" AS "posters_1"
      WHERE "posters_1"."price" IS NULL AND "posters_1"."film_id" = "api"."films"."id"
    ) AS "films_posters_1" ON TRUE
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1"."id"
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    LEFT JOIN LATERAL (
      SELECT "directors_1"."id"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    "#
    );
}

/// EMB-23
#[test]
fn a_relation_embeds_itself_by_its_name_or_by_the_column() {
    assert_snapshot!(sql("GET /employees?select=name,team:employees(name),manager_id(name)"), @r#"
    SELECT "api"."employees"."name",
      COALESCE("employees_team_1"."employees_team_1", '[]') AS "team",
      row_to_json("employees_manager_id_1".*)::jsonb AS "manager_id"
    FROM "api"."employees"
    LEFT JOIN LATERAL (
      SELECT json_agg("employees_team_1")::jsonb AS "employees_team_1"
      FROM (
        SELECT "employees_1"."name"
        FROM "api"."employees" AS "employees_1"
        WHERE "employees_1"."manager_id" = "api"."employees"."id"
      ) AS "employees_team_1"
    ) AS "employees_team_1" ON TRUE
    LEFT JOIN LATERAL (
      SELECT "employees_1"."name"
      FROM "api"."employees" AS "employees_1"
      WHERE "employees_1"."id" = "api"."employees"."manager_id"
    ) AS "employees_manager_id_1" ON TRUE
    "#);
}

/// SEL-13: without aggregates and representations a star stays a star.
#[test]
fn a_star_in_an_embed_is_not_expanded() {
    assert_snapshot!(sql("GET /films?select=*,directors(*)"), @r#"
    SELECT "api"."films".*, row_to_json("films_directors_1".*)::jsonb AS "directors"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1".*
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    "#);
}

/// EMB-50
#[test]
fn parameters_address_an_embed_by_target_or_alias() {
    let by_alias = sql("GET /films?select=made_by:directors(name)&made_by.name=eq.x");
    assert_eq!(sql("GET /films?select=made_by:directors(name)&directors.name=eq.x"), by_alias);
}

/// EMB-51
#[test]
fn an_embed_addressed_by_its_target_is_warned_about_once_per_node() {
    let warnings = |request: &str| Gateway::default().warnings(request);
    let request = "GET /directors?select=f:films(r:reviews(id),a:actors(id))\
                   &films.year=gt.1&films.order=year&films.reviews.limit=1&f.a.limit=2";
    assert_eq!(warnings(request), ["films to f", "reviews to r"]);
    assert_eq!(warnings("GET /films?select=directors(name)&directors.name=eq.x"), [""; 0]);
}
