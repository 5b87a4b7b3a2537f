//! Orders (§2.7).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql, statement};

/// ORD-01, ORD-02
#[test]
fn directions_and_nulls_are_written_only_where_they_were_asked_for() {
    assert_snapshot!(
        sql("GET /films?select=id&order=year,title.desc,id.asc.nullsfirst,rating.nullslast,plot.desc.nullslast"),
        @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    ORDER BY "api"."films"."year",
      "api"."films"."title" DESC,
      "api"."films"."id" ASC NULLS FIRST,
      "api"."films"."rating" NULLS LAST,
      "api"."films"."plot" DESC NULLS LAST
    "#
    );
}

/// QRY-07
#[test]
fn of_several_orders_the_first_counts() {
    assert_snapshot!(sql("GET /films?select=id&order=year&order=title"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    ORDER BY "api"."films"."year"
    "#);
}

/// ORD-04
#[test]
fn a_related_order_is_by_the_joined_row() {
    assert_snapshot!(
        sql("GET /films?select=title,made_by:directors(name)&order=made_by(name).desc,made_by(bio->a),title"),
        @r#"
    SELECT "api"."films"."title", row_to_json("films_made_by_1".*)::jsonb AS "made_by"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."name"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
    ) AS "films_made_by_1" ON TRUE
    ORDER BY "films_made_by_1"."name" DESC, "films_made_by_1"."bio"->$1, "api"."films"."title"
    $1 = 'a'
    "#
    );
}

/// ORD-04: the embed is compared by its alias where it has one.
#[test]
fn a_related_order_goes_by_the_alias() {
    assert_snapshot!(refusal("GET /films?select=title,made_by:directors(name)&order=directors(name)"), @"
    PGRST108: 'directors' is not an embedded resource in this request
    hint: Verify that 'directors' is included in the 'select' query parameter.
    ");
}

/// ORD-04, EMB-36, QRK-49
#[test]
fn a_related_order_needs_a_to_one_embed() {
    assert_snapshot!(refusal("GET /films?select=title,opinions:reviews(body)&order=opinions(stars)"), @"
    PGRST118: A related order on 'opinions' is not possible
    details: 'films' and 'opinions' do not form a many-to-one or one-to-one relationship
    ");
    assert_snapshot!(
        refusal("PATCH /films?select=title,reviews(body)&order=reviews(stars)\n\n{}"),
        @"
    PGRST118: A related order on 'reviews' is not possible
    details: 'pgrst_source' and 'reviews' do not form a many-to-one or one-to-one relationship
    "
    );
    assert_snapshot!(
        refusal("GET /directors?select=films(roles(film_id))&films.order=roles(film_id)"),
        @"
    PGRST118: A related order on 'roles' is not possible
    details: 'films' and 'roles' do not form a many-to-one or one-to-one relationship
    "
    );
}

/// ORD-05
#[test]
fn an_embed_has_an_order_of_its_own() {
    assert_snapshot!(sql("GET /films?select=title,reviews(body)&reviews.order=stars.desc&order=title"), @r#"
    SELECT "api"."films"."title", COALESCE("films_reviews_1"."films_reviews_1", '[]') AS "reviews"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_reviews_1")::jsonb AS "films_reviews_1"
      FROM (
        SELECT "reviews_1"."body"
        FROM "api"."reviews" AS "reviews_1"
        WHERE "reviews_1"."film_id" = "api"."films"."id"
        ORDER BY "reviews_1"."stars" DESC
      ) AS "films_reviews_1"
    ) AS "films_reviews_1" ON TRUE
    ORDER BY "api"."films"."title"
    "#);
}

/// ORD-06, LIM-09
#[test]
fn an_order_of_a_change_orders_its_representation() {
    assert_snapshot!(
        statement(
            "DELETE /films?select=title&id=lt.3&order=id.desc&limit=1\nPrefer: return=representation"
        ),
        @r#"
    WITH pgrst_source AS (
      DELETE FROM "api"."films"
      WHERE "api"."films"."id" < $1
      RETURNING "api"."films"."id", "api"."films"."title"
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (
      SELECT "films"."title"
      FROM pgrst_source AS "films"
      ORDER BY "films"."id" DESC
    ) _postgrest_t
    $1 = '3'
    "#
    );
}

/// ORD-07, PRS-21
#[test]
fn an_order_takes_neither_casts_nor_other_words() {
    assert_snapshot!(refusal("GET /films?order=id::text"), @r#"
    PGRST100: "failed to parse order (id::text)" (line 1, column 3)
    details: unexpected ':' expecting letter, digit, "-", "->>", "->", delimiter (.), "," or end of input
    "#);
    assert_snapshot!(refusal("GET /films?order=id.ac"), @r#"
    PGRST100: "failed to parse order (id.ac)" (line 1, column 4)
    details: unexpected "c" expecting "asc", "desc", "nullsfirst" or "nullslast"
    "#);
}
