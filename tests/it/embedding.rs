//! Related rows within rows.

use serde_json::json;

use crate::exchange::error;
use crate::library::{films, films_with};

/// EMB-01, EMB-40
#[tokio::test]
async fn the_one_is_an_object_and_the_many_are_an_array() {
    let films = films().await;
    let one = films.get("/films?select=title,directors(name)&id=in.(8,9)&order=id").await;
    one.expect(
        200,
        json!([
            {"title": "The Magnificent Seven", "directors": {"name": "John Sturges"}},
            {"title": "London After Midnight", "directors": null},
        ]),
    );
    let many = films.get("/directors?select=name,films(title)&id=in.(1,6)&order=id&films.order=year").await;
    many.expect(
        200,
        json!([
            {"name": "Agnès Varda", "films": [{"title": "Cléo from 5 to 7"}, {"title": "Vagabond"}]},
            {"name": "Satyajit Ray", "films": []},
        ]),
    );
}

/// EMB-02
#[tokio::test]
async fn a_reference_that_is_a_key_is_one_to_one() {
    let films = films().await;
    let target = "/films?select=id,plots(summary)&id=in.(3,4)&order=id";
    let summary = "Farmers hire seven warriors against bandits.";
    films.get(target).await.expect(200, json!([{"id": 3, "plots": {"summary": summary}}, {"id": 4, "plots": null}]));
    films.get("/plots?select=films(id)&film_id=eq.3").await.expect(200, json!([{"films": {"id": 3}}]));
}

/// EMB-03, EMB-48
#[tokio::test]
async fn a_junction_makes_many_to_many() {
    let films = films().await;
    let answer = films.get("/films?select=title,actors(name)&id=eq.1&actors.order=name").await;
    answer.expect(
        200,
        json!([{"title": "Citizen Kane", "actors": [{"name": "Joseph Cotten"}, {"name": "Orson Welles"}]}]),
    );
    let answer = films.get("/actors?select=name,films(title)&id=in.(1,9)&order=id&films.order=year").await;
    answer.expect(
        200,
        json!([
            {"name": "Orson Welles", "films": [{"title": "Citizen Kane"}, {"title": "The Third Man"}]},
            {"name": "Setsuko Hara", "films": []},
        ]),
    );
    let answer = films.get("/actors?select=roles(character,films(title))&id=eq.8").await;
    answer.expect(200, json!([{"roles": [{"character": "Chris", "films": {"title": "The Magnificent Seven"}}]}]));
}

#[tokio::test]
async fn a_reference_of_two_columns_joins_on_both() {
    let films = films().await;
    let answer = films.get("/screens?select=cinema,number,screenings(id)&order=cinema,number").await;
    answer.expect(
        200,
        json!([
            {"cinema": "Arsenal", "number": 1, "screenings": [{"id": 1}]},
            {"cinema": "Arsenal", "number": 2, "screenings": [{"id": 2}]},
            {"cinema": "Rex", "number": 1, "screenings": [{"id": 3}]},
        ]),
    );
    films.get("/screenings?select=screens(seats)&id=eq.2").await.expect(200, json!([{"screens": {"seats": 75}}]));
}

/// EMB-23, EMB-24
#[tokio::test]
async fn a_table_refers_to_itself_in_both_directions() {
    let films = films().await;
    let children = json!([{"title": "Seven Samurai", "films": [{"title": "The Magnificent Seven"}]}]);
    films.get("/films?select=title,films(title)&id=eq.3").await.expect(200, children.clone());
    films.get("/films?select=title,films!remake_of(title)&id=eq.3").await.expect(200, children);
    let parent = films.get("/films?select=title,remake_of(title)&id=eq.8").await;
    parent.expect(200, json!([{"title": "The Magnificent Seven", "remake_of": {"title": "Seven Samurai"}}]));
}

/// EMB-21, EMB-27
#[tokio::test]
async fn a_relation_goes_by_its_name_its_column_or_its_constraint() {
    let films = films().await;
    for name in ["directors", "director_id", "films_director_id_fkey"] {
        let answer = films.get(&format!("/films?select={name}(name)&id=eq.1")).await;
        answer.expect(200, json!([{name: {"name": "Orson Welles"}}]));
    }
    let renamed = films.get("/films?select=\"made by\":directors(name)&id=eq.1").await;
    renamed.expect(200, json!([{"made by": {"name": "Orson Welles"}}]));
}

