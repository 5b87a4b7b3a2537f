//! Refusals: their envelope, their statuses, and those that the database phrases itself.

use serde_json::{Value, json};

use crate::exchange::error;
use crate::library::{Library, films, films_with};

/// ERR-01, ERR-02, HDR-17
#[tokio::test]
async fn a_refusal_is_an_object_with_four_keys() {
    let films = films().await;
    let answer = films.get("/film").prefer("count=exact").await;
    answer.expect_text(
        404,
        "{\"code\":\"PGRST205\",\"details\":null,\"hint\":\"Perhaps you meant the table 'library.films'\",\
         \"message\":\"Could not find the table 'library.film' in the schema cache\"}",
    );
    assert_eq!(answer.header_names(), ["content-type", "content-length", "proxy-status"]);
    answer.expect_header("content-type", "application/json; charset=utf-8");
    answer.expect_header("content-length", &answer.body.len().to_string());
    answer.expect_header("proxy-status", "PostgREST; error=PGRST205");
}

/// ERR-04
#[tokio::test]
async fn a_refusal_of_head_has_no_body() {
    let films = films().await;
    let answer = films.head("/film").await;
    answer.expect_empty(404).expect_header("proxy-status", "PostgREST; error=PGRST205");
}

/// ERR-01
#[tokio::test]
async fn the_operator_may_keep_details_and_hints_back() {
    let films = films_with(&[("PGRST_CLIENT_ERROR_VERBOSITY", "minimal")]).await;
    let message = "Could not find the table 'library.film' in the schema cache";
    films.get("/film").await.expect(404, json!({"code": "PGRST205", "message": message}));
    let raised = films.get("/rpc/fail?code=P0001&message=no&details=because&hint=try").await;
    raised.expect(400, json!({"code": "P0001", "message": "no"}));
}

/// ORD-E2 to ORD-E13: several things are wrong, and the first to be looked at is named.
#[tokio::test]
async fn the_first_failure_wins() {
    let films = films().await;
    for (request, code) in [
        (films.get("/films/1?x=1").bearer("a.b").profile("vault"), "PGRST301"),
        (films.request("BREW", "/films/1?x=1").profile("vault"), "PGRST125"),
        (films.request("BREW", "/films?x=1").header("Accept-Profile", "vault"), "PGRST106"),
        (films.request("BREW", "/films?x=1"), "PGRST117"),
        (films.get("/films?order=.&select=.&x=1&limit=-1"), "PGRST100"),
        (films.get("/film?limit=-1").accept("image/png"), "PGRST103"),
        (films.post("/film").body("image/png", "x"), "PGRST102"),
        (films.get("/film?reviews.id=eq.1").accept("image/png"), "PGRST205"),
        (films.get("/films?reviews.id=eq.1&select=qqq(a)").accept("image/png"), "PGRST108"),
        (films.get("/films?select=qqq(a)").accept("image/png"), "PGRST200"),
        (films.get("/films").accept("image/png").prefer("handling=strict, x"), "PGRST107"),
        (films.get("/films?titel=eq.1").prefer("handling=strict, x"), "PGRST122"),
        (films.get("/contracts?titel=eq.1"), "42703"),
    ] {
        let answer = request.await;
        assert_eq!(answer.json()["code"], code, "{answer}");
    }
}

/// Calls a function that raises an error with this code.
async fn raised(films: &Library, code: &str, message: &str) -> crate::exchange::Answer {
    films.post("/rpc/fail").json(&json!({"code": code, "message": message})).await
}

/// ERR-10 to ERR-33
#[tokio::test]
async fn sqlstates_have_statuses() {
    let films = films().await;
    for (codes, status) in [
        (&["08000", "08006"][..], 503),
        (&["09000"], 500),
        (&["0L000", "0LP01", "0P000"], 403),
        (&["23503", "23505"], 409),
        (&["23502", "23514", "23P01"], 400),
        (&["25006"], 405),
        (&["25000", "25P02"], 500),
        (&["21000"], 500),
        (&["22023", "22P02"], 400),
        (&["28000", "28P01"], 403),
        (&["2D000", "38000", "39000", "3B000", "40000", "40001", "40P01"], 500),
        (&["53400"], 500),
        (&["53000", "53100", "53200", "53300"], 503),
        (&["54000", "54001", "55000", "55P03"], 500),
        (&["57P01"], 503),
        (&["57000", "57014", "58000", "58P01", "F0000", "HV000"], 500),
        (&["P0001"], 400),
        (&["P0000", "P0002", "XX000", "XX001"], 500),
        (&["42883", "42P01"], 404),
        (&["42P17"], 500),
        (&["42000", "42601", "42703", "42P10", "44000", "0A000", "AB123", "99999"], 400),
    ] {
        for code in codes {
            let answer = raised(&films, code, "no").await;
            answer.expect_status(status).expect_header("proxy-status", &format!("PostgREST; error={code}"));
            let body = answer.json();
            assert_eq!((&body["code"], &body["message"]), (&json!(code), &json!("no")), "{answer}");
            let retry: &[&str] = if status == 503 { &["0"] } else { &[] };
            answer.expect_headers("retry-after", retry);
        }
    }
}

/// ERR-15, ERR-16, ERR-27
#[tokio::test]
async fn some_statuses_depend_on_the_message() {
    let films = films().await;
    for (code, message, status) in [
        ("21000", "UPDATE requires a WHERE clause", 400),
        ("22023", "role \"ghost\" does not exist", 401),
        ("22023", "roles do not exist", 400),
        ("42883", "function xmlagg(json) does not exist", 406),
    ] {
        raised(&films, code, message).await.expect_status(status);
    }
}

