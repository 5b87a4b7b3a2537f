//! Writes of which nothing is wanted but their number: they stand alone, and nobody can tell.
//!
//! A column that keeps the statement it was written by tells all the same.

use serde_json::{Value, json};

use crate::library::{Library, own_films_with};

/// Tables alike, of which one has a trigger that does nothing; and one that takes no 3, and says what it took.
const SCHEMA: &str = "
    create function library.way() returns text language sql volatile
        as $$ select case when current_query() like 'WITH %' then 'part' else 'alone' end $$;
    create table library.plain (id int primary key, word text, way text default library.way());
    create table library.noted (like library.plain including all);
    create function library.watch() returns trigger language plpgsql as 'begin return null; end';
    create trigger watch after insert or update or delete on library.noted execute function library.watch();
    create function library.say(id int) returns bool language plpgsql as $$ begin
        perform set_config('response.headers', '[{\"X-Took\": \"' || id || '\"}]', true);
        perform set_config('response.status', '299', true);
        return id <> 3;
    end $$;
    create table library.telling (id int primary key);
    alter table library.telling enable row level security;
    create policy telling on library.telling to editor using (library.say(id)) with check (library.say(id));
    create table library.posted (id int primary key);
    alter table library.posted enable row level security;
    create policy posting on library.posted for insert to editor with check (id > 0);
    grant insert on library.posted to editor;
    grant all on library.plain, library.noted, library.telling to editor;
    grant execute on function library.way, library.say to editor;
    grant select on library.plain to anon;
";

const OBJECT: &str = "application/vnd.pgrst.object+json";

async fn tables() -> Library {
    let films = own_films_with(&[("PGRST_DB_TX_END", "commit-allow-override")]).await;
    films.database().execute(SCHEMA).await;
    films.gateway().gateway().reload().await.unwrap();
    films
}

/// The rows of a table.
async fn rows(films: &Library, table: &str) -> Value {
    let query = format!("select coalesce(json_agg(t order by id), '[]')::text from library.{table} t");
    let text: String = films.database().connect().await.query_one(&query, &[]).await.unwrap().get(0);
    serde_json::from_str(&text).unwrap()
}

/// HDR-03, HDR-05, HDR-09, MUT-20, MUT-33, MUT-70, PAG-11, PRF-14, PRF-16
#[tokio::test]
async fn nobody_can_tell() {
    let films = tables().await;
    let asked = [
        ("POST", "", "", json!({"id": 1, "word": "a"})),
        ("POST", "", "", json!([{"id": 2}, {"id": 3}, {"id": 4}])),
        ("POST", "", "", json!([])),
        // It is there.
        ("POST", "", "", json!({"id": 1})),
        ("POST", "", "count=exact", json!([{"id": 5}, {"id": 6}])),
        ("POST", "", "resolution=ignore-duplicates, count=exact", json!([{"id": 6}, {"id": 7}])),
        ("PATCH", "?id=lt.4", "", json!({"word": "b"})),
        // Too many.
        ("PATCH", "?id=lt.4", "handling=strict, max-affected=2", json!({"word": "c"})),
        ("PATCH", "", "tx=rollback, count=exact", json!({"word": "e"})),
        ("DELETE", "?id=in.(1,2,99)", "count=exact", Value::Null),
        ("DELETE", "?id=eq.99", "", Value::Null),
    ];
    for (method, query, preferences, body) in asked {
        let ask = async |table: &str| {
            let request = films.request(method, &format!("/{table}{query}")).as_role("editor").prefer(preferences);
            if body.is_null() { request.await } else { request.json(&body).await }
        };
        let what = format!("{method} {query} {preferences} {body}");
        let (plain, noted) = (ask("plain").await, ask("noted").await);
        let (status, headers, body) = noted.seen();
        assert_eq!(plain.seen(), (status, headers, body.replace("noted", "plain")), "{what}");
        let as_part = rows(&films, "plain").await.to_string().replace("alone", "part");
        assert_eq!(as_part, rows(&films, "noted").await.to_string(), "{what}");
    }
    let several = films.patch("/plain?id=lt.5").as_role("editor").header("accept", OBJECT).json(&json!({"word": "d"}));
    several.await.expect_status(406);
    let expected = json!([
        {"id": 3, "word": "b", "way": "alone"},
        {"id": 4, "word": null, "way": "alone"},
        {"id": 5, "word": null, "way": "alone"},
        {"id": 6, "word": null, "way": "alone"},
        {"id": 7, "word": null, "way": "alone"},
    ]);
    assert_eq!(rows(&films, "plain").await, expected);
    films
        .post("/plain")
        .as_role("editor")
        .prefer("return=representation")
        .json(&json!({"id": 8}))
        .await
        .expect(201, json!([{"id": 8, "word": null, "way": "part"}]));
    films.delete("/plain").await.expect_status(401);
}

/// AUT-70, AUT-72, AUT-73: what is said while rows are written counts, and what is not written says nothing.
#[tokio::test]
async fn the_database_has_its_say() {
    let films = tables().await;
    let insert = |id: i32| films.post("/telling").as_role("editor").json(&json!({"id": id}));
    insert(1).await.expect_status(299).expect_header("x-took", "1");
    insert(3).await.expect_status(403).expect_no_header("x-took");
    films.delete("/telling?id=eq.1").as_role("editor").await.expect_status(299).expect_header("x-took", "1");
    assert_eq!(rows(&films, "telling").await, json!([]));
}

/// Nothing of the rows is read, so that nobody has to be allowed to.
#[tokio::test]
async fn rows_that_one_may_not_see_can_be_written() {
    let films = tables().await;
    let insert = |id: i32| films.post("/posted").as_role("editor").json(&json!({"id": id}));
    insert(1).await.expect_status(201);
    insert(0).await.expect_status(403);
    let as_part = "create trigger watch after insert on library.posted for each row execute function library.watch()";
    films.database().execute(as_part).await;
    films.gateway().gateway().reload().await.unwrap();
    insert(2).await.expect_status(201);
    insert(0).await.expect_status(403);
    assert_eq!(rows(&films, "posted").await, json!([{"id": 1}, {"id": 2}]));
}

/// A trigger that speaks after the statement speaks too late.
#[tokio::test]
async fn a_trigger_is_heard_no_sooner_than_before() {
    let films = tables().await;
    let shout = "create or replace function library.watch() returns trigger language plpgsql as $$ begin
        perform set_config('response.status', '299', true);
        return null;
    end $$";
    films.database().execute(shout).await;
    let insert = |table: &str| films.post(table).as_role("editor").json(&json!({"id": 1}));
    insert("/noted").await.expect_status(201);
    assert_eq!(rows(&films, "noted").await[0]["way"], "part");
    insert("/plain").await.expect_status(201);
    assert_eq!(rows(&films, "plain").await[0]["way"], "alone");
}
