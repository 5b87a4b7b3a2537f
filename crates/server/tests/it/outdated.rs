//! A database that changes and tells nobody.

use crate::exchange::{get, until};
use crate::films::Films;

/// A gateway that hears no notifications.
async fn deaf() -> Films {
    Films::start(&[("PGRST_DB_CHANNEL_ENABLED", "false")]).await
}

#[tokio::test]
async fn a_table_that_is_gone_is_noticed_by_the_first_read() {
    let films = deaf().await;
    films.database.execute("drop table actors").await;
    let gone = films.get("/actors").await;
    assert_eq!((gone.status, gone.code().as_str()), (404, "PGRST205"), "the answer of the new catalog: {}", gone.body);
    assert_eq!(films.loads().await, 2.0);
}

#[tokio::test]
async fn a_function_that_has_changed_is_called_as_it_is_now() {
    let films = deaf().await;
    assert_eq!(films.get("/rpc/half?number=8").await.body, "4");
    let replace = "drop function half(int); \
                   create function half(number text) returns text language sql stable return 'half of ' || number; \
                   grant execute on function half to anon";
    films.database.execute(replace).await;
    let answer = films.get("/rpc/half?number=8").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, r#""half of 8""#));
}

#[tokio::test]
async fn a_column_that_is_gone_is_noticed() {
    let films = deaf().await;
    films.database.execute("alter table films rename column title to name").await;
    let answer = films.get("/films?select=title").await;
    assert_eq!(answer.code(), "42703", "the new catalog does not know it either");
    assert_eq!(films.loads().await, 2.0);
    let added = films.post("/films?columns=id,name", r#"{"id":3,"name":"Cube"}"#).await;
    assert_eq!(added.status, 201, "{}", added.body);
}

/// A write is not tried again, but what it showed is looked into.
#[tokio::test]
async fn a_write_is_answered_first() {
    let films = deaf().await;
    films.database.execute("drop table actors").await;
    assert_eq!(films.post("/actors", r#"{"id":1}"#).await.code(), "42P01");
    until("another load", async || films.loads().await == 2.0).await;
    assert_eq!(films.post("/actors", r#"{"id":1}"#).await.code(), "PGRST205");
}

/// What clients make up is no reason to look again.
#[tokio::test]
async fn names_that_never_were_change_nothing() {
    let films = deaf().await;
    for (target, code) in [
        ("/films?select=nothing", "42703"),
        ("/films?nothing=eq.1", "42703"),
        ("/films?title=gt.1&order=nothing", "42703"),
        ("/films?select=id->x&id=fts.1", "42883"),
        ("/nothing", "PGRST205"),
        ("/rpc/nothing", "PGRST202"),
    ] {
        assert_eq!(films.get(target).await.code(), code, "{target}");
    }
    films.gateway.gateway().reload().await.unwrap();
    assert_eq!(films.loads().await, 2.0, "the first one, and the one just asked for");
}

/// One load answers for many: those that ask soon after another have to do with what there is.
#[tokio::test]
async fn loads_for_failed_requests_are_far_between() {
    let films = deaf().await;
    films.database.execute("drop table actors").await;
    assert_eq!(films.get("/actors").await.code(), "PGRST205");
    films.database.execute("drop table films").await;
    for _ in 0..5 {
        assert_eq!(films.get("/films").await.code(), "42P01");
    }
    films.gateway.gateway().reload().await.unwrap();
    assert_eq!(films.loads().await, 3.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_that_notice_together_wait_for_the_same_load() {
    let films = deaf().await;
    films.database.execute("drop table actors").await;
    let address = films.address();
    let askers: Vec<_> = (0..8)
        .map(|_| {
            let address = address.clone();
            tokio::spawn(async move { get(&address, "/actors").await.code() })
        })
        .collect();
    for asker in askers {
        assert_eq!(asker.await.unwrap(), "PGRST205");
    }
    assert_eq!(films.loads().await, 2.0);
}
