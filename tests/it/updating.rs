//! PATCH.

use serde_json::{Value, json};

use crate::exchange::error;
use crate::library::{Library, own_films};

const OBJECT: &str = "application/vnd.pgrst.object+json";

async fn expect_stars(films: &Library, stars: [i32; 7]) {
    let expected: Vec<Value> = stars.iter().map(|stars| json!({"stars": stars})).collect();
    films.expect_rows("select stars from library.reviews order by id", json!(expected)).await;
}

/// HDR-05, MUT-50, MUT-51, MUT-52
#[tokio::test]
async fn the_rows_that_fit_are_changed() {
    let films = own_films().await;
    let patch = |target: &str| films.patch(target).as_role("editor").json(&json!({"stars": 1}));
    let one = patch("/reviews?id=eq.1").await;
    one.expect_empty(204)
        .expect_header("content-range", "0-0/*")
        .expect_no_header("content-length")
        .expect_no_header("content-type");
    expect_stars(&films, [1, 3, 4, 5, 5, 4, 2]).await;
    patch("/reviews?critic=eq.Ada&stars=gt.4")
        .prefer("count=exact")
        .await
        .expect_empty(204)
        .expect_header("content-range", "0-0/1");
    expect_stars(&films, [1, 3, 4, 1, 5, 4, 2]).await;
    patch("/reviews?or=(id.eq.2,id.eq.3)").await.expect_header("content-range", "0-1/*");
    expect_stars(&films, [1, 1, 1, 1, 5, 4, 2]).await;
    patch("/reviews?id=eq.0").prefer("count=exact").await.expect_empty(204).expect_header("content-range", "*/0");
    patch("/reviews?id=eq.0").await.expect_empty(204).expect_header("content-range", "*/*");
    patch("/reviews").await.expect_empty(204).expect_header("content-range", "0-6/*");
    expect_stars(&films, [1; 7]).await;
}

/// HDR-06, MUT-50, MUT-71, LOG-08
#[tokio::test]
async fn the_changed_rows_are_shown_on_request() {
    let films = own_films().await;
    let patch =
        |target: &str| films.patch(target).as_role("editor").prefer("return=representation").json(&json!({"stars": 1}));
    let shown = patch("/reviews?select=id,stars,films(title)&id=in.(1,3)&order=id.desc").await;
    shown.expect(
        200,
        json!([
            {"id": 3, "stars": 1, "films": {"title": "Rashomon"}},
            {"id": 1, "stars": 1, "films": {"title": "Citizen Kane"}},
        ]),
    );
    shown.expect_header("content-range", "0-1/*");
    let no_longer_fit = patch("/reviews?select=id&stars=eq.5&order=id").await;
    no_longer_fit.expect(200, json!([{"id": 4}, {"id": 5}]));
    let tree = patch("/reviews?select=id&or=(stars.eq.3,stars.eq.4)&order=id").await;
    tree.expect(200, json!([{"id": 2}, {"id": 6}]));
    patch("/reviews?id=eq.0").await.expect(200, json!([])).expect_header("content-range", "*/*");
}

/// MUT-53, QRK-15
#[tokio::test]
async fn a_body_without_columns_changes_nothing() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    for body in ["{}", "[]", "[{}]", "1", "null"] {
        let patch = || films.patch("/reviews").as_role("editor").body("application/json", body);
        patch().await.expect_empty(204).expect_header("content-range", "*/*");
        patch().prefer("return=representation").await.expect(200, json!([]));
    }
    assert_eq!(films.fingerprint().await, before);
}

