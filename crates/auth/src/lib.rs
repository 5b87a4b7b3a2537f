//! A bearer token becomes a [`Caller`].
//!
//! Takes the `Authorization` header and the clock, gives the role a request runs as and the claims the database may
//! read, or the reason why not (§10.1 – §10.3 of the surface contract). It refuses to know HTTP, the database and where
//! its configuration comes from; no other crate knows how tokens are signed.
//!
//! ```text
//! Authorization ─bearer→ token ─cache→ Verified ─check the clock→ Caller
//!                          └─compact→ signature ─keys→ claims ─role path→ Verified
//! ```
//!
//! The signature, the JSON and the role are settled once per token and kept; what depends on the clock is checked for
//! every request.
//!
//! ```
//! use std::time::SystemTime;
//!
//! use rowgate_auth::{AuthConfig, Authenticator, KeySet, Keys};
//!
//! let secret = b"a-secret-of-at-least-thirty-two-characters";
//! let keys = Keys::Known(KeySet::parse(secret)?);
//! let authenticator = Authenticator::new(AuthConfig { keys, ..AuthConfig::default() });
//!
//! let token = rowgate_auth::sign(&serde_json::json!({ "role": "editor" }), secret)?;
//! let caller = authenticator.authenticate(Some(format!("Bearer {token}").as_bytes()), SystemTime::now())?;
//! assert_eq!(caller.role, "editor");
//! assert_eq!(caller.claims_json, r#"{"role":"editor"}"#);
//!
//! let refused = authenticator.authenticate(None, SystemTime::now()).unwrap_err();
//! assert_eq!(refused.to_string(), "Anonymous access is disabled");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod algorithm;
mod authenticator;
mod bearer;
mod cache;
mod canonical;
mod claims;
mod compact;
mod decimal;
mod error;
mod jwk;
mod keys;
mod role_path;
mod sieve;

pub use authenticator::{AuthConfig, Authenticator, Caller};
pub use cache::CacheCounts;
pub use error::{AuthError, TimeClaim};
pub use keys::{KeyError, KeySet, Keys, SignError, sign};
pub use role_path::{RoleClaimPath, RoleClaimPathError};
