//! The order of rows.

use serde_json::json;

use crate::exchange::error;
use crate::library::films;

async fn expect_ids(cases: &[(&str, &[i32])]) {
    let films = films().await;
    for (order, ids) in cases {
        let answer = films.get(&format!("/films?select=id&{order}")).await;
        assert_eq!(answer.column("id"), json!(ids), "{order}\n{answer}");
    }
}

/// ORD-01, ORD-02
#[tokio::test]
async fn rows_ascend_or_descend_with_nulls_at_either_end() {
    expect_ids(&[
        ("order=year", &[9, 1, 6, 2, 3, 8, 4, 5, 7]),
        ("order=year.asc", &[9, 1, 6, 2, 3, 8, 4, 5, 7]),
        ("order=year.desc", &[7, 5, 4, 8, 3, 2, 6, 1, 9]),
        ("order=rating,id", &[5, 7, 8, 4, 2, 6, 1, 3, 9]),
        ("order=rating.desc,id", &[9, 3, 1, 2, 6, 4, 7, 8, 5]),
        ("order=rating.nullsfirst,id", &[9, 5, 7, 8, 4, 2, 6, 1, 3]),
        ("order=rating.desc.nullslast,id", &[3, 1, 2, 6, 4, 7, 8, 5, 9]),
        ("order=rating.asc.nullsfirst,id.desc", &[9, 5, 8, 7, 4, 6, 2, 1, 3]),
        ("order= genre.nullsfirst, year.desc", &[9, 7, 5, 4, 3, 2, 1, 6, 8]),
    ])
    .await;
}

/// QRY-07
#[tokio::test]
async fn the_first_order_counts() {
    expect_ids(&[("order=year.desc&order=id&limit=2", &[7, 5])]).await;
}

/// ORD-03
#[tokio::test]
async fn rows_are_ordered_by_what_lies_within_a_column() {
    let films = films().await;
    let answer = films.get("/releases?select=id&order=facts->>studio.desc.nullslast,id").await;
    assert_eq!(answer.column("id"), json!([3, 1, 2, 4, 5]));
    let answer = films.get("/releases?select=id&order=facts->copies.desc.nullslast,id").await;
    assert_eq!(answer.column("id"), json!([3, 1, 2, 4, 5]));
    let answer = films.get("/releases?select=id&order=venue->>city.nullslast,id&limit=2").await;
    assert_eq!(answer.column("id"), json!([1, 2]));
}

/// PRS-20 to PRS-24, ORD-07
#[tokio::test]
async fn what_is_no_order_is_refused_where_it_stops_being_one() {
    let films = films().await;
    for (order, column, details) in [
        ("id.asc.nullslasttt", 17, "unexpected 't' expecting \",\" or end of input"),
        ("id.ac", 4, "unexpected \"c\" expecting \"asc\", \"desc\", \"nullsfirst\" or \"nullslast\""),
        ("id.descc", 8, "unexpected 'c' expecting delimiter (.), \",\" or end of input"),
        ("id.asc.nlsfst", 8, "unexpected \"l\" expecting \"nullsfirst\" or \"nullslast\""),
        (
            "clients(name,id)",
            8,
            "unexpected '(' expecting letter, digit, \"-\", \"->>\", \"->\", delimiter (.), \",\" or end of input",
        ),
    ] {
        let message = format!("\"failed to parse order ({order})\" (line 1, column {column})");
        films.get(&format!("/films?order={order}")).await.expect(400, error("PGRST100", &message).details(details));
    }
    for order in ["id::text", "id.DESC", "id,", ",id", ""] {
        let answer = films.get(&format!("/films?order={order}")).await;
        answer.expect_status(400);
        assert_eq!(answer.json()["code"], "PGRST100", "{answer}");
    }
}