/// MUT-70, QRK-16; MUT-03, MUT-04, MUT-10
#[tokio::test]
async fn refused_changes_change_nothing() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let singular = |rows: u8| {
        error("PGRST116", "Cannot coerce the result to a single JSON object")
            .details(format!("The result contains {rows} rows"))
    };
    for preference in ["return=minimal", "return=representation", ""] {
        let patch = |target: &str| {
            films.patch(target).as_role("editor").accept(OBJECT).prefer(preference).json(&json!({"stars": 1}))
        };
        patch("/reviews").await.expect(406, singular(7));
        patch("/reviews?id=eq.0").await.expect(406, singular(0));
    }
    for (target, body, status, code) in [
        ("/reviews?id=eq.1", "{\"stars\": 6}", 400, "23514"),
        ("/reviews", "{\"film_id\": 99}", 409, "23503"),
        ("/reviews?id=eq.1", "{\"start\": 6}", 400, "PGRST204"),
        ("/reviews?id=eq.1", "", 400, "PGRST102"),
        ("/reviews?id=eq.1", "[{\"stars\": 1}, {\"body\": 1}]", 400, "PGRST102"),
        ("/reviews?idd=eq.1", "{\"stars\": 1}", 400, "42703"),
        ("/reviews?id=eq.x", "{\"stars\": 1}", 400, "22P02"),
        ("/reviews?films.id=eq.1", "{\"stars\": 1}", 400, "PGRST108"),
        ("/reviews?limit=-1", "{\"stars\": 1}", 416, "PGRST103"),
        ("/review", "{\"stars\": 1}", 404, "PGRST205"),
    ] {
        let answer = films.patch(target).as_role("editor").body("application/json", body).await;
        assert_eq!((answer.status, &answer.json()["code"]), (status, &json!(code)), "{answer}");
    }
    films.patch("/reviews?id=eq.1").json(&json!({"stars": 1})).await.expect_status(401);
    films.patch("/reviews?id=eq.1").as_role("authenticated").json(&json!({"stars": 1})).await.expect_status(403);
    assert_eq!(films.fingerprint().await, before);
}

/// LIM-09
#[tokio::test]
async fn windows_do_not_limit_changes() {
    let films = own_films().await;
    let answer = films
        .patch("/reviews?limit=1&order=id")
        .as_role("editor")
        .prefer("count=exact")
        .json(&json!({"stars": 1}))
        .await;
    answer.expect_empty(204).expect_header("content-range", "0-6/7");
}

/// MUT-54, COL-02, MUT-17
#[tokio::test]
async fn bodies_may_be_arrays_and_name_their_columns() {
    let films = own_films().await;
    let array = films.patch("/stock?barcode=eq.A1").as_role("editor").json(&json!([{"copies": 8}])).await;
    array.expect_empty(204);
    let chosen = films
        .patch("/stock?barcode=eq.A2&columns=copies")
        .as_role("editor")
        .json(&json!({"copies": 8, "note": "x", "y": 1}))
        .await;
    chosen.expect_empty(204);
    let missing = films
        .patch("/stock?barcode=eq.B1&columns=copies,note")
        .as_role("editor")
        .prefer("missing=default")
        .json(&json!({"copies": 8}))
        .await;
    missing.expect_empty(204).expect_header("preference-applied", "missing=default");
    films
        .expect_rows(
            "select barcode, copies, note from library.stock order by barcode",
            json!([
                {"barcode": "A1", "copies": 8, "note": "as new"},
                {"barcode": "A2", "copies": 8, "note": null},
                {"barcode": "B1", "copies": 8, "note": "as new"},
            ]),
        )
        .await;
}

#[tokio::test]
async fn values_of_every_kind_are_written() {
    let films = own_films().await;
    let changes = json!({
        "facts": {"a": [1]}, "formats": [], "prices": null, "venue": {"street": "x", "city": null}, "run": "empty",
    });
    films.patch("/releases?id=eq.1").as_role("editor").json(&changes).await.expect_empty(204);
    films
        .expect_rows("select facts, formats, prices, venue, run from library.releases where id = 1", json!([changes]))
        .await;
    films
        .patch("/cuts?length=eq.3:27")
        .as_role("editor")
        .json(&json!({"length": "3:20"}))
        .await
        .expect_header("content-range", "0-0/*");
    films.expect_rows("select length::int from library.cuts where id = 1", json!([{"length": 200}])).await;
}

/// LOG-09, QRK-19
#[tokio::test]
async fn a_tree_of_an_embed_restricts_the_change_as_well() {
    let films = own_films().await;
    let target = "/reviews?select=id,films(id)&films.or=(id.eq.1,id.eq.2)&order=id";
    let answer = films.patch(target).as_role("editor").prefer("return=representation").json(&json!({"stars": 1})).await;
    answer.expect(200, json!([{"id": 1, "films": {"id": 1}}, {"id": 2, "films": {"id": 1}}]));
    expect_stars(&films, [1, 1, 4, 5, 5, 4, 2]).await;
}
