//! POST on relations.

use serde_json::{Value, json};

use crate::exchange::error;
use crate::library::own_films;

const OBJECT: &str = "application/vnd.pgrst.object+json";

/// HDR-03, MUT-20, MUT-22, MUT-23
#[tokio::test]
async fn a_row_is_added_and_nothing_is_said_of_it() {
    let films = own_films().await;
    for preference in ["", "return=minimal"] {
        let answer = films
            .post("/films")
            .as_role("editor")
            .prefer(preference)
            .json(&json!({"title": "Ran", "year": 1985}))
            .await;
        answer.expect_empty(201).expect_header("content-length", "0").expect_header("content-range", "*/*");
        answer.expect_no_header("location").expect_no_header("content-type").expect_no_header("content-profile");
        films.database().execute("update library.films set year = year + 1 where title = 'Ran'").await;
    }
    films
        .expect_rows(
            "select id, title from library.films where id >= 100 order by id",
            json!([{"id": 100, "title": "Ran"}, {"id": 101, "title": "Ran"}]),
        )
        .await;
}

/// MUT-23, MUT-24
#[tokio::test]
async fn the_location_names_the_row_by_its_key() {
    let films = own_films().await;
    for (target, row, location) in [
        ("/films", json!({"title": "Ran"}), Some("/films?id=eq.100")),
        (
            "/roles",
            json!({"actor_id": 9, "film_id": 2, "character": "Masako"}),
            Some("/roles?film_id=eq.2&actor_id=eq.9"),
        ),
        (
            "/shelf_slots",
            json!({"shelf": "a b/ü+:~", "slot": 1}),
            Some("/shelf_slots?shelf=eq.a%20b%2F%C3%BC%2B%3A~&slot=eq.1"),
        ),
        ("/old_films", json!({"title": "Nosferatu", "year": 1922}), Some("/old_films?id=eq.101")),
        ("/visitors", json!({"name": "Zoe"}), None),
        ("/stock", json!([{"barcode": "C1"}, {"barcode": "C2"}]), None),
        ("/stock", json!([]), None),
    ] {
        let answer = films.post(target).as_role("editor").prefer("return=headers-only").json(&row).await;
        answer.expect_empty(201).expect_header("preference-applied", "return=headers-only");
        assert_eq!(answer.header("location"), location, "{answer}");
    }
}

/// HDR-04, MUT-23, MUT-71, MUT-73
#[tokio::test]
async fn the_row_is_shown_on_request() {
    let films = own_films().await;
    let add =
        |target: &str, row: &Value| films.post(target).as_role("editor").prefer("return=representation").json(row);
    let answer = add("/stock", &json!({"barcode": "C1", "copies": 4})).await;
    answer.expect(201, json!([{"barcode": "C1", "film_id": null, "copies": 4, "note": "as new"}]));
    answer.expect_header("content-type", "application/json; charset=utf-8").expect_header("content-range", "*/*");
    answer.expect_no_header("location");
    let chosen = add(
        "/films?select=title,made_in:year,directors(name)",
        &json!({"title": "Ran", "year": 1985, "director_id": 2}),
    )
    .await;
    chosen.expect(201, json!([{"title": "Ran", "made_in": 1985, "directors": {"name": "Akira Kurosawa"}}]));
    let one = add("/stock?select=barcode", &json!({"barcode": "C2"})).accept(OBJECT).await;
    one.expect(201, json!({"barcode": "C2"}));
    let csv = add("/stock?select=barcode,copies", &json!({"barcode": "C3"})).accept("text/csv").await;
    csv.expect_text(201, "barcode,copies\nC3,1");
    let ordered = add("/stock?select=barcode&order=barcode.desc", &json!([{"barcode": "C4"}, {"barcode": "C5"}])).await;
    ordered.expect(201, json!([{"barcode": "C5"}, {"barcode": "C4"}]));
}

