//! Into documents, composites and arrays.

use serde_json::json;

use crate::exchange::error;
use crate::library::films;

/// JSN-01, JSN-04, JSN-05, SEL-11
#[tokio::test]
async fn a_path_selects_a_part() {
    let films = films().await;
    for (select, expected) in [
        ("facts->studio", json!({"studio": "RKO"})),
        ("facts->>copies", json!({"copies": "120"})),
        ("facts->copies", json!({"copies": 120})),
        ("facts->>copies::int", json!({"copies": 120})),
        ("facts->crew->>camera", json!({"camera": "Gregg Toland"})),
        ("facts->crew->editors->>0", json!({"editors": "Robert Wise"})),
        ("facts->crew->editors->-1", json!({"editors": "Mark Robson"})),
        ("first:facts->crew->editors->0", json!({"first": "Robert Wise"})),
        ("facts->nothing->>here", json!({"here": null})),
        ("notes->b", json!({"b": 1})),
        ("venue->>city", json!({"city": "New York"})),
        ("formats->0", json!({"formats": "35mm"})),
        ("prices->1,prices", json!({"prices": [25, 50]})),
        ("run->>nothing", json!({"nothing": null})),
    ] {
        films.get(&format!("/releases?select={select}&id=eq.1")).await.expect(200, json!([expected]));
    }
}

/// LEX-03
#[tokio::test]
async fn odd_keys_are_quoted_where_they_have_to_be() {
    let films = films().await;
    let answer = films.get("/releases?select=facts->\"a.b\",facts->odd key->\"->\"&id=eq.5").await;
    answer.expect(200, json!([{"a.b": 1, "->": 2}]));
}

/// JSN-02, FLT-40
#[tokio::test]
async fn a_path_filters() {
    let films = films().await;
    for (filter, ids) in [
        ("facts->>studio=eq.Toho", json!([3])),
        ("facts->studio=eq.\"Toho\"", json!([3])),
        ("facts->copies=gt.100", json!([1, 3])),
        ("facts->>copies=eq.40", json!([2])),
        ("facts->crew->>camera=like.Gregg*", json!([1])),
        ("facts->crew->editors->>1=eq.Mark Robson", json!([1])),
        ("facts->crew->editors=cs.[\"Robert Wise\"]", json!([1])),
        ("facts->>studio=is.null", json!([4, 5])),
        ("facts->dubbed=eq.null", json!([3])),
        ("facts->>dubbed=is.null&facts->dubbed=not.is.null", json!([3])),
        ("notes->>b=eq.1", json!([1])),
        ("notes->>1=eq.2", json!([3])),
        ("venue->>city=eq.Tokyo", json!([2])),
        ("formats->>0=eq.35mm", json!([1, 2, 3])),
        ("facts->>studio=in.(RKO,Daiei)", json!([1, 2])),
        ("facts->>studio=not.in.(RKO,Daiei)", json!([3])),
        ("facts->>\"a.b\"=eq.1", json!([5])),
    ] {
        let answer = films.get(&format!("/releases?select=id&order=id&{filter}")).await;
        assert_eq!(answer.column("id"), ids, "{filter}\n{answer}");
    }
}

/// JSN-02, JSN-03, QRK-27
#[tokio::test]
async fn what_postgresql_has_no_operator_for_is_not_found() {
    let films = films().await;
    let no_operator = |types: &str| {
        error("42883", &format!("operator does not exist: {types}"))
            .hint("No operator matches the given name and argument types. You might need to add explicit type casts.")
    };
    films.get("/releases?select=facts->>crew->>camera").await.expect(404, no_operator("text ->> unknown"));
    films.get("/releases?select=facts->>crew->0").await.expect(404, no_operator("text -> integer"));
    films.get("/releases?notes->b=eq.1").await.expect(404, no_operator("json = unknown"));
}

/// PRS-26, PRS-27, PRS-32
#[tokio::test]
async fn what_is_no_path_is_refused_where_it_stops_being_one() {
    let films = films().await;
    for (select, column, details) in [
        ("facts->>--34", 10, "unexpected \"-\" expecting digit"),
        (
            "facts->(!@#$%25^&*_d->>x",
            8,
            "unexpected \"(\" expecting \"-\", digit or any non reserved character different from: .,>()",
        ),
        ("facts->>-78xy", 12, "unexpected 'x' expecting digit, \"->\", \"::\", \".\", \",\" or end of input"),
    ] {
        let answer = films.get(&format!("/releases?select={}", select.replace('#', "%23").replace('&', "%26"))).await;
        let message =
            format!("\"failed to parse select parameter ({})\" (line 1, column {column})", select.replace("%25", "%"));
        answer.expect(400, error("PGRST100", &message).details(details));
    }
}
