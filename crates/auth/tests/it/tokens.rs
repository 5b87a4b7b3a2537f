//! From header to verified payload: AUT-01 … AUT-06, AUT-12, AUT-26.

use jsonwebtoken::{Algorithm, EncodingKey};
use rowgate_auth::{AuthConfig, AuthError, Authenticator, Keys};
use rowgate_core::{ClientError, ErrorCode};

use crate::{NOW, SECRET, at, config, outcome, signed, with_header, with_payload};

const UNDECODABLE: &str = "PGRST301: JWT cryptographic operation failed";
const UNSECURED: &str =
    "PGRST301: Wrong or unsupported encoding algorithm (JWT is unsecured but expected 'alg' was not 'none')";
const NO_SUITABLE_KEY: &str =
    "PGRST301: No suitable key or wrong key type (No suitable key was found to decode the JWT)";
const NOT_VERIFIED: &str = "PGRST301: No suitable key or wrong key type (None of the keys was able to decode the JWT)";

/// AUT-01
#[test]
fn a_header_without_bearer_is_anonymous() {
    let authenticator = Authenticator::new(config());
    for header in [None, Some("Basic eDp5"), Some("Bearerx.y.z"), Some("")] {
        let caller = authenticator.authenticate(header.map(str::as_bytes), at(NOW)).unwrap();
        assert_eq!((caller.role.as_str(), caller.anonymous), ("anon", true), "{header:?}");
    }
}

