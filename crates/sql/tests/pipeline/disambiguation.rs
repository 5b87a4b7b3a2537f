//! Which relationship an embed means, and what is said when that is not clear (§4.2, §4.3).

use insta::assert_snapshot;

use crate::builder::Database;
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
    assert_snapshot!(refusal("GET /awards?select=directors(name)"), @r#"
    PGRST201: Could not embed because more than one relationship was found for 'awards' and 'directors'
    details:
      {"cardinality":"many-to-one","embedding":"awards with directors","relationship":"awards_given_by_fkey using awards(given_by) and directors(id)"}
      {"cardinality":"many-to-one","embedding":"awards with directors","relationship":"awards_won_by_fkey using awards(won_by) and directors(id)"}
    hint: Try changing 'directors' to one of the following: 'directors!awards_given_by_fkey', 'directors!awards_won_by_fkey'. Find the desired relationship in the 'details' key.
    "#);
    assert_snapshot!(refusal("GET /directors?select=awards(id)"), @r#"
    PGRST201: Could not embed because more than one relationship was found for 'directors' and 'awards'
    details:
      {"cardinality":"one-to-many","embedding":"directors with awards","relationship":"awards_given_by_fkey using directors(id) and awards(given_by)"}
      {"cardinality":"one-to-many","embedding":"directors with awards","relationship":"awards_won_by_fkey using directors(id) and awards(won_by)"}
    hint: Try changing 'awards' to one of the following: 'awards!awards_given_by_fkey', 'awards!awards_won_by_fkey'. Find the desired relationship in the 'details' key.
    "#);
}

/// EMB-32, EMB-33, QRK-50
#[test]
fn two_junctions_between_two_relations_are_ambiguous() {
    assert_snapshot!(refusal("GET /films?select=festivals(name)"), @r#"
    PGRST201: Could not embed because more than one relationship was found for 'films' and 'festivals'
    details:
      {"cardinality":"many-to-many","embedding":"films with festivals","relationship":"premieres using premieres_film_id_fkey(film_id) and premieres_festival_id_fkey(festival_id)"}
      {"cardinality":"many-to-many","embedding":"films with festivals","relationship":"screenings using screenings_film_id_fkey(film_id) and screenings_festival_id_fkey(festival_id)"}
    hint: Try changing 'festivals' to one of the following: 'festivals!premieres', 'festivals!screenings'. Find the desired relationship in the 'details' key.
    "#);
}

/// EMB-02, EMB-10, EMB-33
#[test]
fn a_one_to_one_relationship_is_listed_behind_the_others() {
    let mut database = Database::default();
    database.table("films", "id integer").primary_key("films(id)");
    database.table("details", "film_id integer, sequel_of integer").primary_key("details(film_id)");
    database.foreign_key("details(film_id) -> films(id)").foreign_key("details(sequel_of) -> films(id)");
    let catalog = database.catalog();
    let gateway = Gateway { catalog: &catalog, ..Gateway::default() };
    assert_snapshot!(gateway.refusal("GET /films?select=details(film_id)"), @r#"
    PGRST201: Could not embed because more than one relationship was found for 'films' and 'details'
    details:
      {"cardinality":"one-to-many","embedding":"films with details","relationship":"details_sequel_of_fkey using films(id) and details(sequel_of)"}
      {"cardinality":"one-to-one","embedding":"films with details","relationship":"details_film_id_fkey using films(id) and details(film_id)"}
    hint: Try changing 'details' to one of the following: 'details!details_sequel_of_fkey', 'details!details_film_id_fkey'. Find the desired relationship in the 'details' key.
    "#);
    assert_snapshot!(gateway.refusal("GET /details?select=films(id)"), @r#"
    PGRST201: Could not embed because more than one relationship was found for 'details' and 'films'
    details:
      {"cardinality":"many-to-one","embedding":"details with films","relationship":"details_sequel_of_fkey using details(sequel_of) and films(id)"}
      {"cardinality":"one-to-one","embedding":"details with films","relationship":"details_film_id_fkey using details(film_id) and films(id)"}
    hint: Try changing 'films' to one of the following: 'films!details_sequel_of_fkey', 'films!details_film_id_fkey'. Find the desired relationship in the 'details' key.
    "#);
}

/// EMB-26, EMB-33
#[test]
fn composite_keys_are_listed_with_all_their_columns_and_hinted_by_their_constraint() {
    let mut database = Database::default();
    database.table("seats", "hall text, number integer").primary_key("seats(hall, number)");
    database.table("moves", "id integer, hall text, number integer, to_hall text, to_number integer");
    database.foreign_key("moves(hall, number) -> seats(hall, number)");
    database.foreign_key("moves(to_hall, to_number) -> seats(hall, number)");
    let catalog = database.catalog();
    let gateway = Gateway { catalog: &catalog, ..Gateway::default() };
    assert_snapshot!(gateway.refusal("GET /moves?select=seats(hall)"), @r#"
    PGRST201: Could not embed because more than one relationship was found for 'moves' and 'seats'
    details:
      {"cardinality":"many-to-one","embedding":"moves with seats","relationship":"moves_hall_number_fkey using moves(hall, number) and seats(hall, number)"}
      {"cardinality":"many-to-one","embedding":"moves with seats","relationship":"moves_to_hall_to_number_fkey using moves(to_hall, to_number) and seats(hall, number)"}
    hint: Try changing 'seats' to one of the following: 'seats!moves_hall_number_fkey', 'seats!moves_to_hall_to_number_fkey'. Find the desired relationship in the 'details' key.
    "#);
    assert!(gateway.refusal("GET /moves?select=seats!to_hall(hall)").starts_with("PGRST200"));
    assert_snapshot!(gateway.sql("GET /moves?select=seats!moves_to_hall_to_number_fkey(hall)"), @r#"
    SELECT row_to_json("moves_seats_1".*)::jsonb AS "seats"
    FROM "api"."moves"
    LEFT JOIN LATERAL (
      SELECT "seats_1"."hall"
      FROM "api"."seats" AS "seats_1"
      WHERE "seats_1"."hall" = "api"."moves"."to_hall" AND "seats_1"."number" = "api"."moves"."to_number"
    ) AS "moves_seats_1" ON TRUE
    "#);
}

/// EMB-22
#[test]
fn a_hint_is_a_constraint_or_a_column_of_either_end() {
    let by_constraint = join("GET /awards?select=directors!awards_won_by_fkey(name)");
    assert_snapshot!(by_constraint, @r#""directors_1"."id" = "api"."awards"."won_by""#);
    assert_eq!(join("GET /awards?select=directors!won_by(name)"), by_constraint);
    assert_snapshot!(join("GET /directors?select=awards!given_by(id)"), @r#""awards_1"."given_by" = "api"."directors"."id""#);
}

/// EMB-22: a column that both relationships share tells nothing.
#[test]
fn a_hint_that_fits_both_is_ambiguous() {
    assert_snapshot!(refusal("GET /awards?select=directors!id(name)"), @r#"
    PGRST201: Could not embed because more than one relationship was found for 'awards' and 'directors'
    details:
      {"cardinality":"many-to-one","embedding":"awards with directors","relationship":"awards_given_by_fkey using awards(given_by) and directors(id)"}
      {"cardinality":"many-to-one","embedding":"awards with directors","relationship":"awards_won_by_fkey using awards(won_by) and directors(id)"}
    hint: Try changing 'directors' to one of the following: 'directors!awards_given_by_fkey', 'directors!awards_won_by_fkey'. Find the desired relationship in the 'details' key.
    "#);
}

/// EMB-22
#[test]
fn a_hint_is_a_junction() {
    assert_snapshot!(sql("GET /films?select=festivals!premieres(name)"), @r#"
    SELECT COALESCE("films_festivals_1"."films_festivals_1", '[]') AS "festivals"
    FROM "api"."films"
    LEFT JOIN LATERAL (
      SELECT json_agg("films_festivals_1")::jsonb AS "films_festivals_1"
      FROM (
        SELECT "api"."festivals"."name"
        FROM "api"."festivals", "api"."premieres"
        WHERE "api"."premieres"."festival_id" = "api"."festivals"."id"
          AND "api"."premieres"."film_id" = "api"."films"."id"
      ) AS "films_festivals_1"
    ) AS "films_festivals_1" ON TRUE
    "#);
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
    assert_snapshot!(refusal("GET /directors?select=won_by(id)"), @"
    PGRST200: Could not find a relationship between 'directors' and 'won_by' in the schema cache
    details: Searched for a foreign key relationship between 'directors' and 'won_by' in the schema 'api', but no matches were found.
    ");
}

/// EMB-21: views show the columns of a key too, but the key's name means the table.
#[test]
fn a_constraint_as_a_target_leads_to_the_table_and_not_to_its_views() {
    let joined = join("GET /directors?select=films_director_id_fkey(title)");
    assert_eq!(joined, join("GET /directors?select=films(title)"));
    assert!(sql("GET /directors?select=recent_films(title)").contains(r#"FROM "api"."recent_films""#));
}

/// EMB-22, QRK-24
#[test]
fn a_hint_that_begins_like_a_join_has_to_be_quoted() {
    assert_snapshot!(refusal("GET /films?select=directors!inner_fk(name)"), @r#"
    PGRST100: "failed to parse select parameter (directors!inner_fk(name))" (line 1, column 10)
    details: unexpected '!' expecting letter, digit, "-", "->>", "->", "::", ".", ")", "," or end of input
    "#);
    assert_snapshot!(refusal("GET /films?select=directors!\"inner_fk\"(name)"), @"
    PGRST200: Could not find a relationship between 'films' and 'directors' in the schema cache
    details: Searched for a foreign key relationship between 'films' and 'directors' using the hint 'inner_fk' in the schema 'api', but no matches were found.
    ");
}

/// EMB-24
#[test]
fn a_hint_on_a_relationship_with_itself_is_the_childs_column() {
    assert_snapshot!(join("GET /employees?select=team:employees!manager_id(name)"), @r#""employees_1"."manager_id" = "api"."employees"."id""#);
    assert_snapshot!(refusal("GET /employees?select=manager_id!employees_manager_id_fkey(name)"), @"
    PGRST200: Could not find a relationship between 'employees' and 'manager_id' in the schema cache
    details: Searched for a foreign key relationship between 'employees' and 'manager_id' using the hint 'employees_manager_id_fkey' in the schema 'api', but no matches were found.
    ");
}

/// EMB-20
#[test]
fn a_computed_relationship_takes_any_hint() {
    assert_eq!(sql("GET /films?select=best_review!whatever(body)"), sql("GET /films?select=best_review(body)"));
}

/// EMB-30, EMB-31
#[test]
fn an_unknown_embed_suggests_the_nearest_relation() {
    assert_snapshot!(refusal("GET /films?select=director(name)"), @"
    PGRST200: Could not find a relationship between 'films' and 'director' in the schema cache
    details: Searched for a foreign key relationship between 'films' and 'director' in the schema 'api', but no matches were found.
    hint: Perhaps you meant 'directors' instead of 'director'.
    ");
    assert_snapshot!(refusal("GET /films?select=title,directors(name,film(id))"), @"
    PGRST200: Could not find a relationship between 'directors' and 'film' in the schema cache
    details: Searched for a foreign key relationship between 'directors' and 'film' in the schema 'api', but no matches were found.
    hint: Perhaps you meant 'films' instead of 'film'.
    ");
}

/// EMB-30, EMB-31
#[test]
fn an_unknown_hint_is_named_and_suggests_nothing() {
    assert_snapshot!(refusal("GET /films?select=directors!nope(name)"), @"
    PGRST200: Could not find a relationship between 'films' and 'directors' in the schema cache
    details: Searched for a foreign key relationship between 'films' and 'directors' using the hint 'nope' in the schema 'api', but no matches were found.
    ");
}

/// EMB-31
#[test]
fn an_origin_without_relationships_suggests_one_that_has_some() {
    assert_snapshot!(refusal("GET /logs?select=films(id)"), @"
    PGRST200: Could not find a relationship between 'logs' and 'films' in the schema cache
    details: Searched for a foreign key relationship between 'logs' and 'films' in the schema 'api', but no matches were found.
    hint: Perhaps you meant 'bookings' instead of 'logs'.
    ");
}

/// EMB-09, SCH-01: a relation of another schema is not found.
#[test]
fn both_ends_are_in_the_schema_of_the_request() {
    assert_snapshot!(refusal("GET /films?select=reviews(id)\nAccept-Profile: archive"), @"
    PGRST200: Could not find a relationship between 'films' and 'reviews' in the schema cache
    details: Searched for a foreign key relationship between 'films' and 'reviews' in the schema 'archive', but no matches were found.
    ");
}

/// EMB-34
#[test]
fn parameters_need_an_embed_to_address() {
    assert_snapshot!(refusal("GET /films?select=title&directors.name=eq.x"), @"
    PGRST108: 'directors' is not an embedded resource in this request
    hint: Verify that 'directors' is included in the 'select' query parameter.
    ");
    for parameter in ["directors.order=name", "directors.limit=1", "directors.or=(id.eq.1)", "order=directors(name)"] {
        let refused = refusal(&format!("GET /films?select=title&{parameter}"));
        assert_eq!(refused, refusal("GET /films?directors.name=eq.x"), "{parameter}");
    }
}

/// EMB-34
#[test]
fn the_first_missing_segment_of_a_path_is_named() {
    assert_snapshot!(refusal("GET /films?select=directors(name)&directors.films.roles.id=eq.1"), @"
    PGRST108: 'films' is not an embedded resource in this request
    hint: Verify that 'films' is included in the 'select' query parameter.
    ");
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
    let strict = Gateway::with(|plan| plan.legacy_target_names = false);
    assert_snapshot!(strict.refusal("GET /films?select=made_by:directors(name)&directors.name=eq.x"), @"
    PGRST108: 'directors' is not an embedded resource in this request
    details: Target names are not allowed in filters if they have an alias
    hint: Change 'directors' to 'made_by' in filters, orders or limits.
    ");
    assert_snapshot!(strict.refusal("GET /films?select=made_by:directors(name)&nope.name=eq.x"), @"
    PGRST108: 'nope' is not an embedded resource in this request
    hint: Verify that 'nope' is included in the 'select' query parameter.
    ");
    assert_eq!(
        strict.sql("GET /films?select=made_by:directors(name)&made_by.name=eq.x"),
        sql("GET /films?select=made_by:directors(name)&made_by.name=eq.x"),
    );
}
