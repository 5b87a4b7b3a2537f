//! POST (§5.1 … §5.3).

use insta::assert_snapshot;
use rowgate_plan::Plan;
use rowgate_sql::mutate;

use crate::builder::Database;
use crate::gateway::{Gateway, raw, refusal, sql, statement};

/// MUT-11, MUT-23, MUT-25, SQL-09, SQL-10
#[test]
fn an_object_is_one_row_of_typed_columns() {
    assert_snapshot!(statement("POST /films\n\n{\"title\": \"Alien\", \"tags\": [\"a\"], \"year\": 1979}"), @r#"
    WITH pgrst_source AS (
      INSERT INTO "api"."films"("tags", "title", "year")
      SELECT pgrst_body."tags", pgrst_body."title", pgrst_body."year"
      FROM (SELECT $1 AS json_data) pgrst_payload,
      LATERAL (
        SELECT "tags", "title", "year"
        FROM json_to_record(pgrst_payload.json_data) AS _("tags" text[], "title" text, "year" integer)
      ) pgrst_body
      RETURNING 1
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      ''::text AS body
    FROM (SELECT * FROM pgrst_source) _postgrest_t
    $1::json = '{"title": "Alien", "tags": ["a"], "year": 1979}'
    "#);
}

/// MUT-21
#[test]
fn an_array_is_one_row_per_element() {
    assert_snapshot!(sql("POST /films\n\n[{\"title\": \"Alien\"}, {\"title\": \"Aliens\"}]"), @r#"
    INSERT INTO "api"."films"("title")
    SELECT pgrst_body."title"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "title"
      FROM json_to_recordset(pgrst_payload.json_data) AS _("title" text)
    ) pgrst_body
    RETURNING 1
    $1::json = '[{"title": "Alien"}, {"title": "Aliens"}]'
    "#);
}

/// MUT-21, SQL-10
#[test]
fn objects_without_keys_are_rows_of_defaults() {
    assert_snapshot!(sql("POST /films\n\n{}"), @r#"
    INSERT INTO "api"."films"
    SELECT
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (SELECT  FROM (VALUES (1)) _) pgrst_body
    RETURNING 1
    $1::json = '{}'
    "#);
    assert_snapshot!(sql("POST /films\n\n[{}, {}]"), @r#"
    INSERT INTO "api"."films"
    SELECT
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT
      FROM json_array_elements(pgrst_payload.json_data) _
    ) pgrst_body
    RETURNING 1
    $1::json = '[{}, {}]'
    "#);
    assert_snapshot!(sql("POST /films\n\n[]"), @r#"
    INSERT INTO "api"."films"
    SELECT
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT
      FROM json_array_elements(pgrst_payload.json_data) _
    ) pgrst_body
    RETURNING 1
    $1::json = '[]'
    "#);
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
    assert_snapshot!(statement(&format!("POST /films?select=title\n{prefer}")), @r#"
    WITH pgrst_source AS (
      INSERT INTO "api"."films"("title")
      SELECT pgrst_body."title"
      FROM (SELECT $1::text AS "title") pgrst_body
      RETURNING "api"."films"."id", "api"."films"."title"
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (SELECT "films"."title" FROM pgrst_source AS "films") _postgrest_t
    $1 = 'Alien'
    "#);
    let returned = |select: &str| {
        let shown = sql(&format!("POST /films?select={select}\n{prefer}"));
        shown.lines().find(|line| line.starts_with("RETURNING")).unwrap_or_default().to_owned()
    };
    assert_snapshot!(returned("*,title"), @r#"RETURNING "api"."films".*"#);
    assert_snapshot!(returned("year::text,meta->a,reviews(id),directors(id)"), @r#"RETURNING "api"."films"."director_id", "api"."films"."id", "api"."films"."meta", "api"."films"."year""#);
    assert_snapshot!(returned(""), @r#"RETURNING "api"."films"."id""#);
}

/// MUT-23, MUT-24
#[test]
fn headers_only_gives_the_key_of_a_single_row() {
    assert_snapshot!(statement("POST /roles\nPrefer: return=headers-only\n\n{\"film_id\": 1, \"actor_id\": 2}"), @r#"
    WITH pgrst_source AS (
      INSERT INTO "api"."roles"("actor_id", "film_id")
      SELECT pgrst_body."actor_id", pgrst_body."film_id"
      FROM (
        SELECT $1::integer AS "actor_id", $2::integer AS "film_id"
      ) pgrst_body
      RETURNING "api"."roles".*
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      CASE WHEN pg_catalog.count(_postgrest_t) = 1 THEN (
      SELECT json_agg(json_build_array(member.key, member.value))
      FROM (
        SELECT row_to_json(source) AS row
        FROM pgrst_source AS source
        LIMIT 1
      ) first_row
      CROSS JOIN json_each_text(first_row.row) AS member
      WHERE member.key IN ('actor_id', 'film_id')
    ) END AS location,
      NULL::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      ''::text AS body
    FROM (SELECT * FROM pgrst_source) _postgrest_t
    $1 = '2'
    $2 = '1'
    "#);
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
    assert_snapshot!(sql("POST /recent_films?select=title\nPrefer: return=representation\n\n{\"title\": \"x\"}"), @r#"
    INSERT INTO "api"."recent_films"("title")
    SELECT pgrst_body."title"
    FROM (SELECT $1::text AS "title") pgrst_body
    RETURNING "api"."recent_films"."id", "api"."recent_films"."title"
    $1 = 'x'
    "#);
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
    assert_snapshot!(sql("POST /films?columns=year,title,year\n\n [{\"title\": \"x\", \"other\": 1}]"), @r#"
    INSERT INTO "api"."films"("title", "year")
    SELECT pgrst_body."title", pgrst_body."year"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "title", "year"
      FROM json_to_recordset(pgrst_payload.json_data) AS _("title" text, "year" integer)
    ) pgrst_body
    RETURNING 1
    $1::json = ' [{"title": "x", "other": 1}]'
    "#);
    assert_snapshot!(sql("POST /films?columns=title\n\n not json"), @r#"
    INSERT INTO "api"."films"("title")
    SELECT pgrst_body."title"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "title"
      FROM json_to_recordset(pgrst_payload.json_data) AS _("title" text)
    ) pgrst_body
    RETURNING 1
    $1::json = ' not json'
    "#);
}

/// MUT-15, MUT-16
#[test]
fn missing_members_take_their_defaults_where_that_is_asked_for() {
    let prefer = "Prefer: missing=default\n\n";
    assert_snapshot!(sql(&format!("POST /reviews?columns=stars,body,written\n{prefer}{{\"body\": \"x\"}}")), @r#"
    INSERT INTO "api"."reviews"("body", "stars", "written")
    SELECT pgrst_body."body", pgrst_body."stars", pgrst_body."written"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT jsonb_build_object('stars', 3, 'written', now()) || pgrst_payload.json_data AS val
    ) pgrst_json_defs,
    LATERAL (
      SELECT "body", "stars", "written"
      FROM jsonb_to_record(pgrst_json_defs.val) AS _("body" text, "stars" smallint, "written" timestamp with time zone)
    ) pgrst_body
    RETURNING 1
    $1::jsonb = '{"body": "x"}'
    "#);
    assert_snapshot!(sql(&format!("POST /reviews?columns=stars\n{prefer}[{{}}]")), @r#"
    INSERT INTO "api"."reviews"("stars")
    SELECT pgrst_body."stars"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT jsonb_agg(jsonb_build_object('stars', 3) || elem) AS val
      FROM jsonb_array_elements(pgrst_payload.json_data) elem
    ) pgrst_json_defs,
    LATERAL (
      SELECT "stars"
      FROM jsonb_to_recordset(pgrst_json_defs.val) AS _("stars" smallint)
    ) pgrst_body
    RETURNING 1
    $1::jsonb = '[{}]'
    "#);
    assert_snapshot!(sql(&format!("POST /reviews\n{prefer}[{{}}, {{}}]")), @r#"
    INSERT INTO "api"."reviews"
    SELECT
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT jsonb_agg(jsonb_build_object() || elem) AS val
      FROM jsonb_array_elements(pgrst_payload.json_data) elem
    ) pgrst_json_defs,
    LATERAL (
      SELECT
      FROM jsonb_array_elements(pgrst_json_defs.val) _
    ) pgrst_body
    RETURNING 1
    $1::jsonb = '[{}, {}]'
    "#);
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
    assert_snapshot!(sql("POST /films\nContent-Type: text/csv\n\ntitle,year\nAlien,1979\n\"A, b\",NULL"), @r#"
    INSERT INTO "api"."films"("title", "year")
    SELECT pgrst_body."title", pgrst_body."year"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "title", "year"
      FROM json_to_recordset(pgrst_payload.json_data) AS _("title" text, "year" integer)
    ) pgrst_body
    RETURNING 1
    $1::json = '[{"title":"Alien","year":"1979"},{"title":"A, b","year":null}]'
    "#);
    assert_snapshot!(
        sql("POST /films\nContent-Type: application/x-www-form-urlencoded\n\ntitle=A+b&year=1979&title=C"),
        @r#"
    INSERT INTO "api"."films"("title", "year")
    SELECT pgrst_body."title", pgrst_body."year"
    FROM (SELECT $1::text AS "title", $2::integer AS "year") pgrst_body
    RETURNING 1
    $1 = 'C'
    $2 = '1979'
    "#
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
    assert_snapshot!(refusal("POST /films\n\n{\"titel\": \"x\"}"), @"PGRST204: Could not find the 'titel' column of 'films' in the schema cache");
    assert_snapshot!(refusal("POST /films?columns=title,nope\n\n{}"), @"PGRST204: Could not find the 'nope' column of 'films' in the schema cache");
    assert!(refusal("POST /filmes\n\n{\"nope\": 1}").starts_with("PGRST205"));
}

/// MUT-03 … MUT-05, MUT-08
#[test]
fn bodies_that_are_no_rows_are_refused() {
    assert_snapshot!(refusal("POST /films\n\n{"), @"PGRST102: Empty or invalid json");
    assert_snapshot!(refusal("POST /films\n\n[{\"a\": 1}, {\"b\": 1}]"), @"PGRST102: All object keys must match");
    assert_snapshot!(refusal("POST /films\nContent-Type: text/plain\n\nx"), @"PGRST102: Content-Type not acceptable: text/plain");
    assert_snapshot!(refusal("POST /films\nContent-Type: text/csv\n\na,b\n1,2\n3"), @"PGRST102: All lines must have same number of fields");
}

/// MUT-24: a key's name stands in a literal.
#[test]
fn the_name_of_a_key_may_contain_quotes_and_backslashes() {
    let mut database = Database::default();
    database.table("odd", "it's integer, back\\slash integer").primary_key("odd(it's, back\\slash)");
    let catalog = database.catalog();
    let gateway = Gateway { catalog: &catalog, ..Gateway::default() };
    let shown = gateway.statement("POST /odd\nPrefer: return=headers-only\n\n{\"it's\": 1}");
    assert!(shown.contains(r"member.key IN (E'back\\slash', 'it''s')"), "{shown}");
}

/// MUT-11: an object of plain values is bound value by value. Whoever needs to know what PostgreSQL makes of the whole text
/// gets the statement with that; so does an explanation, which has to be of what PostgREST would do.
#[test]
fn the_text_of_an_object_may_stand_for_its_values() {
    let gateway = Gateway::with(|plan| plan.plans_enabled = true);
    let asked = "POST /films\n\n{\"year\": 1979, \"title\": \"Alien\"}";
    let plan = gateway.planned(&raw(asked)).expect("a plan").unbound().expect("bound values");
    assert!(plan.unbound().is_none());
    let Plan::Mutate(plan) = plan else { panic!("a change") };
    let text = mutate(&plan, &gateway.session).main.text;
    let explained = gateway.transaction(&asked.replacen('\n', "\nAccept: application/vnd.pgrst.plan\n", 1)).main.text;
    for text in [&text, &explained] {
        assert!(
            text.contains(r#"json_to_record(pgrst_payload.json_data) AS _("title" text, "year" integer)"#),
            "{text}"
        );
    }
}
