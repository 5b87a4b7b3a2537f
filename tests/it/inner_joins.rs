//! Embeds that decide which parents there are (EMB-43, EMB-44).

use serde_json::json;

use crate::library::films;

async fn expect_ids(cases: &[(&str, &[i32])]) {
    let films = films().await;
    for (target, ids) in cases {
        let answer = films.get(&format!("{target}&order=id")).await;
        assert_eq!(answer.column("id"), json!(ids), "{target}\n{answer}");
    }
}

#[tokio::test]
async fn an_inner_embed_leaves_out_parents_without_children() {
    expect_ids(&[
        ("/films?select=id,reviews!inner(stars)", &[1, 2, 3, 6, 7]),
        ("/films?select=id,reviews!inner(stars)&reviews.stars=eq.5", &[1, 3, 6]),
        ("/films?select=id,reviews!inner()&reviews.or=(stars.eq.2,critic.eq.Ben)", &[1, 6, 7]),
        ("/films?select=id,reviews(stars)&reviews.stars=eq.5", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("/films?select=id,reviews!left(stars)&reviews.stars=eq.5", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("/films?select=id,directors!inner(name)", &[1, 2, 3, 4, 5, 6, 7, 8]),
        ("/films?select=id,directors!inner(name)&directors.country=eq.Japan", &[2, 3]),
        ("/films?select=id,plots!inner(summary)", &[1, 2, 3, 6]),
        ("/films?select=id,actors!inner(name)&actors.name=eq.Toshiro Mifune", &[2, 3]),
        ("/films?select=id,films!inner(title)", &[3]),
        ("/films?select=id,reviews!inner(stars),plots!inner(summary)&reviews.critic=eq.Ada", &[1, 2, 3]),
    ])
    .await;
}

#[tokio::test]
async fn it_shows_the_children_that_were_asked_for() {
    let answer = films().await.get("/films?select=id,reviews!inner(id)&reviews.stars=eq.5&id=eq.1").await;
    answer.expect(200, json!([{"id": 1, "reviews": [{"id": 1}]}]));
}

#[tokio::test]
async fn inner_joins_reach_one_level_up() {
    expect_ids(&[
        ("/directors?select=id,films!inner(reviews!inner(stars))&films.reviews.stars=eq.5", &[2, 3, 5]),
        ("/directors?select=id,films(reviews!inner(stars))&films.reviews.stars=eq.5", &[1, 2, 3, 4, 5, 6, 7]),
        ("/directors?select=id,films!inner(reviews(stars))&films.reviews.stars=eq.5", &[1, 2, 3, 4, 5, 7]),
    ])
    .await;
}

#[tokio::test]
async fn a_window_counts_what_the_join_left() {
    let answer =
        films().await.get("/films?select=id,reviews!inner(id)&reviews.stars=eq.5&order=id&limit=1&offset=1").await;
    answer.expect(200, json!([{"id": 3, "reviews": [{"id": 4}]}]));
}
