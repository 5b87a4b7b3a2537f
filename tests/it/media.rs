//! What a result looks like: JSON, CSV, one object, plans, and types of the database's own.

use serde_json::json;

use crate::exchange::{Request, error};
use crate::library::{films, films_with};

const OBJECT: &str = "application/vnd.pgrst.object+json";

fn unavailable(types: &str) -> crate::exchange::Refusal {
    error("PGRST107", &format!("None of these media types are available: {types}"))
}

/// REP-01, REP-02, REP-04 to REP-06, REP-15
#[tokio::test]
async fn the_first_type_that_can_be_made_is_made() {
    let films = films().await;
    for (accept, content_type) in [
        ("application/json", "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
        ("application/json; q=0.2, text/csv; q=0.8", "text/csv; charset=utf-8"),
        ("text/csv;q=0, image/png", "text/csv; charset=utf-8"),
        ("image/png, text/csv", "text/csv; charset=utf-8"),
        ("*/*, text/csv", "text/csv; charset=utf-8"),
        ("application/vnd.pgrst.array+json", "application/json; charset=utf-8"),
        ("application/vnd.pgrst.array", "application/json; charset=utf-8"),
        ("application/json; charset=latin-1", "application/json; charset=utf-8"),
    ] {
        films.get("/screens").accept(accept).await.expect_status(200).expect_header("content-type", content_type);
    }
}

/// REP-05, REP-17, REP-18, QRK-30, QRK-31
#[tokio::test]
async fn types_that_nobody_makes_are_not_acceptable() {
    let films = films().await;
    for (accept, listed) in [
        ("image/png", "image/png"),
        ("text/*", "text/*"),
        ("text/plain", "text/plain"),
        ("application/openapi+json", "application/openapi+json"),
        ("image/png;q=0.1, text/xml", "text/xml, image/png"),
    ] {
        films.get("/screens").accept(accept).await.expect(406, unavailable(listed));
    }
    let root = films.get("/").accept("text/csv").await;
    root.expect(406, unavailable("text/csv"));
}

/// REP-11
#[tokio::test]
async fn csv_has_a_line_of_names_and_a_line_per_row() {
    let films = films().await;
    let answer = films.get("/films?select=title,in_colour,rating&id=in.(4,5,9)&order=id").accept("text/csv").await;
    answer.expect_text(
        200,
        "title,in_colour,rating\n\"Cléo from 5 to 7\",,7.8\n\"Jeanne Dielman\",t,7.6\n\"London After Midnight\",f,",
    );
    answer.expect_header("content-range", "0-2/*");
    let quoted = films.get("/releases?select=id,formats,facts&id=eq.5").accept("text/csv").await;
    quoted.expect_text(
        200,
        "id,formats,facts\n5,\"{70mm,\"\"super, 8\"\"}\",\"{\"\"a.b\"\": 1, \"\"odd key\"\": {\"\"->\"\": 2}}\"",
    );
    films.get("/films?id=eq.0").accept("text/csv").await.expect_text(200, "\n");
    films
        .get("/rpc/film_lengths?at_least=200")
        .accept("text/csv")
        .await
        .expect_text(200, "title,runtime\n\"Jeanne Dielman\",201\n\"Seven Samurai\",207");
}

/// REP-13, RPC-55
#[tokio::test]
async fn one_object_is_one_row() {
    let films = films().await;
    let one = films.get("/screens?seats=eq.75").accept(OBJECT).await;
    one.expect(200, json!({"cinema": "Arsenal", "number": 2, "seats": 75}));
    one.expect_header("content-type", "application/vnd.pgrst.object+json; charset=utf-8")
        .expect_header("content-range", "0-0/*");
    films.get("/screens?seats=eq.75").accept("application/vnd.pgrst.object").await.expect_status(200);
    let singular = |rows: u8| {
        error("PGRST116", "Cannot coerce the result to a single JSON object")
            .details(format!("The result contains {rows} rows"))
    };
    films.get("/screens").accept(OBJECT).await.expect(406, singular(3));
    films.get("/screens?seats=eq.0").accept(OBJECT).await.expect(406, singular(0));
    films.get("/screens?limit=1").accept(OBJECT).await.expect_status(200);
    films.get("/rpc/film_count").accept(OBJECT).await.expect(200, 9);
    films.get("/rpc/film_years").accept(OBJECT).await.expect(406, singular(9));
    let film = films.get("/rpc/longest_film?select=title").accept(OBJECT).await;
    film.expect(200, json!({"title": "Seven Samurai"}));
}

/// REP-14, REP-16
#[tokio::test]
async fn nulls_are_left_out_on_request() {
    let films = films().await;
    let target = "/films?select=title,year,rating,directors(name)&id=in.(1,9)&order=id";
    let array = films.get(target).accept("application/vnd.pgrst.array+json;nulls=stripped").await;
    array.expect(
        200,
        json!([
            {"title": "Citizen Kane", "year": 1941, "rating": 8.3, "directors": {"name": "Orson Welles"}},
            {"title": "London After Midnight", "year": 1927},
        ]),
    );
    array.expect_header("content-type", "application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8");
    let accept = "application/vnd.pgrst.object+json;nulls=stripped";
    let object = films.get("/films?id=eq.9").accept(accept).await;
    object.expect(
        200,
        json!({"id": 9, "title": "London After Midnight", "year": 1927, "runtime": 69, "in_colour": false}),
    );
    object.expect_header("content-type", "application/vnd.pgrst.object+json;nulls=stripped; charset=utf-8");
    films.get("/films").accept(accept).await.expect_status(406);
}

/// REP-12
#[tokio::test]
async fn geojson_needs_postgis() {
    let answer = films().await.get("/screens").accept("application/geo+json").await;
    answer.expect_status(404);
    assert_eq!(answer.json()["code"], "42883", "{answer}");
}

/// REP-31, REP-33, QRK-28
#[tokio::test]
async fn an_aggregate_makes_a_media_type_of_a_relation() {
    let films = films().await;
    let titles = "application/vnd.films.titles";
    let answer = films.get("/films?year=lt.1945&order=year").accept(titles).await;
    answer.expect_text(200, "London After Midnight; Citizen Kane").expect_header("content-type", titles);
    films.get("/films?id=eq.0").accept(titles).await.expect_text(200, "");
    for target in ["/films?select=id", "/films?select=", "/films?select=*,directors(name)", "/screens"] {
        films.get(target).accept(titles).await.expect(406, unavailable(titles));
    }
    let called = films.get("/rpc/films_by?director=Agnès Varda&order=id").accept(titles).await;
    called.expect_text(200, "Cléo from 5 to 7; Vagabond");
}

/// REP-31
#[tokio::test]
async fn an_aggregate_of_anything_makes_a_media_type_of_every_relation() {
    let films = films().await;
    let tabs = "text/tab-separated-values";
    let answer = films.get("/screens?seats=gt.200").accept(tabs).await;
    answer.expect_text(200, "Arsenal\t1\t236\nRex\t1\t2702\n").expect_header("content-type", tabs);
    films.get("/films?select=id,year&id=lt.3&order=id").accept(tabs).await.expect_text(200, "1\t1941\n2\t1950\n");
    films.get("/rpc/film_lengths?at_least=205").accept(tabs).await.expect_text(200, "Seven Samurai\t207\n");
}

/// REP-32, REP-35, QRK-29
#[tokio::test]
async fn a_function_makes_its_own_media_type() {
    let films = films().await;
    let page = films.get("/rpc/welcome?name=Mia").accept("text/html").await;
    page.expect_text(200, "<h1>Welcome, Mia</h1>").expect_header("content-type", "text/html");
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    films.get("/rpc/welcome").accept(browser).await.expect_text(200, "<h1>Welcome, you</h1>");
    films.get("/rpc/welcome").await.expect(200, "<h1>Welcome, you</h1>");
    films.get("/rpc/welcome").accept("text/csv").await.expect_status(200);
    films.get("/rpc/welcome").accept("image/png").await.expect(406, unavailable("image/png"));
    films.get("/rpc/film_count").accept("text/html").await.expect(406, unavailable("text/html"));
}

/// AUT-73: `response.headers` is read after the handler ran.
#[tokio::test]
async fn a_handler_may_set_headers() {
    let page = films().await.get("/rpc/welcome").accept("text/html").await;
    page.expect_header("cache-control", "public");
}

/// REP-37
#[tokio::test]
async fn bytes_are_sent_as_they_are() {
    let reel = films().await.get("/rpc/reel").accept("application/octet-stream").await;
    reel.expect_status(200)
        .expect_header("content-type", "application/octet-stream")
        .expect_header("content-length", "3");
    assert_eq!(reel.body, [0x00, 0xff, 0x7f], "{reel}");
}

/// REP-34
#[tokio::test]
async fn a_handler_of_any_type_answers_whatever_is_accepted() {
    let films = films().await;
    for accept in ["*/*", "image/png", "application/json", "text/csv"] {
        let answer = films.get("/rpc/any_type").accept(accept).await;
        answer.expect_status(200).expect_header("content-type", "application/octet-stream");
        assert_eq!(answer.body, [0x89, 0x50, 0x4e, 0x47], "{answer}");
    }
    let named = films.get("/rpc/any_type").accept("image/png").header("X-Picture", "yes").await;
    named.expect_header("content-type", "image/png");
}

/// REP-20 to REP-23, REP-25
#[tokio::test]
async fn plans_are_shown_to_those_who_may_see_them() {
    let films = films().await;
    let plan = |target: &str, accept: &str| -> Request { films.get(target).accept(accept) };
    let text = plan("/films?id=eq.1", "application/vnd.pgrst.plan").await;
    text.expect_status(200)
        .expect_header("content-type", "application/vnd.pgrst.plan+text; for=\"application/json\"; charset=utf-8")
        .expect_no_header("content-range");
    assert!(text.text().starts_with("Aggregate") && text.text().ends_with('\n'), "{text}");
    let json = plan("/films", "application/vnd.pgrst.plan+json; for=\"text/csv\"; options=verbose|analyze").await;
    json.expect_status(200).expect_header(
        "content-type",
        "application/vnd.pgrst.plan+json; for=\"text/csv\"; options=analyze|verbose; charset=utf-8",
    );
    assert_eq!(json.json()[0]["Plan"]["Node Type"], "Aggregate", "{json}");
    assert!(json.json()[0]["Plan"]["Actual Rows"].is_number(), "{json}");
    plan("/rpc/film_lengths", "application/vnd.pgrst.plan").await.expect_status(200);
    let unavailable_for = plan("/films", "application/vnd.pgrst.plan; for=\"image/png\"").await;
    unavailable_for.expect_status(406);
}

/// REP-21
#[tokio::test]
async fn plans_are_hidden_unless_the_operator_shows_them() {
    let films = films_with(&[]).await;
    let answer = films.get("/films").accept("application/vnd.pgrst.plan").await;
    answer.expect(406, unavailable("application/vnd.pgrst.plan+text; for=\"application/json\""));
}
