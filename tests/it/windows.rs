//! Which part of the rows is answered: limit, offset, Range.

use serde_json::json;

use crate::exchange::{Refusal, error};
use crate::library::{films, films_with};

fn out_of_range(details: &str) -> Refusal {
    error("PGRST103", "Requested range not satisfiable").details(details)
}

const LIMIT_TOO_LOW: &str = "Limit should be greater than or equal to zero.";

/// LIM-01, LIM-02, PAG-04
#[tokio::test]
async fn limit_and_offset_cut_a_window() {
    let films = films().await;
    for (window, ids, range) in [
        ("limit=2", json!([1, 2]), "0-1/*"),
        ("offset=7", json!([8, 9]), "7-8/*"),
        ("limit=2&offset=3", json!([4, 5]), "3-4/*"),
        ("limit=20&offset=7", json!([8, 9]), "7-8/*"),
        ("limit=0", json!([]), "*/*"),
        ("offset=100", json!([]), "*/*"),
        ("limit=1&limit=3", json!([1, 2, 3]), "0-2/*"),
        ("offset=8&offset=7", json!([8, 9]), "7-8/*"),
    ] {
        let answer = films.get(&format!("/films?select=id&order=id&{window}")).await;
        assert_eq!(answer.column("id"), ids, "{window}");
        answer.expect_header("content-range", range);
    }
}

/// PAG-01
#[tokio::test]
async fn a_range_is_a_window_too() {
    let films = films().await;
    let all = json!([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (range, ids, content_range) in [
        ("0-1", json!([1, 2]), "0-1/*"),
        ("3-3", json!([4]), "3-3/*"),
        ("7-", json!([8, 9]), "7-8/*"),
        ("7-100", json!([8, 9]), "7-8/*"),
        ("100-200", json!([]), "*/*"),
        ("items=0-1", all.clone(), "0-8/*"),
        ("0 - 1", all.clone(), "0-8/*"),
        ("-1", all.clone(), "0-8/*"),
        ("first", all, "0-8/*"),
    ] {
        let answer = films.get("/films?select=id&order=id").header("Range", range).header("Range-Unit", "pages").await;
        assert_eq!(answer.column("id"), ids, "{range}");
        answer.expect_header("content-range", content_range).expect_no_header("range-unit");
    }
}

/// PAG-13, QRK-43
#[tokio::test]
async fn only_get_has_a_range() {
    let films = films().await;
    films.head("/films").header("Range", "0-1").await.expect_header("content-range", "0-8/*");
    let call = films.post("/rpc/film_lengths").header("Range", "0-1").await;
    call.expect_header("content-range", "0-8/*");
}

/// PAG-02, PAG-03
#[tokio::test]
async fn a_range_and_a_limit_have_to_meet() {
    let films = films().await;
    let both = films.get("/films?select=id&order=id&limit=3&offset=2").header("Range", "4-8").await;
    assert_eq!(both.column("id"), json!([5]));
    both.expect_header("content-range", "4-4/*");
    let apart = films.get("/films?limit=2").header("Range", "4-8").await;
    apart.expect(416, out_of_range(LIMIT_TOO_LOW));
    let backwards = films.get("/films").header("Range", "5-2").await;
    let reason = "The lower boundary must be lower than or equal to the upper boundary in the Range header.";
    backwards.expect(416, out_of_range(reason));
    let nothing = films.get("/films?limit=0").header("Range", "4-8").await;
    nothing.expect(200, json!([])).expect_header("content-range", "*/*");
}

/// LIM-03 to LIM-06, QRK-04, QRK-05
#[tokio::test]
async fn odd_limits_and_offsets() {
    let films = films().await;
    for refused in ["limit=-1", "limit=-1&offset=3", "limit=0&offset=1", "limit=all&offset=1"] {
        films.get(&format!("/films?{refused}")).await.expect(416, out_of_range(LIMIT_TOO_LOW));
    }
    for (ignored, count) in [
        ("offset=-3", 9),
        ("limit=ten", 9),
        ("offset=two", 9),
        ("limit=1.5", 9),
        ("limit=", 9),
        ("limit=many&offset=none", 0),
    ] {
        let answer = films.get(&format!("/films?{ignored}")).await;
        answer.expect_status(200);
        assert_eq!(answer.json().as_array().unwrap().len(), count, "{ignored}");
    }
    let beyond = films.get("/films?limit=99999999999999999999").await;
    assert!(
        [200, 400].contains(&beyond.status),
        "an integer of any size parses, whether it fits is PostgreSQL's affair"
    );
}

/// EMB-45, LIM-07
#[tokio::test]
async fn embeds_have_windows_of_their_own() {
    let films = films().await;
    let target = "/films?select=id,reviews(id)&id=in.(1,2)&order=id&reviews.order=id";
    let answer = films.get(&format!("{target}&reviews.limit=1")).await;
    answer.expect(200, json!([{"id": 1, "reviews": [{"id": 1}]}, {"id": 2, "reviews": [{"id": 3}]}]));
    let answer = films.get(&format!("{target}&reviews.limit=1&reviews.offset=1")).await;
    answer.expect(200, json!([{"id": 1, "reviews": [{"id": 2}]}, {"id": 2, "reviews": []}]));
    let answer = films.get(&format!("{target}&reviews.limit=-1")).await;
    answer.expect(400, error("2201W", "LIMIT must not be negative"));
}

/// PAG-12, EMB-46
#[tokio::test]
async fn the_operator_may_limit_every_window() {
    let films = films_with(&[("PGRST_DB_MAX_ROWS", "2")]).await;
    let answer = films.get("/films?select=id,roles(actor_id)&order=id&roles.order=actor_id&id=gt.2").await;
    answer.expect(
        200,
        json!([
            {"id": 3, "roles": [{"actor_id": 2}, {"actor_id": 7}]},
            {"id": 4, "roles": [{"actor_id": 3}]},
        ]),
    );
    answer.expect_header("content-range", "0-1/*");
    for window in ["limit=3", "limit=100", "offset=0"] {
        let answer = films.get(&format!("/films?select=id&order=id&{window}")).await;
        assert_eq!(answer.column("id"), json!([1, 2]), "{window}");
    }
    assert_eq!(films.get("/films?select=id&order=id&limit=1&offset=4").await.column("id"), json!([5]));
    films.get("/films?limit=0").await.expect(200, json!([]));
    let call = films.get("/rpc/film_titles").await;
    call.expect(200, json!([{"title": "Citizen Kane"}, {"title": "Rashomon"}]));
    let counted = films.get("/films?select=id&order=id").prefer("count=exact").await;
    counted.expect_status(206).expect_header("content-range", "0-1/9");
}
