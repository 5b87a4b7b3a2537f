//! Functions: how they are called, which is called, and what comes back.

use serde_json::{Value, json};

use crate::exchange::error;
use crate::library::{films, own_films};

/// RPC-40 to RPC-45
#[tokio::test]
async fn results_keep_their_shape() {
    let films = films().await;
    for (call, expected) in [
        ("film_count", json!(9)),
        ("nothing", json!(null)),
        ("years", json!({"first": 1927, "last": 1985})),
        ("shortest", json!({"title": "London After Midnight"})),
        ("twice?number=21", json!({"number": 42})),
        ("longest_film?select=id,title", json!({"id": 3, "title": "Seven Samurai"})),
        ("film_years?limit=3", json!([1927, 1941, 1949])),
        ("film_titles?limit=1", json!([{"title": "Citizen Kane"}])),
        ("film_lengths?at_least=205", json!([{"title": "Seven Samurai", "runtime": 207}])),
        ("films_by?director=Carol Reed&select=id", json!([{"id": 6}])),
        ("films_by?director=Nobody", json!([])),
    ] {
        films.get(&format!("/rpc/{call}")).await.expect(200, expected).expect_no_header("content-location");
    }
    let nobody = films.get("/rpc/no_film").await.json();
    assert_eq!((&nobody["id"], &nobody["title"]), (&Value::Null, &Value::Null), "a row of nulls is an object of nulls");
}

/// RPC-46, HDR-13, QRK-44
#[tokio::test]
async fn void_is_no_content() {
    let films = own_films().await;
    let answer = films.post("/rpc/forget_reviews").as_role("editor").json(&json!({"film": 1})).await;
    answer.expect_empty(204).expect_header("content-range", "0-0/*");
    answer.expect_no_header("content-type").expect_no_header("content-length").expect_no_header("content-profile");
    films.expect_rows("select from library.reviews where film_id = 1", json!([])).await;
}

/// HDR-11, HDR-12, RPC-52
#[tokio::test]
async fn head_calls_and_shows_no_body() {
    let films = films().await;
    let head = films.head("/rpc/film_lengths").await;
    head.expect_empty(200).expect_header("content-range", "0-8/*").expect_no_header("content-length");
    head.expect_header("content-type", "application/json; charset=utf-8");
}

/// RPC-10 to RPC-12, RPC-24
#[tokio::test]
async fn arguments_come_in_the_query() {
    let films = films().await;
    for (call, expected) in [
        ("title_length?title=Ran", json!(3)),
        ("title_length?title=", json!(0)),
        ("title_length?title=a%26b%3Dc+d", json!(7)),
        ("title_length?title=one&title=three", json!(5)),
        ("title_length?title=eqfoo", json!(5)),
        ("total?price=5", json!(15)),
        ("total?tip=1&price=5", json!(6)),
        ("is_genre?genre=western", json!(true)),
        ("sum_of?numbers={1,2,3}", json!(6)),
        ("repeat_json?value={\"a\":[1]}", json!({"a": [1]})),
        ("longest_of?numbers=1&numbers=5&numbers=3", json!(5)),
        ("longest_of?numbers=7", json!(7)),
    ] {
        films.get(&format!("/rpc/{call}")).await.expect(200, expected);
    }
    films
        .get("/rpc/total?price=much")
        .await
        .expect(400, error("22P02", "invalid input syntax for type integer: \"much\""));
}

/// RPC-11, QRK-07
#[tokio::test]
async fn arguments_that_look_like_filters_are_filters() {
    let films = films().await;
    let filtered = films.get("/rpc/film_lengths?runtime=gt.200&select=runtime").await;
    filtered.expect(200, json!([{"runtime": 201}, {"runtime": 207}]));
    let as_filter = films.get("/rpc/title_length?title=eq.Ran").await;
    assert_eq!(as_filter.expect_status(404).json()["code"], "PGRST202");
    for value in ["not.foo", "is.foo", "in.foo"] {
        let answer = films.get(&format!("/rpc/title_length?title={value}")).await;
        assert_eq!(answer.expect_status(400).json()["code"], "PGRST100", "{answer}");
    }
}

