//! Who is asking: tokens, claims, roles.

use serde_json::{Value, json};

use crate::exchange::error;
use crate::library::{films, films_with};
use crate::token::{self, seconds_from_now};

/// AUT-30, AUT-51, AUT-52
#[tokio::test]
async fn a_request_runs_as_the_role_of_its_token() {
    let films = films().await;
    let anonymous = films.get("/rpc/whoami").await;
    anonymous.expect(200, json!({"user": "anon", "session": "authenticator", "claims": {"role": "anon"}}));
    let editor = films.get("/rpc/whoami").claiming(&json!({"role": "editor", "name": "Mia"})).await;
    editor.expect(
        200,
        json!({"user": "editor", "session": "authenticator", "claims": {"role": "editor", "name": "Mia"}}),
    );
    let quoted = films.get("/rpc/whoami").as_role("Head Librarian").await;
    assert_eq!(quoted.json()["user"], "Head Librarian", "{quoted}");
    let roleless = films.get("/rpc/whoami").claiming(&json!({"sub": "x"})).await;
    roleless.expect(200, json!({"user": "anon", "session": "authenticator", "claims": {"role": "anon", "sub": "x"}}));
}

/// AUT-01
#[tokio::test]
async fn only_bearer_tokens_are_tokens() {
    let films = films().await;
    let token = token::of(&json!({"role": "editor"}));
    for (authorization, user) in [
        (format!("Bearer {token}"), "editor"),
        (format!("bearer {token}"), "editor"),
        (format!("BEARER  {token}"), "editor"),
        (format!("Basic {token}"), "anon"),
        (token.clone(), "anon"),
        (format!("Token {token}"), "anon"),
    ] {
        let answer = films.get("/rpc/whoami").header("Authorization", &authorization).await;
        assert_eq!(answer.json()["user"], user, "{answer}");
    }
}

/// AUT-03 to AUT-08, AUT-26
#[tokio::test]
async fn a_token_that_does_not_hold_is_refused() {
    let films = films().await;
    let good = token::of(&json!({"role": "editor"}));
    let parts: Vec<&str> = good.split('.').collect();
    let failed = "JWT cryptographic operation failed";
    let wrong_key = "No suitable key or wrong key type";
    let none_fits = Some("None of the keys was able to decode the JWT");
    for (token, message, details) in [
        (String::new(), "Empty JWT is sent in Authorization header", None),
        ("abc".to_owned(), "Expected 3 parts in JWT; got 1", None),
        (format!("{good}.more"), "Expected 3 parts in JWT; got 4", None),
        (format!("{}.{}.", parts[0], parts[1]), wrong_key, none_fits),
        (format!("{}.{}.{}", parts[0], parts[1], parts[0]), wrong_key, none_fits),
        (token::signed_with("some other secret of thirty-two bytes", &json!({"role": "editor"})), wrong_key, none_fits),
        (format!("!.{}.{}", parts[1], parts[2]), failed, None),
        // {"alg":"none"}
        (
            format!("eyJhbGciOiJub25lIn0.{}.", parts[1]),
            "Wrong or unsupported encoding algorithm",
            Some("JWT is unsecured but expected 'alg' was not 'none'"),
        ),
        // {"alg":"RS256"}
        (
            format!("eyJhbGciOiJSUzI1NiJ9.{}.{}", parts[1], parts[2]),
            wrong_key,
            Some("No suitable key was found to decode the JWT"),
        ),
    ] {
        let expected = error("PGRST301", message).details(details.map_or(Value::Null, Value::from));
        let answer = films.get("/rpc/whoami").bearer(&token).await;
        answer.expect(401, expected);
        answer.expect_header(
            "www-authenticate",
            &format!("Bearer error=\"invalid_token\", error_description=\"{message}\""),
        );
    }
}

/// AUT-12
#[tokio::test]
async fn claims_are_an_object() {
    for claims in [json!([1]), json!("editor"), json!(null)] {
        let answer = films().await.get("/rpc/whoami").claiming(&claims).await;
        answer.expect(401, error("PGRST303", "Parsing claims failed"));
    }
}

/// AUT-20 to AUT-26, QRK-34
#[tokio::test]
async fn claims_about_time_have_to_hold() {
    let films = films().await;
    for (claims, message) in [
        (json!({"exp": seconds_from_now(-60)}), "JWT expired"),
        (json!({"exp": seconds_from_now(-60), "nbf": seconds_from_now(60)}), "JWT expired"),
        (json!({"exp": 1_900_000_000.5}), "JWT expired"),
        (json!({"nbf": seconds_from_now(60)}), "JWT not yet valid"),
        (json!({"iat": seconds_from_now(60)}), "JWT issued at future"),
        (json!({"exp": "tomorrow"}), "The JWT 'exp' claim must be a number"),
        (json!({"nbf": true}), "The JWT 'nbf' claim must be a number"),
        (json!({"iat": []}), "The JWT 'iat' claim must be a number"),
        (json!({"aud": 1}), "The JWT 'aud' claim must be a string or an array of strings"),
        (json!({"aud": ["a", 1]}), "The JWT 'aud' claim must be a string or an array of strings"),
    ] {
        let answer = films.get("/rpc/whoami").claiming(&claims).await;
        answer.expect(401, error("PGRST303", message));
        answer.expect_header(
            "www-authenticate",
            &format!("Bearer error=\"invalid_token\", error_description=\"{message}\""),
        );
    }
    for claims in [
        json!({"exp": seconds_from_now(60)}),
        json!({"exp": seconds_from_now(-10)}),
        json!({"nbf": seconds_from_now(10), "iat": seconds_from_now(10)}),
        json!({"exp": null, "nbf": null, "iat": null, "aud": null}),
        json!({"aud": "anybody"}),
        json!({"aud": []}),
    ] {
        films.get("/rpc/whoami").claiming(&claims).await.expect_status(200);
    }
}

