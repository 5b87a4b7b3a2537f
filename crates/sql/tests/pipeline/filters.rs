//! Operators and operands (§2.5).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql};

/// The WHERE clause of a read of films by one filter.
fn filtered(filter: &str) -> String {
    let shown = sql(&format!("GET /films?select=id&{filter}"));
    shown.split_once("WHERE ").map(|(_, clause)| clause.to_owned()).expect("a WHERE clause")
}

/// FLT-01 … FLT-10
#[test]
fn operators_of_comparison_and_of_pattern_take_a_value() {
    let filters = ["eq", "gt", "gte", "lt", "lte", "neq", "like", "ilike", "match", "imatch"];
    let shown = filters.map(|operator| filtered(&format!("title={operator}.x")));
    assert_snapshot!(shown.join("\n"), @r#"
    "api"."films"."title" = $1
    $1 = 'x'
    "api"."films"."title" > $1
    $1 = 'x'
    "api"."films"."title" >= $1
    $1 = 'x'
    "api"."films"."title" < $1
    $1 = 'x'
    "api"."films"."title" <= $1
    $1 = 'x'
    "api"."films"."title" <> $1
    $1 = 'x'
    "api"."films"."title" like $1
    $1 = 'x'
    "api"."films"."title" ilike $1
    $1 = 'x'
    "api"."films"."title" ~ $1
    $1 = 'x'
    "api"."films"."title" ~* $1
    $1 = 'x'
    "#);
}

/// FLT-13, FLT-18 … FLT-25
#[test]
fn operators_of_ranges_and_arrays_take_a_value() {
    let filters = ["isdistinct", "cs", "cd", "ov", "sl", "sr", "nxr", "nxl", "adj"];
    let shown = filters.map(|operator| filtered(&format!("shown={operator}.[2020-01-01,2021-01-01)")));
    assert_snapshot!(shown.join("\n"), @r#"
    "api"."films"."shown" IS DISTINCT FROM $1
    $1 = '[2020-01-01,2021-01-01)'
    "api"."films"."shown" @> $1
    $1 = '[2020-01-01,2021-01-01)'
    "api"."films"."shown" <@ $1
    $1 = '[2020-01-01,2021-01-01)'
    "api"."films"."shown" && $1
    $1 = '[2020-01-01,2021-01-01)'
    "api"."films"."shown" << $1
    $1 = '[2020-01-01,2021-01-01)'
    "api"."films"."shown" >> $1
    $1 = '[2020-01-01,2021-01-01)'
    "api"."films"."shown" &< $1
    $1 = '[2020-01-01,2021-01-01)'
    "api"."films"."shown" &> $1
    $1 = '[2020-01-01,2021-01-01)'
    "api"."films"."shown" -|- $1
    $1 = '[2020-01-01,2021-01-01)'
    "#);
}

/// FLT-12
#[test]
fn is_takes_keywords_and_binds_nothing() {
    let values = ["null", "not_null", "TRUE", "False", "unknown"].map(|value| filtered(&format!("year=is.{value}")));
    assert_snapshot!(values.join("\n"), @r#"
    "api"."films"."year" IS NULL
    "api"."films"."year" IS NOT NULL
    "api"."films"."year" IS TRUE
    "api"."films"."year" IS FALSE
    "api"."films"."year" IS UNKNOWN
    "#);
}

/// FLT-11, FLT-34
#[test]
fn in_compares_with_one_array_however_many_values_there_are() {
    assert_snapshot!(filtered(r#"title=in.(Alien,"Cléo, 5 to 7",a"b,c\d)"#), @r#"
    "api"."films"."title" = ANY ($1)
    $1 = '{"Alien","Cléo, 5 to 7","a\"b","c\\d"}'
    "#);
    assert_snapshot!(filtered("id=in.(1)"), @r#"
    "api"."films"."id" = ANY ($1)
    $1 = '{"1"}'
    "#);
}

/// FLT-34
#[test]
fn in_without_values_compares_with_an_empty_array() {
    assert_snapshot!(filtered("id=in.()"), @r#"
    "api"."films"."id" = ANY ($1)
    $1 = '{}'
    "#);
    assert_snapshot!(filtered("id=not.in.(  )"), @r#"
    NOT "api"."films"."id" = ANY ($1)
    $1 = '{}'
    "#);
}

/// FLT-35
#[test]
fn null_inside_in_is_a_string() {
    assert_snapshot!(filtered("title=in.(NULL,null)"), @r#"
    "api"."films"."title" = ANY ($1)
    $1 = '{"NULL","null"}'
    "#);
}

/// FLT-30
#[test]
fn not_stands_before_the_whole_comparison() {
    assert_snapshot!(filtered("year=not.gt.1990"), @r#"
    NOT "api"."films"."year" > $1
    $1 = '1990'
    "#);
    assert_snapshot!(filtered("year=not.is.null"), @r#"NOT "api"."films"."year" IS NULL"#);
    assert_snapshot!(refusal("GET /films?year=not.not.eq.1"), @r#"
    PGRST100: "failed to parse filter (not.not.eq.1)" (line 1, column 5)
    details: unexpected "n" expecting operator (eq, gt, ...)
    "#);
}

/// FLT-31
#[test]
fn quantifiers_wrap_the_value() {
    assert_snapshot!(filtered("year=gt(any).{1990,2000}"), @r#"
    "api"."films"."year" > ANY($1)
    $1 = '{1990,2000}'
    "#);
    assert_snapshot!(filtered("title=like(all).{*A,B*}"), @r#"
    "api"."films"."title" like ALL($1)
    $1 = '{%A,B%}'
    "#);
    assert_snapshot!(refusal("GET /films?year=neq(any).{1}"), @r#"
    PGRST100: "failed to parse filter (neq(any).{1})" (line 1, column 4)
    details: unexpected "(" expecting operator (eq, gt, ...)
    "#);
}

/// FLT-07, FLT-09
#[test]
fn stars_are_percent_signs_in_like_alone() {
    assert_snapshot!(filtered("title=like.*lien*"), @r#"
    "api"."films"."title" like $1
    $1 = '%lien%'
    "#);
    assert_snapshot!(filtered("title=match.^A.*n$"), @r#"
    "api"."films"."title" ~ $1
    $1 = '^A.*n$'
    "#);
}

/// FLT-14 … FLT-17, FLT-38
#[test]
fn full_text_operators_each_have_their_query_function() {
    let filters = ["fts", "plfts", "phfts", "wfts"].map(|operator| filtered(&format!("search={operator}.cat")));
    assert_snapshot!(filters.join("\n"), @r#"
    "api"."films"."search" @@ to_tsquery($1)
    $1 = 'cat'
    "api"."films"."search" @@ plainto_tsquery($1)
    $1 = 'cat'
    "api"."films"."search" @@ phraseto_tsquery($1)
    $1 = 'cat'
    "api"."films"."search" @@ websearch_to_tsquery($1)
    $1 = 'cat'
    "#);
}

/// FLT-38
#[test]
fn text_becomes_a_vector_and_the_language_is_bound_on_both_sides() {
    assert_snapshot!(filtered("plot=fts(english).cat"), @r#"
    to_tsvector($1, "api"."films"."plot") @@ to_tsquery($2, $3)
    $1 = 'english'
    $2 = 'english'
    $3 = 'cat'
    "#);
    assert_snapshot!(filtered("plot=not.wfts.cat"), @r#"
    NOT to_tsvector("api"."films"."plot") @@ websearch_to_tsquery($1)
    $1 = 'cat'
    "#);
    assert_snapshot!(filtered("meta->>synopsis=plfts(french).chat"), @r#"
    to_tsvector($1, "api"."films"."meta"->>$2) @@ plainto_tsquery($3, $4)
    $1 = 'french'
    $2 = 'synopsis'
    $3 = 'french'
    $4 = 'chat'
    "#);
}

/// FLT-38
#[test]
fn a_vector_and_an_unknown_column_are_searched_as_they_are() {
    assert_snapshot!(filtered("search=fts(english).cat"), @r#"
    "api"."films"."search" @@ to_tsquery($1, $2)
    $1 = 'english'
    $2 = 'cat'
    "#);
    assert_snapshot!(filtered("full_text=fts.cat"), @r#"
    "api"."films"."full_text" @@ to_tsquery($1)
    $1 = 'cat'
    "#);
}

/// FLT-32
#[test]
fn the_value_is_everything_behind_the_dot() {
    assert_snapshot!(filtered("title=eq.a.b,(c):\"d\""), @r#"
    "api"."films"."title" = $1
    $1 = 'a.b,(c):"d"'
    "#);
    assert_snapshot!(filtered("title=eq."), @r#"
    "api"."films"."title" = $1
    $1 = ''
    "#);
}

/// FLT-33, QRK-06
#[test]
fn text_behind_the_field_is_ignored() {
    assert_eq!(filtered("id::text=eq.1"), filtered("id=eq.1"));
}

/// QRY-02
#[test]
fn values_are_decoded() {
    assert_snapshot!(filtered("title=eq.a%20b+c%C3%A9"), @r#"
    "api"."films"."title" = $1
    $1 = 'a b cé'
    "#);
}

/// QRY-07
#[test]
fn filters_are_joined_in_order_of_appearance() {
    assert_snapshot!(sql("GET /films?select=id&year=gte.1990&title=neq.x&year=lt.2000"), @r#"
    SELECT "api"."films"."id"
    FROM "api"."films"
    WHERE "api"."films"."year" >= $1 AND "api"."films"."title" <> $2 AND "api"."films"."year" < $3
    $1 = '1990'
    $2 = 'x'
    $3 = '2000'
    "#);
}

/// A NUL ends a value: PostgreSQL's text cannot hold one.
#[test]
fn a_value_is_cut_at_a_nul() {
    assert_snapshot!(filtered("title=eq.a%00b"), @r#"
    "api"."films"."title" = $1
    $1 = 'a'
    "#);
    assert_snapshot!(filtered("title=in.(a%00b,c)"), @r#"
    "api"."films"."title" = ANY ($1)
    $1 = '{"a","c"}'
    "#);
}

/// QRY-06
#[test]
fn every_other_key_is_a_filter() {
    assert_snapshot!(filtered("\"order\"=eq.1"), @r#"
    "api"."films"."order" = $1
    $1 = '1'
    "#);
}

/// PRS-11
#[test]
fn an_unknown_operator_is_refused() {
    assert_snapshot!(refusal("GET /films?id=noop.0"), @r#"
    PGRST100: "failed to parse filter (noop.0)" (line 1, column 1)
    details: unexpected "o" expecting "not" or operator (eq, gt, ...)
    "#);
}
