//! Media types, custom handlers and domain representations (§7).

use insta::assert_snapshot;
use rowgate_plan::PlanConfig;

use crate::gateway::{Gateway, refusal, sql, statement};

/// The expression of the body.
fn body(request: &str) -> String {
    body_of(&Gateway::default(), request)
}

fn body_of(gateway: &Gateway<'_>, request: &str) -> String {
    let text = gateway.transaction(request).main.text;
    let (before, _) = text.split_once(" AS body").expect("a body");
    let (_, expression) = before.rsplit_once("AS response_status, ").expect("the body is the last column");
    expression.to_owned()
}

/// REP-10, REP-13 … REP-16
#[test]
fn rows_become_an_array_or_an_object() {
    let accepted = |accept: &str| body(&format!("GET /films\nAccept: {accept}"));
    assert_snapshot!(accepted("application/json"), @"");
    assert_eq!(body("GET /films"), accepted("application/json"), "REP-01");
    assert_eq!(accepted("application/vnd.pgrst.array+json"), accepted("application/json"), "REP-15");
    assert_snapshot!(accepted("application/vnd.pgrst.array+json;nulls=stripped"), @"");
    assert_snapshot!(accepted("application/vnd.pgrst.object+json"), @"");
    assert_snapshot!(accepted("application/vnd.pgrst.object+json;nulls=stripped"), @"");
}

/// REP-11, REP-12
#[test]
fn rows_become_csv_or_geojson() {
    assert_snapshot!(body("GET /films\nAccept: text/csv"), @"");
    assert_snapshot!(body("GET /films\nAccept: application/geo+json"), @"");
}

/// REP-02, REP-05
#[test]
fn the_first_accepted_type_that_has_a_handler_wins() {
    let csv = body("GET /films\nAccept: text/csv");
    assert_eq!(body("GET /films\nAccept: text/plain, application/json;q=0.5, text/csv;q=0.9"), csv);
}

/// REP-05
#[test]
fn a_type_without_a_handler_is_refused() {
    assert_snapshot!(refusal("GET /films\nAccept: text/plain, image/png;q=0.5, text/*"), @"");
    assert_eq!(
        refusal("DELETE /films\nAccept: text/plain"),
        "PGRST107: None of these media types are available: text/plain",
        "REP-07"
    );
}

/// REP-31, REP-33
#[test]
fn an_aggregate_over_a_relation_takes_its_row() {
    assert_snapshot!(body("GET /films\nAccept: application/x-film-list"), @"");
    assert_snapshot!(body("GET /rpc/films_of?director=1\nAccept: application/x-film-list"), @"");
}

/// REP-31, QRK-28
#[test]
fn an_aggregate_over_a_relation_needs_the_default_select() {
    for select in ["id,title", "", "*,directors(*)", "*,id"] {
        let refused = refusal(&format!("GET /films?select={select}\nAccept: application/x-film-list"));
        assert!(refused.starts_with("PGRST107"), "{select}: {refused}");
    }
}

/// REP-31
#[test]
fn an_aggregate_over_anything_takes_any_select() {
    assert_snapshot!(body("GET /films?select=id\nAccept: application/x-lines"), @"");
    assert_snapshot!(body("GET /rpc/add?a=1&b=2\nAccept: application/x-lines"), @"");
    assert_snapshot!(body("GET /rpc/years\nAccept: application/x-lines"), @"");
}

/// REP-33
#[test]
fn a_handler_of_a_relation_overrides_a_builtin_one() {
    assert_snapshot!(body("GET /actors\nAccept: text/csv"), @"");
    assert_eq!(body("GET /actors?select=id\nAccept: text/csv"), body("GET /films\nAccept: text/csv"));
}

/// REP-34, REP-33
#[test]
fn a_handler_for_everything_answers_every_accept_but_the_vendors_own() {
    let any = body("GET /festivals\nAccept: video/mp4");
    assert_snapshot!(any, @"");
    assert_eq!(body("GET /festivals\nAccept: application/json"), any);
    assert_eq!(body("GET /festivals"), any);
    let object = "GET /films\nAccept: application/vnd.pgrst.object";
    assert_eq!(body(&object.replace("films", "festivals")), body(object));
}

/// REP-32
#[test]
fn a_function_is_the_handler_of_its_own_type() {
    assert_snapshot!(body("GET /rpc/poster_png?film=1\nAccept: image/png"), @"");
}

