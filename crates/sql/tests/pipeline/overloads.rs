//! Which function a call means (§6.3).

use insta::assert_snapshot;

use crate::gateway::{Gateway, refusal};

fn is_found(request: &str, text: &str) {
    let main = Gateway::default().transaction(request).main.text;
    assert!(main.contains(text), "{request}\n{main}");
}

/// RPC-31, RPC-33
#[test]
fn the_names_of_the_arguments_choose_the_overload() {
    is_found("GET /rpc/rate?film=1", r#"FROM "api"."rate"("film" := $1::integer) pgrst_call"#);
    is_found("GET /rpc/rate?film=1&stars=5", r#"(SELECT "api"."rate"("film" := $1::integer, "stars" := $2::integer)"#);
    is_found("POST /rpc/rate\n\n{\"stars\": 1, \"film\": 1}", r#""stars" := pgrst_body."stars""#);
}

/// RPC-33, RPC-37
#[test]
fn overloads_that_differ_in_types_alone_are_ambiguous() {
    assert_snapshot!(refusal("GET /rpc/pick?id=1"), @"
    PGRST203: Could not choose the best candidate function between: api.pick(id => integer), api.pick(id => text)
    hint: Try renaming the parameters or the function itself in the database so function overloading can be resolved
    ");
    assert_eq!(refusal("POST /rpc/pick\n\n{\"id\": 1}"), refusal("GET /rpc/pick?id=1"));
}

/// RPC-33, RPC-37
#[test]
fn overloads_that_take_the_whole_body_are_ambiguous() {
    assert_snapshot!(refusal("POST /rpc/store\n\n{\"a\": 1}"), @"
    PGRST203: Could not choose the best candidate function between: api.store( => json), api.store( => jsonb)
    hint: Try renaming the parameters or the function itself in the database so function overloading can be resolved
    ");
}

/// RPC-31, RPC-33
#[test]
fn a_default_may_make_two_overloads_match() {
    assert_snapshot!(refusal("GET /rpc/tag?film=1"), @"
    PGRST203: Could not choose the best candidate function between: api.tag(film => integer), api.tag(film => integer, label => text)
    hint: Try renaming the parameters or the function itself in the database so function overloading can be resolved
    ");
    is_found("GET /rpc/tag?film=1&label=x", "\"label\" := ");
}

/// RPC-32, RPC-33
#[test]
fn a_match_by_names_comes_before_the_whole_body() {
    is_found("POST /rpc/either\n\n{\"a\": 1}", r#""a" := pgrst_body."a""#);
    is_found("POST /rpc/either\n\n{}", r#""api"."either"()"#);
    is_found("POST /rpc/either\n\n{\"c\": 1}", r#""api"."either"($1::json)"#);
}

/// RPC-34, RPC-35
#[test]
fn a_get_that_finds_nothing_says_what_it_searched() {
    assert_snapshot!(refusal("GET /rpc/add"), @"
    PGRST202: Could not find the function api.add without parameters in the schema cache
    details: Searched for the function api.add without parameters, but no matches were found in the schema cache.
    ");
    assert_snapshot!(refusal("GET /rpc/add?a=1"), @"
    PGRST202: Could not find the function api.add(a) in the schema cache
    details: Searched for the function api.add with parameter a, but no matches were found in the schema cache.
    hint: Perhaps you meant to call the function api.add(a, b)
    ");
    assert_snapshot!(refusal("GET /rpc/add?c=1&b=2&a=3"), @"
    PGRST202: Could not find the function api.add(a, b, c) in the schema cache
    details: Searched for the function api.add with parameters a, b, c, but no matches were found in the schema cache.
    hint: Perhaps you meant to call the function api.add(a, b)
    ");
}

/// RPC-35
#[test]
fn a_post_that_finds_nothing_searched_for_an_unnamed_argument_too() {
    assert_snapshot!(refusal("POST /rpc/add\n\n{\"x\": 1, \"a\": 2}"), @"
    PGRST202: Could not find the function api.add(a, x) in the schema cache
    details: Searched for the function api.add with parameters a, x or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache.
    hint: Perhaps you meant to call the function api.add(a, b)
    ");
    assert_snapshot!(refusal("POST /rpc/add"), @"
    PGRST202: Could not find the function api.add without parameters in the schema cache
    details: Searched for the function api.add without parameters or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache.
    ");
}

/// RPC-34 … RPC-36
#[test]
fn a_raw_body_searches_for_nothing_else() {
    assert_snapshot!(refusal("POST /rpc/add\nContent-Type: text/plain\n\nx"), @"
    PGRST202: Could not find the function api.add in the schema cache
    details: Searched for the function api.add with a single unnamed text parameter, but no matches were found in the schema cache.
    ");
    assert_snapshot!(refusal("POST /rpc/purge\nContent-Type: application/octet-stream\n\nx"), @"
    PGRST202: Could not find the function api.purge in the schema cache
    details: Searched for the function api.purge with a single unnamed bytea parameter, but no matches were found in the schema cache.
    ");
    assert_snapshot!(refusal("POST /rpc/shout\nContent-Type: text/xml\n\nx"), @"
    PGRST202: Could not find the function api.shout in the schema cache
    details: Searched for the function api.shout with a single unnamed xml parameter, but no matches were found in the schema cache.
    ");
}

/// RPC-35: other bodies have names.
#[test]
fn a_form_does_not_search_for_an_unnamed_argument() {
    assert_snapshot!(refusal("POST /rpc/add\nContent-Type: application/x-www-form-urlencoded\n\nc=1"), @"
    PGRST202: Could not find the function api.add(c) in the schema cache
    details: Searched for the function api.add with parameter c, but no matches were found in the schema cache.
    ");
}

/// RPC-32: a named json parameter takes no whole body.
#[test]
fn a_named_json_argument_is_not_the_body() {
    assert_snapshot!(refusal("POST /rpc/archive_old\n\n{\"a\": 1}"), @"
    PGRST202: Could not find the function api.archive_old(a) in the schema cache
    details: Searched for the function api.archive_old with parameter a or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache.
    ");
}

/// RPC-36, QRK-41
#[test]
fn an_unknown_function_suggests_one_with_a_similar_name() {
    assert_snapshot!(refusal("GET /rpc/film_of?director=1"), @"
    PGRST202: Could not find the function api.film_of(director) in the schema cache
    details: Searched for the function api.film_of with parameter director, but no matches were found in the schema cache.
    hint: Perhaps you meant to call the function api.films_of
    ");
    assert_snapshot!(refusal("GET /rpc/nothing_like_it"), @"
    PGRST202: Could not find the function api.nothing_like_it without parameters in the schema cache
    details: Searched for the function api.nothing_like_it without parameters, but no matches were found in the schema cache.
    ");
}

/// RPC-36, QRK-41
#[test]
fn unknown_arguments_suggest_the_nearest_overload() {
    assert_snapshot!(refusal("GET /rpc/rate?film=1&star=2"), @"
    PGRST202: Could not find the function api.rate(film, star) in the schema cache
    details: Searched for the function api.rate with parameters film, star, but no matches were found in the schema cache.
    hint: Perhaps you meant to call the function api.rate(film, stars)
    ");
    assert_snapshot!(refusal("GET /rpc/rate?completely=1"), @"
    PGRST202: Could not find the function api.rate(completely) in the schema cache
    details: Searched for the function api.rate with parameter completely, but no matches were found in the schema cache.
    ");
}

/// RTE-05
#[test]
fn a_function_without_a_name_is_not_found() {
    assert_snapshot!(refusal("GET /rpc/"), @"
    PGRST202: Could not find the function api. without parameters in the schema cache
    details: Searched for the function api. without parameters, but no matches were found in the schema cache.
    ");
}

/// RTE-09, SCH-01
#[test]
fn functions_are_found_verbatim_in_the_schema_of_the_request() {
    assert!(refusal("GET /rpc/Years").starts_with("PGRST202"));
    assert!(refusal("GET /rpc/years\nAccept-Profile: archive").starts_with("PGRST202"));
}

/// OPT-06
#[test]
fn options_resolves_a_function_as_a_get_without_arguments() {
    assert_eq!(refusal("OPTIONS /rpc/add"), refusal("GET /rpc/add"));
}
