//! Which statements the server has prepared for this connection (POOL-11).

use std::hash::{Hash, Hasher};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use compact_str::CompactString;
use hashbrown::Equivalent;
use rowgate_sql::{Format, Param, ParamType, Statement};
use sha2::{Digest, Sha256};

use crate::collect::ResultColumns;

/// A statement's text and bind values, borrowed. Two are the same statement when text and declared types are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Query<'a> {
    pub(crate) text: &'a str,
    pub(crate) params: &'a [Param],
    pub(crate) results: Format,
}

impl<'a> From<&'a Statement> for Query<'a> {
    fn from(statement: &'a Statement) -> Self {
        Self { text: &statement.text, params: &statement.params, results: statement.results }
    }
}

impl<'a> From<&'a str> for Query<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, params: &[], results: Format::Text }
    }
}

impl Query<'_> {
    /// What the server is to call the statement once it is prepared: a hash of all that makes it this statement and no
    /// other.
    ///
    /// A pooler in transaction mode that does not know prepared statements mixes up those of its clients. Were they
    /// numbered, it would run one client's statement for another; as it is, there either is the right one, or an error.
    pub(crate) fn name(&self) -> CompactString {
        let mut hash = Sha256::new();
        for param in self.params {
            hash.update(param.kind.oid().to_be_bytes());
        }
        hash.update(self.text);
        // Half of it is enough that no two texts can be found with one name, and short enough to be copied freely.
        URL_SAFE_NO_PAD.encode(&hash.finalize()[..16]).into()
    }
}

/// The statements prepared on one connection, at most `capacity` of them; the one unused for longest makes room.
///
/// An entry is made only when the server has confirmed the statement. One that leaves the cache waits in `doomed` for
/// the next batch to close it: there the close comes first, where nothing can go wrong before it.
#[derive(Debug)]
pub(crate) struct StatementCache {
    entries: hashbrown::HashMap<Key, Entry>,
    capacity: usize,
    /// Counts uses, so that the entry unused for longest has the lowest number.
    clock: u64,
    doomed: Vec<CompactString>,
}

impl StatementCache {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { entries: hashbrown::HashMap::new(), capacity, clock: 0, doomed: Vec::new() }
    }

    /// The name of a statement that has been prepared.
    pub(crate) fn find(&mut self, query: &Query<'_>) -> Option<CompactString> {
        self.clock += 1;
        let entry = self.entries.get_mut(query)?;
        entry.used = self.clock;
        Some(entry.name.clone())
    }

    /// The columns of its rows, where the server has told.
    pub(crate) fn columns(&self, query: &Query<'_>) -> Option<ResultColumns> {
        self.entries.get(query)?.columns.clone()
    }

    /// Notes the columns of a statement that has been prepared.
    pub(crate) fn describe(&mut self, query: &Query<'_>, columns: ResultColumns) {
        if let Some(entry) = self.entries.get_mut(query) {
            entry.columns = Some(columns);
        }
    }

    /// Notes that the server has prepared `query` as `name`, its [`Query::name`].
    pub(crate) fn insert(&mut self, query: &Query<'_>, name: CompactString) {
        self.clock += 1;
        self.entries.insert(Key::from(query), Entry { name, used: self.clock, columns: None });
        if self.entries.len() > self.capacity {
            self.evict();
        }
    }

    /// Drops a statement that can no longer be executed.
    pub(crate) fn forget(&mut self, query: &Query<'_>) {
        if let Some(entry) = self.entries.remove(query) {
            self.doomed.push(entry.name);
        }
    }

    /// Drops all statements: somebody has deallocated some of them. Closing one that is gone already does no harm.
    pub(crate) fn forget_all(&mut self) {
        self.doomed.extend(self.entries.drain().map(|(_, entry)| entry.name));
    }

    /// The statements that the server still has and nobody will use again.
    pub(crate) fn doomed(&self) -> &[CompactString] {
        &self.doomed
    }

    /// Notes that the doomed statements are being closed.
    pub(crate) fn clear_doomed(&mut self) {
        self.doomed.clear();
    }

    /// A scan, but only when a statement has just been prepared, which costs the server far more.
    fn evict(&mut self) {
        let Some(oldest) = self.entries.values().map(|entry| entry.used).min() else { return };
        let evicted = self.entries.extract_if(|_, entry| entry.used == oldest).map(|(_, entry)| entry.name);
        self.doomed.extend(evicted);
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Key {
    text: Box<str>,
    kinds: Box<[ParamType]>,
}

#[derive(Debug)]
struct Entry {
    name: CompactString,
    used: u64,
    /// A statement that would give other columns has to be prepared anew, and its entry with it.
    columns: Option<ResultColumns>,
}

impl From<&Query<'_>> for Key {
    fn from(query: &Query<'_>) -> Self {
        Self { text: query.text.into(), kinds: query.params.iter().map(|param| param.kind).collect() }
    }
}

