//! What goes to the server in one write: statements to run in order, and one Sync that ends the transaction they make.

use std::io;

use bytes::{Buf, BufMut, BytesMut};
use compact_str::CompactString;
use postgres_protocol::IsNull;
use postgres_protocol::message::frontend::{self, BindError};
use rowgate_core::Blob;
use rowgate_sql::{Format, Param, ParamType, Value};

use crate::collect::ResultColumns;
use crate::outgoing::Outgoing;
use crate::statement_cache::{Query, StatementCache};

/// Longer texts are parsed each time: no two requests are likely to share one, and the server would keep it.
const LONGEST_PREPARED: usize = 32 * 1024;

/// Statements up to one Sync.
#[derive(Debug, Default)]
pub(crate) struct Batch<'a> {
    pub(crate) steps: Vec<Step<'a>>,
}

/// One statement of a batch.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    pub(crate) query: Query<'a>,
    pub(crate) reader: Reader,
    pub(crate) plan: Prepared,
    /// The columns of its rows, where they matter to its reader and are known. Where they are not, the batch asks.
    pub(crate) columns: Option<ResultColumns>,
}

/// Who reads a statement's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Nobody,
    Before,
    Main,
    /// As [`Reader::Main`], but row by row, and knowing their columns.
    Sink,
    After,
}

/// Whether the server knows a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Prepared {
    /// It is not to remember it.
    Never,
    /// This batch tells it, under this name.
    Now(CompactString),
    /// It has confirmed this name.
    Already(CompactString),
}

impl Prepared {
    fn name(&self) -> &str {
        match self {
            Self::Never => "",
            Self::Now(name) | Self::Already(name) => name,
        }
    }
}

impl<'a> Batch<'a> {
    /// Adds a statement.
    pub(crate) fn push(&mut self, query: impl Into<Query<'a>>, reader: Reader) {
        self.steps.push(Step { query: query.into(), reader, plan: Prepared::Never, columns: None });
    }

    /// Adds statements without values, whose rows nobody reads.
    pub(crate) fn push_all(&mut self, texts: &[&'a str]) {
        for text in texts {
            self.push(*text, Reader::Nobody);
        }
    }

    /// Writes the whole batch to `out`, or nothing where the protocol cannot express it.
    pub(crate) fn encode(&mut self, mut cache: Option<&mut StatementCache>, out: &mut Outgoing) -> io::Result<()> {
        let start = out.messages().len();
        let encoded = self.try_encode(cache.as_deref_mut(), out);
        match (&encoded, cache) {
            (Ok(()), Some(cache)) => cache.clear_doomed(),
            (Ok(()), None) => {}
            (Err(_), _) => out.truncate(start),
        }
        encoded
    }

    fn try_encode(&mut self, mut cache: Option<&mut StatementCache>, out: &mut Outgoing) -> io::Result<()> {
        if let Some(cache) = &cache {
            for name in cache.doomed() {
                frontend::close(b'S', name, out.messages())?;
            }
        }
        for at in 0..self.steps.len() {
            let (before, step) = self.steps.split_at_mut(at);
            step[0].plan = prepare(&step[0].query, before, cache.as_deref_mut());
            if let (Reader::Sink, Some(cache)) = (step[0].reader, &cache) {
                step[0].columns = cache.columns(&step[0].query);
            }
            step[0].encode(out)?;
        }
        frontend::sync(out.messages());
        Ok(())
    }
}

fn prepare(query: &Query<'_>, before: &[Step<'_>], cache: Option<&mut StatementCache>) -> Prepared {
    let Some(cache) = cache.filter(|_| query.text.len() <= LONGEST_PREPARED) else { return Prepared::Never };
    if let Some(name) = cache.find(query) {
        return Prepared::Already(name);
    }
    let name = query.name();
    let is_prepared_before = before.iter().any(|step| step.plan.name() == name);
    // A batch that comes so far has prepared it.
    if is_prepared_before { Prepared::Already(name) } else { Prepared::Now(name) }
}

