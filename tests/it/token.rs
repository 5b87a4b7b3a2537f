//! Tokens, signed as whoever issues them would.

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rowgate_testkit::JWT_SECRET;
use serde_json::Value;

/// A token with these claims that the tests' gateways accept.
pub(crate) fn of(claims: &Value) -> String {
    signed_with(JWT_SECRET, claims)
}

/// A token with these claims under another secret.
pub(crate) fn signed_with(secret: &str, claims: &Value) -> String {
    let key = EncodingKey::from_secret(secret.as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key).expect("a token")
}

/// The time, in seconds as claims count them, this far from now.
pub(crate) fn seconds_from_now(seconds: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock").as_secs();
    i64::try_from(now).expect("a time") + seconds
}
