//! Requests that are asked again. They are not parsed and planned again, and nobody can tell.

use serde_json::json;

use crate::exchange::Request;
use crate::library::{Library, own_films, own_films_with};
use crate::waiting::until;

/// Requests of one path, alike in all but one thing.
fn variants(films: &Library) -> Vec<Request> {
    let target = "/films?select=id,title&order=id&limit=3";
    let get = || films.get(target);
    vec![
        get(),
        films.head(target),
        films.get("/films?select=id,title&order=id&limit=2"),
        get().accept("text/csv"),
        get().accept("application/vnd.pgrst.object+json"),
        get().prefer("count=exact"),
        get().prefer("count=exact").prefer("tx=rollback"),
        get().header("Range", "1-1"),
        get().profile("festival"),
        films.post("/rpc/film_count"),
        films.get("/rpc/film_count"),
    ]
}

#[tokio::test]
async fn what_comes_next_to_what_has_been_asked_is_another_request() {
    let films = own_films().await;
    let mut first = Vec::new();
    for request in variants(&films) {
        first.push(request.await);
    }
    // The count comes as the body of either.
    let distinct = &first[..first.len() - 1];
    for (index, answer) in distinct.iter().enumerate() {
        assert!(distinct[..index].iter().all(|other| other.seen() != answer.seen()), "{answer}");
    }
    for _ in 0..2 {
        for (request, first) in variants(&films).into_iter().zip(&first) {
            assert_eq!(request.await.seen(), first.seen());
        }
    }
}

/// What is remembered is nobody's: neither a caller, nor what they may see, nor anything else of their request.
#[tokio::test]
async fn everybody_asks_for_themselves() {
    let films = own_films().await;
    for _ in 0..2 {
        for id in ["1", "2"] {
            let claims = films.get("/rpc/setting?name=request.jwt.claims").as_user(id).await.json();
            assert!(claims.as_str().unwrap().contains(&format!("\"{id}\"")), "{claims}");
            let headers = films.get("/rpc/setting?name=request.headers").header("X-Mood", id).await.json();
            assert!(headers.as_str().unwrap().contains(&format!("\"x-mood\":\"{id}\"")), "{headers}");
        }
        films.get("/contracts").as_role("editor").await.expect_status(200);
        films.get("/contracts").await.expect_status(401);
    }
}

/// SCC-05
#[tokio::test]
async fn a_new_catalog_has_everything_planned_anew() {
    let films = own_films().await;
    let sequels = "create table library.sequels (film_id int constraint one unique references library.films); \
                   insert into library.sequels values (2); grant select on library.sequels to anon";
    films.database().execute(sequels).await;
    films.gateway().gateway().reload().await.unwrap();
    let target = "/films?select=sequels(film_id)&id=eq.2";
    for _ in 0..2 {
        films.get(target).await.expect(200, json!([{"sequels": {"film_id": 2}}]));
    }
    films.database().execute("alter table library.sequels drop constraint one").await;
    films.gateway().gateway().reload().await.unwrap();
    films.get(target).await.expect(200, json!([{"sequels": [{"film_id": 2}]}]));
}

/// CFG-60
#[tokio::test]
async fn a_new_configuration_has_everything_planned_anew() {
    let films = own_films_with(&[]).await;
    films.hears_notifications().await;
    for _ in 0..2 {
        films.get("/films").await.expect_header("content-range", "0-8/*");
    }
    let database = films.database().address().database.clone();
    let set = format!("alter role authenticator in database {database} set pgrst.db_max_rows = '2'");
    films.database().execute(&set).await;
    films.database().execute("notify pgrst, 'reload config'").await;
    until("the new limit", async || films.get("/films").await.header("content-range") == Some("0-1/*")).await;
}
