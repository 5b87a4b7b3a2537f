//! Paths into JSON, composites and arrays (§3).

use insta::assert_snapshot;

use crate::gateway::sql;

/// JSN-01, JSN-04, JSN-08, SEL-11
#[test]
fn a_path_is_bound_key_by_key_and_named_after_its_last_key() {
    assert_snapshot!(sql("GET /films?select=meta->studio->>name,credits->0->>1,meta->list->0,tags->-1"), @r#"
    SELECT "api"."films"."meta"->$1->>$2 AS "name",
      "api"."films"."credits"->$3::int->>$4::int AS "credits",
      "api"."films"."meta"->$5->$6::int AS "list",
      to_jsonb("api"."films"."tags")->$7::int AS "tags"
    FROM "api"."films"
    $1 = 'studio'
    $2 = 'name'
    $3 = '0'
    $4 = '1'
    $5 = 'list'
    $6 = '0'
    $7 = '-1'
    "#);
}

/// JSN-01, FLT-40
#[test]
fn columns_that_are_no_json_become_jsonb_first() {
    assert_snapshot!(sql("GET /films?select=id&tags->0=eq.x&meta->a=gt.20&credits->>b=eq.c&nope->d=is.null"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    WHERE to_jsonb("api"."films"."tags")->$1::int = $2
      AND "api"."films"."meta"->$3 > $4
      AND "api"."films"."credits"->>$5 = $6
      AND to_jsonb("api"."films"."nope")->$7 IS NULL
    $1 = '0'
    $2 = 'x'
    $3 = 'a'
    $4 = '20'
    $5 = 'b'
    $6 = 'c'
    $7 = 'd'
    "#);
}

/// JSN-05
#[test]
fn an_alias_and_a_cast_follow_the_path() {
    assert_snapshot!(sql("GET /films?select=budget:meta->>budget::int"), @r#"
    SELECT CAST("api"."films"."meta"->>$1 AS int) AS "budget"
    FROM "api"."films"
    $1 = 'budget'
    "#);
}

/// JSN-06, ORD-03
#[test]
fn an_order_takes_a_path() {
    assert_snapshot!(sql("GET /films?select=id&order=meta->>a.desc,tags->0.asc"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    ORDER BY "api"."films"."meta"->>$1 DESC, to_jsonb("api"."films"."tags")->$2::int ASC
    $1 = 'a'
    $2 = '0'
    "#);
}

/// ORD-03: where PostgREST takes the type of an embed's column from the root.
#[test]
fn an_order_of_an_embed_takes_its_types_from_the_root() {
    assert_snapshot!(sql("GET /directors?select=id,films(id)&films.order=meta->a"), @r#"
    SELECT "api"."directors"."id", COALESCE("directors_films_1"."directors_films_1", '[]') AS "films"
    FROM "api"."directors"
    LEFT JOIN LATERAL (
      SELECT json_agg("directors_films_1")::jsonb AS "directors_films_1"
      FROM (
        SELECT "films_1"."id"
        FROM "api"."films" AS "films_1"
        WHERE "films_1"."director_id" = "api"."directors"."id"
        ORDER BY to_jsonb("films_1"."meta")->$1
      ) AS "directors_films_1"
    ) AS "directors_films_1" ON TRUE
    $1 = 'a'
    "#);
    assert_snapshot!(sql("GET /films?select=id,directors(id)&directors.order=meta->a"), @r#"
    SELECT "api"."films"."id", row_to_json("films_directors_1".*)::jsonb AS "directors"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT "directors_1"."id"
      FROM "api"."directors" AS "directors_1"
      WHERE "directors_1"."id" = "api"."films"."director_id"
      ORDER BY "directors_1"."meta"->$1
    ) AS "films_directors_1" ON TRUE
    $1 = 'a'
    "#);
}

/// LEX-03
#[test]
fn keys_may_contain_almost_anything() {
    assert_snapshot!(sql("GET /films?select=id&meta->>!@^_a b=eq.1"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    WHERE "api"."films"."meta"->>$1 = $2
    $1 = '!@^_a b'
    $2 = '1'
    "#);
    assert_snapshot!(sql(r#"GET /films?select=id&meta->"a-b:c.(d)"->>'x'=eq.1"#), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    WHERE "api"."films"."meta"->$1->>$2 = $3
    $1 = 'a-b:c.(d)'
    $2 = ''x''
    $3 = '1'
    "#);
}
