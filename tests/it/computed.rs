//! Columns and relationships that are functions.

use serde_json::json;

use crate::library::films;

/// SEL-12
#[tokio::test]
async fn a_computed_column_is_a_column() {
    let films = films().await;
    for (target, expected) in [
        ("/films?select=id,full_title&id=eq.1", json!([{"id": 1, "full_title": "Citizen Kane (1941)"}])),
        ("/films?select=id&full_title=eq.Rashomon (1950)", json!([{"id": 2}])),
        ("/films?select=id&order=full_title.desc&limit=1", json!([{"id": 7}])),
        ("/films?select=id&or=(full_title.like.*1927*,id.eq.1)&order=id", json!([{"id": 1}, {"id": 9}])),
        ("/directors?select=films(name:full_title)&id=eq.5", json!([{"films": [{"name": "The Third Man (1949)"}]}])),
        ("/plots?select=films(full_title)&film_id=eq.1", json!([{"films": {"full_title": "Citizen Kane (1941)"}}])),
    ] {
        films.get(target).await.expect(200, expected);
    }
    let all = films.get("/films?id=eq.1").await.json();
    assert!(all[0].get("full_title").is_none(), "all columns are the table's own");
}

/// SCH-06
#[tokio::test]
async fn the_extra_search_path_has_columns_and_no_endpoints() {
    let films = films().await;
    films.get("/films?select=decade&id=eq.3").await.expect(200, json!([{"decade": 1950}]));
    films.get("/films?select=id&decade=eq.1980").await.expect(200, json!([{"id": 7}]));
    let called = films.get("/rpc/decade").await;
    assert_eq!(called.json()["code"], "PGRST202", "{called}");
}

/// EMB-07
#[tokio::test]
async fn a_function_from_row_to_rows_is_a_relationship() {
    let films = films().await;
    for (target, expected) in [
        (
            "/directors?select=name,contemporaries(name)&id=eq.3&contemporaries.order=name",
            json!([{"name": "Orson Welles", "contemporaries": [{"name": "Akira Kurosawa"}, {"name": "John Sturges"}]}]),
        ),
        ("/directors?select=first_film(title)&id=eq.1", json!([{"first_film": {"title": "Cléo from 5 to 7"}}])),
        ("/directors?select=first_film(title)&id=eq.6", json!([{"first_film": null}])),
        ("/directors?select=...first_film(debut:title)&id=eq.2", json!([{"debut": "Rashomon"}])),
        (
            "/directors?select=first_film(title,reviews(stars))&id=eq.3&first_film.reviews.stars=eq.5",
            json!([{"first_film": {"title": "Citizen Kane", "reviews": [{"stars": 5}]}}]),
        ),
        ("/directors?select=id,first_film!inner()&first_film.year=lt.1945", json!([{"id": 3}])),
        (
            "/directors?select=id,contemporaries()&contemporaries=is.null&order=id",
            json!([{"id": 1}, {"id": 4}, {"id": 6}]),
        ),
        (
            "/directors?select=id,first_film()&order=first_film(year).desc.nullslast&limit=2",
            json!([{"id": 4}, {"id": 1}]),
        ),
    ] {
        films.get(target).await.expect(200, expected);
    }
}

/// EMB-08
#[tokio::test]
async fn a_computed_relationship_replaces_the_detected_one() {
    let films = films().await;
    let answer = films.get("/films?select=posters(width)&id=in.(1,3)&order=id").await;
    answer.expect(200, json!([{"posters": [{"width": 120}]}, {"posters": []}]));
    films.get("/posters?select=films(id)&width=eq.50").await.expect(200, json!([{"films": {"id": 3}}]));
}

/// REP-40 to REP-43
#[tokio::test]
async fn a_domain_is_shown_and_asked_for_in_its_own_words() {
    let films = films().await;
    for (target, expected) in [
        (
            "/cuts?select=name,length&order=id",
            json!([
                {"name": "first release", "length": "3:27"},
                {"name": "export", "length": "2:38"},
                {"name": "only", "length": null},
            ]),
        ),
        ("/cuts?id=eq.2", json!([{"id": 2, "film_id": 3, "name": "export", "length": "2:38"}])),
        ("/cuts?select=id&length=eq.2:38", json!([{"id": 2}])),
        ("/cuts?select=id&length=gt.3:00", json!([{"id": 1}])),
        ("/cuts?select=id&length=in.(2:38,3:27)&order=id", json!([{"id": 1}, {"id": 2}])),
        ("/cuts?select=id&or=(length.lt.2:39,length.is.null)&order=id", json!([{"id": 2}, {"id": 3}])),
        ("/cuts?select=id&order=length.desc.nullslast&limit=1", json!([{"id": 1}])),
        ("/cuts?select=took:length&id=eq.1", json!([{"took": "3:27"}])),
        ("/films?select=cuts(length)&id=eq.3&cuts.length=lt.3:00", json!([{"cuts": [{"length": "2:38"}]}])),
    ] {
        films.get(target).await.expect(200, expected);
    }
    films.get("/cuts?select=length&id=eq.1").accept("text/csv").await.expect_text(200, "length\n\"\"\"3:27\"\"\"");
}
