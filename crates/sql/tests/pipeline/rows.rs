//! Reads and calls as plain rows (SQL-03).

use insta::assert_snapshot;
use rowgate_plan::Plan;
use rowgate_sql::{Transaction, call, call_around, call_rows, plain_call, plain_read, read, read_around, read_rows};

use crate::gateway::{Gateway, raw, shown, sql};

/// A read or a call as its rows, where they are all that is asked for.
pub(crate) fn rows(gateway: &Gateway<'_>, request: &str) -> Option<Transaction> {
    match gateway.planned(&raw(request)).ok()? {
        Plan::Read(plan) => plain_read(&plan).map(|rows| read_rows(rows, &gateway.session)),
        Plan::Call(plan) => plain_call(&plan).map(|rows| call_rows(&plan, rows, &gateway.session)),
        _ => None,
    }
}

fn transaction(request: &str) -> Transaction {
    rows(&Gateway::default(), request).expect("a request for plain rows")
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

/// RPC-40, RPC-50: the call and the select from it are what the body is otherwise made of.
#[test]
fn a_call_has_its_source_before_the_select() {
    let transaction = transaction("GET /rpc/films_of?director=1&select=title&year=gt.1990&limit=5");
    assert_snapshot!(shown(&transaction.main), @r#"
    WITH pgrst_source AS (
      SELECT pgrst_call."title", pgrst_call."year"
      FROM "api"."films_of"("director" := $1::integer) pgrst_call
    )
    SELECT "films"."title"
    FROM pgrst_source AS "films"
    WHERE "films"."year" > $2
    LIMIT $3 OFFSET $4
    $1 = '1'
    $2 = '1990'
    $3 = '5'
    $4 = '0'
    "#);
    assert!(transaction.after.is_some());
    assert_snapshot!(shown(&self::transaction("GET /rpc/add?a=1&b=2").main), @r#"
    WITH pgrst_source AS (
      SELECT pgrst_call.pgrst_scalar
      FROM (
        SELECT "api"."add"("a" := $1::integer, "b" := $2::integer) pgrst_scalar
      ) pgrst_call
    )
    SELECT "add".*
    FROM pgrst_source AS "add"
    $1 = '1'
    $2 = '2'
    "#);
}

/// Rows that cannot be used are asked for once more, and a volatile function may not be called twice. Otherwise it is as
/// with reads.
#[test]
fn only_what_may_be_called_again_comes_as_rows() {
    for request in [
        "POST /rpc/pick?select=id\n\n{\"id\": 1}",
        "GET /rpc/shout?text=a",
        "GET /rpc/rate?film=1",
        "GET /rpc/add?a=1&b=2\nPrefer: count=exact",
        "GET /rpc/films_of?director=1\nAccept: text/csv",
        "GET /rpc/films_of?director=1\nAccept: application/vnd.pgrst.array+json;nulls=stripped",
        "HEAD /rpc/add?a=1&b=2",
    ] {
        assert_eq!(rows(&Gateway::default(), request), None, "{request}");
    }
    for request in ["POST /rpc/add\n\n{\"a\": 1, \"b\": 2}", "GET /rpc/years", "POST /rpc/search\n\n{\"term\": \"a\"}"]
    {
        let (rows, body) = (transaction(request), Gateway::default().transaction(request));
        assert_eq!((rows.isolation, rows.read_only), (body.isolation, true), "{request}");
        assert_eq!(rows.preamble[0].text, body.preamble[0].text, "{request}");
    }
}

/// What is more than the rows and their number needs the ordinary statement.
#[test]
fn only_an_array_or_an_object_comes_as_rows() {
    let may = |request: &str| rows(&Gateway::with(|plan| plan.plans_enabled = true), request).is_some();
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
    ] {
        assert!(!may(request), "{request}");
    }
}

/// What has been rendered for its shape is not rendered twice.
#[test]
fn the_ordinary_statement_is_the_same_around_rendered_rows() {
    let gateway = Gateway::default();
    for request in ["GET /films", "GET /films?select=title,reviews(body)&id=in.(1,2)&reviews.limit=1&limit=10"] {
        let Ok(Plan::Read(plan)) = gateway.planned(&raw(request)) else { panic!("{request}") };
        let rows = plain_read(&plan).expect("a read of plain rows");
        assert_eq!(read_around(&plan, rows, &gateway.session), read(&plan, &gateway.session));
    }
    for request in [
        "GET /rpc/add?a=1&b=2",
        "GET /rpc/years?limit=3\nAccept: application/vnd.pgrst.object+json",
        "GET /rpc/films_of?director=1&select=title,reviews(body)&id=in.(1,2)&reviews.limit=1&limit=10",
        "POST /rpc/films_of?year=gt.1990\n\n{\"director\": 1}",
    ] {
        let Ok(Plan::Call(plan)) = gateway.planned(&raw(request)) else { panic!("{request}") };
        let rows = plain_call(&plan).expect("a call for plain rows");
        assert_eq!(call_around(&plan, rows, &gateway.session), call(&plan, &gateway.session));
    }
}
