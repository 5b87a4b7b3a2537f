//! Pages of other origins.

use crate::library::{films, films_with};

const EXPOSED: &str = "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, \
                       Transfer-Encoding, Range-Unit";

/// COR-01, COR-04, COR-05
#[tokio::test]
async fn answers_are_for_every_origin() {
    let films = films().await;
    for request in
        [films.get("/screens"), films.post("/rpc/film_count"), films.get("/nowhere"), films.get("/films?x=1")]
    {
        let answer = request.header("Origin", "https://example.org").await;
        answer
            .expect_header("access-control-allow-origin", "*")
            .expect_header("access-control-expose-headers", EXPOSED);
        answer.expect_no_header("access-control-allow-credentials");
    }
    let without = films.get("/screens").await;
    without.expect_no_header("access-control-allow-origin").expect_no_header("access-control-expose-headers");
}

/// COR-02, OPT-08
#[tokio::test]
async fn a_preflight_is_answered_before_anything_else() {
    let films = films().await;
    let preflight = |target: &str| {
        films.options(target).header("Origin", "https://example.org").header("Access-Control-Request-Method", "PATCH")
    };
    for target in ["/films", "/nowhere", "/films?x=1"] {
        let answer = preflight(target).bearer("nonsense").await;
        answer.expect_empty(200);
        answer.expect_header("access-control-allow-origin", "*");
        answer.expect_header("access-control-allow-methods", "GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD");
        answer.expect_header("access-control-max-age", "86400");
        answer.expect_no_header("access-control-allow-headers").expect_no_header("allow").expect_no_header("vary");
    }
    let answer = preflight("/films").header("Access-Control-Request-Headers", "X-One, accept,Prefer").await;
    answer.expect_header(
        "access-control-allow-headers",
        "Authorization, X-One, accept, Prefer, Accept-Language, Content-Language",
    );
}

/// COR-03, OPT-01
#[tokio::test]
async fn what_is_no_preflight_is_an_ordinary_request() {
    let films = films().await;
    let odd_method = films
        .options("/films")
        .header("Origin", "https://example.org")
        .header("Access-Control-Request-Method", "BREW")
        .await;
    odd_method.expect_empty(200).expect_header("allow", "OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE");
    let plain = films.options("/films").await;
    plain
        .expect_empty(200)
        .expect_header("access-control-allow-origin", "*")
        .expect_no_header("access-control-allow-methods");
}

/// COR-05
#[tokio::test]
async fn the_operator_may_list_the_origins() {
    let films = films_with(&[("PGRST_SERVER_CORS_ALLOWED_ORIGINS", "https://a.example, https://b.example")]).await;
    for origin in ["https://a.example", "https://b.example"] {
        let answer = films.get("/screens").header("Origin", origin).await;
        answer.expect_status(200).expect_header("access-control-allow-origin", origin);
        answer
            .expect_header("access-control-allow-credentials", "true")
            .expect_header("access-control-expose-headers", EXPOSED);
    }
    for origin in ["https://c.example", "https://a.example:8080", "null"] {
        let answer = films.get("/screens").header("Origin", origin).await;
        answer.expect_status(200).expect_no_header("access-control-allow-origin");
    }
    let preflight =
        |origin: &str| films.options("/films").header("Origin", origin).header("Access-Control-Request-Method", "GET");
    let allowed = preflight("https://b.example").await;
    allowed
        .expect_header("access-control-allow-origin", "https://b.example")
        .expect_header("access-control-allow-credentials", "true");
    preflight("https://c.example").await.expect_no_header("access-control-allow-methods");
}
