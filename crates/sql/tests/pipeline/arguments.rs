//! What a call takes its arguments from (§6.2).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql};

/// RPC-13, SQL-12
#[test]
fn a_json_object_names_its_arguments() {
    assert_snapshot!(sql("POST /rpc/add\n\n{\"b\": 2, \"a\": 1}"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (SELECT $1::integer AS "a", $2::integer AS "b") pgrst_body,
    LATERAL (
      SELECT "api"."add"("a" := pgrst_body."a", "b" := pgrst_body."b") pgrst_scalar
    ) pgrst_call
    $1 = '1'
    $2 = '2'
    "#);
}

/// RPC-14
#[test]
fn of_a_json_array_the_first_object_counts() {
    assert_snapshot!(sql("POST /rpc/films_of\n\n[{\"director\": 1}, {\"director\": 2}]"), @r#"
    SELECT pgrst_call.*
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "director"
      FROM json_to_recordset(pgrst_payload.json_data) AS _("director" integer)
      LIMIT 1
    ) pgrst_body,
    LATERAL "api"."films_of"("director" := pgrst_body."director") pgrst_call
    $1::json = '[{"director": 1}, {"director": 2}]'
    "#);
}

/// RPC-15, RPC-16
#[test]
fn an_empty_body_and_a_scalar_have_no_arguments() {
    assert_eq!(sql("POST /rpc/purge\n\n5"), sql("POST /rpc/purge"));
    assert_snapshot!(refusal("POST /rpc/import\n\n[1, 2]"), @"PGRST102: All object keys must match");
}

/// RPC-17
#[test]
fn columns_stand_for_the_names_of_an_unread_body() {
    assert_snapshot!(sql("POST /rpc/add?columns=a,b\n\n{\"a\": 1, \"b\": 2, \"c\": 3}"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (SELECT $1::integer AS "a", $2::integer AS "b") pgrst_body,
    LATERAL (
      SELECT "api"."add"("a" := pgrst_body."a", "b" := pgrst_body."b") pgrst_scalar
    ) pgrst_call
    $1 = '1'
    $2 = '2'
    "#);
}

/// RPC-12, RPC-18
#[test]
fn of_a_repeated_argument_the_last_value_counts() {
    assert_snapshot!(sql("GET /rpc/add?a=1&b=2&a=3"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (
      SELECT "api"."add"("a" := $1::integer, "b" := $2::integer) pgrst_scalar
    ) pgrst_call
    $1 = '3'
    $2 = '2'
    "#);
    assert_snapshot!(sql("POST /rpc/add\nContent-Type: application/x-www-form-urlencoded\n\na=1&b=2&a=3"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (
      SELECT "api"."add"("a" := $1::integer, "b" := $2::integer) pgrst_scalar
    ) pgrst_call
    $1 = '3'
    $2 = '2'
    "#);
}

/// RPC-12
#[test]
fn a_variadic_argument_takes_all_values() {
    assert_snapshot!(sql(r#"GET /rpc/join_words?words=a"b&words=c\d,e&words="#), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (
      SELECT "api"."join_words"(VARIADIC "words" := $1::text[]) pgrst_scalar
    ) pgrst_call
    $1::textarray = '{"a\"b","c\\d,e",""}'
    "#);
    assert_snapshot!(sql("GET /rpc/join_words?words=one"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (
      SELECT "api"."join_words"(VARIADIC "words" := $1::text[]) pgrst_scalar
    ) pgrst_call
    $1::textarray = '{"one"}'
    "#);
}

/// RPC-23
#[test]
fn a_variadic_argument_is_a_json_array() {
    assert_snapshot!(sql("POST /rpc/join_words\n\n{\"words\": [\"a\", \"b\"]}"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "words"
      FROM json_to_record(pgrst_payload.json_data) AS _("words" text[])
      LIMIT 1
    ) pgrst_body,
    LATERAL (
      SELECT "api"."join_words"(VARIADIC "words" := pgrst_body."words") pgrst_scalar
    ) pgrst_call
    $1::json = '{"words": ["a", "b"]}'
    "#);
}

/// RPC-24
#[test]
fn arguments_with_defaults_may_be_left_out() {
    assert_snapshot!(sql("GET /rpc/search?until=2000&term=cat"), @r#"
    SELECT pgrst_call.*
    FROM "api"."search"("term" := $1::text, "until" := $2::integer) pgrst_call
    $1 = 'cat'
    $2 = '2000'
    "#);
    assert_snapshot!(sql("POST /rpc/search\n\n{\"term\": \"cat\"}"), @r#"
    SELECT pgrst_call.*
    FROM (SELECT $1::text AS "term") pgrst_body,
    LATERAL "api"."search"("term" := pgrst_body."term") pgrst_call
    $1 = 'cat'
    "#);
}

/// RPC-03
#[test]
fn a_character_argument_is_cast_to_its_varying_form() {
    assert_snapshot!(sql("GET /rpc/pad?word=long"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (
      SELECT "api"."pad"("word" := $1::character varying) pgrst_scalar
    ) pgrst_call
    $1 = 'long'
    "#);
    assert_snapshot!(sql("POST /rpc/pad\n\n{\"word\": \"long\"}"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (SELECT $1::character varying AS "word") pgrst_body,
    LATERAL (
      SELECT "api"."pad"("word" := pgrst_body."word") pgrst_scalar
    ) pgrst_call
    $1 = 'long'
    "#);
}

/// RPC-32
#[test]
fn the_whole_json_body_is_an_unnamed_argument() {
    assert_snapshot!(sql("POST /rpc/import\n\n{\"any\": [\"thing\"]}"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (SELECT "api"."import"($1::json) pgrst_scalar) pgrst_call
    $1 = '{"any": ["thing"]}'
    "#);
}

/// RPC-20
#[test]
fn a_raw_body_is_an_unnamed_argument() {
    assert_snapshot!(sql("POST /rpc/shout\nContent-Type: text/plain\n\nhello"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (SELECT "api"."shout"($1::text) pgrst_scalar) pgrst_call
    $1 = 'hello'
    "#);
    assert_snapshot!(sql("POST /rpc/read_xml\nContent-Type: text/xml\n\n<a/>"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (SELECT "api"."read_xml"($1::xml) pgrst_scalar) pgrst_call
    $1 = '<a/>'
    "#);
    assert_snapshot!(sql("POST /rpc/upload\nContent-Type: application/octet-stream\n\n%PNG"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (SELECT "api"."upload"($1) pgrst_scalar) pgrst_call
    $1::bytea = '%PNG'
    "#);
}

/// RPC-19
#[test]
fn csv_gives_the_arguments_of_its_first_row() {
    assert_snapshot!(sql("POST /rpc/add\nContent-Type: text/csv\n\na,b\n1,2\n3,4"), @r#"
    SELECT pgrst_call.pgrst_scalar
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "a", "b"
      FROM json_to_recordset(pgrst_payload.json_data) AS _("a" integer, "b" integer)
      LIMIT 1
    ) pgrst_body,
    LATERAL (
      SELECT "api"."add"("a" := pgrst_body."a", "b" := pgrst_body."b") pgrst_scalar
    ) pgrst_call
    $1::json = '[{"a":"1","b":"2"},{"a":"3","b":"4"}]'
    "#);
}

/// RPC-11
#[test]
fn a_value_that_looks_like_a_filter_is_one() {
    assert_snapshot!(sql("GET /rpc/films_of?director=1&title=eq.x&year=not.is.null"), @r#"
    SELECT pgrst_call.*
    FROM "api"."films_of"("director" := $1::integer) pgrst_call
    $1 = '1'
    "#);
    assert_snapshot!(refusal("GET /rpc/films_of?director=is.foo"), @r#"
    PGRST100: "failed to parse filter (is.foo)" (line 1, column 5)
    details: unexpected "o" expecting isVal: (null, not_null, true, false, unknown)
    "#);
}

/// RPC-22
#[test]
fn other_bodies_are_refused() {
    assert_snapshot!(refusal("POST /rpc/shout\nContent-Type: image/png\n\nx"), @"PGRST102: Content-Type not acceptable: image/png");
}