impl Step<'_> {
    /// Parse unless it has been, then Bind and Execute. Nothing is described, for whoever wrote the statement knows its
    /// columns; but for a sink, which is told.
    fn encode(&self, out: &mut Outgoing) -> io::Result<()> {
        let Query { text, params, .. } = self.query;
        let name = self.plan.name();
        if !matches!(self.plan, Prepared::Already(_)) {
            frontend::parse(name, text, params.iter().map(|param| param.kind.oid()), out.messages())?;
        }
        self.bind(name, out)?;
        if self.reader == Reader::Sink && self.columns.is_none() {
            frontend::describe(b'P', "", out.messages())?;
        }
        frontend::execute("", 0, out.messages())
    }

    /// A Bind of all values but the large ones, which are noted; then the lengths that count them too.
    fn bind(&self, name: &str, out: &mut Outgoing) -> io::Result<()> {
        let Query { params, results, .. } = self.query;
        let messages = out.messages();
        let length_at = messages.len() + 1;
        let mut large = Vec::new();
        let put = |param: &Param, messages: &mut BytesMut| {
            match &param.value {
                Some(Value::Text(text)) => messages.put_slice(text.as_bytes()),
                Some(Value::Shared(Blob::Held(bytes))) if bytes.len() < LARGE_VALUE => messages.put_slice(bytes),
                Some(Value::Shared(value)) => large.push((messages.len(), value.clone())),
                None => return Ok(IsNull::Yes),
            }
            Ok(IsNull::No)
        };
        let bound = frontend::bind("", name, formats(params), params, put, result_formats(results), messages);
        bound.map_err(|error| match error {
            BindError::Serialization(error) => error,
            BindError::Conversion(error) => io::Error::other(error),
        })?;
        for (position, value) in large {
            let messages = out.messages();
            add_to_length(messages, length_at, value.len())?;
            add_to_length(messages, position - size_of::<i32>(), value.len())?;
            out.insert(position, value);
        }
        Ok(())
    }
}

/// From this size on a shared value is sent from where it is: to send it apart costs less than to copy it. One that is
/// stored always is.
const LARGE_VALUE: usize = 64 * 1024;

/// Adds to the length at `position`.
fn add_to_length(messages: &mut BytesMut, position: usize, more: usize) -> io::Result<()> {
    let mut at = &messages[position..];
    let length = i32::try_from(more).ok().and_then(|more| at.get_i32().checked_add(more));
    let length = length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "value too large to transmit"))?;
    (&mut messages[position..]).put_i32(length);
    Ok(())
}

/// One format for all columns; none at all is text.
fn result_formats(results: Format) -> impl Iterator<Item = i16> {
    (results == Format::Binary).then_some(1).into_iter()
}

