//! Changes of which nothing is wanted but their number (SQL-09 … SQL-11).

use insta::assert_snapshot;
use rowgate_sql::Transaction;

use crate::gateway::{Gateway, shown};

fn transaction(request: &str) -> Transaction {
    Gateway { inert: true, ..Gateway::with(|plan| plan.plans_enabled = true) }.transaction(request)
}

/// The main statement, and the values it binds; `None` where it is part of another.
fn alone(request: &str) -> Option<String> {
    let transaction = transaction(request);
    transaction.after.is_some().then(|| shown(&transaction.main))
}

#[test]
fn a_write_stands_alone() {
    assert_snapshot!(alone("POST /films\n\n{\"title\": \"x\"}").unwrap(), @r#"
    INSERT INTO "api"."films"("title")
    SELECT pgrst_body."title"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "title"
      FROM json_to_record(pgrst_payload.json_data) AS _("title" text)
    ) pgrst_body
    $1::json = '{"title": "x"}'
    "#);
    assert_snapshot!(alone("PATCH /films?id=eq.1\n\n{\"title\": \"x\"}").unwrap(), @r#"
    UPDATE "api"."films"
    SET "title" = pgrst_body."title"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "title"
      FROM json_to_record(pgrst_payload.json_data) AS _("title" text)
    ) pgrst_body
    WHERE "api"."films"."id" = $2
    $1::json = '{"title": "x"}'
    $2 = '1'
    "#);
    assert_snapshot!(alone("DELETE /films?id=eq.1").unwrap(), @r#"
    DELETE FROM "api"."films"
    WHERE "api"."films"."id" = $1
    $1 = '1'
    "#);
    assert_snapshot!(alone("POST /films\nPrefer: resolution=ignore-duplicates\n\n{\"title\": \"x\"}").unwrap(), @r#"
    INSERT INTO "api"."films"("title")
    SELECT pgrst_body."title"
    FROM (SELECT $1 AS json_data) pgrst_payload,
    LATERAL (
      SELECT "title"
      FROM json_to_record(pgrst_payload.json_data) AS _("title" text)
    ) pgrst_body
    ON CONFLICT("id") DO NOTHING
    $1::json = '{"title": "x"}'
    "#);
}

/// AUT-73
#[test]
fn what_the_database_says_is_read_after_it() {
    let after = transaction("DELETE /films?id=eq.1").after.expect("a statement after it");
    assert_snapshot!(shown(&after), @"
    SELECT nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status
    ");
}

/// Whatever is wanted besides needs the rows.
#[test]
fn a_write_whose_rows_are_wanted_does_not() {
    for preference in ["return=minimal", "count=exact", "return=minimal, count=exact", "tx=rollback", "missing=default"]
    {
        let request = format!("POST /films\nPrefer: {preference}\n\n{{\"title\": \"x\"}}");
        assert!(alone(&request).is_some(), "{request}");
    }
    for request in [
        "POST /films\nPrefer: return=representation\n\n{\"title\": \"x\"}",
        "POST /films\nPrefer: return=headers-only\n\n{\"title\": \"x\"}",
        "POST /films\nPrefer: resolution=merge-duplicates\n\n{\"id\": 1}",
        "PUT /films?id=eq.1\n\n{\"id\": 1}",
        "PATCH /films?id=eq.1\n\n{}",
        "POST /films\nAccept: application/vnd.pgrst.plan+json\n\n{\"title\": \"x\"}",
    ] {
        assert_eq!(alone(request), None, "{request}");
    }
}

/// A trigger may change what there is to count, and speak too late.
#[test]
fn a_write_that_does_more_does_not() {
    let request = "DELETE /films?id=eq.1";
    assert!(Gateway::default().transaction(request).after.is_none());
}
