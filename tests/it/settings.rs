//! What SQL sees of a request, and what an operator adds to it.

use serde_json::{Value, json};

use crate::exchange::error;
use crate::library::{Library, films, films_with, own_films_with};

async fn setting(films: &Library, name: &str) -> Value {
    films.get(&format!("/rpc/setting?name={name}")).await.json()
}

/// AUT-53, RTE-10
#[tokio::test]
async fn the_method_and_the_path_are_visible() {
    let films = films().await;
    films.get("/rpc/setting?name=request.method").await.expect(200, "GET");
    films.post("/rpc/setting").json(&json!({"name": "request.method"})).await.expect(200, "POST");
    films.get("/rpc/setting?name=request.path").await.expect(200, "/rpc/setting");
    films.get("/rpc/%73etting?name=request.path").await.expect(200, "/rpc/%73etting");
}

/// AUT-54
#[tokio::test]
async fn headers_are_visible_but_for_cookies() {
    let request = films().await.get("/rpc/setting?name=request.headers");
    let answer = request.header("X-Mood", "calm").header("X-MOOD", "Sunny").header("Cookie", "a=1").await;
    let headers: Value = serde_json::from_str(answer.json().as_str().unwrap()).unwrap();
    assert_eq!(headers["x-mood"], "Sunny", "{answer}");
    assert_eq!(headers.get("cookie"), None, "{answer}");
    assert_eq!(headers["host"], answer.request.split("Host: ").nth(1).unwrap().lines().next().unwrap(), "{answer}");
}

/// AUT-55
#[tokio::test]
async fn cookies_are_visible_by_name() {
    let request = films().await.get("/rpc/setting?name=request.cookies");
    let answer = request.header("Cookie", "session=abc=; theme=\"dark\"").await;
    let cookies: Value = serde_json::from_str(answer.json().as_str().unwrap()).unwrap();
    assert_eq!(cookies, json!({"session": "abc=", "theme": "\"dark\""}));
}

/// AUT-52
#[tokio::test]
async fn claims_are_visible_as_they_came() {
    let claims = json!({"role": "editor", "sub": "x", "deep": {"list": [1, 2.5, null, "é\"'\\"]}});
    let answer = films().await.get("/rpc/setting?name=request.jwt.claims").claiming(&claims).await;
    let seen: Value = serde_json::from_str(answer.json().as_str().unwrap()).unwrap();
    assert_eq!(seen, claims);
}