/// The format of each value; none at all where all are text, which is what none means.
fn formats(params: &[Param]) -> impl Iterator<Item = i16> {
    let all_text = params.iter().all(|param| param.kind != ParamType::Bytea);
    let params = if all_text { &[] } else { params };
    params.iter().map(|param| i16::from(param.kind == ParamType::Bytea))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::outgoing::tests::{Shelf, stored};

    /// The tags of the messages in `bytes`.
    fn tags(mut bytes: &[u8]) -> String {
        let mut tags = String::new();
        while let [tag, a, b, c, d, ..] = *bytes {
            tags.push(char::from(tag));
            bytes = &bytes[usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap() + 1..];
        }
        tags
    }

    fn encode<'a>(texts: &[&'a str], cache: Option<&mut StatementCache>) -> (Batch<'a>, String) {
        let mut batch = Batch::default();
        batch.push_all(texts);
        let mut out = Outgoing::default();
        batch.encode(cache, &mut out).unwrap();
        (batch, tags(out.messages()))
    }

    #[test]
    fn a_batch_has_one_sync() {
        assert_eq!(encode(&["a", "b"], None).1, "PBEPBES");
    }

    #[test]
    fn what_is_prepared_is_not_parsed_again() {
        let mut cache = StatementCache::new(8);
        let name = Query::from("a").name();
        cache.insert(&"a".into(), name.clone());
        let (batch, tags) = encode(&["a", "b"], Some(&mut cache));
        assert_eq!(tags, "BEPBES");
        assert_eq!(batch.steps[0].plan, Prepared::Already(name));
        // Not before the server says so.
        assert_eq!(cache.find(&"b".into()), None);
    }

    #[test]
    fn what_comes_twice_in_a_batch_is_prepared_once() {
        let mut cache = StatementCache::new(8);
        assert_eq!(encode(&["a", "b", "a"], Some(&mut cache)).1, "PBEPBEBES");
    }

    #[test]
    fn doomed_statements_are_closed_before_anything_can_fail() {
        let mut cache = StatementCache::new(8);
        cache.insert(&"a".into(), "s9".into());
        cache.forget(&"a".into());
        assert_eq!(encode(&["b"], Some(&mut cache)).1, "CPBES");
        assert_eq!(encode(&["b"], Some(&mut cache)).1, "PBES");
    }

    #[test]
    fn a_sink_is_told_the_columns_once() {
        let mut cache = StatementCache::new(8);
        let ask = |cache: &mut StatementCache| {
            let mut batch = Batch::default();
            batch.push("a", Reader::Sink);
            let mut out = Outgoing::default();
            batch.encode(Some(cache), &mut out).unwrap();
            (tags(out.messages()), batch.steps[0].columns.clone())
        };
        assert_eq!(ask(&mut cache), ("PBDES".into(), None));
        cache.insert(&"a".into(), "s9".into());
        cache.describe(&"a".into(), [].into());
        assert_eq!(ask(&mut cache), ("BES".into(), Some([].into())));
    }

    #[test]
    fn long_texts_are_not_prepared() {
        let long = "x".repeat(LONGEST_PREPARED + 1);
        let (batch, _) = encode(&[&long], Some(&mut StatementCache::new(8)));
        assert_eq!(batch.steps[0].plan, Prepared::Never);
    }

    #[test]
    fn values_are_text_but_for_bytea() {
        let param = |kind, value: Option<&'static str>| Param { kind, value: value.map(Value::from) };
        let texts = [param(ParamType::Text, Some("a")), param(ParamType::Jsonb, None)];
        assert_eq!(formats(&texts).count(), 0);
        let mixed = [param(ParamType::Text, Some("a")), param(ParamType::Bytea, Some("b"))];
        assert_eq!(formats(&mixed).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn a_large_value_is_sent_from_where_it_is() {
        let value = Bytes::from(vec![b'x'; LARGE_VALUE]);
        let small = Param { kind: ParamType::Text, value: Some("small".into()) };
        let large = Param { kind: ParamType::Json, value: Some(Blob::from(value.clone()).into()) };
        let encoded = |large: Param, out: &mut Outgoing| {
            let params = [small.clone(), large, small.clone()];
            let query = Query { text: "q", params: &params, results: Format::Text };
            Step { query, reader: Reader::Main, plan: Prepared::Never, columns: None }.encode(out).unwrap();
            let mut sent = Vec::new();
            while !out.next().unwrap().is_empty() {
                let piece = out.next().unwrap();
                let count = piece.len();
                sent.extend_from_slice(piece);
                out.advance(count);
            }
            sent
        };
        let sent = encoded(large.clone(), &mut Outgoing::default());
        assert_eq!(tags(&sent), "PBE");
        let again = Bytes::from(sent.clone());
        let at = again.windows(8).position(|window| window == b"xxxxxxxx").unwrap();
        assert_eq!(again[at - 4..at], u32::try_from(LARGE_VALUE).unwrap().to_be_bytes());
        assert_eq!(again.slice(at..at + LARGE_VALUE), value);
        // Of a value a byte shorter, which is copied, all is the same but that byte and the two lengths.
        let shorter = Param { value: Some(Blob::from(value.slice(1..)).into()), ..large.clone() };
        let copied = encoded(shorter, &mut Outgoing::default());
        assert_eq!((copied.len() + 1, tags(&copied)), (sent.len(), "PBE".to_owned()));
        // Where the value is, the server does not see.
        let elsewhere = stored(Shelf(value.to_vec()), value.len());
        let elsewhere = Param { value: Some(elsewhere.into()), ..large };
        assert!(encoded(elsewhere, &mut Outgoing::default()) == sent);
    }

    #[test]
    fn a_value_longer_than_any_message_is_refused_before_anything_is_sent() {
        let value = stored(Shelf(Vec::new()), i32::MAX as usize);
        let params = [Param { kind: ParamType::Json, value: Some(value.into()) }];
        let mut batch = Batch::default();
        batch.push(Query { text: "q", params: &params, results: Format::Text }, Reader::Main);
        let mut out = Outgoing::default();
        assert!(batch.encode(None, &mut out).is_err());
        assert!(out.next().unwrap().is_empty());
    }

    #[test]
    fn what_cannot_be_said_leaves_nothing_behind() {
        let mut cache = StatementCache::new(8);
        cache.insert(&"a".into(), "s9".into());
        cache.forget(&"a".into());
        let mut batch = Batch::default();
        batch.push("select 1", Reader::Main);
        batch.push("select '\0'", Reader::Main);
        let mut out = Outgoing::default();
        assert!(batch.encode(Some(&mut cache), &mut out).is_err());
        assert!(out.messages().is_empty());
        assert_eq!(cache.doomed(), ["s9"]);
    }
}
