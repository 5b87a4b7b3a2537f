//! What has been asked: requests with their plans. The same one is not parsed and planned again.

use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, OnceLock};

use hashbrown::DefaultHashBuilder;
use quick_cache::Weighter;
use quick_cache::sync::{Cache, DefaultLifecycle};
use rowgate_plan::Plan;
use rowgate_request::{ApiRequest, READ_HEADERS, RawRequest};
use rowgate_sql::PlainRows;

/// How many requests there is room for if they are as long as most are.
const MANY: usize = 256;

/// How much is remembered, in bytes as [`Size`] counts them. What is made of a request is larger by far.
const MOST: u64 = 128 * 1024;

/// How much there may be to read of one that is, in bytes: who asks for more is not likely to ask for it again.
const LONGEST: usize = 2048;

/// A request, what is to be done about it, and what follows from that alone.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) request: ApiRequest,
    pub(crate) plan: Plan,
    plain: OnceLock<Option<PlainRows>>,
}

impl Asked {
    pub(crate) fn new(request: ApiRequest, plan: Plan) -> Self {
        Self { request, plan, plain: OnceLock::new() }
    }

    /// The rows by themselves, which `render` gives of this request's plan.
    pub(crate) fn plain(&self, render: impl FnOnce() -> Option<PlainRows>) -> Option<PlainRows> {
        self.plain.get_or_init(render).clone()
    }
}

/// Requests that have been asked under one configuration and one catalog, by all that parsing looks at. Those nobody asks for
/// again make room for others.
///
/// Only reads without a body are remembered: what is written is rarely the same twice, and may be large.
pub(crate) struct Memory(Cache<Box<[u8]>, Arc<Asked>, Size, DefaultHashBuilder>);

/// Counts what there is to read of a request, and something for what each one takes.
#[derive(Clone, Debug)]
struct Size;

impl Weighter<Box<[u8]>, Arc<Asked>> for Size {
    fn weight(&self, key: &Box<[u8]>, _: &Arc<Asked>) -> u64 {
        256 + key.len() as u64
    }
}

impl Memory {
    /// What is remembered of a request, else what `prepare` makes of it. Failures are not remembered.
    pub(crate) fn get_or<E>(
        &self,
        raw: &RawRequest,
        prepare: impl FnOnce() -> Result<Asked, E>,
    ) -> Result<Arc<Asked>, E> {
        let Some(key) = key(raw) else { return prepare().map(Arc::new) };
        if let Some(asked) = self.0.get(key.as_slice()) {
            return Ok(asked);
        }
        let asked = Arc::new(prepare()?);
        self.0.insert(key.into(), Arc::clone(&asked));
        Ok(asked)
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self(Cache::with(MANY, MOST, Size, DefaultHashBuilder::default(), DefaultLifecycle::default()))
    }
}

/// Prints how many there are: filters are about people.
impl Debug for Memory {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Memory").field(&self.0.len()).finish()
    }
}

/// All that parsing looks at, with the length before each text, so that no two requests have the same.
fn key(raw: &RawRequest) -> Option<Vec<u8>> {
    if !matches!(raw.method.as_str(), "GET" | "HEAD") || !raw.body.is_empty() {
        return None;
    }
    let read = raw.headers.iter().filter(|(name, _)| READ_HEADERS.contains(&name.as_str()));
    let headers = read.flat_map(|(name, value)| [name, value]);
    let texts = [&raw.method, &raw.path, &raw.query].into_iter().chain(headers);
    let mut key = Vec::with_capacity(256);
    for text in texts {
        if key.len() + text.len() > LONGEST {
            return None;
        }
        key.extend_from_slice(&text.len().to_ne_bytes());
        key.extend_from_slice(text.as_bytes());
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use rowgate_plan::Info;
    use rowgate_request::RequestConfig;

    use super::*;

    fn get(path: &str, query: &str, headers: &[(&str, &str)]) -> RawRequest {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        RawRequest { method: "GET".into(), path: path.into(), query: query.into(), headers, ..RawRequest::default() }
    }

    #[test]
    fn whatever_parsing_looks_at_tells_requests_apart() {
        let mut requests = vec![
            get("/films", "", &[]),
            get("/films", "a=b", &[]),
            get("/film", "s", &[]),
            get("/films", "", &[("prefer", "count=exact"), ("prefer", "max-affected=1")]),
            get("/films", "", &[("prefer", "count=exact, max-affected=1")]),
            get("/films", "", &[("prefer", "count=exact")]),
            RawRequest { method: "HEAD".into(), ..get("/films", "", &[]) },
        ];
        requests.extend(READ_HEADERS.map(|name| get("/films", "", &[(name, "x")])));
        let mut keys: Vec<_> = requests.iter().map(|raw| key(raw).unwrap()).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), requests.len());
    }

    #[test]
    fn what_parsing_does_not_look_at_does_not() {
        let headers = [("authorization", "Bearer a"), ("host", "films")];
        assert_eq!(key(&get("/films", "", &headers)), key(&get("/films", "", &[])));
    }

    #[test]
    fn writes_and_long_requests_are_not_remembered() {
        let post = RawRequest { method: "POST".into(), ..get("/films", "", &[]) };
        let with_body = RawRequest { body: "{}".to_owned().into_bytes().into(), ..get("/films", "", &[]) };
        let long = get("/films", &"x".repeat(LONGEST), &[]);
        for raw in [post, with_body, long] {
            assert_eq!(key(&raw), None, "{} {}", raw.method, raw.query.len());
        }
    }

    /// How many of these are prepared.
    fn prepared<'r>(memory: &Memory, requests: impl IntoIterator<Item = &'r RawRequest>) -> usize {
        let config = RequestConfig { schemas: vec!["api".into()], root_spec: None, root_disabled: false };
        let count = Cell::new(0);
        for raw in requests {
            let outcome: Result<_, &str> = memory.get_or(raw, || {
                count.set(count.get() + 1);
                let request = rowgate_request::parse(raw, &config).map_err(|_| "it is not well-formed")?;
                Ok(Asked::new(request, Plan::Info(Info::Root)))
            });
            assert_eq!(outcome.is_ok(), !raw.query.contains("nope"));
        }
        count.get()
    }

    #[test]
    fn the_same_request_is_prepared_once() {
        let memory = Memory::default();
        let (films, actors) = (get("/films", "", &[]), get("/actors", "", &[]));
        assert_eq!(prepared(&memory, [&films, &actors, &films, &actors, &films]), 2);
    }

    #[test]
    fn what_is_refused_is_looked_at_again() {
        let bad = get("/films", "id=nope.1", &[]);
        assert_eq!(prepared(&Memory::default(), [&bad, &bad]), 2);
    }

    #[test]
    fn only_so_much_is_remembered() {
        for length in [1, 1000] {
            let memory = Memory::default();
            let query = |number| format!("id=eq.{number}{}", "0".repeat(length));
            let requests: Vec<_> = (0..2000).map(|number| get("/films", &query(number), &[])).collect();
            assert_eq!(prepared(&memory, &requests), requests.len());
            assert!(memory.0.weight() <= MOST, "{memory:?}");
            assert!(memory.0.len() > 50, "{memory:?}");
        }
    }
}
