//! The Prefer header.

use serde_json::json;

use crate::exchange::error;
use crate::library::{films, films_with, own_films};

/// PRF-01, PRF-03, QRK-09
#[tokio::test]
async fn what_is_no_preference_is_ignored() {
    let films = films().await;
    for preference in ["count=none", "count = exact", "Count=exact", "count=\"exact\"", "respond-async", "", ",,"] {
        films.get("/screens").prefer(preference).await.expect_status(200).expect_no_header("preference-applied");
    }
}

/// PRF-03
#[tokio::test]
async fn strict_handling_refuses_what_is_no_preference() {
    let films = films().await;
    for (preferences, invalid) in [
        ("handling=strict, count=none", "count=none"),
        ("anything, handling=strict, return=nothing, count=exact", "anything, return=nothing"),
    ] {
        let expected = error("PGRST122", "Invalid preferences given with handling=strict")
            .details(format!("Invalid preferences: {invalid}"));
        films.get("/screens").prefer(preferences).await.expect(400, expected);
    }
    let fine =
        films.get("/screens").prefer("handling=strict, resolution=merge-duplicates, return=minimal, tx=commit").await;
    fine.expect_status(200).expect_header("preference-applied", "tx=commit, handling=strict");
    films.get("/").prefer("handling=strict, anything").await.expect_status(200);
    films.options("/films").prefer("handling=strict, anything").await.expect_status(200);
    let call = films.get("/rpc/film_count").prefer("handling=strict, anything").await;
    assert_eq!(call.json()["code"], "PGRST122", "{call}");
}

/// PRF-01
#[tokio::test]
async fn the_first_of_several_values_counts_across_headers() {
    let answer =
        films().await.get("/films?limit=1").prefer("count=exact").prefer("count=planned, handling=lenient").await;
    answer.expect_header("content-range", "0-0/9").expect_header("preference-applied", "count=exact, handling=lenient");
}

/// PRF-05 to PRF-12, QRK-10
#[tokio::test]
async fn what_was_applied_is_named_in_a_fixed_order() {
    let films = own_films().await;
    let all = "max-affected=10, timezone=UTC, handling=strict, tx=rollback, count=exact, return=minimal, \
               missing=default, \
               resolution=merge-duplicates";
    let stock = json!({"barcode": "Z9"});
    for (request, applied) in [
        (
            films.post("/stock").json(&stock),
            "resolution=merge-duplicates, missing=default, return=minimal, count=exact, tx=rollback, handling=strict, \
             timezone=UTC",
        ),
        (
            films.post("/visitors").json(&json!({"name": "Zoe"})),
            "missing=default, return=minimal, count=exact, tx=rollback, handling=strict, timezone=UTC",
        ),
        (
            films.patch("/stock?barcode=eq.A1").json(&json!({"copies": 1})),
            "missing=default, return=minimal, count=exact, tx=rollback, handling=strict, timezone=UTC, max-affected=10",
        ),
        (
            films.delete("/stock?barcode=eq.A1"),
            "return=minimal, count=exact, tx=rollback, handling=strict, timezone=UTC, max-affected=10",
        ),
        (
            films.put("/stock?barcode=eq.Z9").json(&stock),
            "return=minimal, count=exact, tx=rollback, handling=strict, timezone=UTC",
        ),
        (films.post("/rpc/film_lengths"), "count=exact, tx=rollback, handling=strict, timezone=UTC, max-affected=10"),
        (films.get("/stock"), "count=exact, tx=rollback, handling=strict, timezone=UTC"),
    ] {
        let answer = request.as_role("editor").prefer(all).await;
        assert!(answer.status < 300, "{answer}");
        answer.expect_header("preference-applied", applied);
    }
}

/// PRF-12
#[tokio::test]
async fn max_affected_means_nothing_to_the_lenient() {
    let films = own_films().await;
    let answer = films.delete("/visitors").as_role("editor").prefer("max-affected=1").await;
    answer.expect_empty(204).expect_no_header("preference-applied");
    films.expect_rows("select from library.visitors", json!([])).await;
}

/// PRF-14
#[tokio::test]
async fn more_rows_than_allowed_are_not_touched() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let strict = |most: u8| format!("handling=strict, max-affected={most}");
    let refused = |rows: u8| {
        error("PGRST124", "Query result exceeds max-affected preference constraint")
            .details(format!("The query affects {rows} rows"))
    };
    let patched = films.patch("/reviews").as_role("editor").json(&json!({"stars": 1})).prefer(&strict(6)).await;
    patched.expect(400, refused(7));
    films.delete("/visitors").as_role("editor").prefer(&strict(0)).await.expect(400, refused(2));
    let called =
        films.post("/rpc/drop_reviews").as_role("editor").json(&json!({"critic": "Ada"})).prefer(&strict(2)).await;
    called.expect(400, refused(3));
    assert_eq!(films.fingerprint().await, before);
    films.delete("/visitors").as_role("editor").prefer(&strict(2)).await.expect_empty(204);
    films.delete("/visitors").as_role("editor").prefer(&strict(0)).await.expect_empty(204);
}

/// PRF-15, RPC-56
#[tokio::test]
async fn a_single_result_cannot_be_limited() {
    let expected = "Function must return SETOF or TABLE when max-affected preference is used with handling=strict";
    for function in ["film_count", "longest_film", "forget_reviews?film=1"] {
        let answer = films().await.get(&format!("/rpc/{function}")).prefer("handling=strict, max-affected=5").await;
        answer.expect(400, error("PGRST128", expected));
    }
}

/// PRF-13, QRK-35
#[tokio::test]
async fn times_are_shown_in_the_zone_that_was_asked_for() {
    let films = films().await;
    for (zone, starts) in [
        ("UTC", "2024-03-01T19:00:00+00:00"),
        ("America/New_York", "2024-03-01T14:00:00-05:00"),
        ("+05:30", "2024-03-01T13:30:00-05:30"),
    ] {
        let preference = format!("timezone={zone}");
        let answer = films.get("/screenings?select=starts&id=eq.1").prefer(&preference).await;
        answer.expect(200, json!([{"starts": starts}])).expect_header("preference-applied", &preference);
    }
    for handling in ["lenient", "strict"] {
        let answer = films.get("/screenings").prefer(&format!("handling={handling}, timezone=Xanadu")).await;
        answer.expect(400, error("22023", "invalid value for parameter \"TimeZone\": \"Xanadu\""));
    }
}

/// PRF-10
#[tokio::test]
async fn the_end_of_the_transaction_is_the_operators_unless_it_may_be_chosen() {
    let films = films_with(&[]).await;
    let answer = films.get("/screens").prefer("tx=rollback, handling=strict").await;
    answer.expect_status(200).expect_header("preference-applied", "handling=strict");
}