/// EMB-04, EMB-05
#[tokio::test]
async fn views_inherit_the_keys_of_their_tables() {
    let films = films().await;
    for (target, expected) in [
        ("/film_directors?select=directors(country)&id=eq.2", json!([{"directors": {"country": "Japan"}}])),
        ("/film_directors?select=reviews(stars)&id=eq.2", json!([{"reviews": [{"stars": 4}]}])),
        ("/directors?select=film_directors(title)&id=eq.5", json!([{"film_directors": [{"title": "The Third Man"}]}])),
        (
            "/reviews?select=film_directors(director)&id=eq.3",
            json!([{"film_directors": {"director": "Akira Kurosawa"}}]),
        ),
        (
            "/old_films?select=roles(character)&id=eq.1&roles.actor_id=eq.6",
            json!([{"roles": [{"character": "Jedediah Leland"}]}]),
        ),
        (
            "/film_counts?select=films,directors(name)&director_id=eq.1",
            json!([{"films": 2, "directors": {"name": "Agnès Varda"}}]),
        ),
        ("/directors?select=film_counts(films)&id=eq.1", json!([{"film_counts": [{"films": 2}]}])),
    ] {
        films.get(target).await.expect(200, expected);
    }
}

/// EMB-06
#[tokio::test]
async fn a_partitioned_table_embeds_like_any_other() {
    let films = films().await;
    let answer = films.get("/films?select=ticket_sales(id)&id=eq.3&ticket_sales.order=id").await;
    answer.expect(200, json!([{"ticket_sales": [{"id": 2}, {"id": 3}]}]));
    films.get("/ticket_sales?select=films(title)&id=eq.1").await.expect(200, json!([{"films": {"title": "Rashomon"}}]));
}

#[tokio::test]
async fn embeds_nest() {
    let target = "/directors?select=name,films(title,reviews(stars),roles(actors(name)))&id=eq.5\
                  &films.reviews.order=stars&films.roles.order=actor_id";
    films().await.get(target).await.expect(
        200,
        json!([{
            "name": "Carol Reed",
            "films": [{
                "title": "The Third Man",
                "reviews": [{"stars": 4}, {"stars": 5}],
                "roles": [{"actors": {"name": "Orson Welles"}}, {"actors": {"name": "Joseph Cotten"}}],
            }],
        }]),
    );
}

/// EMB-45
#[tokio::test]
async fn embeds_are_filtered_ordered_and_cut() {
    let films = films().await;
    let target = "/directors?select=id,films(id,reviews(id))&id=in.(2,3)&order=id&films.reviews.order=id";
    let answer = films.get(&format!("{target}&films.reviews.critic=eq.Ada&films.order=id.desc")).await;
    answer.expect(
        200,
        json!([
            {"id": 2, "films": [{"id": 3, "reviews": [{"id": 4}]}, {"id": 2, "reviews": [{"id": 3}]}]},
            {"id": 3, "films": [{"id": 1, "reviews": [{"id": 1}]}]},
        ]),
    );
    let answer =
        films.get(&format!("{target}&films.limit=1&films.offset=1&films.order=id&films.reviews.limit=0")).await;
    answer.expect(200, json!([{"id": 2, "films": [{"id": 3, "reviews": []}]}, {"id": 3, "films": []}]));
}

