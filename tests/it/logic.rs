//! Filters joined by and, or and not.

use serde_json::json;

use crate::exchange::error;
use crate::library::films;

async fn expect_ids(relation: &str, cases: &[(&str, &[i32])]) {
    let films = films().await;
    for (logic, ids) in cases {
        let answer = films.get(&format!("/{relation}?select=id&order=id&{logic}")).await;
        assert_eq!(answer.column("id"), json!(ids), "{logic}\n{answer}");
    }
}

/// LOG-01
#[tokio::test]
async fn conditions_are_joined_negated_and_nested() {
    expect_ids(
        "films",
        &[
            ("or=(year.eq.1950,year.eq.1954)", &[2, 3]),
            ("and=(year.gt.1945,year.lt.1955)", &[2, 3, 6]),
            ("or=(id.eq.1)", &[1]),
            ("not.or=(year.lt.1960,year.gt.1970)", &[4, 8]),
            ("not.and=(year.lt.1960,genre.eq.drama)", &[4, 5, 6, 7, 8]),
            ("or=(id.eq.9,and(genre.eq.drama,year.gt.1970))", &[5, 7, 9]),
            ("or=(id.eq.9,not.and(genre.eq.drama,year.lt.1980))", &[6, 7, 8, 9]),
            (
                "or=(id.eq.9,and(year.gt.1950,or(director_id.eq.1,not.or(runtime.lt.200,in_colour.is.true))))",
                &[3, 4, 7, 9],
            ),
            ("or= ( id.eq.1 , and ( id.eq.2 , id.eq.2 ) )", &[1, 2]),
        ],
    )
    .await;
}

/// QRY-07, LOG-06
#[tokio::test]
async fn several_trees_and_filters_all_have_to_hold() {
    expect_ids(
        "films",
        &[
            ("or=(year.eq.1950,year.eq.1954)&or=(id.eq.3,id.eq.4)", &[3]),
            ("or=(year.eq.1950,year.eq.1954)&runtime=gt.100", &[3]),
            ("and=(id.lt.5)&not.or=(id.eq.1,id.eq.2)&id=neq.3", &[4]),
        ],
    )
    .await;
}

#[tokio::test]
async fn every_operator_works_within_a_tree() {
    expect_ids(
        "films",
        &[
            ("or=(id.in.(1,2),title.like.Vag*)", &[1, 2, 7]),
            ("or=(id.not.in.(1,2,3,4,5,6,7),in_colour.is.null)", &[4, 8, 9]),
            ("or=(rating.isdistinct.8.1)&id=in.(2,9)", &[9]),
            ("or=(in_colour.is.not_null)&id=in.(3,4)", &[3]),
            ("or=(year.eq(any).{1950,1954},title.imatch.^vag)", &[2, 3, 7]),
            ("or=(year.gt(all).{1960,1970})", &[5, 7]),
            ("or=(year.not.lt.1975)", &[5, 7]),
        ],
    )
    .await;
    expect_ids(
        "releases",
        &[
            ("or=(formats.cs.{35mm,16mm},id.eq.4)", &[1, 4]),
            ("or=(formats.ov.{70mm})", &[3, 5]),
            ("or=(run.adj.\"[1950-08-25,1950-12-01)\",id.eq.1)", &[1, 4]),
            ("and=(facts->>studio.eq.Toho,facts->copies.gt.100)", &[3]),
        ],
    )
    .await;
    let answer =
        films().await.get("/plots?select=film_id&order=film_id&or=(words.fts(english).murder,film_id.eq.1)").await;
    assert_eq!(answer.column("film_id"), json!([1, 2, 6]));
}

/// LOG-04
#[tokio::test]
async fn values_with_commas_and_parentheses_are_quoted() {
    expect_ids(
        "letters",
        &[
            ("or=(text.eq.\"I will.\",text.eq.\"Your rain!\")", &[2, 3]),
            ("or=(text.eq.I will.,id.eq.3)", &[2, 3]),
            ("or=(text.neq.\"a,b)\",id.eq.3)", &[1, 2, 3]),
            ("or=(text.eq.\"I wi\\ll.\")", &[2]),
        ],
    )
    .await;
}

/// LOG-02, LOG-07
#[tokio::test]
async fn a_tree_may_belong_to_an_embed() {
    let films = films().await;
    let target = "/films?select=id,reviews(id)&id=in.(1,6)&order=id&reviews.order=id";
    let expected = json!([{"id": 1, "reviews": [{"id": 1}]}, {"id": 6, "reviews": [{"id": 6}]}]);
    films.get(&format!("{target}&reviews.or=(critic.eq.Ada,stars.eq.4)")).await.expect(200, expected);
    let expected = json!([{"id": 1, "reviews": [{"id": 2}]}, {"id": 6, "reviews": [{"id": 5}]}]);
    for not in ["reviews.not.or", "not.reviews.or"] {
        films.get(&format!("{target}&{not}=(critic.eq.Ada,stars.eq.4)")).await.expect(200, expected.clone());
    }
    let nested = films.get("/directors?select=films(reviews(id))&id=eq.3&films.reviews.or=(stars.eq.3)").await;
    nested.expect(200, json!([{"films": [{"reviews": [{"id": 2}]}]}]));
}

/// LOG-05
#[tokio::test]
async fn what_follows_the_last_parenthesis_is_ignored() {
    expect_ids("films", &[("or=(id.eq.1),id.eq.2", &[1])]).await;
}

/// PRS-15 to PRS-19
#[tokio::test]
async fn what_is_no_tree_is_refused_where_it_stops_being_one() {
    let films = films().await;
    for (tree, column, details) in [
        (
            "or=()",
            4,
            "unexpected \")\" expecting field name (* or [a..z0..9_$]), negation operator (not) or logic operator \
             (and, or)",
        ),
        ("or=(id.in.1,2,id.eq.3)", 10, "unexpected \"1\" expecting \"(\""),
        ("or=)(", 3, "unexpected \")\" expecting \"(\""),
        ("and=(ord(id.eq.1,id.eq.1),id.eq.2)", 7, "unexpected \"d\" expecting \"(\""),
        ("or=(id.eq.1,not.xor(id.eq.2,id.eq.3))", 16, "unexpected \"x\" expecting logic operator (and, or)"),
    ] {
        let text = tree.split_once('=').unwrap().1;
        let message = format!("\"failed to parse logic tree ({text})\" (line 1, column {column})");
        films.get(&format!("/films?{tree}")).await.expect(400, error("PGRST100", &message).details(details));
    }
}