/// AUT-01
#[test]
fn the_scheme_has_no_case_and_blanks_before_the_token_do_not_matter() {
    let authenticator = Authenticator::new(config());
    for scheme in ["Bearer ", "bearer ", "BEARER   ", "Bearer\t"] {
        let header = format!("{scheme}{}", with_header(r#"{"alg":"HS256"}"#));
        let caller = authenticator.authenticate(Some(header.as_bytes()), at(NOW)).unwrap();
        assert_eq!(caller.role, "editor", "{scheme:?}");
    }
}

/// AUT-02
#[test]
fn a_token_without_a_configured_key_is_the_servers_fault() {
    for token in ["", "a.b", &with_header(r#"{"alg":"HS256"}"#)] {
        assert_eq!(outcome(AuthConfig { keys: Keys::None, ..config() }, token), "PGRST300: Server lacks JWT secret");
    }
    assert_eq!(AuthError::NoSecret.www_authenticate(), None);
}

/// Keys that are elsewhere may come after the first token. PostgREST has none, so the code is our own.
#[test]
fn a_token_before_the_keys_is_nobodys_fault() {
    let awaiting = || AuthConfig { keys: Keys::Awaited, ..config() };
    for token in ["", "a.b", &with_header(r#"{"alg":"HS256"}"#)] {
        assert_eq!(
            outcome(awaiting(), token),
            "PGRST304: The keys that verify tokens could not be read yet. Retrying."
        );
    }
    assert_eq!(AuthError::KeysAwaited.www_authenticate(), None);
    assert_eq!(Authenticator::new(awaiting()).authenticate(None, at(NOW)).unwrap().role, "anon");
}

/// AUT-03, AUT-04
#[test]
fn a_token_has_three_parts() {
    assert_eq!(outcome(config(), ""), "PGRST301: Empty JWT is sent in Authorization header");
    for (token, parts) in [("x", 1), (".", 2), ("a.b", 2), ("a.b.c.d", 4), ("....", 5)] {
        assert_eq!(outcome(config(), token), format!("PGRST301: Expected 3 parts in JWT; got {parts}"), "{token}");
    }
}

/// AUT-05, AUT-06, AUT-07: what a header may say, signed right each time.
#[test]
fn a_header_names_an_algorithm_and_nothing_of_the_wrong_type() {
    for (header, expected) in [
        (r#"{"alg":"HS256"}"#, "editor"),
        (r#" { "typ": "JWT", "alg": "HS256", "cty": null, "crit": ["x"], "x": 1 } "#, "editor"),
        (r#"{"alg":"HS256","kid":null}"#, "editor"),
        (r#"{"alg":"HS256","kid":"k1"}"#, NO_SUITABLE_KEY),
        (r#"{"alg":"HS256","kid":5}"#, UNDECODABLE),
        (r#"{"alg":"HS256","typ":1}"#, UNDECODABLE),
        (r#"{"alg":"HS256","cty":[]}"#, UNDECODABLE),
        (r#"{"alg":"HS256","enc":null}"#, UNDECODABLE),
        (r#"{"alg":"none"}"#, UNSECURED),
        (r#"{"alg":"none","enc":"A128GCM"}"#, UNSECURED),
        (r#"{"alg":"None"}"#, UNDECODABLE),
        (r#"{"alg":"hs256"}"#, UNDECODABLE),
        (r#"{"alg":"RSA-OAEP","enc":"A128GCM"}"#, UNDECODABLE),
        (r#"{"alg":256}"#, UNDECODABLE),
        (r#"{"alg":null}"#, UNDECODABLE),
        (r#"{"typ":"JWT"}"#, UNDECODABLE),
        (r#"["HS256"]"#, UNDECODABLE),
        ("HS256", UNDECODABLE),
        ("", UNDECODABLE),
    ] {
        assert_eq!(outcome(config(), &with_header(header)), expected, "{header}");
    }
}

/// AUT-05, AUT-08
#[test]
fn every_part_is_unpadded_base64url() {
    let token = with_header(r#"{"alg":"HS256"}"#);
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    for (token, expected) in [
        (token.clone(), "editor"),
        (format!("{header}=.{payload}.{signature}"), UNDECODABLE),
        (format!("{header}.{payload}=.{signature}"), UNDECODABLE),
        (format!("{header}.{payload}.{signature}="), UNDECODABLE),
        (format!("{header}.!.{signature}"), UNDECODABLE),
        (format!("{header}.{payload}.*"), UNDECODABLE),
        (format!("{header}.{payload}. {signature}"), UNDECODABLE),
        (format!(".{payload}.{signature}"), UNDECODABLE),
        ("\u{1F642}.a.b".to_owned(), UNDECODABLE),
        (format!("{header}.{payload}."), NOT_VERIFIED),
        (format!("{header}..{signature}"), NOT_VERIFIED),
        (format!("{header}.{payload}.{}", &signature[..40]), NOT_VERIFIED),
        (format!("{header}.e30.{signature}"), NOT_VERIFIED),
    ] {
        assert_eq!(outcome(config(), &token), expected, "{token}");
    }
}

/// AUT-06: the payload must be readable before the algorithm is judged, the signature need not be.
#[test]
fn an_unsecured_token_is_told_so_once_it_can_be_read() {
    let none = "eyJhbGciOiJub25lIn0";
    assert_eq!(outcome(config(), &format!("{none}.e30.")), UNSECURED);
    assert_eq!(outcome(config(), &format!("{none}.e30.*")), UNSECURED);
    assert_eq!(outcome(config(), &format!("{none}.*.")), UNDECODABLE);
}

/// AUT-12
#[test]
fn claims_are_an_object() {
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(5000), "]".repeat(5000));
    for payload in ["", " ", "null", "[]", "\"x\"", "5", "not json", "{", "{}x", r#"{"a":"\ud800"}"#, "{'a':1}", &deep]
    {
        assert_eq!(outcome(config(), &with_payload(payload)), "PGRST303: Parsing claims failed", "{payload}");
    }
    assert_eq!(outcome(config(), &with_payload(" {} ")), "anon");
}

/// AUT-08 before AUT-12 and AUT-20: nothing is said about claims that nobody vouches for.
#[test]
fn the_signature_is_checked_before_the_claims() {
    let stranger = EncodingKey::from_secret(b"another-secret-of-more-than-thirty-two-characters");
    for payload in ["not json", r#"{"exp":1}"#] {
        let token = signed(r#"{"alg":"HS256"}"#, payload, Algorithm::HS256, &stranger);
        assert_eq!(outcome(config(), &token), NOT_VERIFIED, "{payload}");
    }
}

/// AUT-10
#[test]
fn a_passphrase_serves_hs256_alone() {
    for (algorithm, name) in [(Algorithm::HS384, "HS384"), (Algorithm::HS512, "HS512")] {
        let header = format!(r#"{{"alg":"{name}"}}"#);
        let token = signed(&header, r#"{"role":"editor"}"#, algorithm, &EncodingKey::from_secret(SECRET));
        assert_eq!(outcome(config(), &token), NO_SUITABLE_KEY);
    }
}

/// AUT-26
#[test]
fn the_challenge_repeats_the_message() {
    assert_eq!(
        AuthError::WrongPartCount(2).www_authenticate().unwrap(),
        r#"Bearer error="invalid_token", error_description="Expected 3 parts in JWT; got 2""#
    );
    assert_eq!(
        AuthError::Expired.www_authenticate().unwrap(),
        r#"Bearer error="invalid_token", error_description="JWT expired""#
    );
    assert_eq!(AuthError::AnonymousDisabled.www_authenticate().unwrap(), "Bearer");
    assert_eq!(AuthError::AnonymousDisabled.code(), ErrorCode::AnonymousDisabled);
}
