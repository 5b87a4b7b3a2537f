//! More than one schema.

use serde_json::json;

use crate::exchange::error;
use crate::library::{films, own_films};

/// SCH-01, SCH-04, SCH-05, SCH-08
#[tokio::test]
async fn the_profile_chooses_among_the_exposed_schemas() {
    let films = films().await;
    let first = films.get("/films?select=title&id=eq.1").await;
    first.expect(200, json!([{"title": "Citizen Kane"}])).expect_header("content-profile", "library");
    let named = films.get("/films?select=title&id=eq.1").profile("library").await;
    named.expect(200, json!([{"title": "Citizen Kane"}])).expect_header("content-profile", "library");
    let other = films.get("/films?select=title&id=eq.1").profile("festival").await;
    other.expect(200, json!([{"title": "Rashomon"}])).expect_header("content-profile", "festival");
    films.head("/films").profile("festival").await.expect_header("content-profile", "festival");
    let call = films.get("/rpc/film_count").profile("festival").await;
    call.expect(200, 2).expect_header("content-profile", "festival");
    films.get("/rpc/film_count").await.expect(200, 9);
    let document = films.get("/").profile("festival").await;
    assert!(document.json()["paths"]["/rpc/prizes"].is_object(), "{document}");
    films.options("/old_films").profile("festival").await.expect_status(404);
}

/// SCH-01
#[tokio::test]
async fn writes_have_a_header_of_their_own() {
    let films = own_films().await;
    let film = json!({"id": 3, "title": "Cléo from 5 to 7"});
    let added =
        films.post("/films").as_role("editor").profile("festival").json(&film).prefer("return=representation").await;
    added.expect_status(201).expect_header("content-profile", "festival");
    films.expect_rows("select title from festival.films where id = 3", json!([{"title": "Cléo from 5 to 7"}])).await;

    let ignored = films
        .patch("/films?id=eq.3")
        .as_role("editor")
        .header("Accept-Profile", "festival")
        .json(&json!({"year": 1}))
        .await;
    ignored.expect_empty(204).expect_no_header("content-profile");
    films.expect_rows("select year from library.films where id = 3", json!([{"year": 1}])).await;

    films.delete("/films?id=eq.3").as_role("editor").profile("festival").await.expect_empty(204);
    films.expect_rows("select id from festival.films where id = 3", json!([])).await;
    let call =
        films.post("/rpc/film_count").header("Accept-Profile", "nowhere").header("Content-Profile", "festival").await;
    call.expect(200, 2);
}

/// SCH-02, SCH-03
#[tokio::test]
async fn schemas_that_are_not_exposed_are_refused() {
    let films = films().await;
    for schema in ["vault", "FESTIVAL", "\"festival\"", "public", "internal", "pg_catalog"] {
        let expected = error("PGRST106", &format!("Invalid schema: {schema}"))
            .hint("Only the following schemas are exposed: library, festival, Box Office");
        films.get("/films").profile(schema).await.expect(406, expected).expect_no_header("content-profile");
    }
    films.post("/films").profile("vault").json(&json!({})).await.expect_status(406);
}

#[tokio::test]
async fn hints_stay_within_the_schema() {
    let answer = films().await.get("/film").profile("festival").await;
    let expected = error("PGRST205", "Could not find the table 'festival.film' in the schema cache")
        .hint("Perhaps you meant the table 'festival.films'");
    answer.expect(404, expected);
    let answer = films().await.get("/rpc/longest_film").profile("festival").await;
    assert_eq!(
        answer.json()["message"],
        "Could not find the function festival.longest_film without parameters in the schema cache"
    );
}