/// RPC-13 to RPC-17, RPC-23
#[tokio::test]
async fn arguments_come_as_json() {
    let films = films().await;
    for (target, body, expected) in [
        ("title_length", json!({"title": "Ran"}), json!(3)),
        ("total", json!({"price": 5}), json!(15)),
        ("total", json!({"price": "5", "tip": 1}), json!(6)),
        ("total", json!({"price": 5, "tip": null}), json!(null)),
        ("total", json!([{"price": 5}, {"price": 6}]), json!(15)),
        ("sum_of", json!({"numbers": [1, 2, 3]}), json!(6)),
        ("sum_of", json!({"numbers": "{1,2}"}), json!(3)),
        ("longest_of", json!({"numbers": [4, 9]}), json!(9)),
        ("repeat_json", json!({"value": {"b": 1, "a": [true]}}), json!({"b": 1, "a": [true]})),
        ("is_genre", json!({"genre": "western"}), json!(true)),
        ("film_count", json!({}), json!(9)),
        ("total?columns=price", json!({"price": 5, "whatever": 1}), json!(15)),
        ("film_lengths?runtime=gt.200&select=runtime", json!({"at_least": 205}), json!([{"runtime": 207}])),
    ] {
        films.post(&format!("/rpc/{target}")).json(&body).await.expect(200, expected);
    }
    films.post("/rpc/film_count").await.expect(200, 9);
    films.post("/rpc/film_count").body("application/json", "17").await.expect(200, 9);
    let mixed = films.post("/rpc/total").json(&json!([1, {"price": 5}])).await;
    mixed.expect(400, error("PGRST102", "All object keys must match"));
    films
        .post("/rpc/total")
        .body("application/json", "{\"price\":")
        .await
        .expect(400, error("PGRST102", "Empty or invalid json"));
    films
        .post("/rpc/total")
        .body("image/png", "x")
        .await
        .expect(400, error("PGRST102", "Content-Type not acceptable: image/png"));
    let strict = films.post("/rpc/total?price=5").await;
    assert_eq!(strict.expect_status(400).json()["code"], "PGRST100", "RPC-21");
}

/// RPC-18, RPC-19
#[tokio::test]
async fn arguments_come_as_forms_and_csv() {
    let films = films().await;
    let form = "application/x-www-form-urlencoded";
    films.post("/rpc/total").body(form, "price=5&tip=2").await.expect(200, 7);
    films.post("/rpc/title_length").body(form, "title=a+b").await.expect(200, 3);
    films.post("/rpc/longest_of").body(form, "numbers=3&numbers=8").await.expect(200, 8);
    films.post("/rpc/total").body("text/csv", "price,tip\n5,3\n6,4\n").await.expect(200, 8);
}

/// RPC-20, RPC-32
#[tokio::test]
async fn the_body_may_be_the_argument() {
    let films = films().await;
    for (function, media_type, body, expected) in [
        ("take_json", "application/json", &b"[{\"a\": 1}, {\"a\": 2}]"[..], json!("array")),
        ("take_json", "application/json", b"{\"a\": 1}", json!("object")),
        ("take_text", "text/plain", "Cléo\n".as_bytes(), json!(5)),
        ("take_bytes", "application/octet-stream", b"\x00\xff\x7f\x80", json!(4)),
        ("take_xml", "text/xml", b"<reel><cut/></reel>", json!("reel")),
    ] {
        films.post(&format!("/rpc/{function}")).body(media_type, body).await.expect(200, expected);
    }
    let numbers = films.post("/rpc/take_json").json(&json!([1, 2])).await;
    numbers.expect(400, error("PGRST102", "All object keys must match"));
    let not_raw = films.post("/rpc/title_length").body("text/plain", "Ran").await;
    let expected = error("PGRST202", "Could not find the function library.title_length in the schema cache").details(
        "Searched for the function library.title_length with a single unnamed text parameter, but no matches were \
         found in the schema cache.",
    );
    not_raw.expect(404, expected);
}

/// RPC-14, RPC-32: a named parameter is never the whole body.
#[tokio::test]
async fn a_named_json_parameter_is_an_argument_like_others() {
    let answer = films().await.post("/rpc/repeat_json").json(&json!({"a": 1})).await;
    assert_eq!(answer.expect_status(404).json()["code"], "PGRST202");
}

