//! Embeds by every kind of relationship (§4.1, §4.4).

use insta::assert_snapshot;

use crate::gateway::{Gateway, sql, statement};

/// EMB-40, SQL-06
#[test]
fn a_to_one_embed_becomes_a_json_object() {
    assert_snapshot!(sql("GET /films?select=title,directors(name)"), @"");
}

/// EMB-40, SQL-06
#[test]
fn a_to_many_embed_becomes_a_json_array() {
    assert_snapshot!(sql("GET /directors?select=name,films(title)"), @"");
}

/// EMB-03, SQL-06
#[test]
fn a_many_to_many_embed_joins_the_junction_in_its_where_clause() {
    assert_snapshot!(sql("GET /films?select=title,actors(name)&actors.name=like.S*"), @"");
}

/// EMB-02, EMB-40
#[test]
fn a_one_to_one_embed_is_an_object_from_both_ends() {
    assert_snapshot!(sql("GET /films?select=title,posters(price)"), @"");
    assert_snapshot!(sql("GET /posters?select=price,films(title)"), @"");
}

/// EMB-07, SQL-07
#[test]
fn a_computed_relationship_calls_its_function_with_the_parents_row() {
    assert_snapshot!(sql("GET /films?select=title,best_review(body)"), @"");
    assert_snapshot!(sql("GET /directors?select=films(title,similar(title))&films.similar.year=gt.1990"), @"");
}

/// EMB-04, EMB-05
#[test]
fn a_view_embeds_by_the_columns_it_shows() {
    assert_snapshot!(sql("GET /recent_films?select=title,directors(name)"), @"");
    assert_snapshot!(sql("GET /directors?select=name,recent_films(title)"), @"");
}

/// EMB-26
#[test]
fn a_composite_key_joins_by_all_its_columns() {
    assert_snapshot!(sql("GET /bookings?select=id,seats(row_label)"), @"");
}

/// EMB-45
#[test]
fn embeds_nest_and_every_level_has_its_own_aliases() {
    assert_snapshot!(
        sql("GET /directors?select=name,films(title,roles(character,actors(name)))\
             &films.roles.character=eq.Ripley&films.roles.actors.name=eq.Sigourney"),
        @""
    );
}

/// EMB-27
#[test]
fn the_key_is_the_alias_or_the_target_as_written() {
    assert_snapshot!(sql("GET /films?select=made_by:directors(name)"), @"");
    assert_snapshot!(sql("GET /films?select=director_id(name)"), @"");
    assert_snapshot!(sql("GET /films?select=films_director_id_fkey(name)"), @"");
}

/// EMB-42
#[test]
fn an_empty_embed_joins_without_appearing() {
    assert_snapshot!(sql("GET /films?select=title,directors()&directors.name=eq.x"), @"");
    assert_snapshot!(sql("GET /films?select=title,reviews(films()),roles!inner()"), @"");
}

/// EMB-42
#[test]
fn an_embed_of_empty_embeds_does_not_appear_either() {
    let shown = sql("GET /directors?select=name,films(reviews())");
    assert!(!shown.contains("AS \"films\""), "{shown}");
}

/// EMB-43
#[test]
fn an_inner_join_leaves_out_parents_without_a_match() {
    assert_snapshot!(sql("GET /films?select=title,directors!inner(name)&directors.name=eq.x"), @"");
    assert_snapshot!(sql("GET /films?select=title,reviews!inner(body)&reviews.stars=eq.5"), @"");
    assert_eq!(sql("GET /films?select=reviews!left(body)"), sql("GET /films?select=reviews(body)"));
}

/// SEL-10, QRK-20
#[test]
fn embeds_follow_the_columns_and_those_addressed_come_first() {
    assert_snapshot!(
        sql("GET /films?select=reviews(id),title,directors(id),year,posters(price)&posters.price=is.null"),
        @""
    );
}

/// EMB-10, EMB-23: the same relation at two levels.
#[test]
fn a_relation_embeds_itself_by_its_name_or_by_the_column() {
    assert_snapshot!(sql("GET /employees?select=name,team:employees(name),manager_id(name)"), @"");
}

/// EMB-47, SQL-09
#[test]
fn a_change_embeds_what_belongs_to_the_changed_rows() {
    assert_snapshot!(
        statement(
            "PATCH /films?id=eq.1&select=title,directors(name),actors(name)\nPrefer: return=representation\n\n\
             {\"year\": 1979}"
        ),
        @""
    );
}

/// EMB-47
#[test]
fn a_change_returns_everything_for_a_computed_relationship() {
    assert_snapshot!(
        sql("DELETE /films?id=eq.1&select=title,best_review(body)\nPrefer: return=representation"),
        @""
    );
}

/// RPC-51, EMB-47
#[test]
fn a_call_embeds_by_the_relation_it_returns() {
    assert_snapshot!(statement("GET /rpc/films_of?director=1&select=title,directors(name)"), @"");
}

/// SEL-13: without aggregates and representations a star stays a star.
#[test]
fn a_star_in_an_embed_is_not_expanded() {
    assert_snapshot!(sql("GET /films?select=*,directors(*)"), @"");
}

/// EMB-50
#[test]
fn parameters_address_an_embed_by_target_or_alias() {
    let by_alias = sql("GET /films?select=made_by:directors(name)&made_by.name=eq.x");
    assert_eq!(sql("GET /films?select=made_by:directors(name)&directors.name=eq.x"), by_alias);
}

/// EMB-51
#[test]
fn an_embed_addressed_by_its_target_is_warned_about_once_per_node() {
    let warnings = |request: &str| Gateway::default().warnings(request);
    let request = "GET /directors?select=f:films(r:reviews(id),a:actors(id))\
                   &films.year=gt.1&films.order=year&films.reviews.limit=1&f.a.limit=2";
    assert_eq!(warnings(request), ["films to f", "reviews to r"]);
    assert_eq!(warnings("GET /films?select=directors(name)&directors.name=eq.x"), [""; 0]);
}
