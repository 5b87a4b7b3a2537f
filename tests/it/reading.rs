//! GET and HEAD on relations: paths, columns, and what surrounds the rows.

use serde_json::{Value, json};

use crate::exchange::error;
use crate::library::films;

#[tokio::test]
async fn a_table_is_read_by_its_name() {
    let letters = json!([
        {"id": 1, "sender_id": 3, "recipient_id": 5, "text": "Keep the zither."},
        {"id": 2, "sender_id": 5, "recipient_id": 3, "text": "I will."},
        {"id": 3, "sender_id": 6, "recipient_id": 2, "text": "Your rain!"},
    ]);
    films().await.get("/letters").await.expect(200, letters);
}

/// RTE-02: whatever PostgreSQL can read from is a relation.
#[tokio::test]
async fn views_materialized_views_and_partitioned_tables_are_relations() {
    let films = films().await;
    let view = films.get("/film_directors?id=eq.2&select=title,director").await;
    view.expect(200, json!([{"title": "Rashomon", "director": "Akira Kurosawa"}]));
    let materialized = films.get("/film_counts?director_id=eq.2").await;
    materialized.expect(200, json!([{"director_id": 2, "films": 2}]));
    assert_eq!(films.get("/ticket_sales?order=id").await.column("id"), json!([1, 2, 3]));
}

/// EMB-06
#[tokio::test]
async fn a_partition_is_no_relation_of_its_own() {
    let answer = films().await.get("/ticket_sales_2023").await;
    answer.expect_status(404);
    assert_eq!(answer.json()["code"], "PGRST205");
}

/// HDR-01, HDR-02, RTE-27, RTE-28
#[tokio::test]
async fn head_is_get_without_the_body_and_its_length() {
    let films = films().await;
    let get = films.get("/films?limit=2").prefer("count=exact").await;
    let head = films.head("/films?limit=2").prefer("count=exact").await;
    get.expect_status(206).expect_header("content-length", &get.body.len().to_string());
    head.expect_status(206);
    let mut names = get.header_names();
    assert_eq!(
        names,
        [
            "content-range",
            "content-location",
            "content-length",
            "content-type",
            "content-profile",
            "preference-applied",
            "vary"
        ]
    );
    names.retain(|name| *name != "content-length");
    assert_eq!(head.header_names(), names);
    for name in names {
        head.expect_header(name, get.header(name).unwrap());
    }
}

/// OBS-20, OBS-21
#[tokio::test]
async fn every_answer_names_the_server_and_what_it_varies_with() {
    let films = films().await;
    let answer = films.get("/letters").await;
    assert!(answer.header("server").unwrap().starts_with("postgrest/16.1"), "{answer}");
    answer.expect_header("vary", "Accept, Prefer, Range");
    let refusal = films.get("/nowhere").await;
    assert!(refusal.header("server").unwrap().starts_with("postgrest/16.1"), "{refusal}");
    refusal.expect_no_header("vary");
}

/// REP-10: clients have come to compare texts.
#[tokio::test]
async fn rows_stand_on_lines_of_their_own() {
    let answer = films().await.get("/screens?select=number,cinema&order=seats").await;
    let lines = "[{\"number\":2,\"cinema\":\"Arsenal\"}, \n {\"number\":1,\"cinema\":\"Arsenal\"}, \n \
                 {\"number\":1,\"cinema\":\"Rex\"}]";
    answer.expect_text(200, lines);
    films().await.get("/screens?seats=lt.0").await.expect_text(200, "[]");
}

