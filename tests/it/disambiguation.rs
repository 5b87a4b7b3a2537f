//! Several relationships between the same two tables.

use serde_json::json;

use crate::exchange::error;
use crate::library::films;

/// EMB-10, EMB-32, EMB-33
#[tokio::test]
async fn an_ambiguous_embed_lists_what_it_could_mean() {
    let films = films().await;
    let message = |origin: &str, target: &str| {
        format!("Could not embed because more than one relationship was found for '{origin}' and '{target}'")
    };
    let many = error("PGRST201", &message("directors", "letters"))
        .details(json!([
            {
                "cardinality": "one-to-many",
                "embedding": "directors with letters",
                "relationship": "letters_recipient using directors(id) and letters(recipient_id)",
            },
            {
                "cardinality": "one-to-many",
                "embedding": "directors with letters",
                "relationship": "letters_sender using directors(id) and letters(sender_id)",
            },
        ]))
        .hint(
            "Try changing 'letters' to one of the following: 'letters!letters_recipient', 'letters!letters_sender'. \
             Find the desired relationship in the 'details' key.",
        );
    films.get("/directors?select=name,letters(text)").await.expect(300, many);
    let one = error("PGRST201", &message("letters", "directors"))
        .details(json!([
            {
                "cardinality": "many-to-one",
                "embedding": "letters with directors",
                "relationship": "letters_recipient using letters(recipient_id) and directors(id)",
            },
            {
                "cardinality": "many-to-one",
                "embedding": "letters with directors",
                "relationship": "letters_sender using letters(sender_id) and directors(id)",
            },
        ]))
        .hint(
            "Try changing 'directors' to one of the following: 'directors!letters_recipient', \
             'directors!letters_sender'. Find the desired relationship in the 'details' key.",
        );
    films.get("/letters?select=directors(name)").await.expect(300, one);
}

/// EMB-22
#[tokio::test]
async fn a_hint_is_a_constraint_or_a_column_of_either_side() {
    let films = films().await;
    for hint in ["letters_sender", "sender_id"] {
        let answer = films.get(&format!("/letters?select=directors!{hint}(name)&id=eq.3")).await;
        answer.expect(200, json!([{"directors": {"name": "Satyajit Ray"}}]));
        let answer = films.get(&format!("/directors?select=letters!{hint}(id)&id=eq.3")).await;
        answer.expect(200, json!([{"letters": [{"id": 1}]}]));
    }
    let both =
        films.get("/letters?select=from:directors!sender_id(name),to:directors!recipient_id(name)&id=eq.1").await;
    both.expect(200, json!([{"from": {"name": "Orson Welles"}, "to": {"name": "Carol Reed"}}]));
}

/// EMB-21
#[tokio::test]
async fn a_column_or_a_constraint_needs_no_hint() {
    let films = films().await;
    let answer = films.get("/letters?select=sender_id(name),letters_recipient(name)&id=eq.1").await;
    answer.expect(200, json!([{"sender_id": {"name": "Orson Welles"}, "letters_recipient": {"name": "Carol Reed"}}]));
}

/// EMB-22: the junction's name.
#[tokio::test]
async fn many_to_many_is_hinted_by_its_junction() {
    let answer = films().await.get("/films?select=actors!roles(name)&id=eq.8").await;
    answer.expect(200, json!([{"actors": [{"name": "Yul Brynner"}]}]));
}

/// SEL-06
#[tokio::test]
async fn a_hint_and_a_join_come_in_either_order() {
    let films = films().await;
    for parameters in ["!letters_sender!inner", "!inner!letters_sender", "!\"letters_sender\"!inner"] {
        let target = format!("/letters?select=id,directors{parameters}(name)&directors.name=eq.Carol Reed");
        films.get(&target).await.expect(200, json!([{"id": 2, "directors": {"name": "Carol Reed"}}]));
    }
}

/// EMB-30
#[tokio::test]
async fn a_hint_that_fits_nothing_is_named() {
    let answer = films().await.get("/letters?select=directors!postman(name)").await;
    answer.expect_status(400);
    let body = answer.json();
    assert_eq!(body["code"], "PGRST200");
    assert_eq!(
        body["details"],
        "Searched for a foreign key relationship between 'letters' and 'directors' using the hint 'postman' in the \
         schema 'library', but no matches were found."
    );
}

/// QRK-24
#[tokio::test]
async fn hints_that_begin_like_a_join_have_to_be_quoted() {
    let films = films().await;
    let answer = films.get("/letters?select=directors!inner_letter(name)").await;
    assert_eq!(answer.json()["code"], "PGRST100", "{answer}");
    let answer = films.get("/letters?select=directors!\"inner_letter\"(name)").await;
    assert_eq!(answer.json()["code"], "PGRST200", "{answer}");
}
