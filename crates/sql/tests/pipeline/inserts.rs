//! POST (§5.1 … §5.3).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql, statement};

/// MUT-11, MUT-23, MUT-25, SQL-09, SQL-10
#[test]
fn an_object_is_one_row_of_typed_columns() {
    assert_snapshot!(statement("POST /films\n\n{\"title\": \"Alien\", \"tags\": [\"a\"], \"year\": 1979}"), @"");
}

/// MUT-21
#[test]
fn an_array_is_one_row_per_element() {
    assert_snapshot!(sql("POST /films\n\n[{\"title\": \"Alien\"}, {\"title\": \"Aliens\"}]"), @"");
}

/// MUT-21, SQL-10
#[test]
fn objects_without_keys_are_rows_of_defaults() {
    assert_snapshot!(sql("POST /films\n\n{}"), @"");
    assert_snapshot!(sql("POST /films\n\n[{}, {}]"), @"");
    assert_snapshot!(sql("POST /films\n\n[]"), @"");
}

/// MUT-06
#[test]
fn a_scalar_inserts_nothing() {
    assert_eq!(sql("POST /films\n\n\"x\""), sql("POST /films\n\n[]"));
}

/// MUT-25
#[test]
fn a_representation_needs_its_columns_the_key_and_the_keys_of_embeds() {
    let prefer = "Prefer: return=representation\n\n{\"title\": \"Alien\"}";
    assert_snapshot!(statement(&format!("POST /films?select=title\n{prefer}")), @"");
    let returned = |select: &str| {
        let shown = sql(&format!("POST /films?select={select}\n{prefer}"));
        shown.lines().find(|line| line.starts_with("RETURNING")).unwrap_or_default().to_owned()
    };
    assert_snapshot!(returned("*,title"), @"");
    assert_snapshot!(returned("year::text,meta->a,reviews(id),directors(id)"), @"");
    assert_snapshot!(returned(""), @"");
}

/// MUT-23, MUT-24
#[test]
fn headers_only_gives_the_key_of_a_single_row() {
    assert_snapshot!(statement("POST /roles\nPrefer: return=headers-only\n\n{\"film_id\": 1, \"actor_id\": 2}"), @"");
}

/// MUT-23
#[test]
fn headers_only_gives_no_key_where_there_is_none() {
    let shown = statement("POST /logs\nPrefer: return=headers-only\n\n{\"message\": \"x\"}");
    assert!(shown.contains("NULL::json AS location"), "{shown}");
    assert!(shown.contains("RETURNING \"api\".\"logs\".*"), "{shown}");
}

/// EMB-04, MUT-24: a view has the key of its base table.
#[test]
fn a_view_is_inserted_into_by_the_key_of_its_table() {
    assert_snapshot!(sql("POST /recent_films?select=title\nPrefer: return=representation\n\n{\"title\": \"x\"}"), @"");
}

/// MUT-72
#[test]
fn without_a_representation_select_is_planned_and_not_executed() {
    let body = "\n\n{\"title\": \"x\"}";
    assert_eq!(
        statement(&format!("POST /films?select=title,directors(name)&directors.name=eq.x{body}")),
        statement(&format!("POST /films{body}"))
    );
    assert!(refusal(&format!("POST /films?select=nope(id){body}")).starts_with("PGRST200"));
}

/// COL-02, MUT-07
#[test]
fn columns_stand_for_the_keys_of_an_unread_body() {
    assert_snapshot!(sql("POST /films?columns=year,title,year\n\n [{\"title\": \"x\", \"other\": 1}]"), @"");
    assert_snapshot!(sql("POST /films?columns=title\n\n not json"), @"");
}

/// MUT-15, MUT-16
#[test]
fn missing_members_take_their_defaults_where_that_is_asked_for() {
    let prefer = "Prefer: missing=default\n\n";
    assert_snapshot!(sql(&format!("POST /reviews?columns=stars,body,written\n{prefer}{{\"body\": \"x\"}}")), @"");
    assert_snapshot!(sql(&format!("POST /reviews?columns=stars\n{prefer}[{{}}]")), @"");
    assert_snapshot!(sql(&format!("POST /reviews\n{prefer}[{{}}, {{}}]")), @"");
}

/// MUT-15
#[test]
fn missing_null_is_what_happens_anyway() {
    let body = "\n\n{\"body\": \"x\"}";
    assert_eq!(
        sql(&format!("POST /reviews?columns=stars,body\nPrefer: missing=null{body}")),
        sql(&format!("POST /reviews?columns=stars,body{body}"))
    );
}

/// MUT-08, MUT-09
#[test]
fn csv_and_forms_become_json() {
    assert_snapshot!(sql("POST /films\nContent-Type: text/csv\n\ntitle,year\nAlien,1979\n\"A, b\",NULL"), @"");
    assert_snapshot!(
        sql("POST /films\nContent-Type: application/x-www-form-urlencoded\n\ntitle=A+b&year=1979&title=C"),
        @""
    );
}

/// FLT-41
#[test]
fn filters_of_the_root_are_parsed_and_ignored() {
    let body = "\n\n{\"title\": \"x\"}";
    assert_eq!(sql(&format!("POST /films?year=eq.1&or=(id.eq.1){body}")), sql(&format!("POST /films{body}")));
}

/// MUT-10
#[test]
fn unknown_columns_are_refused() {
    assert_snapshot!(refusal("POST /films\n\n{\"titel\": \"x\"}"), @"");
    assert_snapshot!(refusal("POST /films?columns=title,nope\n\n{}"), @"");
    assert!(refusal("POST /filmes\n\n{\"nope\": 1}").starts_with("PGRST205"));
}

/// MUT-03 … MUT-05, MUT-08
#[test]
fn bodies_that_are_no_rows_are_refused() {
    assert_snapshot!(refusal("POST /films\n\n{"), @"");
    assert_snapshot!(refusal("POST /films\n\n[{\"a\": 1}, {\"b\": 1}]"), @"");
    assert_snapshot!(refusal("POST /films\nContent-Type: text/plain\n\nx"), @"");
    assert_snapshot!(refusal("POST /films\nContent-Type: text/csv\n\na,b\n1"), @"");
}

/// MUT-24: a key's name stands in a literal.
#[test]
fn the_name_of_a_key_may_contain_quotes_and_backslashes() {
    let mut database = crate::builder::Database::default();
    database.table("odd", "it's integer, back\\slash integer").primary_key("odd(it's, back\\slash)");
    let catalog = database.catalog();
    let gateway = crate::gateway::Gateway { catalog: &catalog, ..crate::gateway::Gateway::default() };
    let shown = gateway.statement("POST /odd\nPrefer: return=headers-only\n\n{\"it's\": 1}");
    assert!(shown.contains(r"member.key IN (E'back\\slash', 'it''s')"), "{shown}");
}