/// MUT-15, MUT-21
#[tokio::test]
async fn any_number_of_rows_is_added_at_once() {
    let films = own_films().await;
    let add = |rows: Value| films.post("/visitors").as_role("editor").prefer("count=exact").json(&rows);
    add(json!([{"name": "a"}, {"name": "b"}])).await.expect_empty(201).expect_header("content-range", "*/2");
    add(json!({})).await.expect_empty(201).expect_header("content-range", "*/1");
    add(json!([{}, {}])).await.expect_empty(201).expect_header("content-range", "*/2");
    add(json!([])).await.expect_empty(201).expect_header("content-range", "*/0");
    films
        .expect_rows(
            "select name, count(*)::int from library.visitors where name not in ('Mia', 'Noé') group by 1 order by 1",
            json!([{"name": "a", "count": 1}, {"name": "b", "count": 1}, {"name": "somebody", "count": 3}]),
        )
        .await;
}

/// MUT-15, MUT-16, COL-02
#[tokio::test]
async fn missing_values_are_defaults_or_nulls() {
    let films = own_films().await;
    let rows = json!([{"barcode": "C1", "note": "torn", "color": "red"}, {"barcode": "C2", "copies": 7}]);
    let add = |columns: &str| {
        films.post(&format!("/stock?columns={columns}&select=barcode,copies,note")).as_role("editor").json(&rows)
    };
    let defaults = add("note,barcode,copies").prefer("return=representation, missing=default").await;
    defaults.expect(
        201,
        json!([{"barcode": "C1", "copies": 1, "note": "torn"}, {"barcode": "C2", "copies": 7, "note": "as new"}]),
    );
    defaults.expect_header("preference-applied", "missing=default, return=representation");
    films.database().execute("delete from library.stock where barcode like 'C%'").await;
    let nulls = add("barcode,note").prefer("return=representation").await;
    nulls.expect(
        201,
        json!([{"barcode": "C1", "copies": 1, "note": "torn"}, {"barcode": "C2", "copies": 1, "note": null}]),
    );
    films.database().execute("delete from library.stock where barcode like 'C%'").await;
    let null_violates = add("barcode,copies").await;
    null_violates.expect_status(400);
    assert_eq!(null_violates.json()["code"], "23502", "{null_violates}");
    let identity =
        films.post("/films?columns=id,title").as_role("editor").prefer("missing=default, return=representation");
    assert_eq!(identity.json(&json!([{"title": "Ran"}])).await.json()[0]["id"], 100);
}

/// MUT-11, MUT-12
#[tokio::test]
async fn json_fills_columns_of_every_type() {
    let films = own_films().await;
    let release = json!({
        "id": 9, "film_id": 9, "country": "FR", "run": "[1928-01-01,1928-02-01)",
        "formats": ["35mm", "a,b"], "prices": "{1,2}",
        "facts": {"deep": [1, {"x": null}]}, "notes": [3, 2], "venue": {"street": "Rue 1", "city": "Paris"},
    });
    let answer =
        films.post("/releases").as_role("editor").prefer("return=representation").accept(OBJECT).json(&release).await;
    let mut expected = release;
    expected["prices"] = json!([1, 2]);
    answer.expect(201, expected);
    let cut = json!({"id": 9, "film_id": 3, "name": "short", "length": "1:30"});
    let answer = films.post("/cuts").as_role("editor").prefer("return=representation").json(&cut).await;
    answer.expect(201, json!([cut]));
    films.expect_rows("select length::int from library.cuts where id = 9", json!([{"length": 90}])).await;
}

/// MUT-01, MUT-02
#[tokio::test]
async fn json_is_the_type_of_bodies_that_name_none() {
    let films = own_films().await;
    let row = |name: &str| json!({"name": name}).to_string();
    films.post("/visitors").as_role("editor").untyped_body(row("a")).await.expect_empty(201);
    films.post("/visitors").as_role("editor").body("APPLICATION/json; charset=x", row("b")).await.expect_empty(201);
    films
        .post("/visitors")
        .as_role("editor")
        .body("application/vnd.pgrst.array+json", row("c"))
        .await
        .expect_empty(201);
    films
        .expect_rows("select count(*)::int from library.visitors where name in ('a', 'b', 'c')", json!([{"count": 3}]))
        .await;
}

