//! POST with a resolution, and PUT (§5.4, §5.5).

use insta::assert_snapshot;

use crate::gateway::{refusal, sql, statement};

const MERGE: &str = "Prefer: resolution=merge-duplicates\n\n";
const IGNORE: &str = "Prefer: resolution=ignore-duplicates\n\n";

/// MUT-30, MUT-34
#[test]
fn merging_updates_every_column_of_the_body_and_counts_what_it_inserted() {
    assert_snapshot!(statement(&format!("POST /roles\n{MERGE}{{\"film_id\": 1, \"actor_id\": 2, \"character\": \"x\"}}")), @r#"
    WITH pgrst_source AS (
      INSERT INTO "api"."roles"("actor_id", "character", "film_id")
      SELECT pgrst_body."actor_id", pgrst_body."character", pgrst_body."film_id"
      FROM (
        SELECT $1::integer AS "actor_id", $2::text AS "character", $3::integer AS "film_id"
      ) pgrst_body
      WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0'
      ON CONFLICT("actor_id", "film_id")
      DO UPDATE SET "actor_id" = EXCLUDED."actor_id",
        "character" = EXCLUDED."character",
        "film_id" = EXCLUDED."film_id"
      WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) - 1)::text, true) <> '-1'
      RETURNING 1
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      nullif(current_setting('pgrst.inserted', true), '')::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      ''::text AS body
    FROM (SELECT * FROM pgrst_source) _postgrest_t
    $1 = '2'
    $2 = 'x'
    $3 = '1'
    "#);
}

