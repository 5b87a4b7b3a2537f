//! Calls of functions: arguments and results (§6.2, §6.4).

use insta::assert_snapshot;
use rowgate_request::RequestConfig;

use crate::gateway::{Gateway, refusal, sql, statement};

/// RPC-10, RPC-24, RPC-40, RPC-58
#[test]
fn a_value_is_called_for_in_a_subselect() {
    assert_snapshot!(statement("GET /rpc/add?b=2&a=1"), @"");
}

/// RPC-43, RPC-58, RPC-50
#[test]
fn rows_are_called_for_in_from() {
    assert_snapshot!(statement("GET /rpc/films_of?director=1&select=title&year=gt.1990&order=title&limit=5"), @"");
}

/// RPC-41
#[test]
fn one_row_is_one_object() {
    assert_snapshot!(statement("POST /rpc/newest_film"), @"");
}

/// RPC-42
#[test]
fn a_set_of_values_is_an_array_of_them() {
    assert_snapshot!(statement("GET /rpc/years?limit=3"), @"");
}

/// RPC-43, JSN-09
#[test]
fn the_columns_of_a_record_are_not_known() {
    assert_snapshot!(sql("GET /rpc/statistics?since=1990&select=year,films->a&films->b=eq.1"), @"");
}

/// RPC-46
#[test]
fn void_is_a_value() {
    assert_snapshot!(sql("POST /rpc/purge"), @"");
}

/// RPC-13, SQL-12
#[test]
fn a_json_object_names_its_arguments() {
    assert_snapshot!(sql("POST /rpc/add\n\n{\"b\": 2, \"a\": 1}"), @"");
}

/// RPC-14
#[test]
fn of_a_json_array_the_first_object_counts() {
    assert_snapshot!(sql("POST /rpc/films_of\n\n[{\"director\": 1}, {\"director\": 2}]"), @"");
}

/// RPC-15, RPC-16
#[test]
fn an_empty_body_and_a_scalar_have_no_arguments() {
    assert_eq!(sql("POST /rpc/purge\n\n5"), sql("POST /rpc/purge"));
    assert_snapshot!(refusal("POST /rpc/import\n\n[1, 2]"), @"");
}

/// RPC-17
#[test]
fn columns_stand_for_the_names_of_an_unread_body() {
    assert_snapshot!(sql("POST /rpc/add?columns=a,b\n\n{\"a\": 1, \"b\": 2, \"c\": 3}"), @"");
}

/// RPC-12, RPC-18
#[test]
fn of_a_repeated_argument_the_last_value_counts() {
    assert_snapshot!(sql("GET /rpc/add?a=1&b=2&a=3"), @"");
    assert_snapshot!(sql("POST /rpc/add\nContent-Type: application/x-www-form-urlencoded\n\na=1&b=2&a=3"), @"");
}

/// RPC-12
#[test]
fn a_variadic_argument_takes_all_values() {
    assert_snapshot!(sql(r#"GET /rpc/join_words?words=a"b&words=c\d,e&words="#), @"");
    assert_snapshot!(sql("GET /rpc/join_words?words=one"), @"");
}

/// RPC-23
#[test]
fn a_variadic_argument_is_a_json_array() {
    assert_snapshot!(sql("POST /rpc/join_words\n\n{\"words\": [\"a\", \"b\"]}"), @"");
}

/// RPC-24
#[test]
fn arguments_with_defaults_may_be_left_out() {
    assert_snapshot!(sql("GET /rpc/search?until=2000&term=cat"), @"");
    assert_snapshot!(sql("POST /rpc/search\n\n{\"term\": \"cat\"}"), @"");
}

/// RPC-03
#[test]
fn a_character_argument_is_cast_to_its_varying_form() {
    assert_snapshot!(sql("GET /rpc/pad?word=long"), @"");
    assert_snapshot!(sql("POST /rpc/pad\n\n{\"word\": \"long\"}"), @"");
}

/// RPC-32
#[test]
fn the_whole_json_body_is_an_unnamed_argument() {
    assert_snapshot!(sql("POST /rpc/import\n\n{\"any\": [\"thing\"]}"), @"");
}

/// RPC-20
#[test]
fn a_raw_body_is_an_unnamed_argument() {
    assert_snapshot!(sql("POST /rpc/shout\nContent-Type: text/plain\n\nhello"), @"");
    assert_snapshot!(sql("POST /rpc/read_xml\nContent-Type: text/xml\n\n<a/>"), @"");
    assert_snapshot!(sql("POST /rpc/upload\nContent-Type: application/octet-stream\n\n\u{0}\u{1}"), @"");
}

/// RPC-19
#[test]
fn csv_gives_the_arguments_of_its_first_row() {
    assert_snapshot!(sql("POST /rpc/add\nContent-Type: text/csv\n\na,b\n1,2\n3,4"), @"");
}

/// RPC-11
#[test]
fn a_value_that_looks_like_a_filter_is_one() {
    assert_snapshot!(sql("GET /rpc/films_of?director=1&title=eq.x&year=not.is.null"), @"");
    assert_snapshot!(refusal("GET /rpc/films_of?director=is.foo"), @"");
}

/// RPC-21
#[test]
fn parameters_of_a_post_are_filters() {
    assert_snapshot!(sql("POST /rpc/films_of?year=gt.1990\n\n{\"director\": 1}"), @"");
    assert!(refusal("POST /rpc/films_of?director=1\n\n{}").starts_with("PGRST100"), "QRK-08");
}

/// RPC-50, SQL-12
#[test]
fn filtered_columns_are_added_to_the_selected_ones() {
    assert_snapshot!(
        sql("GET /rpc/films_of?director=1&select=title,directors(name)&or=(year.gt.1990,not.and(id.eq.1))&genre=eq.x"),
        @""
    );
    assert_snapshot!(sql("GET /rpc/films_of?director=1&select=best_review(body)"), @"");
}

/// RTE-17 … RTE-19
#[test]
fn a_call_is_read_only_by_get_or_when_the_function_is_not_volatile() {
    let read_only = |request: &str| Gateway::default().transaction(request).read_only;
    assert!(read_only("GET /rpc/purge"));
    assert!(read_only("HEAD /rpc/purge"));
    assert!(read_only("POST /rpc/years"));
    assert!(read_only("POST /rpc/add\n\n{\"a\": 1, \"b\": 2}"));
    assert!(!read_only("POST /rpc/purge"));
}

/// RTE-24
#[test]
fn the_root_may_be_a_function() {
    let config = RequestConfig { root_spec: Some("newest_film".into()), ..Gateway::default().request };
    let gateway = Gateway { request: config, ..Gateway::default() };
    assert_eq!(gateway.statement("GET /"), statement("GET /rpc/newest_film"));
}

/// RPC-22
#[test]
fn other_bodies_are_refused() {
    assert_snapshot!(refusal("POST /rpc/shout\nContent-Type: image/png\n\nx"), @"");
}

/// RPC-56, PRF-15
#[test]
fn max_affected_needs_a_set() {
    let prefer = "Prefer: handling=strict, max-affected=1";
    assert_snapshot!(refusal(&format!("POST /rpc/newest_film\n{prefer}")), @"");
    assert!(refusal(&format!("POST /rpc/purge\n{prefer}")).starts_with("PGRST128"));
    assert!(!sql(&format!("POST /rpc/years\n{prefer}")).is_empty());
    assert!(!sql("POST /rpc/newest_film\nPrefer: max-affected=1").is_empty());
}
