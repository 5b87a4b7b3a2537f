//! Tokens are verified once and checked each time: AUT-35, ADM-15.

use std::sync::Arc;

use rowgate_auth::{AuthConfig, AuthError, Authenticator, CacheCounts, Caller, KeySet, Keys};

use crate::{NOW, at, config, with_payload};

fn ask(authenticator: &Authenticator, token: &str, seconds: u64) -> Result<Arc<Caller>, AuthError> {
    authenticator.authenticate(Some(format!("Bearer {token}").as_bytes()), at(seconds))
}

#[test]
fn a_known_token_gives_the_same_caller_without_being_verified() {
    let authenticator = Authenticator::new(config());
    let token = with_payload(r#"{"role":"editor"}"#);
    let first = ask(&authenticator, &token, NOW).unwrap();
    let second = ask(&authenticator, &token, NOW).unwrap();
    assert!(Arc::ptr_eq(&first, &second));
    assert_eq!(authenticator.cache_counts(), CacheCounts { requests: 2, hits: 1, evictions: 0 });
}

#[test]
fn a_known_token_still_expires() {
    let authenticator = Authenticator::new(config());
    let token = with_payload(&format!(r#"{{"exp":{NOW},"nbf":{}}}"#, NOW - 100));
    assert!(ask(&authenticator, &token, NOW).is_ok());
    assert_eq!(ask(&authenticator, &token, NOW + 31), Err(AuthError::Expired));
    assert_eq!(ask(&authenticator, &token, NOW - 131), Err(AuthError::NotYetValid));
    assert!(ask(&authenticator, &token, NOW + 30).is_ok());
    assert_eq!(authenticator.cache_counts().hits, 3);
}

#[test]
fn claims_that_do_not_hold_are_kept_and_what_cannot_be_verified_is_not() {
    let authenticator = Authenticator::new(config());
    let expired = with_payload(r#"{"exp":1}"#);
    let forged = format!("{expired}x");
    for (token, refusal) in [
        (expired.as_str(), AuthError::Expired),
        (&with_payload("[]"), AuthError::ClaimsUnreadable),
        (&forged, AuthError::NotVerified),
        ("", AuthError::EmptyToken),
    ] {
        let before = authenticator.cache_counts().hits;
        for _ in 0..2 {
            assert_eq!(ask(&authenticator, token, NOW), Err(refusal));
        }
        let hits = authenticator.cache_counts().hits - before;
        assert_eq!(hits, u64::from(refusal == AuthError::Expired), "{token}");
    }
}

#[test]
fn no_token_outlives_its_keys() {
    let authenticator = Authenticator::new(config());
    let token = with_payload(r#"{"role":"editor"}"#);
    ask(&authenticator, &token, NOW).unwrap();

    let other = KeySet::parse(b"another-secret-of-more-than-thirty-two-characters").unwrap();
    let rotated = authenticator.reconfigured(AuthConfig { keys: Keys::Known(other), ..config() });
    assert_eq!(ask(&rotated, &token, NOW), Err(AuthError::NotVerified));
    let without = rotated.reconfigured(AuthConfig { keys: Keys::None, ..config() });
    assert_eq!(ask(&without, &token, NOW), Err(AuthError::NoSecret));

    // The counters go on, and without keys there is nothing to look up.
    assert_eq!(without.cache_counts(), CacheCounts { requests: 2, hits: 0, evictions: 0 });
}

#[test]
fn the_cache_is_bounded() {
    let authenticator = Authenticator::new(AuthConfig { cache_entries: 3, ..config() });
    for id in 0..10 {
        ask(&authenticator, &with_payload(&format!(r#"{{"id":{id}}}"#)), NOW).unwrap();
    }
    assert_eq!(authenticator.cache_counts(), CacheCounts { requests: 10, hits: 0, evictions: 7 });
}

#[test]
fn a_cache_of_no_entries_is_off() {
    let authenticator = Authenticator::new(AuthConfig { cache_entries: 0, ..config() });
    let token = with_payload(r#"{"role":"editor"}"#);
    for _ in 0..2 {
        assert_eq!(ask(&authenticator, &token, NOW).unwrap().role, "editor");
    }
    assert_eq!(authenticator.cache_counts(), CacheCounts::default());
}

#[test]
fn threads_share_it() {
    let authenticator = Authenticator::new(AuthConfig { cache_entries: 5, ..config() });
    let tokens: Vec<String> = (0..8).map(|id| with_payload(&format!(r#"{{"role":"r{id}"}}"#))).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for round in 0..400 {
                    let id = round % tokens.len();
                    assert_eq!(ask(&authenticator, &tokens[id], NOW).unwrap().role, format!("r{id}"));
                }
            });
        }
    });
    assert_eq!(authenticator.cache_counts().requests, 1600);
}
