//! PUT: one row, at its address.

use serde_json::json;

use crate::exchange::error;
use crate::library::own_films;

/// HDR-07, HDR-08, MUT-41, MUT-42, MUT-43
#[tokio::test]
async fn a_row_is_put_where_its_key_says() {
    let films = own_films().await;
    let put = |target: &str| films.put(target).as_role("editor");
    let new = put("/stock?barcode=eq.C1").json(&json!({"barcode": "C1", "copies": 3})).await;
    new.expect_empty(204).expect_no_header("content-range").expect_no_header("content-length");
    let known = put("/stock?barcode=eq.A1").json(&json!({"barcode": "A1", "copies": 3})).await;
    known.expect_empty(204);
    let shown = put("/stock?barcode=eq.C2&select=barcode,note")
        .prefer("return=representation")
        .json(&json!({"barcode": "C2"}))
        .await;
    shown.expect(201, json!([{"barcode": "C2", "note": "as new"}])).expect_no_header("content-range");
    let shown = put("/stock?barcode=eq.B1&select=copies,note")
        .prefer("return=representation")
        .json(&json!({"barcode": "B1", "copies": 6}))
        .await;
    shown.expect(200, json!([{"copies": 6, "note": "lent"}]));
    films
        .expect_rows(
            "select barcode, film_id, copies from library.stock order by barcode",
            json!([
                {"barcode": "A1", "film_id": 1, "copies": 3},
                {"barcode": "A2", "film_id": 2, "copies": 1},
                {"barcode": "B1", "film_id": 3, "copies": 6},
                {"barcode": "C1", "film_id": null, "copies": 3},
                {"barcode": "C2", "film_id": null, "copies": 1},
            ]),
        )
        .await;
}

#[tokio::test]
async fn a_key_of_several_columns_is_given_whole() {
    let films = own_films().await;
    let slot = json!({"shelf": "left", "slot": 1, "title": "Ran"});
    films.put("/shelf_slots?slot=eq.1&shelf=eq.left").as_role("editor").json(&slot).await.expect_empty(204);
    films
        .expect_rows(
            "select title, hint from library.shelf_slots where shelf = 'left' and slot = 1",
            json!([{"title": "Ran", "hint": "K"}]),
        )
        .await;
}

/// MUT-41
#[tokio::test]
async fn of_several_rows_the_one_that_fits_is_put() {
    let films = own_films().await;
    let rows = json!([{"barcode": "C1", "copies": 1}, {"barcode": "C2", "copies": 2}]);
    films.put("/stock?barcode=eq.C2").as_role("editor").json(&rows).await.expect_empty(204);
    films.expect_rows("select barcode from library.stock where barcode like 'C%'", json!([{"barcode": "C2"}])).await;
}

/// MUT-40, MUT-41, LIM-08
#[tokio::test]
async fn refused_rows_are_not_put() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let row = json!({"barcode": "A1", "copies": 7});
    let filters = || error("PGRST105", "Filters must include all and only primary key columns with 'eq' operators");
    for query in [
        "",
        "?copies=eq.1",
        "?barcode=eq.A1&copies=eq.2",
        "?barcode=gt.A0",
        "?barcode=not.eq.A0",
        "?barcode=eq(any).{A1}",
        "?barcode=in.(A1)",
        "?or=(barcode.eq.A1,barcode.eq.A2)",
        "?barcode=eq.A1&and=(barcode.eq.A1)",
    ] {
        films.put(&format!("/stock{query}")).as_role("editor").json(&row).await.expect(405, filters());
    }
    films.put("/visitors?name=eq.Mia").as_role("editor").json(&json!({"name": "Mia"})).await.expect(405, filters());
    films
        .put("/shelf_slots?shelf=eq.left")
        .as_role("editor")
        .json(&json!({"shelf": "left", "slot": 1}))
        .await
        .expect(405, filters());
    let window = error("PGRST114", "limit/offset querystring parameters are not allowed for PUT");
    films.put("/stock?barcode=eq.A1&limit=1").as_role("editor").json(&row).await.expect(400, window);

    let mismatch = || error("PGRST115", "Payload values do not match URL in primary key column(s)");
    for body in [row.clone(), json!([row.clone(), {"barcode": "C1", "copies": 1}])] {
        films.put("/stock?barcode=eq.Z1").as_role("editor").json(&body).await.expect(400, mismatch());
    }
    for (body, status, code) in [
        (json!({"barcode": "A1", "copies": -1}), 400, "23514"),
        (json!({"barcode": "A1", "film_id": 99}), 409, "23503"),
        (json!({"barcode": "A1", "colour": 1}), 400, "PGRST204"),
        (json!({"copies": 7}), 400, "42703"),
        (json!({}), 400, "42703"),
        (json!([]), 400, "42703"),
    ] {
        let answer = films.put("/stock?barcode=eq.A1").as_role("editor").json(&body).await;
        assert_eq!((answer.status, &answer.json()["code"]), (status, &json!(code)), "{answer}");
    }
    films.put("/stock?barcode=eq.A1").json(&row).await.expect_status(401);
    assert_eq!(films.fingerprint().await, before);
}
