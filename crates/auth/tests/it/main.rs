//! What becomes of an `Authorization` header: §10.1 – §10.3 of the surface contract, by topic.

mod cache;
mod claims;
mod keys;
mod malformed;
mod role;
mod tokens;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use rowgate_auth::{AuthConfig, AuthError, Authenticator, Caller, KeySet, Keys};
use rowgate_core::ClientError;
use serde_json::Value;

const SECRET: &[u8] = b"a-secret-of-at-least-thirty-two-characters";
/// The time of every test that does not set its own, in seconds since 1970.
const NOW: u64 = 1_700_000_000;

/// A gateway with one passphrase and the anonymous role `anon`.
fn config() -> AuthConfig {
    AuthConfig {
        keys: Keys::Known(KeySet::parse(SECRET).unwrap()),
        anon_role: Some("anon".to_owned()),
        ..AuthConfig::default()
    }
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// Joins header and payload, both JSON or what should be, with a signature.
fn signed(header: &str, payload: &str, algorithm: Algorithm, key: &EncodingKey) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

/// A token with this header, signed with the passphrase.
fn with_header(header: &str) -> String {
    signed(header, r#"{"role":"editor"}"#, Algorithm::HS256, &EncodingKey::from_secret(SECRET))
}

/// A token with this payload, signed with the passphrase.
fn with_payload(payload: &str) -> String {
    signed(r#"{"alg":"HS256"}"#, payload, Algorithm::HS256, &EncodingKey::from_secret(SECRET))
}

fn authenticate(config: AuthConfig, token: &str) -> Result<Caller, AuthError> {
    let authenticator = Authenticator::new(config);
    let header = format!("Bearer {token}");
    authenticator.authenticate(Some(header.as_bytes()), at(NOW)).map(|caller| Caller::clone(&caller))
}

/// `editor`, or the failure as a client reads it: `PGRST301: message (details)`.
fn outcome(config: AuthConfig, token: &str) -> String {
    match authenticate(config, token) {
        Ok(caller) => caller.role.into(),
        Err(error) => {
            assert_eq!(error.hint(), None);
            let details = error.details().map(|details| format!(" ({})", details.as_str().unwrap()));
            format!("{}: {error}{}", error.code().as_str(), details.unwrap_or_default())
        }
    }
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}