/// SEL-08
#[tokio::test]
async fn columns_come_in_the_order_of_the_request() {
    let films = films().await;
    films.get("/actors?select=born,name&id=eq.9").await.expect_text(200, r#"[{"born":1920,"name":"Setsuko Hara"}]"#);
    let all_and_more = films.get("/screens?select=name:cinema,*&seats=eq.75").await;
    all_and_more.expect_text(200, r#"[{"name":"Arsenal","cinema":"Arsenal","number":2,"seats":75}]"#);
    let twice = films.get("/screens?select=seats,seats&seats=eq.75").await;
    twice.expect_text(200, r#"[{"seats":75,"seats":75}]"#);
}

/// SEL-04, SEL-07
#[tokio::test]
async fn columns_are_renamed_and_cast() {
    let films = films().await;
    let answer = films.get("/films?select=name:title,since:year::text,rating::int&id=eq.1").await;
    answer.expect(200, json!([{"name": "Citizen Kane", "since": "1941", "rating": 8}]));
    let answer = films.get("/films?select=\"the year\":year::numeric&id=eq.1").await;
    answer.expect(200, json!([{"the year": 1941}]));
}

/// SEL-01, SEL-02
#[tokio::test]
async fn no_columns_are_all_columns() {
    let films = films().await;
    let all = films.get("/screens").await;
    for select in ["*", "", " *"] {
        assert_eq!(films.get(&format!("/screens?select={select}")).await.text(), all.text(), "select={select}");
    }
    assert_eq!(films.get("/screens?select").await.text(), all.text(), "a parameter without a value is none (QRY-04)");
}

/// SEL-05, PRS-28 to PRS-31
#[tokio::test]
async fn what_is_no_select_is_refused_where_it_stops_being_one() {
    let films = films().await;
    let after_a_name = "expecting letter, digit, \"-\", \"->>\", \"->\", \"::\", \".\", \")\", \",\" or end of input";
    for (select, column, details) in [
        ("id,reviews(stars[])", 17, format!("unexpected '[' {after_a_name}")),
        ("name!hint", 5, format!("unexpected '!' {after_a_name}")),
        ("id,*!hint", 5, "unexpected '!' expecting \")\", \",\" or end of input".to_owned()),
        ("name::", 7, "unexpected end of input expecting letter or digit".to_owned()),
    ] {
        let message = format!("\"failed to parse select parameter ({select})\" (line 1, column {column})");
        films.get(&format!("/films?select={select}")).await.expect(400, error("PGRST100", &message).details(details));
    }
    for select in ["id,,title", "id,", "directors(name", "directors(name,)", "title.sum"] {
        let answer = films.get(&format!("/films?select={select}")).await;
        assert_eq!(answer.expect_status(400).json()["code"], "PGRST100", "{answer}");
    }
    let unbalanced = films.get("/films?select=id)and whatever follows&id=eq.1").await;
    unbalanced.expect(200, json!([{"id": 1}]));
}

/// QRY-04
#[tokio::test]
async fn only_the_first_select_counts() {
    let answer = films().await.get("/screens?select=seats&select=cinema&seats=eq.75").await;
    answer.expect(200, json!([{"seats": 75}]));
}

/// QRY-01, QRY-02, QRK-02
#[tokio::test]
async fn parameters_are_separated_by_ampersands_and_semicolons_and_a_plus_is_a_space() {
    let films = films().await;
    let answer = films.get("/films?select=id;title=eq.Citizen+Kane;year=eq.1941").await;
    answer.expect(200, json!([{"id": 1}]));
    let answer = films.get("/films?%73elect=id&titl%65=eq.Citizen%20Kane").await;
    answer.expect(200, json!([{"id": 1}]));
}

/// SEL-12
#[tokio::test]
async fn an_unknown_column_is_postgresqls_to_refuse() {
    let films = films().await;
    let expected = || {
        error("42703", "column films.titel does not exist")
            .hint("Perhaps you meant to reference the column \"films.title\".")
    };
    films.get("/films?select=titel").await.expect(400, expected());
    films.get("/films?titel=eq.1").await.expect(400, expected());
    films.get("/films?order=titel").await.expect(400, expected());
}

/// OPT-04, ERR-50, ERR-52, RTE-09
#[tokio::test]
async fn an_unknown_relation_is_not_found_and_a_near_one_is_named() {
    let films = films().await;
    let unknown =
        |name: &str| error("PGRST205", &format!("Could not find the table 'library.{name}' in the schema cache"));
    for near in ["film", "Films", "filmz"] {
        let expected = unknown(near).hint("Perhaps you meant the table 'library.films'");
        films.get(&format!("/{near}")).await.expect(404, expected);
    }
    for far in ["f", "cinemas", "rpc"] {
        films.get(&format!("/{far}")).await.expect(404, unknown(far));
    }
}

/// RTE-05, RTE-06, QRK-01
#[tokio::test]
async fn paths_that_name_nothing_are_refused() {
    let films = films().await;
    for path in ["/films/", "/films/1", "/rpc/film_count/", "//films", "/festival/films"] {
        films.get(path).await.expect(404, error("PGRST125", "Invalid path specified in request URL"));
    }
    let nameless = films.get("/rpc/").await;
    nameless.expect_status(404);
    assert_eq!(nameless.json()["code"], "PGRST202");
}

/// RTE-08
#[tokio::test]
async fn path_segments_are_percent_decoded() {
    let films = films().await;
    films.get("/%66il%6Ds?select=id&id=eq.1").await.expect(200, json!([{"id": 1}]));
    films.get("/rpc/film%5Fcount").await.expect(200, 9);
    let plus = films.get("/film+counts").await;
    assert_eq!(plus.json()["message"], "Could not find the table 'library.film+counts' in the schema cache");
}

/// RTE-25
#[tokio::test]
async fn methods_that_mean_nothing_are_not_allowed() {
    let films = films().await;
    for method in ["TRACE", "BREW", "get"] {
        let answer = films.request(method, "/films").await;
        answer.expect(405, error("PGRST117", &format!("Unsupported HTTP method: {method}")));
        answer.expect_no_header("allow");
    }
    let root = films.post("/").await;
    root.expect(405, error("PGRST117", "Unsupported HTTP method: POST"));
}

/// CAN-01, CAN-02, CAN-03, PAG-14
#[tokio::test]
async fn the_location_of_the_content_is_the_canonical_query() {
    let films = films().await;
    for (target, location) in [
        ("/films", "/films"),
        ("/films?", "/films"),
        ("/films?year=gt.1950&select=id&year=lt.1960", "/films?select=id&year=gt.1950,lt.1960"),
        ("/films?title=eq.a%20b%2A~-._&limit", "/films?limit=&title=eq.a%20b%2A~-._"),
        ("/films?title=eq.%C3%A9", "/films?title=eq.%C3%83%C2%A9"),
    ] {
        films.get(target).await.expect_status(200).expect_header("content-location", location);
        films.head(target).await.expect_header("content-location", location);
    }
}

#[tokio::test]
async fn values_keep_their_types() {
    let film = json!([{
        "id": 9, "title": "London After Midnight", "year": 1927, "runtime": 69, "director_id": null, "remake_of": null,
        "genre": null, "in_colour": false, "rating": null,
    }]);
    films().await.get("/films?id=eq.9").await.expect(200, film);
    let release = json!([{
        "run": "[1941-05-01,1941-09-01)", "formats": ["35mm", "16mm"], "prices": [25, 50], "notes": {"b": 1, "a": 2},
        "venue": {"street": "1564 Broadway", "city": "New York"},
    }]);
    films().await.get("/releases?select=run,formats,prices,notes,venue&id=eq.1").await.expect(200, release);
}

/// OAS-01
#[tokio::test]
async fn the_root_describes_what_the_caller_may_reach() {
    let films = films().await;
    let answer = films.get("/").await;
    answer.expect_status(200).expect_header("content-type", "application/openapi+json; charset=utf-8");
    let document = answer.json();
    assert_eq!(document["swagger"], "2.0");
    assert_eq!(document["info"]["title"], "Film library");
    assert!(document["paths"]["/films"]["get"].is_object(), "{answer}");
    assert_eq!(document["paths"]["/contracts"], Value::Null, "nobody without a token may read contracts");
    let editor = films.get("/").as_role("editor").await.json();
    assert!(editor["paths"]["/contracts"]["get"].is_object());
}