/// ERR-30, AUT-26, AUT-34, QRK-32
#[tokio::test]
async fn missing_privileges_are_forbidden_to_those_who_signed_in() {
    let films = films().await;
    let expected = || error("42501", "permission denied for table contracts");
    films.get("/contracts").await.expect(401, expected()).expect_header("www-authenticate", "Bearer");
    films.get("/contracts").as_role("anon").await.expect(401, expected()).expect_header("www-authenticate", "Bearer");
    films.get("/contracts").as_role("authenticated").await.expect(403, expected()).expect_no_header("www-authenticate");
    let answer = films.get("/contracts?select=fee&order=fee").as_role("editor").await;
    answer.expect(200, json!([{"fee": 900}, {"fee": 4000}]));
}

/// ERR-25, and the rest of what PostgreSQL says of an error.
#[tokio::test]
async fn details_and_hints_are_those_of_the_database() {
    let answer = films().await.get("/rpc/fail?code=P0001&message=no&details=because&hint=try").await;
    answer.expect(400, error("P0001", "no").details("because").hint("try"));
}

/// ERR-31
#[tokio::test]
async fn pt_codes_are_statuses_and_their_message_is_the_reason() {
    let films = films().await;
    let teapot = raised(&films, "PT418", "short and stout").await;
    teapot.expect_status(418).expect_header("proxy-status", "PostgREST; error=PT418");
    assert_eq!(teapot.reason, "short and stout", "{teapot}");
    assert_eq!(teapot.json()["code"], "PT418");
    raised(&films, "PT402", "Payment Required").await.expect_status(402);
    raised(&films, "PTABC", "not a number").await.expect_status(500);
}

/// ERR-40, ERR-41
#[tokio::test]
async fn an_error_may_bring_its_own_body_status_and_headers() {
    let films = films().await;
    let message = json!({"code": "LIB1", "message": "Overdue", "details": "by a week", "hint": "Bring it back."});
    let details = json!({"status": 402, "headers": {"X-Fee": "3 EUR", "Content-Type": "text/x-fee"}});
    let answer = films
        .post("/rpc/fail_with_status")
        .json(&json!({"message": message.to_string(), "details": details.to_string()}))
        .await;
    answer.expect(402, message).expect_header("x-fee", "3 EUR").expect_header("proxy-status", "PostgREST; error=LIB1");
    answer.expect_headers("content-type", &["application/json; charset=utf-8", "text/x-fee"]);
    assert_eq!(answer.reason, "Payment Required");

    let message = json!({"code": "LIB2", "message": "Closed"});
    let details = json!({"status": 499, "status_text": "On Holiday", "headers": {}});
    let answer = films
        .post("/rpc/fail_with_status")
        .json(&json!({"message": message.to_string(), "details": details.to_string()}))
        .await;
    answer.expect(499, error("LIB2", "Closed"));
    assert_eq!(answer.reason, "On Holiday", "{answer}");
}

/// ERR-42
#[tokio::test]
async fn an_error_with_a_body_that_cannot_be_read_is_ours() {
    let films = films().await;
    let unreadable = |details: &str, hint: &str| {
        error("PGRST121", "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error").details(details).hint(hint)
    };
    let of_message =
        "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'.";
    let of_detail =
        "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: 'status_text'.";
    let good = json!({"code": "A", "message": "b"}).to_string();
    for (message, details, expected) in [
        ("nonsense", Some("{}"), unreadable("Invalid JSON value for MESSAGE: 'nonsense'", of_message)),
        ("{\"code\":\"A\"}", Some("x"), unreadable("Invalid JSON value for MESSAGE: '{\"code\":\"A\"}'", of_message)),
        (&good, Some("{\"status\":200}"), unreadable("Invalid JSON value for DETAIL: '{\"status\":200}'", of_detail)),
        (&good, None, unreadable("DETAIL is missing in the RAISE statement", of_detail)),
    ] {
        let answer = films.post("/rpc/fail_with_status").json(&json!({"message": message, "details": details})).await;
        answer.expect(500, expected).expect_header("proxy-status", "PostgREST; error=PGRST121");
    }
}

/// AUT-70, AUT-72
#[tokio::test]
async fn responses_that_the_database_garbles_are_its_errors() {
    let films = films().await;
    let headers = "response.headers guc must be a JSON array composed of objects with a single key and a string value";
    for garbled in ["{\"X-A\": \"b\"}", "[\"X-A\"]", "[{\"X-A\": 1}]", "[{\"X-A\": \"b\", \"X-C\": \"d\"}]", "nonsense"]
    {
        let answer = films.post("/rpc/respond").json(&json!({"headers": garbled})).await;
        answer.expect(500, error("PGRST111", headers));
    }
    let answer = films.post("/rpc/respond").json(&json!({"status": "fine"})).await;
    answer.expect(500, error("PGRST112", "response.status guc must be a valid status code"));
}

/// RTE-07
#[tokio::test]
async fn the_root_may_be_closed() {
    let films = films_with(&[("PGRST_OPENAPI_MODE", "disabled")]).await;
    films.get("/").await.expect(404, error("PGRST126", "Root endpoint metadata is disabled"));
}

/// RTE-24, OAS-17
#[tokio::test]
async fn the_root_may_be_a_function() {
    let films = films_with(&[("PGRST_DB_ROOT_SPEC", "film_count")]).await;
    films.get("/").await.expect(200, Value::from(9));
    films.post("/").await.expect(200, Value::from(9));
}
