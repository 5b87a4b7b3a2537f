//! Each sees her own rows. The policy is the database's, the identity is the token's.

use serde_json::json;

use crate::exchange::error;
use crate::library::{films, own_films};

const MIA: &str = "11111111-1111-4111-8111-111111111111";
const NOE: &str = "22222222-2222-4222-8222-222222222222";

#[tokio::test]
async fn everybody_reads_only_what_is_theirs() {
    let films = films().await;
    let target = "/watchlist?select=film_id,note&order=film_id";
    films
        .get(target)
        .as_user(MIA)
        .await
        .expect(200, json!([{"film_id": 1, "note": "again"}, {"film_id": 3, "note": null}]));
    films.get(target).as_user(NOE).await.expect(200, json!([{"film_id": 7, "note": "first time"}]));
    films.get(target).as_user("33333333-3333-4333-8333-333333333333").await.expect(200, json!([]));
    films.get(target).as_role("authenticated").await.expect(200, json!([]));
    films.get(target).await.expect(401, error("42501", "permission denied for table watchlist"));
    films.get(target).as_user("not a uuid").await.expect_status(400);
}

#[tokio::test]
async fn policies_hold_in_embeds_counts_and_filters_too() {
    let films = films().await;
    let embedded = films.get("/films?select=id,watchlist(note)&id=in.(1,7)&order=id").as_user(NOE).await;
    embedded.expect(200, json!([{"id": 1, "watchlist": []}, {"id": 7, "watchlist": [{"note": "first time"}]}]));
    let counted = films.head("/watchlist").as_user(MIA).prefer("count=exact").await;
    counted.expect_header("content-range", "0-1/2");
    films
        .get("/watchlist?select=note&owner=eq.11111111-1111-4111-8111-111111111111")
        .as_user(NOE)
        .await
        .expect(200, json!([]));
    films.get("/watchlist?select=count()").as_user(MIA).await.expect(200, json!([{"count": 2}]));
}

#[tokio::test]
async fn nobody_writes_for_somebody_else() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let stolen = films.post("/watchlist").as_user(NOE).json(&json!({"owner": MIA, "film_id": 9})).await;
    stolen.expect(403, error("42501", "new row violates row-level security policy for table \"watchlist\""));
    let given_away = films.patch("/watchlist?film_id=eq.7").as_user(NOE).json(&json!({"owner": MIA})).await;
    given_away.expect(403, error("42501", "new row violates row-level security policy for table \"watchlist\""));
    let patched = films
        .patch("/watchlist")
        .as_user(NOE)
        .json(&json!({"note": "x"}))
        .prefer("return=representation, tx=rollback")
        .await;
    patched.expect(200, json!([{"owner": NOE, "film_id": 7, "note": "x"}]));
    let deleted = films.delete("/watchlist?film_id=eq.1").as_user(NOE).prefer("return=representation").await;
    deleted.expect(200, json!([]));
    let upserted = films
        .post("/watchlist")
        .as_user(NOE)
        .prefer("resolution=merge-duplicates")
        .json(&json!({"owner": MIA, "film_id": 1, "note": "mine now"}))
        .await;
    upserted.expect_status(403);
    assert_eq!(films.fingerprint().await, before);
}

#[tokio::test]
async fn the_default_of_a_column_may_be_the_caller() {
    let films = own_films().await;
    let added =
        films.post("/watchlist").as_user(NOE).json(&json!({"film_id": 9})).prefer("return=representation").await;
    added.expect(201, json!([{"owner": NOE, "film_id": 9, "note": null}]));
    films.expect_rows("select owner from library.watchlist where film_id = 9", json!([{"owner": NOE}])).await;
}

/// MUT-25: what may be written need not be readable.
#[tokio::test]
async fn columns_have_privileges_of_their_own() {
    let films = own_films().await;
    films
        .get("/films?select=id,title&id=eq.1")
        .as_role("reviewer")
        .await
        .expect(200, json!([{"id": 1, "title": "Citizen Kane"}]));
    let hidden = error("42501", "permission denied for table films");
    films.get("/films?select=rating").as_role("reviewer").await.expect(403, hidden);
    films.get("/films").as_role("reviewer").await.expect_status(403);
    films.get("/films?select=id&rating=gt.8").as_role("reviewer").await.expect_status(403);
    let allowed = films.post("/reviews").as_user(MIA).json(&json!({"film_id": 9, "stars": 5})).await;
    allowed.expect_empty(201);
    let fixed = films.post("/reviews").as_user(MIA).json(&json!({"film_id": 9, "critic": "Ada"})).await;
    fixed.expect(403, error("42501", "permission denied for table reviews"));
    films
        .expect_rows(
            "select critic, stars from library.reviews where film_id = 9",
            json!([{"critic": "Anonymous", "stars": 5}]),
        )
        .await;
}