/// AUT-50, SCH-06
#[tokio::test]
async fn the_search_path_is_the_schema_and_the_extra_ones() {
    let films = films().await;
    assert_eq!(setting(&films, "search_path").await, r#""library", "public""#);
    let other = films_with(&[("PGRST_DB_EXTRA_SEARCH_PATH", "internal, Box Office")]).await;
    let answer = other.get("/rpc/setting?name=search_path").as_role("Head Librarian").await;
    answer.expect(200, r#""library", "internal", "Box Office""#);
}

/// AUT-59
#[tokio::test]
async fn application_settings_are_visible() {
    let films = films_with(&[("PGRST_APP_SETTINGS_GREETING", "it's open"), ("PGRST_APP_SETTINGS_hours", "9-17")]).await;
    assert_eq!(setting(&films, "app.settings.GREETING").await, "it's open");
    assert_eq!(setting(&films, "app.settings.hours").await, "9-17");
}

/// AUT-56, AUT-57
#[tokio::test]
async fn roles_bring_settings_of_their_own() {
    let films = films().await;
    let of_role = |name: &str| films.get(&format!("/rpc/setting?name={name}")).as_role("patient_reader");
    of_role("statement_timeout").await.expect(200, "41s");
    of_role("work_mem").await.expect(200, "5MB");
    films.get("/rpc/isolation").as_role("patient_reader").await.expect(200, "repeatable read");
    assert_eq!(setting(&films, "statement_timeout").await, "0");
    films.get("/rpc/isolation").await.expect(200, "read committed");
}

/// AUT-56, AUT-58, RPC-57
#[tokio::test]
async fn functions_bring_settings_of_their_own() {
    let films = films().await;
    films.get("/rpc/strict_isolation").await.expect(200, "serializable");
    films.get("/rpc/strict_isolation").as_role("patient_reader").await.expect(200, "serializable");
    films.get("/rpc/hurried").await.expect(200, "7s");
    assert_eq!(setting(&films, "statement_timeout").await, "0");
}

/// AUT-40, RTE-11 to RTE-19, RTE-26
#[tokio::test]
async fn reads_are_read_only() {
    let films = films().await;
    let read_only = "/rpc/setting?name=transaction_read_only";
    films.get(read_only).await.expect(200, "on");
    films.post("/rpc/setting").json(&json!({"name": "transaction_read_only"})).await.expect(200, "on");
    let refused = films.get("/rpc/add_review?film=1&critic=Zed&stars=1").as_role("editor").await;
    refused.expect(405, error("25006", "cannot execute INSERT in a read-only transaction"));
    let pretending = films.post("/rpc/pretend_to_read").as_role("editor").await;
    pretending.expect(405, error("25006", "cannot execute nextval() in a read-only transaction"));
}

/// AUT-42, AUT-73
#[tokio::test]
async fn a_function_may_run_before_every_request() {
    let films = own_films_with(&[("PGRST_DB_PRE_REQUEST", "internal.before_request")]).await;
    for request in [
        films.get("/screens"),
        films.head("/screens"),
        films.get("/rpc/film_count"),
        films.post("/stock").as_role("editor").json(&json!({"barcode": "Z1"})),
        films.delete("/stock?barcode=eq.Z1").as_role("editor"),
    ] {
        request.await.expect_header("x-before", "was here");
    }
    films.get("/rpc/setting?name=library.visit").header("X-Visit", "third").await.expect(200, "third");
    let refused = films.delete("/stock").as_role("editor").header("X-Forbidden", "yes").await;
    refused.expect_status(451);
    assert_eq!(refused.json()["message"], "Unavailable For Legal Reasons");
    assert_eq!(refused.reason, "Unavailable For Legal Reasons");
    films.expect_rows("select count(*)::int from library.stock", json!([{"count": 3}])).await;
    films.options("/screens").await.expect_no_header("x-before");
}

/// AUT-70 to AUT-72
#[tokio::test]
async fn sql_may_set_the_status_and_headers_of_the_response() {
    let films = films().await;
    let headers = json!([
        {"X-One": "1"}, {"Set-Cookie": "a=1"}, {"Set-Cookie": "b=2"},
        {"Content-Type": "text/x-done"}, {"Vary": "X-Mood"},
    ]);
    let answer = films.post("/rpc/respond").json(&json!({"headers": headers.to_string(), "status": "418abc"})).await;
    answer.expect_text(418, "\"done\"").expect_header("x-one", "1").expect_headers("set-cookie", &["a=1", "b=2"]);
    answer.expect_header("content-type", "text/x-done").expect_header("vary", "X-Mood");
    assert_eq!(answer.reason, "I'm a teapot");
    films.post("/rpc/respond").json(&json!({"status": "202"})).await.expect(202, "done");
    let odd = films.post("/rpc/respond").json(&json!({"status": "799"})).await;
    odd.expect_status(799);
    assert_eq!(odd.reason, "");
    let nothing = films.post("/rpc/respond_with_nothing").json(&json!({"headers": "[{\"X-One\": \"1\"}]"})).await;
    nothing.expect_empty(204).expect_header("x-one", "1");
}

/// OBS-22, OBS-23
#[tokio::test]
async fn the_operator_may_ask_for_timings_and_traces() {
    let films = films_with(&[("PGRST_SERVER_TIMING_ENABLED", "true"), ("PGRST_SERVER_TRACE_HEADER", "X-Trace")]).await;
    let answer = films.get("/screens").header("X-Trace", "42").await;
    answer.expect_status(200).expect_header("x-trace", "42");
    let timing = answer.header("server-timing").unwrap();
    let phases: Vec<&str> =
        timing.split(", ").filter_map(|entry| entry.split_once(";dur=")).map(|(phase, _)| phase).collect();
    assert_eq!(phases, ["jwt", "parse", "plan", "transaction", "response"], "{timing}");
    let refused = films.get("/nowhere").header("X-Trace", "43").await;
    refused.expect_header("x-trace", "43").expect_no_header("server-timing");
    films.get("/screens").await.expect_header("x-trace", "");
}

/// CFG-60
#[tokio::test]
async fn settings_may_live_in_the_database() {
    let films = own_films_with(&[]).await;
    let uri = films.database().address().database.clone();
    films.database().execute(&format!("alter role authenticator in database {uri} set pgrst.db_max_rows = '2'")).await;
    films.gateway().gateway().reload().await.unwrap();
    films.get("/films").await.expect_header("content-range", "0-1/*");
    films.database().execute(&format!("alter role authenticator in database {uri} reset pgrst.db_max_rows")).await;
    films.gateway().gateway().reload().await.unwrap();
    films.get("/films").await.expect_header("content-range", "0-8/*");
}
