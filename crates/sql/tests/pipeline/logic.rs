//! and/or trees (§2.6).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql};

/// LOG-01, LOG-06
#[test]
fn trees_nest_and_are_negated() {
    assert_snapshot!(
        sql("GET /films?select=id&or=(year.eq.1979,not.and(year.gt.1990,title.like.A*,or(id.is.null)))"),
        @""
    );
    assert_snapshot!(sql("GET /films?select=id&not.or=(year.eq.1979,id.not.in.(1,2))"), @"");
}

/// LOG-06
#[test]
fn trees_come_before_plain_filters() {
    assert_snapshot!(sql("GET /films?select=id&year=eq.1&or=(id.eq.2)&title=eq.3&and=(id.eq.4,id.eq.5)"), @"");
}

/// LOG-03
#[test]
fn columns_may_be_called_like_the_words_of_a_tree() {
    assert_snapshot!(sql("GET /films?select=id&and=(and_x.eq.1,or.eq.2,not.eq.3)"), @"");
}

/// LOG-04
#[test]
fn values_with_commas_are_quoted_or_in_braces() {
    assert_snapshot!(sql(r#"GET /films?select=id&or=(title.eq."a,b)",tags.cs.{a,b},shown.ov."[1,2)")"#), @"");
}

/// LOG-02
#[test]
fn a_tree_addresses_an_embed_by_its_path() {
    assert_snapshot!(sql("GET /films?select=id,reviews(body)&reviews.not.or=(stars.gt.3,body.is.null)"), @"");
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
    assert_snapshot!(refusal("GET /films?or=()"), @"");
}
