//! From header to caller.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use compact_str::CompactString;

use crate::bearer;
use crate::cache::{CacheCounters, CacheCounts, TokenCache};
use crate::claims::{Claims, Validity};
use crate::compact;
use crate::error::AuthError;
use crate::keys::{KeySet, Keys};
use crate::role_path::RoleClaimPath;

/// How tokens are read, and who calls without one.
#[derive(Clone, Debug)]
pub struct AuthConfig {
    /// What tokens are checked against.
    pub keys: Keys,
    /// The audience this gateway answers to; `None` answers to any (`jwt-aud`).
    pub audience: Option<String>,
    /// Where the role stands among the claims (`jwt-role-claim-key`).
    pub role_claim: RoleClaimPath,
    /// The role of callers that claim none (`db-anon-role`); `None` refuses them.
    pub anon_role: Option<String>,
    /// How many verified tokens are kept (`jwt-cache-max-entries`); 0 keeps none.
    pub cache_entries: usize,
}

/// No keys, any audience, `$.role`, no anonymous role and a thousand tokens.
impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            keys: Keys::None,
            audience: None,
            role_claim: RoleClaimPath::default(),
            anon_role: None,
            cache_entries: 1000,
        }
    }
}

/// Who a request runs as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The role, exactly as claimed: whether it exists and may be taken is for the database to say (AUT-33).
    pub role: CompactString,
    /// The claims as a JSON object, with `role` overwritten by the role above: `request.jwt.claims` (AUT-52).
    pub claims_json: String,
    /// Whether the role is the anonymous one, with a token or without (AUT-34).
    pub anonymous: bool,
}

/// Turns `Authorization` headers into callers.
///
/// A reload makes a new one with [`reconfigured`](Self::reconfigured), so that no token outlives its keys.
#[derive(Debug)]
pub struct Authenticator {
    config: AuthConfig,
    /// The caller without a token.
    anonymous: Result<Arc<Caller>, AuthError>,
    cache: TokenCache<Arc<Verified>>,
}

/// What a token says once its signature holds: all but the time.
#[derive(Debug)]
struct Verified {
    validity: Validity,
    /// Missing when the token claims no role and there is no anonymous one.
    caller: Result<Arc<Caller>, AuthError>,
}

impl Authenticator {
    /// Makes an authenticator with an empty cache.
    pub fn new(config: AuthConfig) -> Self {
        Self::with_counters(config, Arc::default())
    }

    /// Makes one for another configuration. The cache starts empty, its counters go on.
    #[must_use]
    pub fn reconfigured(&self, config: AuthConfig) -> Self {
        Self::with_counters(config, Arc::clone(self.cache.counters()))
    }

    fn with_counters(config: AuthConfig, counters: Arc<CacheCounters>) -> Self {
        let anonymous = identify(&config, Claims::default(), None);
        Self { anonymous, cache: TokenCache::new(config.cache_entries, counters), config }
    }

    /// The caller behind an `Authorization` header at `now`.
    ///
    /// # Errors
    ///
    /// When the header carries a token that does not hold, or no role can be found (AUT-02 … AUT-30).
    pub fn authenticate(&self, authorization: Option<&[u8]>, now: SystemTime) -> Result<Arc<Caller>, AuthError> {
        let Some(token) = authorization.and_then(bearer::token) else { return self.anonymous.clone() };
        let keys = match &self.config.keys {
            Keys::Known(keys) => keys,
            Keys::Awaited => return Err(AuthError::KeysAwaited),
            Keys::None => return Err(AuthError::NoSecret),
        };
        let verified = self.cache.get_or_verify(token, || self.verify(keys, token).map(Arc::new))?;
        verified.validity.check(unix_seconds(now))?;
        verified.caller.clone()
    }

    /// What happened in the token cache so far.
    pub fn cache_counts(&self) -> CacheCounts {
        self.cache.counters().counts()
    }

    fn verify(&self, keys: &KeySet, token: &[u8]) -> Result<Verified, AuthError> {
        let token = compact::parse(token)?;
        keys.verify(&token)?;
        let (claims, validity) = Claims::parse(&token.payload, self.config.audience.as_deref())?;
        let claimed = self.config.role_claim.role(&claims.to_value()?).map(Into::into);
        Ok(Verified { validity, caller: identify(&self.config, claims, claimed) })
    }
}

/// Settles on the claimed role, else on the anonymous one (AUT-30).
fn identify(config: &AuthConfig, claims: Claims, claimed: Option<CompactString>) -> Result<Arc<Caller>, AuthError> {
    let role = claimed.or_else(|| config.anon_role.as_deref().map(Into::into)).ok_or(AuthError::AnonymousDisabled)?;
    let anonymous = config.anon_role.as_deref() == Some(&*role);
    Ok(Arc::new(Caller { claims_json: claims.with_role(&role), role, anonymous }))
}

/// Whole seconds, as claims count them (AUT-24). A clock before 1970 reads 0.
fn unix_seconds(now: SystemTime) -> i64 {
    let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
