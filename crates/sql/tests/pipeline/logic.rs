//! and/or trees (§2.6).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql};

/// LOG-01, LOG-06
#[test]
fn trees_nest_and_are_negated() {
    assert_snapshot!(
        sql("GET /films?select=id&or=(year.eq.1979,not.and(year.gt.1990,title.like.A*,or(id.is.null)))"),
        @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    WHERE ("api"."films"."year" = $1 OR NOT ("api"."films"."year" > $2 AND "api"."films"."title" like $3 AND ("api"."films"."id" IS NULL)))
    $1 = '1979'
    $2 = '1990'
    $3 = 'A%'
    "#
    );
    assert_snapshot!(sql("GET /films?select=id&not.or=(year.eq.1979,id.not.in.(1,2))"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    WHERE NOT ("api"."films"."year" = $1 OR NOT "api"."films"."id" = ANY ($2))
    $1 = '1979'
    $2 = '{"1","2"}'
    "#);
}

/// LOG-06
#[test]
fn trees_come_before_plain_filters() {
    assert_snapshot!(sql("GET /films?select=id&year=eq.1&or=(id.eq.2)&title=eq.3&and=(id.eq.4,id.eq.5)"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    WHERE ("api"."films"."id" = $1)
      AND ("api"."films"."id" = $2 AND "api"."films"."id" = $3)
      AND "api"."films"."year" = $4
      AND "api"."films"."title" = $5
    $1 = '2'
    $2 = '4'
    $3 = '5'
    $4 = '1'
    $5 = '3'
    "#);
}

/// LOG-03
#[test]
fn columns_may_be_called_like_the_words_of_a_tree() {
    assert_snapshot!(sql("GET /films?select=id&and=(and_x.eq.1,or.eq.2,not.eq.3)"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    WHERE ("api"."films"."and_x" = $1 AND "api"."films"."or" = $2 AND "api"."films"."not" = $3)
    $1 = '1'
    $2 = '2'
    $3 = '3'
    "#);
}

/// LOG-04
#[test]
fn values_with_commas_are_quoted_or_in_braces() {
    assert_snapshot!(sql(r#"GET /films?select=id&or=(title.eq."a,b)",tags.cs.{a,b},shown.ov."[1,2)")"#), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    WHERE ("api"."films"."title" = $1 OR "api"."films"."tags" @> $2 OR "api"."films"."shown" && $3)
    $1 = 'a,b)'
    $2 = '{a,b}'
    $3 = '[1,2)'
    "#);
}

/// LOG-02
#[test]
fn a_tree_addresses_an_embed_by_its_path() {
    assert_snapshot!(sql("GET /films?select=id,reviews(body)&reviews.not.or=(stars.gt.3,body.is.null)"), @r#"
    SELECT "api"."films"."id", COALESCE("films_reviews_1"."films_reviews_1", '[]') AS "reviews"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1"."body"
        FROM "api"."reviews" AS "reviews_1"
        WHERE NOT ("reviews_1"."stars" > $1 OR "reviews_1"."body" IS NULL)
          AND "reviews_1"."film_id" = "api"."films"."id"
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    $1 = '3'
    "#);
    assert_eq!(
        sql("GET /films?select=id,reviews(body)&not.reviews.or=(stars.gt.3)"),
        sql("GET /films?select=id,reviews(body)&reviews.not.or=(stars.gt.3)"),
    );
}

/// LOG-05
#[test]
fn text_behind_the_tree_is_ignored() {
    assert_eq!(sql("GET /films?or=(id.eq.1)and more"), sql("GET /films?or=(id.eq.1)"));
}

/// PRS-15
#[test]
fn an_empty_tree_is_refused() {
    assert_snapshot!(refusal("GET /films?or=()"), @r#"
    PGRST100: "failed to parse logic tree (())" (line 1, column 4)
    details: unexpected ")" expecting field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)
    "#);
}