// A query must hash as the key it equals.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
        self.kinds.iter().for_each(|kind| kind.hash(state));
    }
}

impl Hash for Query<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
        self.params.iter().for_each(|param| param.kind.hash(state));
    }
}

impl Equivalent<Key> for Query<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        *self.text == *key.text && self.params.iter().map(|param| param.kind).eq(key.kinds.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::ResultColumn;

    fn prepare(cache: &mut StatementCache, text: &str) -> CompactString {
        let query = Query::from(text);
        cache.insert(&query, query.name());
        query.name()
    }

    #[test]
    fn the_statement_unused_for_longest_makes_room() {
        let mut cache = StatementCache::new(2);
        let a = prepare(&mut cache, "a");
        let b = prepare(&mut cache, "b");
        assert_eq!(cache.find(&"a".into()), Some(a));
        prepare(&mut cache, "c");
        assert_eq!(cache.find(&"b".into()), None);
        assert_eq!(cache.doomed(), [b]);
    }

    #[test]
    fn the_declared_types_are_part_of_a_statement() {
        let mut cache = StatementCache::new(2);
        let param = |kind| [Param { value: None, kind }];
        let (text, unknown) = (param(ParamType::Text), param(ParamType::Unknown));
        cache.insert(&Query { text: "select $1", params: &text, results: Format::Text }, "s1".into());
        assert_eq!(
            cache.find(&Query { text: "select $1", params: &text, results: Format::Text }).as_deref(),
            Some("s1")
        );
        assert_eq!(cache.find(&Query { text: "select $1", params: &unknown, results: Format::Text }), None);
        assert_eq!(cache.find(&"select $1".into()), None);
    }

    #[test]
    fn a_name_belongs_to_one_statement() {
        let param = |kind| [Param { value: None, kind }];
        let (text, unknown) = (param(ParamType::Text), param(ParamType::Unknown));
        let query = |text, params| Query { text, params, results: Format::Text };
        let one = query("select $1", &text);
        assert_eq!(one.name(), Query { results: Format::Binary, ..one }.name());
        assert!(!one.name().is_heap_allocated());
        for other in [query("select $1", &unknown), query("select $1", &[]), query("select $2", &text)] {
            assert_ne!(one.name(), other.name());
        }
    }

    #[test]
    fn columns_are_remembered_as_long_as_their_statement() {
        let mut cache = StatementCache::new(2);
        let columns: ResultColumns = [ResultColumn { name: "a".into(), type_oid: 25 }].into();
        cache.describe(&"a".into(), columns.clone());
        assert_eq!(cache.columns(&"a".into()), None);
        prepare(&mut cache, "a");
        assert_eq!(cache.columns(&"a".into()), None);
        cache.describe(&"a".into(), columns.clone());
        assert_eq!(cache.columns(&"a".into()), Some(columns));
        cache.forget(&"a".into());
        prepare(&mut cache, "a");
        assert_eq!(cache.columns(&"a".into()), None);
    }

    #[test]
    fn what_is_forgotten_is_closed() {
        let mut cache = StatementCache::new(2);
        let a = prepare(&mut cache, "a");
        cache.forget(&"a".into());
        assert_eq!(cache.find(&"a".into()), None);
        assert_eq!(cache.doomed(), [a]);
        cache.clear_doomed();
        prepare(&mut cache, "b");
        prepare(&mut cache, "c");
        cache.forget_all();
        assert_eq!(cache.doomed().len(), 2);
        assert_eq!(cache.find(&"b".into()), None);
    }
}
