//! Names that SQL has to quote, and URLs to encode.

use serde_json::json;

use crate::library::{films, own_films};

const SCHEMA: &str = "Box Office";

/// LEX-02
#[tokio::test]
async fn columns_with_odd_names_are_selected_and_filtered() {
    let films = films().await;
    for (query, expected) in [
        ("select=film title,gross:\"gross (M$)\"&film title=eq.Jaws", json!([{"film title": "Jaws", "gross": 260}])),
        ("select=\"a.b\",\"x,y\"&\"a.b\"=eq.2", json!([{"a.b": 2, "x,y": 20}])),
        ("select=\"quo\\\"te\"&\"quo\\\"te\"=not.is.null", json!([{"quo\"te": "say \"cheese\""}])),
        (
            "select=\"film title\"&\"quo\\\"te\"=in.(\"say \\\"cheese\\\"\")",
            json!([{"film title": "Gone with the Wind"}]),
        ),
        ("select=Größe&Größe=eq.groß", json!([{"Größe": "groß"}])),
        ("select=order,\"select\"&\"order\"=eq.1", json!([{"order": 1, "select": 8}])),
        ("select=\"a.b\"&order=\"x,y\".desc", json!([{"a.b": 2}, {"a.b": 1}])),
        ("select=\"a.b\"&or=(\"a.b\".eq.2,\"gross (M$)\".gt.1000)", json!([{"a.b": 2}])),
        ("select=\"say: \\\"hi\\\"\":\"a.b\"&limit=1", json!([{"say: \"hi\"": 1}])),
    ] {
        films.get(&format!("/Top Grossing?{query}")).profile(SCHEMA).await.expect(200, expected);
    }
}

/// RTE-08
#[tokio::test]
async fn relations_with_odd_names_are_found() {
    let films = films().await;
    let answer =
        films.get("/Sweets%20%26%20Drinks%2FIce?select=\"No.\",\"Top Grossing\"(\"a.b\")").profile(SCHEMA).await;
    answer.expect(200, json!([{"No.": 1, "Top Grossing": {"a.b": 2}}]));
    films.get("/映画?題名=eq.羅生門").profile(SCHEMA).await.expect(200, json!([{"題名": "羅生門"}]));
    let embed =
        films.get("/Top Grossing?select=film title,\"Sweets & Drinks/Ice\"(größter Film)&\"a.b\"=eq.2").profile(SCHEMA);
    // An ampersand separates parameters, quoted or not, so it has to be encoded.
    embed.await.expect_status(400);
    let embed = films.get("/Top Grossing?select=\"Sweets %26 Drinks/Ice\"(größter Film)&\"a.b\"=eq.2").profile(SCHEMA);
    embed.await.expect(200, json!([{"Sweets & Drinks/Ice": [{"größter Film": "Jaws"}]}]));
}

#[tokio::test]
async fn functions_and_arguments_with_odd_names_are_called() {
    let films = films().await;
    films.get("/rpc/say hello?first name=Mia").profile(SCHEMA).await.expect(200, "hello Mia");
    let posted = films.post("/rpc/say%20hello").profile(SCHEMA).json(&json!({"first name": "Noé"})).await;
    posted.expect(200, "hello Noé");
}

/// MUT-24, QRK-47
#[tokio::test]
async fn rows_with_odd_names_are_written() {
    let films = own_films().await;
    let row = json!({"film title": "E.T. & Co: 100%", "x,y": 5, "quo\"te": "\\ \" '", "Größe": "x"});
    let added =
        films.post("/Top Grossing").profile(SCHEMA).as_role("editor").json(&row).prefer("return=headers-only").await;
    added.expect_empty(201);
    added.expect_header("location", "/Top Grossing?film%20title=eq.E.T.%20%26%20Co%3A%20100%25");
    let upserted = films
        .put("/Top Grossing?\"film title\"=eq.E.T. %26 Co: 100%25")
        .profile(SCHEMA)
        .as_role("editor")
        .json(&json!({"film title": "E.T. & Co: 100%", "order": 3}))
        .await;
    // The key is compared as it was written (MUT-40): quoted, it is not the column's name.
    upserted.expect_status(405);
    let upserted = films
        .put("/Top Grossing?film title=eq.E.T. %26 Co: 100%25")
        .profile(SCHEMA)
        .as_role("editor")
        .json(&json!({"film title": "E.T. & Co: 100%", "order": 3}))
        .await;
    upserted.expect_empty(204);
    films
        .expect_rows(
            "select \"x,y\", \"quo\"\"te\", \"order\" from \"Box Office\".\"Top Grossing\" where \"order\" = 3",
            json!([{"x,y": 5, "quo\"te": "\\ \" '", "order": 3}]),
        )
        .await;
}