/// RPC-30, RPC-31, RPC-33
#[tokio::test]
async fn overloads_are_told_apart_by_their_arguments() {
    let films = films().await;
    for (arguments, ids) in [
        ("id=3", json!([3])),
        ("title=Rashomon", json!([2])),
        ("title=Rashomon&year=1950", json!([2])),
        ("year=1951&title=Rashomon", json!([])),
    ] {
        let answer = films.get(&format!("/rpc/find_film?{arguments}&select=id")).await;
        assert_eq!(answer.column("id"), ids, "{answer}");
    }
    films.post("/rpc/find_film?select=id").json(&json!({"title": "Rashomon"})).await.expect(200, json!([{"id": 2}]));
}

/// RPC-33, RPC-37
#[tokio::test]
async fn overloads_that_only_types_tell_apart_are_ambiguous() {
    let expected = || {
        error(
            "PGRST203",
            "Could not choose the best candidate function between: library.rate(film => integer, stars => integer), \
             library.rate(film => integer, stars => text)",
        )
        .hint(
            "Try renaming the parameters or the function itself in the database so function overloading can be \
             resolved",
        )
    };
    let films = films().await;
    films.get("/rpc/rate?film=1&stars=5").await.expect(300, expected());
    films.post("/rpc/rate").json(&json!({"film": 1, "stars": "five"})).await.expect(300, expected());
}

/// RPC-34 to RPC-36
#[tokio::test]
async fn an_unknown_function_is_not_found_and_a_near_one_is_named() {
    let films = films().await;
    let unknown = |call: &str, how: &str| {
        error("PGRST202", &format!("Could not find the function library.{call} in the schema cache")).details(format!(
            "Searched for the function library.{}{how}, but no matches were found in the schema cache.",
            call.split(['(', ' ']).next().unwrap()
        ))
    };
    for (target, expected) in [
        ("qqq", unknown("qqq without parameters", " without parameters")),
        (
            "film_counts",
            unknown("film_counts without parameters", " without parameters")
                .hint("Perhaps you meant to call the function library.film_count"),
        ),
        (
            "total?cost=1",
            unknown("total(cost)", " with parameter cost")
                .hint("Perhaps you meant to call the function library.total(price, tip)"),
        ),
        (
            "total?tip=1&prices=2",
            unknown("total(prices, tip)", " with parameters prices, tip")
                .hint("Perhaps you meant to call the function library.total(price, tip)"),
        ),
        ("film_count?zzz=1", unknown("film_count(zzz)", " with parameter zzz")),
    ] {
        let answer = films.get(&format!("/rpc/{target}")).await;
        if target == "total?cost=1" {
            assert_eq!(answer.expect_status(404).json()["details"], Value::from(expected)["details"], "{answer}");
        } else {
            answer.expect(404, expected);
        }
    }
    let posted = films.post("/rpc/qqq").json(&json!({"b": 1, "a": 2})).await;
    let how = " with parameters a, b or with a single unnamed json/jsonb parameter";
    posted.expect(404, unknown("qqq(a, b)", how));
    let posted = films.post("/rpc/qqq").await;
    posted.expect(
        404,
        unknown("qqq without parameters", " without parameters or with a single unnamed json/jsonb parameter"),
    );
}

/// RPC-01
#[tokio::test]
async fn only_functions_of_the_schema_are_called() {
    let films = films().await;
    for name in ["before_request", "now", "decade", "put_into_box", "announce", "uid"] {
        let answer = films.post(&format!("/rpc/{name}")).await;
        assert_eq!(answer.expect_status(404).json()["code"], "PGRST202", "{answer}");
    }
}

