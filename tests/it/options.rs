//! What may be done with a resource.

use crate::exchange::error;
use crate::library::films;

/// OPT-01 to OPT-03
#[tokio::test]
async fn a_relation_allows_what_postgresql_can_do_with_it() {
    let films = films().await;
    for (relation, allow) in [
        ("films", "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"),
        ("roles", "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"),
        ("contracts", "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"),
        ("ticket_sales", "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"),
        ("visitors", "OPTIONS,GET,HEAD,POST,PATCH,DELETE"),
        ("old_films", "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE"),
        ("film_directors", "OPTIONS,GET,HEAD"),
        ("genres", "OPTIONS,GET,HEAD"),
        ("suggestion_box", "OPTIONS,GET,HEAD,POST"),
        ("film_counts", "OPTIONS,GET,HEAD"),
    ] {
        let answer = films.options(&format!("/{relation}")).await;
        answer.expect_empty(200).expect_header("allow", allow);
        answer.expect_header("content-length", "0").expect_header("access-control-allow-origin", "*");
        answer.expect_header("vary", "Accept, Prefer, Range").expect_no_header("content-type");
    }
}

/// OPT-04
#[tokio::test]
async fn an_unknown_relation_allows_nothing() {
    let expected = error("PGRST205", "Could not find the table 'library.film' in the schema cache")
        .hint("Perhaps you meant the table 'library.films'");
    films().await.options("/film").await.expect(404, expected);
}

/// OPT-05, OPT-06, QRK-08
#[tokio::test]
async fn a_function_allows_what_its_volatility_does() {
    let films = films().await;
    for (function, allow) in [
        ("film_count", "OPTIONS,GET,HEAD,POST"),
        ("nothing", "OPTIONS,GET,HEAD,POST"),
        ("respond", "OPTIONS,GET,HEAD,POST"),
    ] {
        films.options(&format!("/rpc/{function}")).await.expect_empty(200).expect_header("allow", allow);
    }
    let with_arguments = films.options("/rpc/title_length").await;
    with_arguments.expect_status(404);
    assert_eq!(with_arguments.json()["code"], "PGRST202", "{with_arguments}");
    let with_query = films.options("/rpc/film_count?a=1").await;
    assert_eq!(with_query.json()["code"], "PGRST100", "{with_query}");
    films.options("/rpc/film_count").accept("image/png").await.expect_status(406);
}

/// OPT-05: one that changes something.
#[tokio::test]
async fn a_volatile_function_is_not_for_reading() {
    let films = films().await;
    let answer = films.options("/rpc/restock").await;
    answer.expect_empty(200).expect_header("allow", "OPTIONS,POST");
}

/// RTE-23
#[tokio::test]
async fn the_root_is_for_reading() {
    films().await.options("/").await.expect_empty(200).expect_header("allow", "OPTIONS,GET,HEAD");
}

/// RTE-21
#[tokio::test]
async fn functions_are_read_or_called() {
    let films = films().await;
    for method in ["PUT", "PATCH", "DELETE", "BREW"] {
        let answer = films.request(method, "/rpc/film_count").await;
        answer
            .expect(405, error("PGRST101", &format!("Cannot use the {method} method on RPC")))
            .expect_no_header("allow");
    }
}
