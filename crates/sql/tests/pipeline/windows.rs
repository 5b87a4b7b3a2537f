//! Limits, offsets and the Range header (§2.8, §9).

use insta::assert_snapshot;

use crate::gateway::{Gateway, refusal, sql};

fn at_most(max_rows: i64) -> Gateway<'static> {
    Gateway::with(|plan| plan.max_rows = Some(max_rows))
}

/// LIM-02
#[test]
fn a_window_binds_both_its_numbers() {
    assert_snapshot!(sql("GET /films?select=id&limit=10&offset=20"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    LIMIT $1 OFFSET $2
    $1 = '10'
    $2 = '20'
    "#);
    assert_snapshot!(sql("GET /films?select=id&offset=20"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    LIMIT ALL OFFSET $1
    $1 = '20'
    "#);
}

/// LIM-02, LIM-04, QRK-04
#[test]
fn a_window_that_is_everything_is_not_written() {
    let everything = sql("GET /films?select=id");
    for window in ["limit=abc", "offset=0", "offset=-3", "offset=abc"] {
        assert_eq!(sql(&format!("GET /films?select=id&{window}")), everything, "{window}");
    }
}

/// PAG-01, PAG-03, PAG-13
#[test]
fn the_range_header_counts_on_get_and_is_cut_by_limits() {
    assert_snapshot!(sql("GET /films?select=id&limit=3&offset=5\nRange: 6-20"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    LIMIT $1 OFFSET $2
    $1 = '2'
    $2 = '6'
    "#);
    assert_eq!(sql("HEAD /films?select=id\nRange: 6-20"), sql("GET /films?select=id"));
}

/// LIM-05
#[test]
fn a_limit_of_zero_reads_no_rows() {
    assert_snapshot!(sql("GET /films?select=id&limit=0"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    LIMIT $1 OFFSET $2
    $1 = '0'
    $2 = '0'
    "#);
}

/// LIM-03, LIM-05, PAG-02
#[test]
fn windows_that_can_hold_no_row_are_refused() {
    assert_snapshot!(refusal("GET /films?limit=-1"), @"
    PGRST103: Requested range not satisfiable
    details: Limit should be greater than or equal to zero.
    ");
    assert_eq!(refusal("GET /films?limit=0&offset=1"), refusal("GET /films?limit=-1"));
    assert_snapshot!(refusal("GET /films\nRange: 5-2"), @"
    PGRST103: Requested range not satisfiable
    details: The lower boundary must be lower than or equal to the upper boundary in the Range header.
    ");
}

/// LIM-01: PostgreSQL says what is out of range.
#[test]
fn numbers_of_any_size_are_passed_on() {
    assert_snapshot!(sql("GET /films?select=id&limit=99999999999999999999"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    LIMIT $1 OFFSET $2
    $1 = '99999999999999999999'
    $2 = '0'
    "#);
}

/// EMB-45, LIM-07
#[test]
fn an_embed_has_a_window_of_its_own_which_nobody_validates() {
    assert_snapshot!(sql("GET /films?select=title,reviews(body)&reviews.limit=-5&reviews.offset=2"), @r#"
    SELECT "api"."films"."title", COALESCE("films_reviews_1"."films_reviews_1", '[]') AS "reviews"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1"."body"
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
        LIMIT $1 OFFSET $2
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    $1 = '-5'
    $2 = '2'
    "#);
}

/// PAG-12, EMB-46
#[test]
fn max_rows_cuts_every_window() {
    assert_snapshot!(at_most(100).sql("GET /films?select=title,directors(name),reviews(body)&reviews.limit=3"), @r#"
    SELECT "api"."films"."title",
      COALESCE("films_reviews_1"."films_reviews_1", '[]') AS "reviews",
      row_to_json("films_directors_1".*)::jsonb AS "directors"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1"."body"
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
        LIMIT $1 OFFSET $2
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
      LIMIT $3 OFFSET $4
    ) AS "films_directors_1" ON TRUE
    LIMIT $5 OFFSET $6
    $1 = '3'
    $2 = '0'
    $3 = '100'
    $4 = '0'
    $5 = '100'
    $6 = '0'
    "#);
    assert_snapshot!(at_most(100).sql("GET /films?select=title&limit=500&offset=40"), @r#"
    SELECT "api"."films"."title"
    FROM "api"."films"
    LIMIT $1 OFFSET $2
    $1 = '100'
    $2 = '40'
    "#);
    assert_snapshot!(at_most(100).sql("GET /films?select=title&limit=0"), @r#"
    SELECT "api"."films"."title"
    FROM "api"."films"
    LIMIT $1 OFFSET $2
    $1 = '0'
    $2 = '0'
    "#);
}

/// PAG-12, MUT-71
#[test]
fn max_rows_does_not_cut_a_representation() {
    let request = "DELETE /films?select=title\nPrefer: return=representation";
    assert_eq!(at_most(1).statement(request), Gateway::default().statement(request));
}

/// LIM-08
#[test]
fn put_takes_no_window() {
    assert_snapshot!(refusal("PUT /films?id=eq.1&limit=1\n\n{\"id\": 1}"), @"PGRST114: limit/offset querystring parameters are not allowed for PUT");
}