/// AUT-25
#[tokio::test]
async fn the_audience_is_ours_if_there_is_one() {
    let films = films_with(&[("PGRST_JWT_AUD", "library")]).await;
    for audience in [json!("library"), json!(["somebody", "library"]), json!([]), json!(null)] {
        films.get("/rpc/whoami").claiming(&json!({"aud": audience})).await.expect_status(200);
    }
    films.get("/rpc/whoami").claiming(&json!({})).await.expect_status(200);
    for audience in [json!("Library"), json!(""), json!(["somebody"])] {
        let answer = films.get("/rpc/whoami").claiming(&json!({"aud": audience})).await;
        answer.expect(401, error("PGRST303", "JWT not in audience"));
    }
}

/// AUT-02
#[tokio::test]
async fn tokens_mean_nothing_without_a_secret() {
    let films = films_with(&[("PGRST_JWT_SECRET", "")]).await;
    for token in ["", "a.b.c"] {
        let answer = films.get("/screens").bearer(token).await;
        answer.expect(500, error("PGRST300", "Server lacks JWT secret")).expect_no_header("www-authenticate");
    }
    films.get("/screens").await.expect_status(200);
}

/// AUT-30
#[tokio::test]
async fn anonymous_access_may_be_closed() {
    let films = films_with(&[("PGRST_DB_ANON_ROLE", "")]).await;
    for request in
        [films.get("/screens"), films.options("/screens"), films.get("/screens").claiming(&json!({"sub": "x"}))]
    {
        let answer = request.await;
        answer
            .expect(401, error("PGRST302", "Anonymous access is disabled"))
            .expect_header("www-authenticate", "Bearer");
    }
    films.get("/screens").as_role("editor").await.expect_status(200);
}

/// AUT-33, QRK-33
#[tokio::test]
async fn roles_have_to_exist_and_to_be_granted_to_the_gateway() {
    let films = films().await;
    let unknown = films.get("/screens").as_role("ghost").await;
    unknown.expect(401, error("22023", "role \"ghost\" does not exist")).expect_header("www-authenticate", "Bearer");
    let not_granted = films.get("/screens").as_role("stranger").await;
    not_granted.expect(403, error("42501", "permission denied to set role \"stranger\""));
    let superuser = films.get("/screens").as_role("postgres").await;
    superuser.expect(403, error("42501", "permission denied to set role \"postgres\""));
}

/// AUT-31
#[tokio::test]
async fn a_role_that_is_no_text_is_its_json() {
    let films = films().await;
    for (role, name) in [(json!(5), "5"), (json!(null), "null"), (json!(true), "true")] {
        let answer = films.get("/screens").claiming(&json!({"role": role})).await;
        answer.expect(401, error("22023", &format!("role \"{name}\" does not exist")));
    }
}

/// A role is a value like any other, whatever is written in it.
#[tokio::test]
async fn a_role_cannot_break_out_of_its_setting() {
    let films = films().await;
    for role in ["editor; drop table films", "\"editor\"", "none", "authenticator\" --", "e'\\"] {
        let answer = films.get("/rpc/whoami").as_role(role).await;
        assert_ne!(answer.status, 200, "{answer}");
    }
}

/// AUT-30, AUT-32
#[tokio::test]
async fn the_role_may_stand_elsewhere_in_the_claims() {
    for path in [
        "$.https_roles[?search(@, '^edit')]",
        "$['https_roles'][1]",
        ".https_roles[1]",
        ".https_roles[?(@ ^== \"edit\")]",
    ] {
        let films = films_with(&[("PGRST_JWT_ROLE_CLAIM_KEY", path)]).await;
        let answer = films.get("/rpc/whoami").claiming(&json!({"https_roles": ["anon", "editor"], "role": "x"})).await;
        let claims = json!({"https_roles": ["anon", "editor"], "role": "editor"});
        answer.expect(200, json!({"user": "editor", "session": "authenticator", "claims": claims}));
    }
}

/// AUT-10, AUT-11
#[tokio::test]
async fn the_secret_may_be_encoded_or_a_key_set() {
    let claims = json!({"role": "editor"});
    // What the tests sign with, as base64.
    let encoded = "dGhlLXRlc3RzLXNpZ24tdGhlaXItdG9rZW5zLXdpdGgtdGhpcw";
    let key = json!({"kty": "oct", "k": encoded}).to_string();
    let keys =
        json!({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}, {"kty": "oct", "k": encoded, "alg": "HS256"}]})
            .to_string();
    for settings in [
        &[("PGRST_JWT_SECRET", &*format!("{encoded}==")), ("PGRST_JWT_SECRET_IS_BASE64", "true")][..],
        &[("PGRST_JWT_SECRET", &*key)],
        &[("PGRST_JWT_SECRET", &*keys)],
    ] {
        let films = films_with(settings).await;
        let answer = films.get("/rpc/whoami").claiming(&claims).await;
        assert_eq!(answer.json()["user"], "editor", "{settings:?}\n{answer}");
    }
}

/// AUT-35
#[tokio::test]
async fn a_token_that_was_good_once_is_looked_at_again() {
    let films = films().await;
    let token = token::of(&json!({"role": "editor"}));
    for _ in 0..3 {
        films.get("/rpc/whoami").bearer(&token).await.expect_status(200);
        let (head, signature) = token.rsplit_once('.').unwrap();
        let reversed: String = signature.chars().rev().collect();
        films.get("/rpc/whoami").bearer(&format!("{head}.{reversed}")).await.expect_status(401);
    }
}
