//! DELETE.

use serde_json::json;

use crate::exchange::error;
use crate::library::{Library, own_films};

async fn expect_left(films: &Library, ids: &[i32]) {
    let left: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
    films.expect_rows("select id from library.reviews order by id", json!(left)).await;
}

/// HDR-09, MUT-60
#[tokio::test]
async fn the_rows_that_fit_are_removed() {
    let films = own_films().await;
    let delete = |target: &str| films.delete(target).as_role("editor");
    let one = delete("/reviews?id=eq.1").await;
    one.expect_empty(204)
        .expect_header("content-range", "*/*")
        .expect_no_header("content-length")
        .expect_no_header("content-type");
    expect_left(&films, &[2, 3, 4, 5, 6, 7]).await;
    delete("/reviews?critic=eq.Ada&stars=eq.5")
        .prefer("count=exact")
        .await
        .expect_empty(204)
        .expect_header("content-range", "*/1");
    delete("/reviews?not.or=(id.lt.5,id.gt.6)").prefer("count=exact").await.expect_header("content-range", "*/2");
    expect_left(&films, &[2, 3, 7]).await;
    delete("/reviews?id=eq.0").prefer("count=exact").await.expect_empty(204).expect_header("content-range", "*/0");
    delete("/reviews").await.expect_empty(204);
    expect_left(&films, &[]).await;
}

/// HDR-10, MUT-60, MUT-71
#[tokio::test]
async fn the_removed_rows_are_shown_on_request() {
    let films = own_films().await;
    let delete = |target: &str| films.delete(target).as_role("editor").prefer("return=representation");
    let shown = delete("/reviews?select=id,...films(title)&critic=eq.Ben&order=id.desc").await;
    shown.expect(200, json!([{"id": 6, "title": "The Third Man"}, {"id": 2, "title": "Citizen Kane"}]));
    delete("/reviews?id=eq.0").await.expect(200, json!([]));
    expect_left(&films, &[1, 3, 4, 5, 7]).await;
}

/// MUT-61
#[tokio::test]
async fn a_body_is_nothing_to_it() {
    let films = own_films().await;
    films.delete("/reviews?id=eq.1").as_role("editor").body("image/png", "{").await.expect_empty(204);
    expect_left(&films, &[2, 3, 4, 5, 6, 7]).await;
}

/// MUT-70, LIM-09
#[tokio::test]
async fn refused_removals_remove_nothing() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let object = "application/vnd.pgrst.object+json";
    let singular =
        error("PGRST116", "Cannot coerce the result to a single JSON object").details("The result contains 7 rows");
    films.delete("/reviews").as_role("editor").accept(object).await.expect(406, singular);
    for (target, status, code) in [
        ("/films?id=eq.1", 409, "23503"),
        ("/reviews?idd=eq.1", 400, "42703"),
        ("/reviews?id=1", 400, "PGRST100"),
        ("/reviews?films.id=eq.1", 400, "PGRST108"),
        ("/reviews?limit=-1", 416, "PGRST103"),
        ("/review?id=eq.1", 404, "PGRST205"),
        ("/genres", 500, "55000"),
    ] {
        let answer = films.delete(target).as_role("editor").await;
        assert_eq!((answer.status, &answer.json()["code"]), (status, &json!(code)), "{answer}");
    }
    films.delete("/reviews").await.expect_status(401);
    films.delete("/reviews").as_role("authenticated").await.expect_status(403);
    assert_eq!(films.fingerprint().await, before);
}

#[tokio::test]
async fn windows_do_not_limit_removals() {
    let films = own_films().await;
    films.delete("/reviews?limit=1&order=id&offset=3").as_role("editor").await.expect_empty(204);
    expect_left(&films, &[]).await;
}