/// MUT-08
#[tokio::test]
async fn rows_come_as_csv_too() {
    let films = own_films().await;
    let csv = "barcode,copies,note\nC1,2,\"a \"\"b\"\", c\nd\"\r\nC2,3,NULL\nC3,4,\n";
    let answer = films.post("/stock").as_role("editor").prefer("return=representation").body("text/csv", csv).await;
    answer.expect(
        201,
        json!([
            {"barcode": "C1", "film_id": null, "copies": 2, "note": "a \"b\", c\nd"},
            {"barcode": "C2", "film_id": null, "copies": 3, "note": null},
            {"barcode": "C3", "film_id": null, "copies": 4, "note": ""},
        ]),
    );
    let short = films.post("/stock").as_role("editor").body("text/csv", "barcode,copies\nC4,1\nC5\n").await;
    short.expect(400, error("PGRST102", "All lines must have same number of fields"));
    films.expect_rows("select from library.stock where barcode in ('C4', 'C5')", json!([])).await;
}

/// MUT-09
#[tokio::test]
async fn a_row_comes_as_a_form_too() {
    let films = own_films().await;
    let form = "barcode=C1&copies=2&note=a+b%26c&copies=3";
    let answer = films
        .post("/stock")
        .as_role("editor")
        .prefer("return=representation")
        .body("application/x-www-form-urlencoded", form)
        .await;
    answer.expect(201, json!([{"barcode": "C1", "film_id": null, "copies": 3, "note": "a b&c"}]));
}

/// MUT-03 to MUT-06, MUT-10, MUT-70: none of these leaves anything behind.
#[tokio::test]
async fn bodies_that_are_no_rows_are_refused() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let invalid = || error("PGRST102", "Empty or invalid json");
    let unequal = || error("PGRST102", "All object keys must match");
    let not_acceptable = |media_type: &str| error("PGRST102", &format!("Content-Type not acceptable: {media_type}"));
    for (media_type, body, expected) in [
        ("application/json", "", invalid()),
        ("application/json", "{\"barcode\": \"C1\"", invalid()),
        ("application/json", "{\"barcode\": \"C1\"} {}", invalid()),
        ("application/json", "nonsense", invalid()),
        ("application/json", "[{\"barcode\": \"C1\"}, {\"copies\": 1}]", unequal()),
        ("application/json", "[{\"barcode\": \"C1\"}, {}]", unequal()),
        ("application/json", "[{\"barcode\": \"C1\"}, 1]", unequal()),
        ("application/json", "[1, 2]", unequal()),
        ("text/plain", "C1", not_acceptable("text/plain")),
        ("image/png", "C1", not_acceptable("image/png")),
        (
            "application/json",
            "{\"barcod\": \"C1\"}",
            error("PGRST204", "Could not find the 'barcod' column of 'stock' in the schema cache"),
        ),
        (
            "application/json",
            "{\"barcode\": {}, \"copies\": \"many\"}",
            error("22P02", "invalid input syntax for type integer: \"many\""),
        ),
    ] {
        let answer = films.post("/stock").as_role("editor").body(media_type, body).await;
        answer.expect(400, expected);
    }
    let no_columns = films.post("/stock?columns=").as_role("editor").json(&json!({"barcode": "C1"})).await;
    let expected = error("PGRST100", "\"failed to parse columns parameter ()\" (line 1, column 1)")
        .details("unexpected end of input expecting field name (* or [a..z0..9_$])");
    no_columns.expect(400, expected);
    let unknown = films.post("/stock?columns=barcode,colour").as_role("editor").json(&json!({"barcode": "C1"})).await;
    unknown.expect(400, error("PGRST204", "Could not find the 'colour' column of 'stock' in the schema cache"));
    let unparsed = films.post("/stock?columns=barcode").as_role("editor").body("application/json", "[{]").await;
    assert_eq!(unparsed.expect_status(400).json()["code"], "22P02");
    for scalar in ["1", "\"C1\"", "true", "null"] {
        films.post("/stock").as_role("editor").body("application/json", scalar).await.expect_empty(201);
    }
    let singular = films
        .post("/stock")
        .as_role("editor")
        .accept(OBJECT)
        .json(&json!([{"barcode": "C1"}, {"barcode": "C2"}]))
        .await;
    let expected =
        error("PGRST116", "Cannot coerce the result to a single JSON object").details("The result contains 2 rows");
    singular.expect(406, expected);
    films.post("/stock").as_role("editor").accept("image/png").json(&json!({"barcode": "C1"})).await.expect_status(406);
    assert_eq!(films.fingerprint().await, before);
}

