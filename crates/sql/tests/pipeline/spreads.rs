//! Spreads (§4.7).

use insta::assert_snapshot;

use crate::gateway::sql;

/// EMB-70
#[test]
fn a_to_one_spread_lifts_its_columns_into_the_parents_row() {
    assert_snapshot!(sql("GET /films?select=title,...directors(director:name,born)"), @"");
}

/// EMB-70
#[test]
fn a_to_one_spread_lifts_a_star() {
    assert_snapshot!(sql("GET /films?select=title,...directors(*)"), @"");
}

/// EMB-70
#[test]
fn nested_to_one_spreads_lift_further() {
    assert_snapshot!(sql("GET /reviews?select=body,...films(title,...directors(name),posters(price))"), @"");
}

/// EMB-71
#[test]
fn a_to_many_spread_makes_an_array_of_each_column() {
    assert_snapshot!(sql("GET /films?select=title,...reviews(stars,opinion:body)"), @"");
}

/// EMB-71, ORD-05
#[test]
fn the_arrays_of_a_to_many_spread_are_ordered_by_columns_selected_for_that() {
    assert_snapshot!(
        sql("GET /films?select=title,...reviews(body)&reviews.order=stars.desc,written.nullsfirst&reviews.limit=2"),
        @""
    );
}

/// EMB-71, ORD-04, ORD-05
#[test]
fn the_arrays_are_ordered_by_a_related_column_too() {
    assert_snapshot!(
        sql("GET /films?select=title,...roles(character,actors(name))&roles.order=actors(name).desc"),
        @""
    );
}

/// EMB-71, SEL-13
#[test]
fn a_star_in_a_to_many_spread_is_expanded() {
    assert_snapshot!(sql("GET /films?select=title,...roles(*)"), @"");
}

/// EMB-71
#[test]
fn spreads_nest_into_arrays_of_arrays() {
    assert_snapshot!(sql("GET /directors?select=name,...films(title,...directors(born),...reviews(stars),posters(price))"), @"");
}

/// EMB-71, EMB-03
#[test]
fn a_many_to_many_spread_makes_arrays() {
    assert_snapshot!(sql("GET /films?select=title,...actors(name)"), @"");
}

/// EMB-73
#[test]
fn an_empty_spread_joins_without_appearing() {
    assert_snapshot!(sql("GET /films?select=title,...directors(),...reviews!inner()"), @"");
}

/// EMB-72, EMB-74
#[test]
fn a_spread_takes_hints_joins_filters_and_windows() {
    assert_snapshot!(
        sql("GET /awards?select=id,...directors!won_by!inner(name)&directors.name=like.A*&directors.limit=1"),
        @""
    );
}

/// EMB-48
#[test]
fn a_junction_is_spread_into_its_embed() {
    assert_snapshot!(sql("GET /films?select=title,roles(character,...actors(name))"), @"");
}

/// SEL-11
#[test]
fn a_path_is_lifted_under_its_key() {
    assert_snapshot!(sql("GET /reviews?select=...films(meta->studio->>name,budget:meta->>budget)"), @"");
}

/// EMB-70, EMB-47
#[test]
fn a_spread_of_a_change_needs_its_key() {
    assert_snapshot!(
        sql("DELETE /films?id=eq.1&select=title,...directors(name)\nPrefer: return=representation"),
        @""
    );
}
