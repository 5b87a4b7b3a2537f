//! Horizontal filters, operator by operator.

use serde_json::{Value, json};

use crate::exchange::error;
use crate::library::films;

/// Asserts which rows of a relation each filter leaves.
async fn expect_ids(relation: &str, cases: &[(&str, &[i32])]) {
    let films = films().await;
    for (filter, ids) in cases {
        let answer = films.get(&format!("/{relation}?select=id&order=id&{filter}")).await;
        assert_eq!(answer.column("id"), json!(ids), "{filter}\n{answer}");
    }
}

/// FLT-01 to FLT-06
#[tokio::test]
async fn values_are_compared() {
    expect_ids(
        "films",
        &[
            ("year=eq.1950", &[2]),
            ("year=neq.1950", &[1, 3, 4, 5, 6, 7, 8, 9]),
            ("year=gt.1960", &[4, 5, 7]),
            ("year=gte.1960", &[4, 5, 7, 8]),
            ("year=lt.1949", &[1, 9]),
            ("year=lte.1949", &[1, 6, 9]),
            ("genre=eq.thriller", &[6]),
            ("rating=gte.8.3", &[1, 3]),
            ("in_colour=eq.true", &[5, 7, 8]),
        ],
    )
    .await;
}

/// FLT-13
#[tokio::test]
async fn null_is_neither_equal_nor_unequal_but_distinct() {
    expect_ids(
        "films",
        &[
            ("rating=eq.8.1", &[2, 6]),
            ("rating=neq.8.1", &[1, 3, 4, 5, 7, 8]),
            ("rating=isdistinct.8.1", &[1, 3, 4, 5, 7, 8, 9]),
            ("rating=not.isdistinct.8.1", &[2, 6]),
        ],
    )
    .await;
}

/// FLT-07, FLT-08
#[tokio::test]
async fn patterns_take_stars_for_percent_signs() {
    expect_ids(
        "films",
        &[
            ("title=like.*Seven*", &[3, 8]),
            ("title=like.The*", &[6, 8]),
            ("title=like.%25Man", &[6]),
            ("title=like.*seven*", &[]),
            ("title=like._agabond", &[7]),
            ("title=ilike.*seven*", &[3, 8]),
            ("title=ilike.the*MAN", &[6]),
        ],
    )
    .await;
}

/// FLT-09, FLT-10
#[tokio::test]
async fn regular_expressions_keep_their_stars() {
    expect_ids(
        "films",
        &[
            ("title=match.^[RV]", &[2, 7]),
            ("title=match.^The.*n$", &[6, 8]),
            ("title=match.kane", &[]),
            ("title=imatch.kane", &[1]),
            ("title=imatch.^(london|rashomon)", &[2, 9]),
        ],
    )
    .await;
}

