//! POST that meets rows which are there already.

use serde_json::json;

use crate::exchange::Request;
use crate::library::{Library, own_films};

const MERGE: &str = "resolution=merge-duplicates";
const IGNORE: &str = "resolution=ignore-duplicates";

fn stock(films: &Library) -> Request {
    films.post("/stock?select=barcode,copies,note&order=barcode").as_role("editor").prefer("return=representation")
}

/// MUT-30, MUT-33, PRF-06
#[tokio::test]
async fn duplicates_are_merged() {
    let films = own_films().await;
    let mixed = stock(&films)
        .prefer(MERGE)
        .json(&json!([{"barcode": "A1", "copies": 9}, {"barcode": "C1", "copies": 3}]))
        .await;
    mixed.expect(
        201,
        json!([{"barcode": "A1", "copies": 9, "note": "as new"}, {"barcode": "C1", "copies": 3, "note": "as new"}]),
    );
    mixed.expect_header("preference-applied", "resolution=merge-duplicates, return=representation");
    let only_known = stock(&films).prefer(MERGE).json(&json!([{"barcode": "A1", "copies": 5}])).await;
    only_known.expect(200, json!([{"barcode": "A1", "copies": 5, "note": "as new"}]));
    stock(&films).prefer(MERGE).json(&json!([])).await.expect(200, json!([]));
    films
        .expect_rows(
            "select barcode, copies, film_id from library.stock where barcode in ('A1', 'C1') order by barcode",
            json!([{"barcode": "A1", "copies": 5, "film_id": 1}, {"barcode": "C1", "copies": 3, "film_id": null}]),
        )
        .await;
}

/// MUT-30, MUT-33, MUT-35
#[tokio::test]
async fn duplicates_are_ignored() {
    let films = own_films().await;
    let mixed = stock(&films)
        .prefer(IGNORE)
        .json(&json!([{"barcode": "A1", "copies": 9}, {"barcode": "C1", "copies": 3}]))
        .await;
    mixed.expect(201, json!([{"barcode": "C1", "copies": 3, "note": "as new"}]));
    stock(&films).prefer(IGNORE).json(&json!([{"barcode": "A1", "copies": 9}])).await.expect(201, json!([]));
    films.expect_rows("select copies from library.stock where barcode = 'A1'", json!([{"copies": 2}])).await;
}

/// MUT-30
#[tokio::test]
async fn a_duplicate_may_be_told_by_other_columns_than_the_key() {
    let films = own_films().await;
    let film = json!({"title": "Rashomon", "year": 1950, "runtime": 89});
    let merge = |columns: &str| {
        films
            .post(&format!("/films?on_conflict={columns}&select=id,runtime"))
            .as_role("editor")
            .prefer(MERGE)
            .prefer("return=representation")
            .json(&film)
    };
    merge("title,year").await.expect(200, json!([{"id": 2, "runtime": 89}]));
    let no_constraint = merge("title").await;
    assert_eq!(no_constraint.expect_status(400).json()["code"], "42P10");
    let unknown = merge("colour").await;
    assert!(unknown.status == 400, "{unknown}");
    let without_resolution = films.post("/films?on_conflict=title,year").as_role("editor").json(&film).await;
    assert_eq!(without_resolution.expect_status(409).json()["code"], "23505");
    films.expect_rows("select count(*)::int from library.films", json!([{"count": 9}])).await;
}

#[tokio::test]
async fn keys_of_several_columns_are_met_as_a_whole() {
    let films = own_films().await;
    let rows = json!([{"shelf": "left", "slot": 2, "title": "Ran"}, {"shelf": "right", "slot": 2, "title": "Dreams"}]);
    films.post("/shelf_slots").as_role("editor").prefer(MERGE).json(&rows).await.expect_empty(201);
    films
        .expect_rows(
            "select shelf, slot, title from library.shelf_slots order by shelf, slot",
            json!([
                {"shelf": "left", "slot": 1, "title": "Citizen Kane"},
                {"shelf": "left", "slot": 2, "title": "Ran"},
                {"shelf": "right", "slot": 1, "title": "Vagabond"},
                {"shelf": "right", "slot": 2, "title": "Dreams"},
            ]),
        )
        .await;
}

/// MUT-31, MUT-32
#[tokio::test]
async fn without_a_key_or_without_columns_there_is_nothing_to_merge() {
    let films = own_films().await;
    let keyless = films.post("/visitors").as_role("editor").prefer(MERGE).json(&json!({"name": "Mia"})).await;
    keyless.expect_empty(201).expect_no_header("preference-applied");
    films.expect_rows("select count(*)::int from library.visitors where name = 'Mia'", json!([{"count": 2}])).await;
    let columnless = films.post("/announcements").as_role("editor").prefer(MERGE).json(&json!({})).await;
    assert_eq!(columnless.expect_status(400).json()["code"], "23502");
}

/// MUT-33
#[tokio::test]
async fn the_status_says_whether_anything_is_new() {
    let films = own_films().await;
    for (barcode, status) in [("A1", 200), ("C1", 201), ("C1", 200)] {
        let answer = films
            .post("/stock")
            .as_role("editor")
            .prefer(MERGE)
            .prefer("count=exact")
            .json(&json!({"barcode": barcode}))
            .await;
        answer.expect_empty(status).expect_header("content-range", "*/1");
    }
}

#[tokio::test]
async fn one_payload_cannot_hit_a_row_twice() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let rows = json!([{"barcode": "A1", "copies": 5}, {"barcode": "A1", "copies": 6}]);
    let answer = films.post("/stock").as_role("editor").prefer(MERGE).json(&rows).await;
    assert_eq!(answer.expect_status(500).json()["code"], "21000");
    assert_eq!(films.fingerprint().await, before);
}