/// MUT-30, MUT-35
#[test]
fn ignoring_does_nothing_about_rows_that_exist() {
    assert_snapshot!(statement(&format!("POST /films\n{IGNORE}[{{\"id\": 1}}]")), @r#"
    WITH pgrst_source AS (
      INSERT INTO "api"."films"("id")
      SELECT pgrst_body."id"
      FROM (SELECT $1 AS json_data) pgrst_payload,
      LATERAL (
        SELECT "id"
        FROM json_to_recordset(pgrst_payload.json_data) AS _("id" integer)
      ) pgrst_body
      ON CONFLICT("id") DO NOTHING
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
    $1::json = '[{"id": 1}]'
    "#);
}

/// MUT-30, COL-03
#[test]
fn on_conflict_takes_the_place_of_the_key() {
    let body = "{\"id\": 1, \"title\": \"x\"}";
    let clause = |request: &str| {
        let shown = sql(request);
        shown
            .lines()
            .filter(|line| line.starts_with("ON CONFLICT") || line.starts_with("DO "))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_snapshot!(clause(&format!("POST /films?on_conflict=title,year\n{MERGE}{body}")), @r#"
    ON CONFLICT("title", "year")
    DO UPDATE SET "id" = EXCLUDED."id", "title" = EXCLUDED."title"
    "#);
    assert_snapshot!(clause(&format!("POST /films?on_conflict=title\n{IGNORE}{body}")), @r#"ON CONFLICT("title") DO NOTHING"#);
    assert_eq!(clause(&format!("POST /films?on_conflict=title\n\n{body}")), "", "COL-03");
}

/// MUT-31
#[test]
fn without_a_key_there_is_nothing_to_conflict_with() {
    assert_snapshot!(sql(&format!("POST /logs\n{MERGE}{{\"message\": \"x\"}}")), @r#"
    INSERT INTO "api"."logs"("message")
    SELECT pgrst_body."message"
    FROM (SELECT $1::text AS "message") pgrst_body
    WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0'
    RETURNING 1
    $1 = 'x'
    "#);
    assert_snapshot!(sql(&format!("POST /logs\n{IGNORE}{{\"message\": \"x\"}}")), @r#"
    INSERT INTO "api"."logs"("message")
    SELECT pgrst_body."message"
    FROM (SELECT $1::text AS "message") pgrst_body
    RETURNING 1
    $1 = 'x'
    "#);
}

/// MUT-32
#[test]
fn merging_without_columns_does_nothing() {
    assert_snapshot!(sql(&format!("POST /films\n{MERGE}{{}}")), @r#"
    INSERT INTO "api"."films"
    SELECT
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (SELECT  FROM (VALUES (1)) _) pgrst_body
    WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0'
    ON CONFLICT("id") DO NOTHING
    RETURNING 1
    $1::json = '{}'
    "#);
}

/// MUT-40, MUT-41, MUT-43
#[test]
fn put_takes_of_the_body_the_row_that_the_url_names() {
    assert_snapshot!(
        statement("PUT /roles?film_id=eq.1&actor_id=eq.2\nPrefer: return=representation\n\n\
                   {\"film_id\": 1, \"actor_id\": 2, \"character\": \"x\"}"),
        @r#"
    WITH pgrst_source AS (
      INSERT INTO "api"."roles"("actor_id", "character", "film_id")
      SELECT pgrst_body."actor_id", pgrst_body."character", pgrst_body."film_id"
      FROM (
        SELECT $1::integer AS "actor_id", $2::text AS "character", $3::integer AS "film_id"
      ) pgrst_body
      WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) + 1)::text, true) <> '0'
        AND pgrst_body."film_id" = $4
        AND pgrst_body."actor_id" = $5
      ON CONFLICT("actor_id", "film_id")
      DO UPDATE SET "actor_id" = EXCLUDED."actor_id",
        "character" = EXCLUDED."character",
        "film_id" = EXCLUDED."film_id"
      WHERE set_config('pgrst.inserted', (coalesce(nullif(current_setting('pgrst.inserted', true), '')::int, 0) - 1)::text, true) <> '-1'
      RETURNING "api"."roles".*
    )
    SELECT NULL::bigint AS total_result_set,
      pg_catalog.count(_postgrest_t) AS page_total,
      NULL::json AS location,
      nullif(current_setting('pgrst.inserted', true), '')::int AS response_inserted,
      nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status,
      coalesce(json_agg(_postgrest_t), '[]') AS body
    FROM (SELECT "roles".* FROM pgrst_source AS "roles") _postgrest_t
    $1 = '2'
    $2 = 'x'
    $3 = '1'
    $4 = '1'
    $5 = '2'
    "#
    );
}

/// MUT-44
#[test]
fn preferences_and_columns_mean_nothing_to_put() {
    let body = "\n\n{\"id\": 1, \"title\": \"x\"}";
    assert_eq!(
        sql(&format!(
            "PUT /films?id=eq.1&columns=title&on_conflict=title\n\
             Prefer: resolution=ignore-duplicates, missing=default{body}"
        )),
        sql(&format!("PUT /films?id=eq.1{body}")),
    );
}

/// MUT-40
#[test]
fn put_takes_the_whole_key_and_nothing_else() {
    assert_snapshot!(refusal("PUT /films?id=eq.1&year=eq.2\n\n{\"id\": 1}"), @"PGRST105: Filters must include all and only primary key columns with 'eq' operators");
    let body = "\n\n{\"film_id\": 1, \"actor_id\": 2}";
    for query in [
        "",
        "film_id=eq.1",
        "film_id=eq.1&actor_id=gt.2",
        "film_id=eq.1&actor_id=not.eq.2",
        "film_id=eq.1&actor_id=eq(any).{2}",
        "film_id=eq.1&actor_id=eq.2&and=(film_id.eq.1)",
        "film_id=eq.1&actor_id=eq.2&films.id=eq.1&select=films(id)",
        "\"film_id\"=eq.1&actor_id=eq.2",
    ] {
        let refused = refusal(&format!("PUT /roles?{query}{body}"));
        assert!(refused.starts_with("PGRST105"), "{query}: {refused}");
    }
    assert!(refusal("PUT /logs?message=eq.x\n\n{}").starts_with("PGRST105"), "a relation without a key");
}

/// ORD-E12
#[test]
fn the_filters_of_put_are_checked_before_its_columns() {
    assert!(refusal("PUT /films?year=eq.1\n\n{\"nope\": 1}").starts_with("PGRST105"));
    assert!(refusal("PUT /films?id=eq.1\n\n{\"nope\": 1}").starts_with("PGRST204"));
}