/// SEL-10, EMB-41, QRK-21
#[tokio::test]
async fn embeds_follow_the_columns_and_have_their_keys_in_order() {
    let films = films().await;
    let answer = films.get("/films?select=directors(name,id),title,plots(film_id)&id=eq.1").await;
    let text = r#"[{"title":"Citizen Kane","directors":{"id": 3, "name": "Orson Welles"},"plots":{"film_id": 1}}]"#;
    answer.expect_text(200, text);
    let filtered = films.get("/films?select=directors(id),plots(film_id)&id=eq.1&plots.film_id=eq.1").await;
    filtered.expect_text(200, r#"[{"plots":{"film_id": 1},"directors":{"id": 3}}]"#);
}

/// EMB-42
#[tokio::test]
async fn an_embed_without_columns_joins_and_is_not_shown() {
    let films = films().await;
    films.get("/films?select=id,reviews()&id=eq.1").await.expect(200, json!([{"id": 1}]));
    films.get("/films?select=id,directors(films())&id=eq.1").await.expect(200, json!([{"id": 1}]));
}

/// EMB-30, EMB-31, ERR-52
#[tokio::test]
async fn an_unknown_embed_suggests_the_nearest_relation() {
    let films = films().await;
    let unrelated = |origin: &str, target: &str| {
        error(
            "PGRST200",
            &format!("Could not find a relationship between '{origin}' and '{target}' in the schema cache"),
        )
        .details(format!(
            "Searched for a foreign key relationship between '{origin}' and '{target}' in the schema 'library', \
                 but no matches were found."
        ))
    };
    let near = unrelated("films", "director").hint("Perhaps you meant 'directors' instead of 'director'.");
    films.get("/films?select=director(name)").await.expect(400, near);
    films.get("/films?select=qqq(name)").await.expect(400, unrelated("films", "qqq"));
    let origin = unrelated("visitors", "films").hint("Perhaps you meant 'directors' instead of 'visitors'.");
    films.get("/visitors?select=films(title)").await.expect(400, origin);
    let deeper = unrelated("directors", "review").hint("Perhaps you meant 'reviews' instead of 'review'.");
    let answer = films.get("/films?select=directors(review(stars))").await;
    assert_eq!(answer.json()["message"], serde_json::Value::from(deeper)["message"], "{answer}");
}

#[tokio::test]
async fn schemas_that_are_not_exposed_are_not_embedded() {
    let answer = films().await.get("/films?select=secrets(secret)").await;
    answer.expect_status(400);
    assert_eq!(answer.json()["code"], "PGRST200", "{answer}");
}

/// EMB-09; a wider reach than PostgREST's is the default.
#[tokio::test]
async fn embeds_lead_to_other_exposed_schemas_unless_the_operator_keeps_them_in() {
    let target = "/films?select=prize,library_id(year)&id=eq.1";
    let wide = films().await.get(target).profile("festival").await;
    wide.expect(200, json!([{"prize": "Golden Lion", "library_id": {"year": 1950}}]));
    let kept = films_with(&[("PGRST_DB_CROSS_SCHEMA_EMBEDS", "false")]).await.get(target).profile("festival").await;
    kept.expect_status(400);
    assert_eq!(kept.json()["code"], "PGRST200", "{kept}");
}

/// EMB-34
#[tokio::test]
async fn what_is_not_embedded_cannot_be_addressed() {
    let films = films().await;
    for (query, name) in [
        ("reviews.stars=eq.5", "reviews"),
        ("reviews.order=stars", "reviews"),
        ("reviews.limit=1", "reviews"),
        ("reviews.or=(stars.eq.5)", "reviews"),
        ("select=id,directors(name)&directors.films.id=eq.5", "films"),
    ] {
        let expected = error("PGRST108", &format!("'{name}' is not an embedded resource in this request"))
            .hint(&format!("Verify that '{name}' is included in the 'select' query parameter."));
        films.get(&format!("/films?{query}")).await.expect(400, expected);
    }
}

/// EMB-50, EMB-51
#[tokio::test]
async fn an_embed_that_was_renamed_is_still_known_by_its_old_name() {
    let target = "/films?select=id,maker:directors(name)&id=eq.1&directors.name=eq.nobody";
    let answer = films().await.get(target).await;
    answer.expect(200, json!([{"id": 1, "maker": null}]));
    answer.expect_header(
        "warning",
        "299 PostgRESTv16.1 \"Embedded resource was referenced by relation name even though it has an alias. This is \
         deprecated and will stop working in a future release. Update `directors` to `maker` in query string filters, \
         orders or limits.\"",
    );
    let renamed = films().await.get(&target.replace("&directors.", "&maker.")).await;
    renamed.expect(200, json!([{"id": 1, "maker": null}])).expect_no_header("warning");
}

/// EMB-35
#[tokio::test]
async fn an_embed_that_was_renamed_is_forgotten_by_its_old_name_when_the_operator_says_so() {
    let films = films_with(&[("PGRST_URL_USE_LEGACY_TARGET_NAMES", "false")]).await;
    let expected = error("PGRST108", "'directors' is not an embedded resource in this request")
        .details("Target names are not allowed in filters if they have an alias")
        .hint("Change 'directors' to 'maker' in filters, orders or limits.");
    films.get("/films?select=id,maker:directors(name)&directors.name=eq.nobody").await.expect(400, expected);
    let answer = films.get("/films?select=id,maker:directors(name)&id=eq.1&maker.name=eq.nobody").await;
    answer.expect(200, json!([{"id": 1, "maker": null}]));
}
