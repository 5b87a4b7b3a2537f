//! Embeds whose columns stand in the parent's own row.

use serde_json::json;

use crate::library::films;

/// EMB-70
#[tokio::test]
async fn the_columns_of_the_one_are_lifted() {
    let films = films().await;
    let answer = films.get("/films?select=title,...directors(director:name,country)&id=in.(6,9)&order=id").await;
    answer.expect(
        200,
        json!([
            {"title": "The Third Man", "director": "Carol Reed", "country": "United Kingdom"},
            {"title": "London After Midnight", "director": null, "country": null},
        ]),
    );
    let nested = films.get("/reviews?select=stars,...films(title,...directors(name))&id=eq.3").await;
    nested.expect(200, json!([{"stars": 4, "title": "Rashomon", "name": "Akira Kurosawa"}]));
    let embed = films.get("/reviews?select=...films(title,directors(name))&id=eq.3").await;
    embed.expect(200, json!([{"title": "Rashomon", "directors": {"name": "Akira Kurosawa"}}]));
}

/// EMB-71
#[tokio::test]
async fn the_columns_of_the_many_become_arrays() {
    let films = films().await;
    let answer =
        films.get("/directors?select=id,...films(titles:title,years:year)&id=in.(2,6)&order=id&films.order=year").await;
    answer.expect(
        200,
        json!([
            {"id": 2, "titles": ["Rashomon", "Seven Samurai"], "years": [1950, 1954]},
            {"id": 6, "titles": [], "years": []},
        ]),
    );
    let with_null = films.get("/films?select=...reviews(bodies:body)&id=eq.1&reviews.order=id").await;
    with_null.expect(200, json!([{"bodies": ["A monument.", null]}]));
    let junction = films.get("/films?select=...actors(cast:name)&id=eq.1&actors.order=name").await;
    junction.expect(200, json!([{"cast": ["Joseph Cotten", "Orson Welles"]}]));
}

/// EMB-71, ORD-05
#[tokio::test]
async fn all_arrays_of_a_spread_share_one_order() {
    let films = films().await;
    let answer =
        films.get("/directors?select=...films(titles:title,years:year)&id=eq.1&films.order=runtime.desc").await;
    answer.expect(200, json!([{"titles": ["Vagabond", "Cléo from 5 to 7"], "years": [1985, 1962]}]));
}

/// EMB-71
#[tokio::test]
async fn spreads_nest_in_spreads_of_the_many() {
    let films = films().await;
    let many = films.get("/directors?select=...films(titles:title,...reviews(stars))&id=eq.2&films.order=id").await;
    many.expect(200, json!([{"titles": ["Rashomon", "Seven Samurai"], "stars": [[4], [5]]}]));
    let one = films
        .get("/actors?select=...roles(characters:character,...films(years:year))&id=eq.2&roles.order=film_id")
        .await;
    one.expect(200, json!([{"characters": ["Tajomaru", "Kikuchiyo"], "years": [1950, 1954]}]));
    let embed = films.get("/actors?select=...roles(films(year))&id=eq.2&roles.order=film_id").await;
    embed.expect(200, json!([{"films": [{"year": 1950}, {"year": 1954}]}]));
}

/// EMB-74
#[tokio::test]
async fn spreads_are_filtered_cut_and_joined_like_embeds() {
    let films = films().await;
    for (target, expected) in [
        (
            "/directors?select=id,...films(titles:title)&id=eq.2&films.year=gt.1950",
            json!([{"id": 2, "titles": ["Seven Samurai"]}]),
        ),
        (
            "/directors?select=id,...films(titles:title)&id=eq.2&films.order=year&films.limit=1",
            json!([{"id": 2, "titles": ["Rashomon"]}]),
        ),
        (
            "/films?select=id,...directors!inner(name)&directors.country=eq.France&order=id",
            json!([{"id": 4, "name": "Agnès Varda"}, {"id": 7, "name": "Agnès Varda"}]),
        ),
        (
            "/letters?select=id,...directors!letters_sender(sender:name)&id=eq.3",
            json!([{"id": 3, "sender": "Satyajit Ray"}]),
        ),
        (
            "/letters?select=...sender_id(a:name),...recipient_id(b:name)&id=eq.3",
            json!([{"a": "Satyajit Ray", "b": "Akira Kurosawa"}]),
        ),
    ] {
        films.get(target).await.expect(200, expected);
    }
}

/// EMB-73
#[tokio::test]
async fn an_empty_spread_joins_and_shows_nothing() {
    let answer = films().await.get("/films?select=id,...directors!inner()&directors.country=eq.Japan&order=id").await;
    answer.expect(200, json!([{"id": 2}, {"id": 3}]));
}

/// EMB-72
#[tokio::test]
async fn a_spread_has_no_name_of_its_own() {
    let answer = films().await.get("/films?select=title,maker:...directors(name)").await;
    answer.expect_status(400);
    assert_eq!(answer.json()["code"], "PGRST100", "{answer}");
}
