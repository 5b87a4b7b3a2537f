//! A schema or a configuration that changes while it is served.

use serde_json::json;

use crate::library::{Library, own_films, own_films_with};
use crate::waiting::until;

const NEW_TABLE: &str = "create table library.trailers as select 1 as id, 'soon'::text as title; \
                         grant select on library.trailers to anon";

async fn status(films: &Library, target: &str) -> u16 {
    films.get(target).await.status
}

/// SCC-05
#[tokio::test]
async fn a_notification_makes_a_new_table_visible() {
    for notification in ["notify pgrst, 'reload schema'", "notify pgrst"] {
        let films = own_films().await;
        films.hears_notifications().await;
        films.database().execute(NEW_TABLE).await;
        assert_eq!(status(&films, "/trailers").await, 404, "nobody said that there is something new");
        films.database().execute("notify pgrst, 'reload something'").await;
        films.database().execute(notification).await;
        until("the new table", async || status(&films, "/trailers").await == 200).await;
        films.get("/trailers").await.expect(200, json!([{"id": 1, "title": "soon"}]));
    }
}

#[tokio::test]
async fn relationships_functions_and_columns_follow() {
    let films = own_films().await;
    films
        .database()
        .execute(
            "create table library.sequels (id int primary key, film_id int references library.films); \
             insert into library.sequels values (1, 2); \
             alter table library.screens add column balcony boolean default true; \
             create function library.half(number int) returns int language sql immutable return number / 2; \
             grant select on library.sequels to anon; grant execute on function library.half to anon",
        )
        .await;
    films.gateway().gateway().reload().await.unwrap();
    films.get("/films?select=sequels(id)&id=eq.2").await.expect(200, json!([{"sequels": [{"id": 1}]}]));
    films.get("/rpc/half?number=8").await.expect(200, 4);
    films.get("/screens?select=balcony&seats=eq.75").await.expect(200, json!([{"balcony": true}]));
    films.patch("/screens?seats=eq.75").as_role("editor").json(&json!({"balcony": false})).await.expect_empty(204);
}

/// SCC-08: statements that were prepared before the change are no obstacle.
#[tokio::test]
async fn a_changed_table_is_read_as_it_is() {
    let films = own_films().await;
    films.get("/screens?seats=eq.75").await.expect(200, json!([{"cinema": "Arsenal", "number": 2, "seats": 75}]));
    films
        .database()
        .execute("alter table library.screens drop column seats; alter table library.screens add column floor int")
        .await;
    let gone = films.get("/screens?seats=eq.75").await;
    assert_eq!(gone.expect_status(400).json()["code"], "42703");
    let all = films.get("/screens?limit=1&order=cinema,number").await;
    all.expect(200, json!([{"cinema": "Arsenal", "number": 1, "floor": null}]));
    films.database().execute("drop table library.visitors").await;
    let gone = films.get("/visitors").await;
    assert_eq!(gone.expect_status(404).json()["code"], "42P01");
}

/// SCC-01, SCC-08
#[tokio::test]
async fn a_failed_reload_goes_on_serving() {
    let films = own_films().await;
    films.database().execute("drop schema festival cascade").await;
    films.gateway().gateway().reload().await.unwrap_err();
    films.get("/films?select=title&id=eq.1").await.expect(200, json!([{"title": "Citizen Kane"}]));
    let gone = films.get("/films").profile("festival").await;
    assert_eq!(gone.expect_status(404).json()["code"], "42P01");
    films.database().execute("create schema festival; grant usage on schema festival to anon").await;
    films.gateway().gateway().reload().await.unwrap();
    let gone = films.get("/films").profile("festival").await;
    assert_eq!(gone.expect_status(404).json()["code"], "PGRST205");
}

/// SCC-05, SCC-06, CFG-60
#[tokio::test]
async fn a_notification_makes_new_settings_count() {
    let films = own_films_with(&[]).await;
    films.hears_notifications().await;
    let database = films.database().address().database.clone();
    let set = format!("alter role authenticator in database {database} set pgrst.db_aggregates_enabled = 'true'");
    films.database().execute(&set).await;
    films.database().execute(NEW_TABLE).await;
    assert_eq!(status(&films, "/films?select=count()").await, 400);
    films.database().execute("notify pgrst, 'reload config'").await;
    until("the new setting", async || status(&films, "/films?select=count()").await == 200).await;
    assert_eq!(status(&films, "/trailers").await, 404, "a configuration is no schema");
}

/// CFG-06: what cannot be used is not used.
#[tokio::test]
async fn a_wrong_setting_leaves_the_old_ones() {
    let films = own_films_with(&[]).await;
    let database = films.database().address().database.clone();
    for setting in ["jwt_secret = 'short'", "db_max_rows = '2'"] {
        films.database().execute(&format!("alter role authenticator in database {database} set pgrst.{setting}")).await;
    }
    // Whether that is a failure of the reload is for the log to say.
    let _ = films.gateway().gateway().reload().await;
    films.get("/rpc/whoami").as_role("editor").await.expect_status(200);
    films.get("/films").await.expect_header("content-range", "0-8/*");
}

/// POOL-10: a request sees one catalog from start to end, whatever happens meanwhile.
#[tokio::test]
async fn requests_in_flight_outlive_a_reload() {
    let films = own_films().await;
    let holder = films.database().connect().await;
    holder.batch_execute("select pg_advisory_lock(7)").await.unwrap();
    let waiting = tokio::spawn(films.post("/rpc/wait_for").as_role("editor").json(&json!({"lock": 7})).into_future());
    films.waits_for_lock(1).await;
    films.gateway().gateway().reload().await.unwrap();
    films.get("/screens?select=seats&seats=eq.75").await.expect(200, json!([{"seats": 75}]));
    holder.batch_execute("select pg_advisory_unlock(7)").await.unwrap();
    waiting.await.unwrap().expect(200, "it was free");
}

/// SCC-10
#[tokio::test]
async fn privileges_count_at_once() {
    let films = own_films().await;
    assert_eq!(status(&films, "/contracts").await, 401);
    films.database().execute("grant select on library.contracts to anon").await;
    assert_eq!(status(&films, "/contracts").await, 200);
    films.database().execute("revoke select on library.screens from anon").await;
    assert_eq!(status(&films, "/screens").await, 401);
}
