//! User 7, who asks all the questions.

use rowgate_auth::{AuthConfig, Authenticator, KeySet, Keys};
use serde_json::json;

/// What tokens are signed with.
pub const SECRET: &str = "a-secret-that-is-known-to-everybody-who-reads";

/// The caller's `Authorization` header.
///
/// # Panics
///
/// Never: the secret is long enough.
pub fn authorization() -> String {
    let claims = json!({
        "role": "member",
        "sub": "00000000-0000-4000-8000-000000000007",
        "email": "seven@example.com",
        "exp": 4_102_444_800_i64,
    });
    let token = rowgate_auth::sign(&claims, SECRET.as_bytes()).expect("a secret that is long enough");
    format!("Bearer {token}")
}

/// An authenticator that keeps so many tokens.
///
/// # Panics
///
/// Never: the secret is long enough.
pub fn authenticator(cache_entries: usize) -> Authenticator {
    let keys = KeySet::parse(SECRET.as_bytes()).expect("a secret that is long enough");
    let anon_role = Some("web_anon".to_owned());
    Authenticator::new(AuthConfig { keys: Keys::Known(keys), anon_role, cache_entries, ..AuthConfig::default() })
}