/// RPC-50, RPC-51
#[tokio::test]
async fn results_are_read_like_relations() {
    let films = films().await;
    for (call, expected) in [
        (
            "films_by?director=Akira Kurosawa&select=title,year&order=year.desc",
            json!([{"title": "Seven Samurai", "year": 1954}, {"title": "Rashomon", "year": 1950}]),
        ),
        ("films_by?director=Akira Kurosawa&select=title&year=gt.1950", json!([{"title": "Seven Samurai"}])),
        ("films_by?director=Akira Kurosawa&select=id&or=(year.eq.1950,rating.gt.9)", json!([{"id": 2}])),
        ("films_by?director=Akira Kurosawa&select=id&order=id&limit=1&offset=1", json!([{"id": 3}])),
        (
            "films_by?director=Carol Reed&select=title,directors(name),reviews(stars)&reviews.order=stars",
            json!([{
                "title": "The Third Man", "directors": {"name": "Carol Reed"}, "reviews": [{"stars": 4}, {"stars": 5}],
            }]),
        ),
        ("films_by?director=Carol Reed&select=full_title", json!([{"full_title": "The Third Man (1949)"}])),
        (
            "films_by?director=Agnès Varda&select=year::text,...directors(country)&order=year&limit=1",
            json!([{"year": "1962", "country": "France"}]),
        ),
        ("film_lengths?select=title&runtime=lt.80", json!([{"title": "London After Midnight"}])),
        (
            "longest_film?select=title,roles(character)&roles.actor_id=eq.2",
            json!({"title": "Seven Samurai", "roles": [{"character": "Kikuchiyo"}]}),
        ),
    ] {
        films.get(&format!("/rpc/{call}")).await.expect(200, expected);
    }
}

/// RTE-18, RTE-26
#[tokio::test]
async fn a_function_that_changes_something_has_to_be_posted() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let call = "/rpc/add_review?film=9&critic=Zed&stars=4";
    let refused = || error("25006", "cannot execute INSERT in a read-only transaction");
    films.get(call).as_role("editor").await.expect(405, refused());
    films.head(call).as_role("editor").await.expect_empty(405);
    assert_eq!(films.fingerprint().await, before);
    let arguments = json!({"film": 9, "critic": "Zed", "stars": 4});
    let posted = films.post("/rpc/add_review?select=critic,films(title)").as_role("editor").json(&arguments).await;
    posted.expect(200, json!({"critic": "Zed", "films": {"title": "London After Midnight"}}));
    films.expect_rows("select stars from library.reviews where film_id = 9", json!([{"stars": 4}])).await;
}

/// SQL-13, RPC-54: counting and shaping do not call again.
#[tokio::test]
async fn a_function_runs_once() {
    let films = own_films().await;
    let answer = films
        .post("/rpc/drop_reviews?select=id&order=id&limit=1")
        .as_role("editor")
        .json(&json!({"critic": "Ada"}))
        .prefer("count=exact")
        .await;
    answer.expect(206, json!([{"id": 1}])).expect_header("content-range", "0-0/3");
    let added = films
        .post("/rpc/add_review")
        .as_role("editor")
        .json(&json!({"film": 9, "critic": "Zed", "stars": 4}))
        .prefer("count=exact")
        .await;
    added.expect_status(200);
    films.expect_rows("select count(*)::int from library.reviews where critic = 'Zed'", json!([{"count": 1}])).await;
}

/// RPC-55, MUT-70
#[tokio::test]
async fn a_result_that_is_refused_leaves_nothing_behind() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let object = "application/vnd.pgrst.object+json";
    let many = films.post("/rpc/drop_reviews").as_role("editor").accept(object).json(&json!({"critic": "Ada"})).await;
    many.expect(
        406,
        error("PGRST116", "Cannot coerce the result to a single JSON object").details("The result contains 3 rows"),
    );
    let broken = films.post("/rpc/drop_reviews?select=colour").as_role("editor").json(&json!({"critic": "Ada"})).await;
    assert_eq!(broken.expect_status(400).json()["code"], "42703");
    let check =
        films.post("/rpc/add_review").as_role("editor").json(&json!({"film": 9, "critic": "Zed", "stars": 9})).await;
    assert_eq!(check.expect_status(400).json()["code"], "23514");
    assert_eq!(films.fingerprint().await, before);
}

#[tokio::test]
async fn functions_have_privileges() {
    let films = films().await;
    let expected = || error("42501", "permission denied for function film_count");
    films.get("/rpc/film_count").as_role("reviewer").await.expect(403, expected());
    films.post("/rpc/add_review").json(&json!({"film": 1, "critic": "x", "stars": 1})).await.expect_status(401);
}
