//! What one request leaves behind for the next: nothing.

use serde_json::{Value, json};

use crate::library::{films_with, own_films_with};

const ONE_CONNECTION: (&str, &str) = ("PGRST_DB_POOL", "1");

/// AUT-40 to AUT-44, AUT-50 to AUT-59
#[tokio::test]
async fn roles_and_claims_never_leak_between_requests_on_one_connection() {
    let films = films_with(&[ONE_CONNECTION]).await;
    let roles = ["editor", "authenticated", "Head Librarian", "patient_reader", "reviewer"];
    let requests = (0..60).map(|number: usize| {
        let films = films.clone();
        tokio::spawn(async move {
            let request = films.get("/rpc/whoami");
            let (claims, request) = match roles.get(number % 6) {
                Some(role) => {
                    let claims = json!({"role": role, "sub": number.to_string()});
                    (claims.clone(), request.claiming(&claims))
                }
                None => (json!({"role": "anon"}), request),
            };
            request.await.expect(200, json!({"user": claims["role"], "session": "authenticator", "claims": claims}));
        })
    });
    let requests: Vec<_> = requests.collect();
    for request in requests {
        request.await.unwrap();
    }
}

#[tokio::test]
async fn settings_of_one_request_are_not_those_of_the_next() {
    let films = films_with(&[ONE_CONNECTION]).await;
    let setting = |name: &str| films.get(&format!("/rpc/setting?name={name}"));
    setting("statement_timeout").as_role("patient_reader").await.expect(200, "41s");
    setting("statement_timeout").await.expect(200, "0");
    films.get("/rpc/hurried").await.expect(200, "7s");
    setting("statement_timeout").await.expect(200, "0");
    setting("timezone").prefer("timezone=Asia/Tokyo").await.expect(200, "Asia/Tokyo");
    assert_ne!(setting("timezone").await.json(), "Asia/Tokyo");
    films.get("/rpc/setting?name=search_path").await.expect(200, r#""library", "public""#);
    films.get("/films?select=prize&limit=1").profile("festival").await.expect_status(200);
    films.get("/rpc/setting?name=search_path").await.expect(200, r#""library", "public""#);
    films.get("/rpc/strict_isolation").await.expect(200, "serializable");
    films.get("/rpc/isolation").await.expect(200, "read committed");
    let cookies = setting("request.cookies");
    cookies.clone().header("Cookie", "a=1").await.expect(200, r#"{"a":"1"}"#);
    cookies.await.expect(200, "{}");
}

/// A response that one request dictated is not the next one's.
#[tokio::test]
async fn a_dictated_response_is_for_one_request() {
    let films = films_with(&[ONE_CONNECTION]).await;
    let dictated = films.post("/rpc/respond").json(&json!({"headers": "[{\"X-Once\": \"1\"}]", "status": "418"})).await;
    dictated.expect_status(418).expect_header("x-once", "1");
    films.get("/screens").await.expect_status(200).expect_no_header("x-once");
}

#[tokio::test]
async fn a_failed_request_leaves_a_clean_connection() {
    let films = films_with(&[ONE_CONNECTION]).await;
    for failing in [
        films.get("/films?select=colour").as_role("editor"),
        films.get("/films?year=eq.x").as_role("editor"),
        films.get("/rpc/fail?code=57014").as_role("editor"),
        films.get("/rpc/fail?code=08006").as_role("editor"),
        films.get("/screens").as_role("ghost"),
        films.get("/screens").accept("application/vnd.pgrst.object+json").as_role("editor"),
        films.get("/screens").prefer("timezone=Xanadu").as_role("editor"),
        films.post("/rpc/respond").json(&json!({"status": "x"})).as_role("editor"),
    ] {
        let answer = failing.await;
        assert!(answer.status >= 400, "{answer}");
        let next = films.get("/rpc/whoami").await;
        next.expect(200, json!({"user": "anon", "session": "authenticator", "claims": {"role": "anon"}}));
    }
}

/// A client that hangs up takes neither the connection nor its role with it.
#[tokio::test]
async fn an_abandoned_request_leaves_a_clean_connection_and_no_trace() {
    let films = own_films_with(&[ONE_CONNECTION]).await;
    let holder = films.database().connect().await;
    holder.batch_execute("select pg_advisory_lock(7)").await.unwrap();
    let request = films.post("/rpc/wait_for").as_role("editor").json(&json!({"lock": 7}));
    let abandoned = tokio::spawn(request.into_future());
    films.waits_for_lock(1).await;
    abandoned.abort();
    films.waits_for_lock(0).await;
    let next = films.get("/rpc/whoami").await;
    next.expect(200, json!({"user": "anon", "session": "authenticator", "claims": {"role": "anon"}}));
}

/// Each transaction is its caller's alone: nobody sees what another has not committed.
#[tokio::test]
async fn writes_are_seen_once_they_are_committed() {
    let films = own_films_with(&[]).await;
    let writer = films.database().connect().await;
    writer.batch_execute("begin; insert into library.visitors (name) values ('Zoe')").await.unwrap();
    films.get("/visitors?name=eq.Zoe").await.expect(200, json!([]));
    writer.batch_execute("commit").await.unwrap();
    assert_eq!(films.get("/visitors?name=eq.Zoe&select=name").await.column("name"), json!(["Zoe"]));
}

/// More callers than connections take turns.
#[tokio::test]
async fn callers_share_the_pool() {
    let films = films_with(&[("PGRST_DB_POOL", "2")]).await;
    let requests: Vec<_> = (0..40).map(|_| tokio::spawn(films.get("/rpc/film_count").into_future())).collect();
    for request in requests {
        request.await.unwrap().expect(200, Value::from(9));
    }
}