/// FLT-11, FLT-34, FLT-35
#[tokio::test]
async fn lists_hold_values_of_every_kind() {
    expect_ids(
        "films",
        &[
            ("id=in.(1,2,99)", &[1, 2]),
            ("id=in.( 1, 2 ,3)", &[1, 2, 3]),
            ("id=in.(7)", &[7]),
            ("title=in.(Rashomon,\"Cléo from 5 to 7\")", &[2, 4]),
            ("title=in.(\"Rash\\omon\")", &[2]),
            ("id=in.()", &[]),
            ("id=in.(  )", &[]),
            ("id=not.in.()", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
            ("id=not.in.(1,2,3,4,5,6)", &[7, 8, 9]),
            ("id=in.(1,2)and whatever follows", &[1, 2]),
        ],
    )
    .await;
    expect_ids(
        "directors",
        &[
            ("country=in.(France,Japan)", &[1, 2]),
            ("country=in.(France, Japan)", &[1]),
            ("country=in.(null)", &[]),
            ("country=in.(\")", &[]),
            ("country=in.(\"France\"x,Japan)", &[2]),
        ],
    )
    .await;
}

/// FLT-12, FLT-36
#[tokio::test]
async fn is_knows_null_and_the_three_truth_values() {
    expect_ids(
        "films",
        &[
            ("in_colour=is.null", &[4]),
            ("in_colour=is.unknown", &[4]),
            ("in_colour=is.true", &[5, 7, 8]),
            ("in_colour=is.false", &[1, 2, 3, 6, 9]),
            ("in_colour=is.not_null", &[1, 2, 3, 5, 6, 7, 8, 9]),
            ("in_colour=not.is.true", &[1, 2, 3, 4, 6, 9]),
            ("in_colour=not.is.not_null", &[4]),
            ("in_colour=is.NULL", &[4]),
            ("in_colour=is.TrUe", &[5, 7, 8]),
            ("in_colour=is.nullish", &[4]),
        ],
    )
    .await;
    let answer = films().await.get("/films?in_colour=is.maybe").await;
    let expected = error("PGRST100", "\"failed to parse filter (is.maybe)\" (line 1, column 4)")
        .details("unexpected \"m\" expecting isVal: (null, not_null, true, false, unknown)");
    answer.expect(400, expected);
}

/// FLT-30
#[tokio::test]
async fn any_operator_is_negated() {
    expect_ids(
        "films",
        &[
            ("year=not.eq.1950", &[1, 3, 4, 5, 6, 7, 8, 9]),
            ("year=not.gt.1950", &[1, 2, 6, 9]),
            ("rating=not.eq.8.1", &[1, 3, 4, 5, 7, 8]),
            ("title=not.like.The*", &[1, 2, 3, 4, 5, 7, 9]),
            ("title=not.imatch.(the|from|after)", &[1, 2, 3, 5, 7]),
            ("remake_of=not.is.null", &[8]),
        ],
    )
    .await;
}

/// FLT-31
#[tokio::test]
async fn a_comparison_holds_for_any_or_all_of_several_values() {
    expect_ids(
        "films",
        &[
            ("year=eq(any).{1950,1954}", &[2, 3]),
            ("year=eq(all).{1950,1950}", &[2]),
            ("year=gt(all).{1950,1960}", &[4, 5, 7]),
            ("year=gte(any).{1975,1985}", &[5, 7]),
            ("year=lt(any).{1930,1945}", &[1, 9]),
            ("year=lte(all).{1941,1950}", &[1, 9]),
            ("title=like(any).{The*,*Seven*}", &[3, 6, 8]),
            ("title=like(all).{The*,*Seven*}", &[8]),
            ("title=ilike(all).{*THE*,*man}", &[6]),
            ("title=match(any).{^R,^V}", &[2, 7]),
            ("title=imatch(all).{^c,7$}", &[4]),
            ("year=not.eq(any).{1950,1954,1962,1975,1985}", &[1, 6, 8, 9]),
        ],
    )
    .await;
}

/// FLT-14 to FLT-17, FLT-38
#[tokio::test]
async fn texts_are_searched_for_words() {
    let films = films().await;
    for (filter, ids) in [
        ("words=fts(english).murder", json!([2, 6])),
        ("words=fts(english).look%26friend", json!([6])),
        ("words=plfts(english).murder the friend", json!([6])),
        ("words=phfts(english).murder in the woods", json!([2])),
        ("words=phfts(english).woods murder", json!([])),
        ("words=wfts(english).murder -woods", json!([6])),
        ("words=wfts(english).farmers or reporter", json!([1, 3])),
        ("words=not.fts(english).murder", json!([1, 3])),
        ("summary=fts(english).murder", json!([2, 6])),
        ("summary=fts(simple).murder", json!([2])),
        ("summary=not.wfts(simple).murder", json!([1, 3, 6])),
    ] {
        let answer = films.get(&format!("/plots?select=film_id&order=film_id&{filter}")).await;
        assert_eq!(answer.column("film_id"), ids, "{filter}");
    }
}

/// FLT-18 to FLT-20
#[tokio::test]
async fn arrays_contain_are_contained_and_overlap() {
    expect_ids(
        "releases",
        &[
            ("formats=cs.{35mm}", &[1, 2, 3]),
            ("formats=cs.{\"super, 8\"}", &[5]),
            ("formats=cd.{35mm,16mm,70mm}", &[1, 2, 3]),
            ("formats=ov.{16mm,70mm}", &[1, 3, 5]),
            ("formats=eq.{35mm}", &[2]),
            ("prices=cs.{25}", &[1]),
            ("prices=eq.{}", &[3]),
            ("formats=not.cs.{35mm}", &[5]),
        ],
    )
    .await;
}

/// FLT-18 to FLT-25, FLT-42
#[tokio::test]
async fn ranges_stand_in_seven_relations() {
    expect_ids(
        "releases",
        &[
            ("run=cs.[1941-06-01,1941-07-01)", &[1]),
            ("run=cd.[1940-01-01,1950-01-01)", &[1]),
            ("run=ov.[1950-08-01,1950-09-01)", &[2, 4]),
            ("run=sl.[1950-08-25,1951-01-01)", &[1, 4]),
            ("run=sr.[1949-01-01,1950-08-01)", &[2, 3, 5]),
            ("run=nxr.[1900-01-01,1950-08-25)", &[1, 4]),
            ("run=nxl.[1950-01-01,)", &[2, 3, 5]),
            ("run=adj.[1950-08-25,1950-12-01)", &[4]),
            ("run=not.adj.[1950-08-25,1950-12-01)", &[1, 2, 3, 5]),
        ],
    )
    .await;
}

#[tokio::test]
async fn documents_contain_and_are_contained() {
    expect_ids(
        "releases",
        &[
            ("facts=cs.{\"studio\": \"RKO\"}", &[1]),
            ("facts=cs.{\"crew\": {\"editors\": [\"Mark Robson\"]}}", &[1]),
            ("facts=cd.{\"studio\": \"Toho\", \"copies\": 200, \"dubbed\": null, \"sold\": 1}", &[3]),
        ],
    )
    .await;
}

/// FLT-32
#[tokio::test]
async fn a_value_is_everything_behind_the_dot() {
    expect_ids(
        "letters",
        &[
            ("text=eq.Keep the zither.", &[1]),
            ("text=eq.I will.", &[2]),
            ("text=eq.", &[]),
            ("text=neq.", &[1, 2, 3]),
            ("text=neq.a,b(c).eq.\"d\"%0Ae", &[1, 2, 3]),
        ],
    )
    .await;
}

/// FLT-33, QRK-06
#[tokio::test]
async fn filters_cast_nothing() {
    expect_ids("films", &[("id::text=eq.1", &[1])]).await;
}

/// QRY-03, QRY-07
#[tokio::test]
async fn filters_are_joined_by_and_and_those_without_a_value_are_none() {
    expect_ids(
        "films",
        &[
            ("year=gt.1950&year=lt.1960", &[3]),
            ("year=eq.1950&title=like.Seven*", &[]),
            ("nonsense&year=eq.1950", &[2]),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_value_that_does_not_fit_its_column_is_refused() {
    let films = films().await;
    let refused = films.get("/films?year=eq.soon").await;
    refused.expect(400, error("22P02", "invalid input syntax for type integer: \"soon\""));
    let refused = films.get("/films?genre=eq.musical").await;
    refused.expect(400, error("22P02", "invalid input value for enum genre: \"musical\""));
    let refused = films.get("/films?title=like(any).The*").await;
    let reason = "Array value must start with \"{\" or dimension information.";
    refused.expect(400, error("22P02", "malformed array literal: \"The%\"").details(reason));
}

/// FLT-31, FLT-37, PRS-10 to PRS-14
#[tokio::test]
async fn what_is_no_filter_is_refused_where_it_stops_being_one() {
    let films = films().await;
    for (value, column, details) in [
        ("0", 1, r#"unexpected "0" expecting "not" or operator (eq, gt, ...)"#),
        ("", 1, r#"unexpected end of input expecting "not" or operator (eq, gt, ...)"#),
        ("noop.0", 1, r#"unexpected "o" expecting "not" or operator (eq, gt, ...)"#),
        ("eq().0", 4, r#"unexpected ")" expecting operator (eq, gt, ...)"#),
        ("is().null", 3, r#"unexpected "(" expecting operator (eq, gt, ...)"#),
        ("in().1", 3, r#"unexpected "(" expecting operator (eq, gt, ...)"#),
        ("fts().a", 5, r#"unexpected ")" expecting operator (eq, gt, ...)"#),
    ] {
        let expected = error("PGRST100", &format!("\"failed to parse filter ({value})\" (line 1, column {column})"));
        films.get(&format!("/films?year={value}")).await.expect(400, expected.details(details));
    }
    for value in ["not.not.eq.1", "neq(any).{1}", "eq(some).{1}", "in.1,2", "in.(1,2", "EQ.1", "eq,1"] {
        let answer = films.get(&format!("/films?year={value}")).await;
        answer.expect_status(400);
        assert_eq!(answer.json()["code"], "PGRST100", "{answer}");
    }
}

/// QRY-08, QRK-46
#[tokio::test]
async fn the_query_has_to_parse_even_where_it_has_no_effect() {
    let films = films().await;
    for request in
        [films.get("/?x=1"), films.options("/films?x=1"), films.post("/films?x=1"), films.get("/films?order=.")]
    {
        let answer = request.await;
        answer.expect_status(400);
        assert_eq!(answer.json()["code"], "PGRST100", "{answer}");
    }
}

#[tokio::test]
async fn rows_that_no_filter_hits_are_an_empty_list() {
    films()
        .await
        .get("/films?id=eq.0")
        .await
        .expect(200, Value::Array(Vec::new()))
        .expect_header("content-range", "*/*");
}
