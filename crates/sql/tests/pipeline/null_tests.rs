//! Whether an embed found anything (§4.6).

use insta::assert_snapshot;

use crate::gateway::sql;

/// EMB-60, EMB-61
#[test]
fn is_null_on_an_embed_is_an_anti_join() {
    assert_snapshot!(sql("GET /films?select=title,directors(name)&directors=is.null"), @"");
}

/// EMB-60, EMB-61
#[test]
fn not_is_null_on_an_embed_is_a_semi_join() {
    assert_snapshot!(sql("GET /films?select=title,reviews()&reviews=not.is.null"), @"");
}

/// EMB-60, LOG-07
#[test]
fn the_test_stands_inside_a_tree() {
    assert_snapshot!(
        sql("GET /films?select=title,who:directors(),reviews(body)&or=(who.is.null,not.and(reviews.not.is.null,id.eq.1))"),
        @""
    );
}

/// EMB-60
#[test]
fn the_test_goes_by_the_alias_alone() {
    let shown = sql("GET /films?select=title,who:directors(name)&directors=is.null");
    assert!(shown.contains(r#"WHERE "api"."films"."directors" IS NULL"#), "{shown}");
}

/// EMB-60, QRK-26
#[test]
fn other_operators_and_paths_are_filters_of_a_column() {
    for filter in ["directors=is.not_null", "directors=is.true", "directors=eq.1", "directors->a=is.null"] {
        let shown = sql(&format!("GET /films?select=title,directors(name)&{filter}"));
        assert!(shown.contains(r#""api"."films"."directors""#), "{shown}");
    }
}

/// EMB-60
#[test]
fn an_embed_inside_an_embed_is_tested_there() {
    assert_snapshot!(sql("GET /directors?select=name,films(title,reviews())&films.reviews=is.null"), @"");
}

/// EMB-74
#[test]
fn a_spread_is_tested_like_an_embed() {
    assert_snapshot!(sql("GET /films?select=title,...directors(name)&directors=not.is.null"), @"");
}
