//! What holds for a time, and for whom: AUT-20 … AUT-25.

use rowgate_auth::{AuthConfig, Authenticator};

use crate::{NOW, at, config, outcome, with_payload};

/// Wide of any clock skew.
const HOUR: u64 = 3600;

fn claimed(claims: &str) -> String {
    outcome(config(), &with_payload(claims))
}

/// AUT-21 … AUT-23: clocks may differ by 30 seconds and not by more.
#[test]
fn a_token_holds_from_its_beginning_to_its_end() {
    for (claim, offset, expected) in [
        ("exp", 0, "anon"),
        ("exp", -30, "anon"),
        ("exp", -31, "PGRST303: JWT expired"),
        ("nbf", 0, "anon"),
        ("nbf", 30, "anon"),
        ("nbf", 31, "PGRST303: JWT not yet valid"),
        ("iat", 0, "anon"),
        ("iat", 30, "anon"),
        ("iat", 31, "PGRST303: JWT issued at future"),
    ] {
        let seconds = NOW.checked_add_signed(offset).unwrap();
        assert_eq!(claimed(&format!(r#"{{"{claim}":{seconds}}}"#)), expected, "{claim} {offset}");
    }
}

/// AUT-24: the clock has whole seconds.
#[test]
fn parts_of_a_second_do_not_count() {
    let authenticator = Authenticator::new(config());
    let header = format!("Bearer {}", with_payload(&format!(r#"{{"exp":{}}}"#, NOW - 30)));
    let late = at(NOW) + std::time::Duration::from_millis(999);
    assert!(authenticator.authenticate(Some(header.as_bytes()), late).is_ok());
    assert!(authenticator.authenticate(Some(header.as_bytes()), at(NOW + 1)).is_err());
}

/// AUT-20 … AUT-23
#[test]
fn times_are_numbers() {
    for claim in ["exp", "nbf", "iat"] {
        for value in [r#""1700000000""#, "true", "false", "{}", "[]", r#""""#] {
            let expected = format!("PGRST303: The JWT '{claim}' claim must be a number");
            assert_eq!(claimed(&format!(r#"{{"{claim}":{value}}}"#)), expected, "{claim} {value}");
        }
        assert_eq!(claimed(&format!(r#"{{"{claim}":null}}"#)), "anon", "{claim}");
    }
}

/// AUT-24, QRK-34
#[test]
fn a_time_that_is_no_integer_counts_as_zero() {
    for value in ["4102444800.5", "1e30", "-1e30", "9223372036854775808", "0.1", "1e-400"] {
        assert_eq!(claimed(&format!(r#"{{"exp":{value}}}"#)), "PGRST303: JWT expired", "{value}");
        assert_eq!(claimed(&format!(r#"{{"nbf":{value},"iat":{value}}}"#)), "anon", "{value}");
    }
    for value in ["4102444800.0", "41024448e2", "9223372036854775807"] {
        assert_eq!(claimed(&format!(r#"{{"exp":{value}}}"#)), "anon", "{value}");
    }
}

/// AUT-20
#[test]
fn the_first_failure_is_reported() {
    let (past, future) = (NOW - HOUR, NOW + HOUR);
    for (claims, expected) in [
        (format!(r#"{{"aud":5,"iat":{future},"nbf":{future},"exp":{past}}}"#), "JWT expired"),
        (format!(r#"{{"aud":5,"iat":{future},"nbf":{future}}}"#), "JWT not yet valid"),
        (format!(r#"{{"aud":5,"iat":{future}}}"#), "JWT issued at future"),
        (format!(r#"{{"iat":"x","nbf":{future}}}"#), "JWT not yet valid"),
        (format!(r#"{{"aud":5,"exp":{future}}}"#), "The JWT 'aud' claim must be a string or an array of strings"),
    ] {
        assert_eq!(claimed(&claims), format!("PGRST303: {expected}"), "{claims}");
    }
}

/// AUT-25, CFG-37
#[test]
fn one_audience_must_be_the_configured_one() {
    let refused = "PGRST303: JWT not in audience";
    for (claims, expected) in [
        (r#"{"aud":"us"}"#, "anon"),
        (r#"{"aud":["them","us"]}"#, "anon"),
        (r#"{"aud":[]}"#, "anon"),
        (r#"{"aud":null}"#, "anon"),
        ("{}", "anon"),
        (r#"{"aud":"them"}"#, refused),
        (r#"{"aud":""}"#, refused),
        (r#"{"aud":"US"}"#, refused),
        (r#"{"aud":["them"]}"#, refused),
        (r#"{"aud":[""]}"#, refused),
    ] {
        let config = AuthConfig { audience: Some("us".to_owned()), ..config() };
        assert_eq!(outcome(config, &with_payload(claims)), expected, "{claims}");
    }
}

/// AUT-25, QRK-34
#[test]
fn the_audience_has_its_shape_even_when_any_will_do() {
    for claims in [r#"{"aud":"them"}"#, r#"{"aud":""}"#, r#"{"aud":["a","b"]}"#, r#"{"aud":[]}"#, r#"{"aud":null}"#] {
        assert_eq!(claimed(claims), "anon", "{claims}");
    }
    for claims in [r#"{"aud":5}"#, r#"{"aud":{}}"#, r#"{"aud":true}"#, r#"{"aud":[1]}"#, r#"{"aud":["us",null]}"#] {
        let expected = "PGRST303: The JWT 'aud' claim must be a string or an array of strings";
        assert_eq!(claimed(claims), expected, "{claims}");
    }
}