/// REP-35, QRK-29
#[test]
fn a_function_with_a_media_type_gives_json_to_whoever_takes_anything() {
    assert_eq!(body("GET /rpc/poster_png?film=1\nAccept: */*"), body("GET /rpc/add?a=1&b=2"));
}

/// REP-20, REP-23
#[test]
fn a_plan_explains_the_statement_of_another_type() {
    let gateway = Gateway::with(PlanConfig { plans_enabled: true, ..PlanConfig::default() });
    assert_snapshot!(
        gateway.statement(
            "GET /films?select=id\n\
             Accept: application/vnd.pgrst.plan+json; for=\"text/csv\"; options=wal|analyze|nope|verbose"
        ),
        @""
    );
    let text = gateway.transaction("DELETE /films\nAccept: application/vnd.pgrst.plan").main.text;
    assert!(text.starts_with("EXPLAIN (FORMAT TEXT) WITH pgrst_source AS (DELETE"), "{text}");
}

/// REP-21, REP-25
#[test]
fn a_plan_has_to_be_enabled_and_of_a_type_that_there_is() {
    assert_snapshot!(refusal("GET /films\nAccept: application/vnd.pgrst.plan"), @"");
    let gateway = Gateway::with(PlanConfig { plans_enabled: true, ..PlanConfig::default() });
    assert_snapshot!(gateway.refusal("GET /films\nAccept: application/vnd.pgrst.plan; for=\"text/xml\""), @"");
}

/// REP-40, REP-41, SEL-11, SEL-13
#[test]
fn a_column_with_a_representation_is_formatted_and_keeps_its_name() {
    assert_snapshot!(sql("GET /posters?select=film_id,background,shade:background::text"), @"");
    assert_snapshot!(sql("GET /posters"), @"");
}

/// REP-41, SEL-13
#[test]
fn a_representation_formats_in_embeds_and_spreads_too() {
    assert_snapshot!(sql("GET /films?select=id,posters(background)"), @"");
    assert_snapshot!(sql("GET /films?select=id,...posters(*)"), @"");
}

/// FLT-39
#[test]
fn a_filter_parses_its_value_where_the_operator_has_one_of_the_columns_type() {
    let filters = ["eq.red", "neq.red", "gt(any).{red}", "match.r", "in.(red,blue)", "in.()"];
    let shown = filters.map(|filter| {
        let shown = sql(&format!("GET /posters?select=film_id&background={filter}"));
        shown.split_once("WHERE ").map(|(_, clause)| clause.to_owned()).expect("a WHERE clause")
    });
    assert_snapshot!(shown.join("\n"), @"");
}

/// FLT-39
#[test]
fn a_filter_parses_no_patterns() {
    for filter in ["like.r*", "ilike.r*", "isdistinct.red", "fts.red", "is.null"] {
        let shown = sql(&format!("GET /posters?select=film_id&background={filter}"));
        assert!(!shown.contains("color_from_text"), "{shown}");
    }
}

/// REP-41: a domain without casts is what it is over.
#[test]
fn a_domain_without_representation_is_plain() {
    assert_snapshot!(sql("GET /posters?select=file&file=eq.x"), @"");
}

/// REP-41, MUT-12
#[test]
fn a_body_is_parsed_into_the_domain() {
    assert_snapshot!(sql("POST /posters\n\n{\"film_id\": 1, \"background\": \"red\"}"), @"");
    assert_snapshot!(sql("PATCH /posters?background=eq.red\n\n{\"background\": \"blue\"}"), @"");
}

/// REP-42
#[test]
fn what_a_call_returns_of_a_relation_is_formatted() {
    let mut database = crate::builder::Database::default();
    database
        .table("posters", "id integer, background api.color")
        .representation("api.color", "json", "color_to_json")
        .function("latest", "", crate::builder::rows("posters"));
    let catalog = database.catalog();
    let gateway = Gateway { catalog: &catalog, ..Gateway::default() };
    assert_snapshot!(gateway.statement("GET /rpc/latest"), @"");
}

/// HEAD gives no body, whatever is accepted (RTE-27).
#[test]
fn head_gives_no_body() {
    assert_eq!(body("HEAD /films\nAccept: text/csv"), "''::text");
    assert_eq!(body("HEAD /rpc/years"), "''::text");
    assert!(statement("HEAD /films").contains("pg_catalog.count(_postgrest_t) AS page_total"));
}
