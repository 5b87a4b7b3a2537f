//! How a request's transaction ends.

use serde_json::json;

use crate::exchange::error;
use crate::library::{own_films, own_films_with};

/// PRF-16
#[tokio::test]
async fn a_rolled_back_request_answers_as_if_it_had_happened() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let rollback = "tx=rollback, return=representation";
    let added =
        films.post("/stock?select=barcode").as_role("editor").prefer(rollback).json(&json!({"barcode": "C1"})).await;
    added
        .expect(201, json!([{"barcode": "C1"}]))
        .expect_header("preference-applied", "return=representation, tx=rollback");
    let patched = films
        .patch("/stock?select=copies&barcode=eq.A1")
        .as_role("editor")
        .prefer(rollback)
        .json(&json!({"copies": 7}))
        .await;
    patched.expect(200, json!([{"copies": 7}]));
    let put = films
        .put("/stock?select=copies&barcode=eq.C1")
        .as_role("editor")
        .prefer(rollback)
        .json(&json!({"barcode": "C1"}))
        .await;
    put.expect(201, json!([{"copies": 1}]));
    let deleted = films.delete("/stock?select=barcode&order=barcode").as_role("editor").prefer(rollback).await;
    deleted.expect(200, json!([{"barcode": "A1"}, {"barcode": "A2"}, {"barcode": "B1"}]));
    let called = films
        .post("/rpc/drop_reviews?select=id")
        .as_role("editor")
        .prefer(rollback)
        .json(&json!({"critic": "Cal"}))
        .await;
    called.expect(200, json!([{"id": 5}, {"id": 7}]));
    assert_eq!(films.fingerprint().await, before);
    films.post("/stock").as_role("editor").prefer("tx=commit").json(&json!({"barcode": "C1"})).await.expect_empty(201);
    films.expect_rows("select barcode from library.stock where barcode = 'C1'", json!([{"barcode": "C1"}])).await;
}

/// CFG-35, PRF-10, PRF-16
#[tokio::test]
async fn the_operator_decides_how_transactions_end_and_whether_clients_may() {
    for (setting, preference, stays) in [
        ("commit", "tx=rollback", true),
        ("commit-allow-override", "tx=rollback", false),
        ("rollback", "tx=commit", false),
        ("rollback-allow-override", "tx=commit", true),
        ("rollback-allow-override", "", false),
    ] {
        let films = own_films_with(&[("PGRST_DB_TX_END", setting)]).await;
        films
            .post("/stock")
            .as_role("editor")
            .prefer(preference)
            .json(&json!({"barcode": "C1"}))
            .await
            .expect_empty(201);
        let expected = if stays { json!([{"barcode": "C1"}]) } else { json!([]) };
        films.expect_rows("select barcode from library.stock where barcode = 'C1'", expected).await;
    }
}

/// A constraint that is only checked at the end speaks up before the client is told that all is well.
#[tokio::test]
async fn deferred_constraints_are_checked_before_the_answer() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let expected = || {
        error("23503", "insert or update on table \"stock\" violates foreign key constraint \"stock_film_id_fkey\"")
            .details("Key (film_id)=(99) is not present in table \"films\".")
    };
    for preference in ["tx=commit", "tx=rollback", "return=representation, tx=commit"] {
        let answer = films
            .post("/stock")
            .as_role("editor")
            .prefer(preference)
            .json(&json!({"barcode": "C1", "film_id": 99}))
            .await;
        answer.expect(409, expected());
    }
    let checked =
        films.put("/stock?barcode=eq.C1").as_role("editor").json(&json!({"barcode": "C1", "film_id": 99})).await;
    checked.expect(409, expected());
    assert_eq!(films.fingerprint().await, before);
    films.get("/screens").await.expect_status(200);
}

/// AUT-74, QRK-38
#[tokio::test]
async fn a_garbled_response_comes_after_the_commit() {
    let films = own_films().await;
    films
        .database()
        .execute(
            "create or replace function internal.announce() returns trigger language plpgsql as $$ begin \
             perform set_config('response.headers', 'nonsense', true); return new; end $$",
        )
        .await;
    let answer = films.post("/announcements").as_role("editor").json(&json!({"id": 1, "text": "x"})).await;
    assert_eq!(answer.expect_status(500).json()["code"], "PGRST111");
    films.expect_rows("select id from library.announcements", json!([{"id": 1}])).await;
}

/// REP-24
#[tokio::test]
async fn an_analyzed_write_is_a_write() {
    let films = own_films().await;
    let plan = "application/vnd.pgrst.plan+json; options=analyze";
    let delete =
        |preference: &str| films.delete("/visitors?name=eq.Mia").as_role("editor").accept(plan).prefer(preference);
    delete("tx=rollback").await.expect_status(200);
    films.expect_rows("select name from library.visitors where name = 'Mia'", json!([{"name": "Mia"}])).await;
    delete("tx=commit").await.expect_status(200);
    films.expect_rows("select name from library.visitors where name = 'Mia'", json!([])).await;
}

/// All or nothing, also when the end of the statement is what fails.
#[tokio::test]
async fn a_row_that_cannot_be_shown_is_not_written() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    for select in ["colour", "note::int", "films(colour)"] {
        let target = format!("/stock?select={select}");
        let answer = films
            .post(&target)
            .as_role("editor")
            .prefer("return=representation")
            .json(&json!({"barcode": "C1", "note": "x", "film_id": 1}))
            .await;
        answer.expect_status(400);
    }
    assert_eq!(films.fingerprint().await, before);
}
