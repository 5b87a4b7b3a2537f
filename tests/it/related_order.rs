//! Rows ordered by what stands in an embed (ORD-04).

use serde_json::json;

use crate::exchange::error;
use crate::library::films;

#[tokio::test]
async fn rows_are_ordered_by_the_one_they_refer_to() {
    let films = films().await;
    for (target, ids) in [
        ("/films?select=id,directors(name)&order=directors(name),id", [4, 7, 2, 3, 6, 5, 8, 1, 9]),
        ("/films?select=id,directors(name)&order=directors(name).desc.nullslast,id.desc", [1, 8, 5, 6, 3, 2, 7, 4, 9]),
        ("/films?select=id,maker:directors()&order=maker(born).nullsfirst,id", [9, 6, 2, 3, 8, 1, 4, 7, 5]),
        ("/films?select=id,...directors(country)&order=directors(country).desc,id", [9, 1, 8, 6, 2, 3, 4, 7, 5]),
        ("/films?select=id,plots()&order=plots(film_id).desc.nullslast,id", [6, 3, 2, 1, 4, 5, 7, 8, 9]),
    ] {
        let answer = films.get(target).await;
        assert_eq!(answer.column("id"), json!(ids), "{target}\n{answer}");
    }
}

#[tokio::test]
async fn embeds_are_ordered_by_the_one_they_refer_to() {
    let target = "/actors?select=roles(character,films(year))&id=eq.1&roles.order=films(year).desc";
    let expected = json!([{"roles": [
        {"character": "Harry Lime", "films": {"year": 1949}},
        {"character": "Charles Foster Kane", "films": {"year": 1941}},
    ]}]);
    films().await.get(target).await.expect(200, expected);
}

/// EMB-36, EMB-34
#[tokio::test]
async fn there_is_no_order_by_the_many_or_by_what_is_not_embedded() {
    let films = films().await;
    let many = error("PGRST118", "A related order on 'reviews' is not possible")
        .details("'films' and 'reviews' do not form a many-to-one or one-to-one relationship");
    films.get("/films?select=id,reviews(stars)&order=reviews(stars)").await.expect(400, many);
    let absent = error("PGRST108", "'directors' is not an embedded resource in this request")
        .hint("Verify that 'directors' is included in the 'select' query parameter.");
    films.get("/films?select=id&order=directors(name)").await.expect(400, absent);
}
