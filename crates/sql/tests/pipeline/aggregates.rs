//! Aggregates (§2.4).

use insta::assert_snapshot;

use crate::gateway::{Gateway, refusal, sql as without};

fn enabled() -> Gateway<'static> {
    Gateway::with(|plan| plan.aggregates_enabled = true)
}

fn sql(request: &str) -> String {
    enabled().sql(request)
}

/// AGG-01
#[test]
fn aggregates_are_refused_at_any_level_unless_enabled() {
    assert_snapshot!(refusal("GET /films?select=year.max()"), @"PGRST123: Use of aggregate functions is not allowed");
    assert_eq!(refusal("GET /films?select=id,reviews(count())"), refusal("GET /films?select=count()"));
    assert_eq!(refusal("GET /films?select=...directors(born.min())"), refusal("GET /films?select=count()"));
    assert!(without("GET /films?select=count").contains("count"), "SEL-09");
}

/// AGG-02, AGG-03
#[test]
fn an_aggregate_is_grouped_by_all_that_is_none() {
    assert_snapshot!(sql("GET /films?select=genre,decade:year,count(),rating.avg()"), @r#"
    SELECT "api"."films"."genre",
      "api"."films"."year" AS "decade",
      COUNT("api"."films".*),
      AVG("api"."films"."rating")
    FROM "api"."films"
    GROUP BY "api"."films"."genre", "decade"
    "#);
}

/// AGG-02
#[test]
fn an_aggregate_alone_is_not_grouped() {
    assert_snapshot!(sql("GET /films?select=year.max(),oldest:year.min(),rating.sum(),count()"), @r#"
    SELECT MAX("api"."films"."year"),
      MIN("api"."films"."year") AS "oldest",
      SUM("api"."films"."rating"),
      COUNT("api"."films".*)
    FROM "api"."films"
    "#);
}

/// SEL-07
#[test]
fn casts_stand_before_and_after_the_aggregate() {
    assert_snapshot!(sql("GET /films?select=total:rating::float8.sum()::text,n:count()::int"), @r#"
    SELECT CAST(SUM(CAST("api"."films"."rating" AS float8)) AS text) AS "total",
      CAST(COUNT("api"."films".*) AS int) AS "n"
    FROM "api"."films"
    "#);
}

/// AGG-02, SEL-11
#[test]
fn a_path_is_grouped_by_its_alias() {
    assert_snapshot!(sql("GET /films?select=meta->>studio,meta->>budget::int.sum()"), @r#"
    SELECT "api"."films"."meta"->>$1 AS "studio", SUM(CAST("api"."films"."meta"->>$2 AS int))
    FROM "api"."films"
    GROUP BY "studio"
    $1 = 'studio'
    $2 = 'budget'
    "#);
}

/// AGG-02
#[test]
fn an_aggregate_is_grouped_by_the_embeds_beside_it() {
    assert_snapshot!(sql("GET /films?select=count(),director:directors(name),reviews(stars),posters()"), @r#"
    SELECT COUNT("api"."films".*),
      row_to_json("films_director_1".*)::jsonb AS "director",
      COALESCE("films_reviews_1"."films_reviews_1", '[]') AS "reviews"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_director_1" ON TRUE
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1"."stars"
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    LEFT JOIN LATERAL (
      SELECT "posters_1".*
      FROM "api"."posters" AS "posters_1"
      WHERE "posters_1"."film_id" = "api"."films"."id"
    ) AS "films_posters_1" ON TRUE
    GROUP BY "director", "reviews"
    "#);
}

/// AGG-02
#[test]
fn an_aggregate_is_grouped_by_the_columns_of_a_spread() {
    assert_snapshot!(sql("GET /films?select=year.max(),...directors(name,year:born)"), @r#"
    SELECT MAX("api"."films"."year"), "films_directors_1"."name", "films_directors_1"."year"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name", "directors_1"."born" AS "year"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    GROUP BY "films_directors_1"."name", "films_directors_1"."year"
    "#);
}

/// AGG-06
#[test]
fn an_embed_aggregates_per_parent() {
    assert_snapshot!(sql("GET /directors?select=name,films(count(),year.max(),genre)"), @r#"
    SELECT "api"."directors"."name", COALESCE("directors_films_1"."directors_films_1", '[]') AS "films"
    FROM "api"."directors"
    LEFT JOIN LATERAL (
      SELECT json_agg("directors_films_1")::jsonb AS "directors_films_1"
      FROM (
        SELECT COUNT("films_1".*), MAX("films_1"."year"), "films_1"."genre"
        FROM "api"."films" AS "films_1"
        WHERE "films_1"."director_id" = "api"."directors"."id"
        GROUP BY "films_1"."genre"
      ) AS "directors_films_1"
    ) AS "directors_films_1" ON TRUE
    "#);
}

/// AGG-04
#[test]
fn a_to_one_spread_hoists_its_aggregates() {
    assert_snapshot!(
        sql("GET /films?select=year,...directors(earliest:born.min()::text,n:name.count())"),
        @r#"
    SELECT "api"."films"."year",
      CAST(MIN("films_directors_1"."earliest") AS text) AS "earliest",
      COUNT("films_directors_1"."n") AS "n"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."born" AS "earliest", "directors_1"."name" AS "n"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    GROUP BY "api"."films"."year"
    "#
    );
}

/// AGG-04
#[test]
fn aggregates_are_hoisted_through_all_spreads_to_the_nearest_node_that_is_none() {
    assert_snapshot!(
        sql("GET /films?select=title,reviews(stars,...films(year.max(),...directors(born.min())))"),
        @r#"
    SELECT "api"."films"."title", COALESCE("films_reviews_1"."films_reviews_1", '[]') AS "reviews"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1"."stars", MAX("reviews_films_2"."max") AS "max", MIN("reviews_films_2"."min") AS "min"
        FROM "api"."reviews" AS "reviews_1"
        LEFT JOIN LATERAL (
          SELECT "films_2"."year" AS "max", "films_directors_3"."min"
          FROM "api"."films" AS "films_2"
          LEFT JOIN LATERAL (
            SELECT "directors_3"."born" AS "min"
            FROM "api"."directors" AS "directors_3"
            WHERE "directors_3"."id" = "films_2"."director_id"
          ) AS "films_directors_3" ON TRUE
          WHERE "films_2"."id" = "reviews_1"."film_id"
        ) AS "reviews_films_2" ON TRUE
        WHERE "reviews_1"."film_id" = "api"."films"."id"
        GROUP BY "reviews_1"."stars"
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    "#
    );
}

/// AGG-04
#[test]
fn a_count_in_a_spread_counts_the_spread_row() {
    assert_snapshot!(sql("GET /films?select=year,...directors(count())"), @r#"
    SELECT "api"."films"."year", COUNT("films_directors_1"."count") AS "count"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1" AS "count"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_directors_1" ON TRUE
    GROUP BY "api"."films"."year"
    "#);
}

/// AGG-05
#[test]
fn aggregates_in_a_to_many_spread_are_not_implemented() {
    assert_snapshot!(enabled().refusal("GET /films?select=...reviews(stars.avg())"), @"
    PGRST127: Feature not implemented
    details: Aggregates are not implemented for one-to-many or many-to-many spreads.
    ");
    assert_eq!(
        enabled().refusal("GET /directors?select=...films(title,...directors(born.min()))"),
        enabled().refusal("GET /films?select=...reviews(stars.avg())"),
    );
}

/// ORD-E11a
#[test]
fn that_they_are_disabled_is_said_first() {
    let refused = refusal("GET /films?select=...reviews(stars.avg())");
    assert!(refused.starts_with("PGRST123"), "{refused}");
}

/// SEL-13
#[test]
fn a_star_beside_or_below_an_aggregate_is_expanded() {
    assert_snapshot!(sql("GET /actors?select=*,count(),roles(*)"), @r#"
    SELECT "api"."actors"."id",
      "api"."actors"."name",
      COUNT("api"."actors".*),
      COALESCE("actors_roles_1"."actors_roles_1", '[]') AS "roles"
    FROM "api"."actors"
    LEFT JOIN LATERAL (
      SELECT json_agg("actors_roles_1")::jsonb AS "actors_roles_1"
      FROM (
        SELECT "roles_1"."film_id", "roles_1"."actor_id", "roles_1"."character"
        FROM "api"."roles" AS "roles_1"
        WHERE "roles_1"."actor_id" = "api"."actors"."id"
      ) AS "actors_roles_1"
    ) AS "actors_roles_1" ON TRUE
    GROUP BY "api"."actors"."id", "api"."actors"."name", "roles"
    "#);
}

/// AGG-04: what an embed in a spread gives is grouped like a column of it.
#[test]
fn an_embed_inside_a_spread_is_grouped_as_one_column() {
    assert_snapshot!(sql("GET /reviews?select=stars.avg(),...films(title,posters(price))"), @r#"
    SELECT AVG("api"."reviews"."stars"), "reviews_films_1"."title", "reviews_films_1"."posters"
    FROM "api"."reviews"
    LEFT JOIN LATERAL (
      SELECT "films_1"."title", row_to_json("films_posters_2".*)::jsonb AS "posters"
      FROM "api"."films" AS "films_1"
      LEFT JOIN LATERAL (
        SELECT "posters_2"."price"
        FROM "api"."posters" AS "posters_2"
        WHERE "posters_2"."film_id" = "films_1"."id"
      ) AS "films_posters_2" ON TRUE
      WHERE "films_1"."id" = "api"."reviews"."film_id"
    ) AS "reviews_films_1" ON TRUE
    GROUP BY "reviews_films_1"."title", "reviews_films_1"."posters"
    "#);
}
