//! PATCH and DELETE (§5.6, §5.7).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql, statement};

/// MUT-50, SQL-11
#[test]
fn an_update_joins_the_body_and_is_filtered_by_the_url() {
    assert_snapshot!(
        statement("PATCH /films?id=eq.1&or=(year.gt.1,year.is.null)\n\n{\"title\": \"x\", \"meta\": {\"a\": 1}}"),
        @""
    );
}

/// MUT-52
#[test]
fn an_update_without_filters_changes_all_rows() {
    assert_snapshot!(sql("PATCH /films\n\n{\"title\": \"x\"}"), @"");
}

/// MUT-53, SQL-11
#[test]
fn an_update_without_columns_changes_nothing() {
    assert_snapshot!(sql("PATCH /films?id=eq.1\n\n{}"), @"");
    assert_snapshot!(
        statement("PATCH /films?id=eq.1&select=title,directors(name)\nPrefer: return=representation\n\n[]"),
        @""
    );
}

/// MUT-54
#[test]
fn an_update_takes_an_array() {
    assert_snapshot!(sql("PATCH /films?id=eq.1\n\n[{\"title\": \"x\"}]"), @"");
}

/// MUT-17, COL-02
#[test]
fn an_update_honours_columns_and_defaults() {
    assert_snapshot!(
        sql("PATCH /reviews?id=eq.1&columns=stars,body\nPrefer: missing=default\n\n{\"body\": \"x\", \"id\": 2}"),
        @""
    );
}

/// LOG-08, MUT-71
#[test]
fn a_representation_is_not_filtered_again() {
    assert_snapshot!(
        statement("PATCH /films?year=gt.1990&or=(id.eq.1,id.eq.2)&select=year\nPrefer: return=representation\n\n\
                   {\"year\": 1}"),
        @""
    );
}

/// LOG-09, QRK-19
#[test]
fn a_tree_for_an_embed_restricts_the_changed_rows_too() {
    assert_snapshot!(
        statement(
            "DELETE /films?select=id,reviews(id)&reviews.or=(stars.gt.3)&reviews.body=eq.x\nPrefer: return=representation"
        ),
        @""
    );
}

/// MUT-60
#[test]
fn a_delete_is_filtered_by_the_url() {
    assert_snapshot!(statement("DELETE /films?id=in.(1,2)&meta->>a=eq.b&title=not.is.null"), @"");
}

/// MUT-61
#[test]
fn a_delete_does_not_look_at_its_body() {
    assert_eq!(sql("DELETE /films?id=eq.1\nContent-Type: video/mp4\n\n{"), sql("DELETE /films?id=eq.1"));
}

/// MUT-72
#[test]
fn a_change_that_shows_nothing_returns_one_constant_per_row() {
    for prefer in ["return=minimal", "count=exact"] {
        let shown = sql(&format!("DELETE /films?id=eq.1&select=title\nPrefer: {prefer}"));
        assert!(shown.contains("RETURNING 1\n"), "{shown}");
    }
}

/// MUT-71
#[test]
fn a_representation_has_any_media_type() {
    assert_snapshot!(
        statement("DELETE /films?id=eq.1\nPrefer: return=representation\nAccept: application/x-film-list"),
        @""
    );
}

/// LIM-09
#[test]
fn changes_ignore_limits() {
    assert_eq!(sql("DELETE /films?id=eq.1&limit=1&offset=2"), sql("DELETE /films?id=eq.1"));
    assert!(refusal("DELETE /films?limit=-1").starts_with("PGRST103"));
}

/// EMB-60: a null test needs an embed that the change has not joined.
#[test]
fn a_filter_of_a_change_is_always_one_of_a_column() {
    let shown = sql("DELETE /films?select=id,reviews(id)&reviews=is.null\nPrefer: return=representation");
    assert!(shown.contains(r#"WHERE "api"."films"."reviews" IS NULL"#), "{shown}");
}