/// MUT-74, ERR-13
#[tokio::test]
async fn rows_that_break_a_rule_are_refused_together_with_their_neighbours() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    for (target, rows, status, code) in [
        ("/stock", json!([{"barcode": "C1"}, {"barcode": "A1"}]), 409, "23505"),
        ("/reviews", json!([{"film_id": 1}, {"film_id": 99}]), 409, "23503"),
        ("/reviews", json!([{"film_id": 1, "stars": 5}, {"film_id": 1, "stars": 6}]), 400, "23514"),
        ("/films", json!([{"title": "Ran"}, {"title": null}]), 400, "23502"),
        ("/stock", json!([{"barcode": "C1", "film_id": 999}]), 409, "23503"),
        ("/posters", json!([{"id": 7, "film_id": 1, "width": 1, "height": 1}]), 400, "428C9"),
        ("/posters", json!([{"film_id": 1, "width": 1, "height": 1, "area": 1}]), 400, "428C9"),
        ("/ticket_sales", json!([{"id": 9, "sold_on": "1999-01-01", "film_id": 1, "price": 1}]), 400, "23514"),
        ("/old_films", json!([{"title": "Ran", "year": 1985}]), 400, "44000"),
        ("/genres", json!([{"genre": "drama"}]), 400, "55000"),
        ("/film_counts", json!([{"films": 1}]), 400, "42809"),
    ] {
        let answer = films.post(target).as_role("editor").json(&rows).await;
        assert_eq!(answer.json()["code"], code, "{answer}");
        // 55000 is the one that PostgREST takes for the server's fault (ERR-22).
        answer.expect_status(if code == "55000" { 500 } else { status });
    }
    assert_eq!(films.fingerprint().await, before);
}

/// MUT-25
#[tokio::test]
async fn who_may_write_need_not_be_allowed_to_read() {
    let films = own_films().await;
    let suggest = |title: &str| films.post("/suggestions").as_role("reviewer").json(&json!({"title": title}));
    suggest("Ran").await.expect_empty(201);
    let denied = || error("42501", "permission denied for table suggestions");
    suggest("Dreams").prefer("return=representation").await.expect(403, denied());
    suggest("Dreams").prefer("return=headers-only").await.expect(403, denied());
    films.post("/suggestions").json(&json!({"title": "Dreams"})).await.expect(401, denied());
    films.post("/suggestion_box").as_role("reviewer").json(&json!({"title": "Kagemusha"})).await.expect_empty(201);
    films
        .expect_rows(
            "select title from library.suggestions order by id",
            json!([{"title": "Stalker"}, {"title": "Ran"}, {"title": "Kagemusha"}]),
        )
        .await;
}

/// AUT-73
#[tokio::test]
async fn a_trigger_may_phrase_the_answer() {
    let films = own_films().await;
    let answer = films.post("/announcements").as_role("editor").json(&json!({"id": 1, "text": "Closed today"})).await;
    answer.expect_empty(202).expect_header("x-announced", "Closed today");
}

/// FLT-41, LIM-09
#[tokio::test]
async fn filters_and_windows_have_no_effect_on_what_is_added() {
    let films = own_films().await;
    let rows = json!([{"barcode": "C1"}, {"barcode": "C2"}]);
    let answer = films
        .post("/stock?select=barcode&barcode=eq.C9&limit=1")
        .as_role("editor")
        .prefer("return=representation")
        .json(&rows)
        .await;
    answer.expect(201, rows);
    films.post("/stock?limit=-1").as_role("editor").json(&json!({"barcode": "C3"})).await.expect_status(416);
}

/// MUT-72
#[tokio::test]
async fn what_is_not_shown_is_planned_all_the_same() {
    let films = own_films().await;
    let answer = films.post("/stock?select=qqq(a)").as_role("editor").json(&json!({"barcode": "C1"})).await;
    assert_eq!(answer.expect_status(400).json()["code"], "PGRST200");
    films.post("/stock?select=colour").as_role("editor").json(&json!({"barcode": "C1"})).await.expect_empty(201);
}

/// EMB-06
#[tokio::test]
async fn rows_find_their_partition() {
    let films = own_films().await;
    let sale = json!({"id": 9, "sold_on": "2024-02-29", "film_id": 1, "price": 12.5});
    films.post("/ticket_sales").as_role("editor").json(&sale).await.expect_empty(201);
    films.expect_rows("select id from library.ticket_sales_2024 where id = 9", json!([{"id": 9}])).await;
}
