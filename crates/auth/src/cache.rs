//! Verified tokens, so that none is verified twice (AUT-35).

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use sha2::{Digest, Sha256};

use crate::sieve::Sieve;

/// How many entries make a shard of their own worth while.
const ENTRIES_PER_SHARD: usize = 64;
/// How many shards at most: enough that threads seldom meet.
const MAX_SHARDS: usize = 16;

/// A token's SHA-256. The cache holds no tokens, and nobody can make two with the same key.
type TokenKey = [u8; 32];

/// A bounded cache of what verified tokens say, for use from many threads.
pub(crate) struct TokenCache<V> {
    /// None when the cache is off.
    shards: Box<[RwLock<Sieve<TokenKey, V>>]>,
    counters: Arc<CacheCounters>,
}

/// What happened in the cache since the start; shared by all caches a process has had.
#[derive(Debug, Default)]
pub(crate) struct CacheCounters {
    requests: AtomicU64,
    hits: AtomicU64,
    evictions: AtomicU64,
}

/// The counters of the token cache, since the start (ADM-15). A cache that is off counts nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheCounts {
    /// Look-ups.
    pub requests: u64,
    /// Look-ups that found something.
    pub hits: u64,
    /// Entries that made room for others.
    pub evictions: u64,
}

/// Prints counters only: entries are about people.
impl<V> fmt::Debug for TokenCache<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCache").field("counters", &self.counters).finish_non_exhaustive()
    }
}

impl<V: Clone> TokenCache<V> {
    /// An empty cache of at most `capacity` entries; 0 switches it off.
    pub(crate) fn new(capacity: usize, counters: Arc<CacheCounters>) -> Self {
        let count = capacity.div_ceil(ENTRIES_PER_SHARD).min(MAX_SHARDS);
        let share = |shard| capacity / count + usize::from(shard < capacity % count);
        Self { shards: (0..count).map(|shard| RwLock::new(Sieve::new(share(shard)))).collect(), counters }
    }

    /// What is kept for `token`, else what `verify` makes of it, which is then kept. Failures are not.
    ///
    /// Two threads that meet a new token may both verify it: the lock is not held meanwhile.
    pub(crate) fn get_or_verify<E>(&self, token: &[u8], verify: impl FnOnce() -> Result<V, E>) -> Result<V, E> {
        if self.shards.is_empty() {
            return verify();
        }
        let key: TokenKey = Sha256::digest(token).into();
        let shard = &self.shards[usize::from(key[0]) % self.shards.len()];

        self.counters.requests.fetch_add(1, Ordering::Relaxed);
        // A panic cannot leave a shard half-changed in a way that matters, so a poisoned lock is used on.
        if let Some(value) = shard.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned() {
            self.counters.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(value);
        }
        let value = verify()?;
        if shard.write().unwrap_or_else(PoisonError::into_inner).insert(key, value.clone()) {
            self.counters.evictions.fetch_add(1, Ordering::Relaxed);
        }
        Ok(value)
    }

    pub(crate) fn counters(&self) -> &Arc<CacheCounters> {
        &self.counters
    }
}

impl CacheCounters {
    pub(crate) fn counts(&self) -> CacheCounts {
        CacheCounts {
            requests: self.requests.load(Ordering::Relaxed),
            hits: self.hits.load(Ordering::Relaxed),
            evictions: self.evictions.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Arc;

    use super::{CacheCounters, CacheCounts, TokenCache};

    fn cache(capacity: usize) -> TokenCache<usize> {
        TokenCache::new(capacity, Arc::new(CacheCounters::default()))
    }

    fn add(cache: &TokenCache<usize>, token: usize) -> usize {
        cache.get_or_verify(&token.to_be_bytes(), || Ok::<_, Infallible>(token)).unwrap()
    }

    fn held(cache: &TokenCache<usize>, tokens: usize) -> usize {
        let hit = |token: &usize| cache.get_or_verify(&token.to_be_bytes(), || Err(())).is_ok();
        (0..tokens).filter(hit).count()
    }

    #[test]
    fn no_more_entries_are_held_than_allowed() {
        for capacity in [0, 1, 2, 63, 64, 65, 100, 1000, 5000] {
            let cache = cache(capacity);
            for token in 0..3 * capacity {
                assert_eq!(add(&cache, token), token);
            }
            let held = held(&cache, 3 * capacity);
            assert!(held <= capacity, "{held} of {capacity}");
            assert!(10 * held >= 9 * capacity, "{held} of {capacity}");
        }
    }

    #[test]
    fn a_kept_value_is_not_verified_again_and_a_failure_is_not_kept() {
        let cache = cache(10);
        assert_eq!(cache.get_or_verify(b"a", || Err("refused")), Err("refused"));
        assert_eq!(cache.get_or_verify(b"a", || Ok::<_, &str>(1)), Ok(1));
        assert_eq!(cache.get_or_verify(b"a", || Err("not asked")), Ok(1));
        assert_eq!(cache.counters().counts(), CacheCounts { requests: 3, hits: 1, evictions: 0 });
    }

    #[test]
    fn evictions_are_counted() {
        let cache = cache(2);
        for token in 0..5 {
            add(&cache, token);
        }
        assert_eq!(cache.counters().counts(), CacheCounts { requests: 5, hits: 0, evictions: 3 });
    }

    #[test]
    fn a_cache_that_is_off_keeps_and_counts_nothing() {
        let cache = cache(0);
        add(&cache, 1);
        assert_eq!(cache.get_or_verify(&1_usize.to_be_bytes(), || Ok::<_, Infallible>(2)), Ok(2));
        assert_eq!(cache.counters().counts(), CacheCounts::default());
    }
}
