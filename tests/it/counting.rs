//! How many rows there are, and what follows from it.

use serde_json::json;

use crate::exchange::error;
use crate::library::{films, films_with};

/// PAG-04, PAG-05, PAG-07
#[tokio::test]
async fn an_exact_count_says_whether_more_rows_exist() {
    let films = films().await;
    for (target, status, range) in [
        ("/films", 200, "0-8/9"),
        ("/films?limit=2", 206, "0-1/9"),
        ("/films?offset=7", 206, "7-8/9"),
        ("/films?limit=100", 200, "0-8/9"),
        ("/films?limit=0", 206, "*/9"),
        ("/films?offset=9", 206, "*/9"),
        ("/films?id=eq.0", 200, "*/0"),
        ("/films?year=gt.1950&limit=1", 206, "0-0/5"),
        ("/films?or=(id.eq.1,id.eq.2)&limit=1", 206, "0-0/2"),
    ] {
        let answer = films.get(target).prefer("count=exact").await;
        answer.expect_status(status).expect_header("content-range", range);
        answer.expect_header("preference-applied", "count=exact");
        films.head(target).prefer("count=exact").await.expect_status(status).expect_header("content-range", range);
    }
}

/// PAG-06, QRK-11, QRK-12
#[tokio::test]
async fn an_offset_behind_the_last_row_is_out_of_range_once_rows_are_counted() {
    let films = films().await;
    films.get("/films?offset=10").await.expect(200, json!([]));
    let expected = || {
        error("PGRST103", "Requested range not satisfiable")
            .details("An offset of 10 was requested, but there are only 9 rows.")
    };
    let answer = films.get("/films?offset=10").prefer("count=exact").await;
    answer.expect(416, expected()).expect_header("content-range", "*/9").expect_no_header("proxy-status");
    let length = answer.body.len().to_string();
    answer.expect_header("content-length", &length).expect_header("content-location", "/films?offset=10");
    let csv = films.get("/films?offset=10").prefer("count=exact").accept("text/csv").await;
    csv.expect(416, expected()).expect_header("content-type", "text/csv; charset=utf-8");
    let ranged = films.get("/films").header("Range", "10-20").prefer("count=exact").await;
    ranged.expect(416, expected());
}

/// PAG-08, PAG-10: what the planner believes is not ours to foresee, but everything follows from it.
#[tokio::test]
async fn a_planned_count_is_the_planners() {
    let films = films().await;
    let answer = films.get("/film_counts?limit=1").prefer("count=planned").await;
    answer.expect_header("preference-applied", "count=planned");
    let range = answer.header("content-range").unwrap();
    let total: u32 =
        range.strip_prefix("0-0/").and_then(|total| total.parse().ok()).unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(answer.status, if total > 1 { 206 } else { 200 }, "{answer}");
}

/// PAG-09, QRK-42
#[tokio::test]
async fn an_estimate_is_exact_as_far_as_rows_may_be_read() {
    let films = films_with(&[("PGRST_DB_MAX_ROWS", "5")]).await;
    let few = films.get("/directors?country=eq.Japan").prefer("count=estimated").await;
    few.expect_status(200)
        .expect_header("content-range", "0-0/1")
        .expect_header("preference-applied", "count=estimated");
    let many = films.get("/films").prefer("count=estimated").await;
    let range = many.expect_status(206).header("content-range").unwrap();
    let total: u32 =
        range.strip_prefix("0-4/").and_then(|total| total.parse().ok()).unwrap_or_else(|| panic!("{many}"));
    assert!(total > 5, "{many}");
}

/// EMB-43, EMB-62, SQL-08
#[tokio::test]
async fn counts_see_what_inner_joins_and_null_tests_leave() {
    let films = films().await;
    for (target, range) in [
        ("/films?select=id,reviews!inner(id)&limit=1", "0-0/5"),
        ("/films?select=id,reviews!inner(id)&reviews.stars=eq.5&limit=1", "0-0/3"),
        ("/films?select=id,directors!inner(films!inner(id))&directors.films.year=gt.1980&limit=1", "0-0/2"),
        ("/films?select=id,actors!inner()&actors.name=eq.Orson Welles&limit=1", "0-0/2"),
        ("/films?select=id,reviews()&reviews=is.null&limit=1", "0-0/4"),
        ("/films?select=id,reviews()&reviews=not.is.null&limit=1", "0-0/5"),
        ("/films?select=id,...directors!inner(name)&directors.country=eq.Japan&limit=1", "0-0/2"),
        ("/films?select=id,reviews(id)&reviews.stars=eq.5&limit=1", "0-0/9"),
    ] {
        let answer = films.get(target).prefer("count=exact").await;
        answer.expect_status(206).expect_header("content-range", range);
    }
}

/// RPC-52, RPC-54
#[tokio::test]
async fn results_of_functions_are_counted() {
    let films = films().await;
    let many = films.get("/rpc/film_lengths?limit=2").prefer("count=exact").await;
    many.expect_status(206).expect_header("content-range", "0-1/9");
    films.get("/rpc/film_count").prefer("count=exact").await.expect_status(200).expect_header("content-range", "0-0/1");
    films.get("/rpc/film_count").await.expect_header("content-range", "0-0/*");
    let planned = films.get("/rpc/film_lengths?limit=2").prefer("count=planned").await;
    planned.expect_status(200).expect_header("content-range", "0-1/*");
    let estimated = films.get("/rpc/film_lengths?limit=2").prefer("count=estimated").await;
    estimated.expect_status(206).expect_header("content-range", "0-1/9");
    let beyond = films.get("/rpc/film_lengths?offset=10").prefer("count=exact").await;
    let reason = "An offset of 10 was requested, but there are only 9 rows.";
    beyond.expect(416, error("PGRST103", "Requested range not satisfiable").details(reason));
}
