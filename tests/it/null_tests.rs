//! Whether there is something in an embed (EMB-60, EMB-61).

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
async fn parents_are_chosen_by_whether_they_have_children() {
    expect_ids(&[
        ("/films?select=id,reviews()&reviews=is.null", &[4, 5, 8, 9]),
        ("/films?select=id,reviews()&reviews=not.is.null", &[1, 2, 3, 6, 7]),
        ("/films?select=id,reviews(stars)&reviews.stars=eq.5&reviews=not.is.null", &[1, 3, 6]),
        ("/films?select=id,reviews(stars)&reviews.stars=eq.5&reviews=is.null", &[2, 4, 5, 7, 8, 9]),
        ("/films?select=id,directors(name)&directors=is.null", &[9]),
        ("/films?select=id,maker:directors(name)&maker=is.null", &[9]),
        ("/films?select=id,actors()&actors=is.null", &[9]),
        ("/films?select=id,...directors(name)&directors=is.null", &[9]),
    ])
    .await;
}

/// LOG-07
#[tokio::test]
async fn the_test_is_a_condition_like_others() {
    expect_ids(&[
        ("/films?select=id,directors(),reviews()&or=(directors.is.null,reviews.is.null)", &[4, 5, 8, 9]),
        ("/films?select=id,reviews()&or=(reviews.not.is.null,id.eq.9)", &[1, 2, 3, 6, 7, 9]),
        ("/films?select=id,reviews(),plots()&reviews=not.is.null&plots=is.null", &[7]),
        ("/films?select=id,reviews()&not.or=(reviews.is.null,id.eq.1)", &[2, 3, 6, 7]),
    ])
    .await;
}

#[tokio::test]
async fn the_test_works_within_embeds() {
    let answer = films().await.get("/directors?select=id,films(id,reviews())&id=eq.1&films.reviews=is.null").await;
    answer.expect(200, json!([{"id": 1, "films": [{"id": 4}]}]));
}

#[tokio::test]
async fn a_row_of_nulls_is_a_row() {
    expect_ids(&[("/films?select=id,original:remake_of(remake_of)&original=not.is.null", &[8])]).await;
}

/// QRK-26
#[tokio::test]
async fn not_null_is_asked_of_columns_only() {
    let answer = films().await.get("/films?select=id,directors(name)&directors=is.not_null").await;
    answer.expect_status(400);
    assert_eq!(answer.json()["code"], "42703", "{answer}");
}
