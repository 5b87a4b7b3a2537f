//! Changes of which nothing is wanted but their number (SQL-09 … SQL-11).

use insta::assert_snapshot;
use rowgate_sql::{Statement, Transaction};

use crate::gateway::{Gateway, shown};
use crate::layout::source;

fn transaction(request: &str) -> Transaction {
    Gateway { inert: true, ..Gateway::with(|plan| plan.plans_enabled = true) }.transaction(request)
}

/// The main statement; `None` where it is part of another.
fn alone(request: &str) -> Option<Statement> {
    let transaction = transaction(request);
    transaction.after.is_some().then_some(transaction.main)
}

/// It is what otherwise stands in `pgrst_source`, but that it returns nothing.
#[test]
fn a_write_stands_alone() {
    for request in [
        "POST /films\n\n{\"title\": \"x\"}",
        "POST /films\nPrefer: resolution=ignore-duplicates\n\n[{\"title\": \"x\"}]",
        "PATCH /films?id=eq.1&or=(year.gt.1,year.is.null)\n\n{\"title\": \"x\"}",
        "DELETE /films?id=eq.1",
        "DELETE /films",
    ] {
        let part = Gateway::default().transaction(request).main;
        let alone = alone(request).expect(request);
        assert_eq!(format!("{} RETURNING 1", alone.text), source(&part.text), "{request}");
        assert_eq!(alone.params, part.params, "{request}");
    }
    assert_snapshot!(alone("DELETE /films?id=eq.1").unwrap().text, @r#"DELETE FROM "api"."films" WHERE "api"."films"."id" = $1"#);
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
