//! Sums, counts and their kin.

use serde_json::json;

use crate::exchange::error;
use crate::library::{films, films_with};

/// AGG-02, AGG-03
#[tokio::test]
async fn rows_are_grouped_by_the_other_columns() {
    let films = films().await;
    for (target, expected) in [
        ("/films?select=count()", json!([{"count": 9}])),
        ("/films?select=count()&year=gt.1950", json!([{"count": 5}])),
        ("/films?select=count()&id=eq.0", json!([{"count": 0}])),
        (
            "/films?select=genre,count()&order=genre",
            json!([
                {"genre": "drama", "count": 6},
                {"genre": "thriller", "count": 1},
                {"genre": "western", "count": 1},
                {"genre": null, "count": 1},
            ]),
        ),
        (
            "/films?select=genre,colour:in_colour,films:count()&genre=eq.drama&order=in_colour",
            json!([
                {"genre": "drama", "colour": false, "films": 3},
                {"genre": "drama", "colour": true, "films": 2},
                {"genre": "drama", "colour": null, "films": 1},
            ]),
        ),
        ("/films?select=id.count(),rating.count()", json!([{"count": 8}])),
        ("/films?select=runtime.sum(),year.max(),runtime.min()", json!([{"sum": 1111, "max": 1985, "min": 69}])),
        ("/films?select=runtime.avg()::int", json!([{"avg": 123}])),
        ("/films?select=rating::int.sum()&id=in.(1,2)", json!([{"sum": 16}])),
        ("/films?select=total:runtime.sum()::text", json!([{"total": "1111"}])),
        ("/releases?select=copies:facts->>copies::int.sum()", json!([{"copies": 360}])),
        (
            "/releases?select=studio:facts->>studio,count()&facts->>studio=eq.Daiei",
            json!([{"studio": "Daiei", "count": 1}]),
        ),
    ] {
        films.get(target).await.expect(200, expected);
    }
}

/// AGG-06
#[tokio::test]
async fn an_embed_aggregates_its_own_rows() {
    let films = films().await;
    let answer = films.get("/directors?select=name,films(count(),runtime.max())&id=in.(2,6)&order=id").await;
    answer.expect(
        200,
        json!([
            {"name": "Akira Kurosawa", "films": [{"count": 2, "max": 207}]},
            {"name": "Satyajit Ray", "films": [{"count": 0, "max": null}]},
        ]),
    );
    let answer = films.get("/films?select=reviews(critic,stars.max())&id=eq.1&reviews.order=critic").await;
    answer.expect(200, json!([{"reviews": [{"critic": "Ada", "max": 5}, {"critic": "Ben", "max": 3}]}]));
}

/// AGG-02
#[tokio::test]
async fn rows_are_grouped_by_their_embeds() {
    let answer = films().await.get("/films?select=count(),directors(name)&director_id=eq.2").await;
    answer.expect(200, json!([{"count": 2, "directors": {"name": "Akira Kurosawa"}}]));
}

/// AGG-04
#[tokio::test]
async fn the_aggregates_of_a_spread_are_the_parents() {
    let films = films().await;
    let answer = films.get("/reviews?select=critic,...films(newest:year.max())&order=critic").await;
    answer.expect(
        200,
        json!([
            {"critic": "Ada", "newest": 1954},
            {"critic": "Ben", "newest": 1949},
            {"critic": "Cal", "newest": 1985},
        ]),
    );
    let answer = films.get("/films?select=films:count(),...directors(country)&director_id=eq.1").await;
    answer.expect(200, json!([{"films": 2, "country": "France"}]));
    let implicit = films.get("/reviews?select=...films(year.max())").await;
    implicit.expect(200, json!([{"max": 1985}]));
}

/// AGG-05
#[tokio::test]
async fn spreads_of_the_many_are_not_aggregated() {
    let expected = || {
        error("PGRST127", "Feature not implemented")
            .details("Aggregates are not implemented for one-to-many or many-to-many spreads.")
    };
    let films = films().await;
    films.get("/directors?select=...films(runtime.sum())").await.expect(400, expected());
    films.get("/films?select=...actors(count())").await.expect(400, expected());
}

/// AGG-01, SEL-09
#[tokio::test]
async fn aggregates_are_off_unless_the_operator_turns_them_on() {
    let films = films_with(&[]).await;
    let expected = || error("PGRST123", "Use of aggregate functions is not allowed");
    for target in
        ["/films?select=count()", "/directors?select=films(runtime.sum())", "/reviews?select=...films(year.max())"]
    {
        films.get(target).await.expect(400, expected());
    }
    films.get("/films?select=count").await.expect(200, json!([{"count": 9}]));
}
