//! Reads as plain rows (SQL-03).

use insta::assert_snapshot;
use rowgate_plan::Plan;
use rowgate_sql::{Statement, Transaction, plain_select, read, read_selected, rows};

use crate::gateway::{Gateway, raw, shown, sql};

/// The select of a read, where it may stand alone.
pub(crate) fn select(gateway: &Gateway<'_>, request: &str) -> Option<Statement> {
    match gateway.planned(&raw(request)) {
        Ok(Plan::Read(plan)) => plain_select(&plan),
        _ => None,
    }
}

fn transaction(request: &str) -> Transaction {
    let gateway = Gateway::default();
    rows(select(&gateway, request).expect("a read of plain rows"), &gateway.session)
}

/// AUT-73: what the database says about the response is read when the rows are through.
#[test]
fn rows_are_the_select_alone_and_the_settings_after_it() {
    let transaction = transaction("GET /films?title=like.A*&order=year.desc&limit=20");
    assert_snapshot!(shown(&transaction.main), @r#"
    SELECT "api"."films".*
    FROM "api"."films"
    WHERE "api"."films"."title" like $1
    ORDER BY "api"."films"."year" DESC
    LIMIT $2 OFFSET $3
    $1 = 'A%'
    $2 = '20'
    $3 = '0'
    "#);
    assert_snapshot!(shown(&transaction.after.expect("a statement after it")), @"
    SELECT nullif(current_setting('response.headers', true), '') AS response_headers,
      nullif(current_setting('response.status', true), '') AS response_status
    ");
}

/// SEL-02: `*` stays what PostgreSQL makes of it, and so do labels.
#[test]
fn the_select_is_the_one_of_the_ordinary_statement() {
    for request in [
        "GET /films",
        "GET /films?select=*,...posters(file),reviews(body)&reviews.order=stars",
        "GET /films?select=title::text,meta->>a,made:year&or=(id.eq.1,title.is.null)&limit=10&offset=20",
        "GET /posters?select=background,price",
    ] {
        assert_eq!(shown(&transaction(request).main), sql(request), "{request}");
    }
}

/// What is more than the rows and their number needs the ordinary statement.
#[test]
fn only_an_array_or_an_object_comes_as_rows() {
    let may = |request: &str| select(&Gateway::with(|plan| plan.plans_enabled = true), request).is_some();
    assert!(may("GET /films"));
    assert!(may("GET /films\nAccept: application/json"));
    assert!(may("GET /films?limit=0"));
    assert!(may("GET /films\nAccept: application/vnd.pgrst.object+json"));
    for request in [
        "HEAD /films",
        "GET /films\nPrefer: count=exact",
        "GET /films\nPrefer: count=planned",
        "GET /films\nPrefer: count=estimated",
        "GET /films\nAccept: text/csv",
        "GET /films\nAccept: application/vnd.pgrst.object+json;nulls=stripped",
        "GET /films\nAccept: application/vnd.pgrst.array+json;nulls=stripped",
        "GET /films\nAccept: application/vnd.pgrst.plan+json; for=\"application/json\"",
        "GET /films\nAccept: application/x-film-list",
        "GET /rpc/films_of?director=1",
    ] {
        assert!(!may(request), "{request}");
    }
}

/// A select that has been rendered for its shape is not rendered twice.
#[test]
fn the_ordinary_statement_is_the_same_around_a_rendered_select() {
    let gateway = Gateway::default();
    for request in ["GET /films", "GET /films?select=title,reviews(body)&id=in.(1,2)&reviews.limit=1&limit=10"] {
        let Ok(Plan::Read(plan)) = gateway.planned(&raw(request)) else { panic!("{request}") };
        let select = plain_select(&plan).expect("a read of plain rows");
        assert_eq!(read_selected(&plan, select, &gateway.session), read(&plan, &gateway.session));
    }
}
