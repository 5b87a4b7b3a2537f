//! Which relationship an embed means, and what is said when that is not clear (§4.2, §4.3).

use insta::assert_snapshot;
use rowgate_plan::PlanConfig;

use crate::gateway::{Gateway, refusal, sql};

/// The condition that joins the first embed.
fn join(request: &str) -> String {
    let shown = sql(request);
    let (_, clause) = shown.split_once("WHERE ").expect("a join condition");
    clause.lines().next().unwrap_or_default().to_owned()
}

/// EMB-32, EMB-33
#[test]
fn two_foreign_keys_to_one_relation_are_ambiguous() {
    assert_snapshot!(refusal("GET /awards?select=directors(name)"), @"");
    assert_snapshot!(refusal("GET /directors?select=awards(id)"), @"");
}

/// EMB-32, EMB-33, QRK-50
#[test]
fn two_junctions_between_two_relations_are_ambiguous() {
    assert_snapshot!(refusal("GET /films?select=festivals(name)"), @"");
}

/// EMB-22
#[test]
fn a_hint_is_a_constraint_or_a_column_of_either_end() {
    let by_constraint = join("GET /awards?select=directors!awards_won_by_fkey(name)");
    assert_snapshot!(by_constraint, @"");
    assert_eq!(join("GET /awards?select=directors!won_by(name)"), by_constraint);
    assert_snapshot!(join("GET /directors?select=awards!given_by(id)"), @"");
}

/// EMB-22: a column that both relationships share tells nothing.
#[test]
fn a_hint_that_fits_both_is_ambiguous() {
    assert_snapshot!(refusal("GET /awards?select=directors!id(name)"), @"");
}

/// EMB-22
#[test]
fn a_hint_is_a_junction() {
    assert_snapshot!(sql("GET /films?select=festivals!premieres(name)"), @"");
}

/// EMB-21
#[test]
fn a_target_is_a_constraint_or_a_column_of_the_origin() {
    let by_constraint = join("GET /awards?select=awards_won_by_fkey(name)");
    assert_eq!(join("GET /awards?select=won_by(name)"), by_constraint);
}

/// EMB-21: a column of the other end is no target.
#[test]
fn a_target_is_no_column_of_the_other_end() {
    assert_snapshot!(refusal("GET /directors?select=won_by(id)"), @"");
}

/// EMB-21: constraints and columns lead to tables alone. `director_id` leads from `films` to the table, though there
/// are views of it too.
#[test]
fn a_view_is_a_target_by_its_name_alone() {
    assert_snapshot!(refusal("GET /directors?select=films_director_id_fkey!recent_films(title)"), @"");
    assert_snapshot!(join("GET /directors?select=films_director_id_fkey(title)"), @"");
}

/// EMB-22, QRK-24
#[test]
fn a_hint_that_begins_like_a_join_has_to_be_quoted() {
    assert_snapshot!(refusal("GET /films?select=directors!inner_fk(name)"), @"");
    assert_snapshot!(refusal("GET /films?select=directors!\"inner_fk\"(name)"), @"");
}

/// EMB-24
#[test]
fn a_hint_on_a_relationship_with_itself_is_the_childs_column() {
    assert_snapshot!(join("GET /employees?select=team:employees!manager_id(name)"), @"");
    assert_snapshot!(refusal("GET /employees?select=manager_id!employees_manager_id_fkey(name)"), @"");
}

/// EMB-20
#[test]
fn a_computed_relationship_takes_any_hint() {
    assert_eq!(
        sql("GET /films?select=best_review!whatever(body)"),
        sql("GET /films?select=best_review(body)")
    );
}

/// EMB-30, EMB-31
#[test]
fn an_unknown_embed_suggests_the_nearest_relation() {
    assert_snapshot!(refusal("GET /films?select=director(name)"), @"");
    assert_snapshot!(refusal("GET /films?select=title,directors(name,film(id))"), @"");
}

/// EMB-30, EMB-31
#[test]
fn an_unknown_hint_is_named_and_suggests_nothing() {
    assert_snapshot!(refusal("GET /films?select=directors!nope(name)"), @"");
}

/// EMB-31
#[test]
fn an_origin_without_relationships_suggests_one_that_has_some() {
    assert_snapshot!(refusal("GET /logs?select=films(id)"), @"");
    assert_snapshot!(refusal("GET /yearly?select=films(id)"), @"");
}

/// EMB-09, SCH-01: a relation of another schema is not found.
#[test]
fn both_ends_are_in_the_schema_of_the_request() {
    assert_snapshot!(refusal("GET /films?select=reviews(id)\nAccept-Profile: archive"), @"");
}

/// EMB-34
#[test]
fn parameters_need_an_embed_to_address() {
    assert_snapshot!(refusal("GET /films?select=title&directors.name=eq.x"), @"");
    for parameter in ["directors.order=name", "directors.limit=1", "directors.or=(id.eq.1)", "order=directors(name)"] {
        let refused = refusal(&format!("GET /films?select=title&{parameter}"));
        assert_eq!(refused, refusal("GET /films?directors.name=eq.x"), "{parameter}");
    }
}

/// EMB-34
#[test]
fn the_first_missing_segment_of_a_path_is_named() {
    assert_snapshot!(refusal("GET /films?select=directors(name)&directors.films.roles.id=eq.1"), @"");
}

/// ORD-E11a
#[test]
fn of_several_bad_parameters_the_last_of_the_first_kind_is_reported() {
    let refused = refusal("GET /films?a.id=eq.1&b.id=eq.1&c.order=id&d.limit=1&e.or=(id.eq.1)");
    assert!(refused.starts_with("PGRST108: 'b' "), "{refused}");
    let refused = refusal("GET /films?d.limit=1&c.order=id&e.or=(id.eq.1)&a.order=id");
    assert!(refused.starts_with("PGRST108: 'a' "), "{refused}");
}

/// ORD-E11a
#[test]
fn embeds_are_refused_from_the_top_down() {
    let refused = refusal("GET /films?select=directors(nope(id)),awards(directors(id)),wrong(id)&order=reviews(id)");
    assert!(refused.starts_with("PGRST200: Could not find a relationship between 'directors' and 'nope'"), "{refused}");
    let refused = refusal("GET /films?select=awards(directors(id)),wrong(id)");
    assert!(refused.starts_with("PGRST201"), "{refused}");
}

/// EMB-35
#[test]
fn targets_of_aliased_embeds_are_refused_where_legacy_names_are_off() {
    let strict = Gateway { plan: PlanConfig::default(), ..Gateway::default() };
    assert_snapshot!(strict.refusal("GET /films?select=made_by:directors(name)&directors.name=eq.x"), @"");
    assert_snapshot!(strict.refusal("GET /films?select=made_by:directors(name)&nope.name=eq.x"), @"");
    assert_eq!(
        strict.sql("GET /films?select=made_by:directors(name)&made_by.name=eq.x"),
        sql("GET /films?select=made_by:directors(name)&made_by.name=eq.x"),
    );
}
