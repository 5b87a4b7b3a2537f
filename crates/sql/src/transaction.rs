//! What is sent to PostgreSQL: text and bind values.

use compact_str::CompactString;
use rowgate_catalog::IsolationLevel;
use rowgate_core::Blob;

/// One PostgreSQL transaction.
///
/// Sent in one write: the settings, the statements, and a Sync (or BEGIN … COMMIT/ROLLBACK around them where the
/// transaction needs an isolation level, ends in a rollback, or must be checked before it ends).
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// How isolated it runs.
    pub isolation: IsolationLevel,
    /// READ ONLY, or READ WRITE.
    pub read_only: bool,
    /// Statements whose rows nobody reads: the settings, then the pre-request function. In order.
    pub preamble: Vec<Statement>,
    /// A statement that runs before the main one, its rows read too: the planner's estimate of a count (PAG-08). PostgREST
    /// asks afterwards, to the same effect; but then nothing of a large result could be handed on before it has all
    /// arrived.
    pub before: Option<Statement>,
    /// The statement whose rows become the response.
    pub main: Statement,
    /// A statement that runs after the main one, its rows read too: what the database says about the response, where the
    /// rows of the main one leave no room for it, or it has none (AUT-73).
    pub after: Option<Statement>,
    /// The caller reads the rows before it ends, and may have it rolled back: a singular write (PGRST116), PUT
    /// (PGRST115), max-affected (PRF-14). Costs a second trip.
    pub checked: bool,
    /// How it ends when nothing went wrong.
    pub end: End,
}

impl Transaction {
    /// The least there is to ask of a database.
    pub fn ping() -> Self {
        Self {
            isolation: IsolationLevel::ReadCommitted,
            read_only: true,
            preamble: Vec::new(),
            before: None,
            main: Statement { text: "SELECT 1".to_owned(), params: Vec::new(), results: Format::Text },
            after: None,
            checked: false,
            end: End::Commit,
        }
    }
}

/// How a transaction ends when nothing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// COMMIT.
    Commit,
    /// ROLLBACK, after deferred constraints have been checked (PRF-16).
    Rollback,
}

/// A statement and its bind values.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The text, with `$1`, `$2` … Stable for requests of one shape, so that it can be prepared once.
    pub text: String,
    /// The value of `$n` at n - 1.
    pub params: Vec<Param>,
    /// How PostgreSQL writes the results.
    pub results: Format,
}

/// How a value is written (PostgreSQL, "Formats and Format Codes").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// As text.
    #[default]
    Text,
    /// As PostgreSQL stores it. For text and json that is the text itself, for bytea the bytes, so that a body made by
    /// a handler of the database is sent as it is (REP-37).
    Binary,
}

/// A bind value in text format.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The text; `None` is NULL.
    pub value: Option<Value>,
    /// The declared type.
    pub kind: ParamType,
}

/// The bytes of a bind value. Most are few, and need no memory of their own; a request's body is shared.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(CompactString),
    /// Bytes that somebody else has, too, and that may not be in memory.
    Shared(Blob),
}

impl Param {
    /// The bytes of the value, if there is one and it is in memory.
    pub fn held(&self) -> Option<&[u8]> {
        self.value.as_ref()?.held()
    }
}

impl Value {
    /// The bytes, if they are in memory.
    pub fn held(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text.as_bytes()),
            Self::Shared(blob) => blob.held().map(|bytes| &bytes[..]),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<CompactString> for Value {
    fn from(text: CompactString) -> Self {
        Self::Text(text)
    }
}

impl From<Blob> for Value {
    fn from(blob: Blob) -> Self {
        Self::Shared(blob)
    }
}

/// The type a parameter is declared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParamType {
    /// Left to PostgreSQL to infer.
    Unknown,
    /// `text`
    Text,
    /// `text[]`
    TextArray,
    /// `json`
    Json,
    /// `jsonb`
    Jsonb,
    /// `bytea`; the bytes are sent in binary format.
    Bytea,
    /// `int8`
    BigInt,
}

impl ParamType {
    /// The type's OID, as Parse declares it (PostgreSQL documentation, Message Formats). They are the same in every
    /// server.
    ///
    /// That of [`ParamType::Unknown`] is 0, "not declared": the parser then gives the parameter the type `unknown` and
    /// lets its first use resolve it, exactly as it resolves a quoted literal. (Declaring 705, `unknown` itself, comes to
    /// the same.) What differs from a literal is that all uses of one parameter must resolve to one type.
    pub fn oid(self) -> u32 {
        match self {
            Self::Unknown => 0,
            Self::Bytea => 17,
            Self::BigInt => 20,
            Self::Text => 25,
            Self::Json => 114,
            Self::TextArray => 1009,
            Self::Jsonb => 3802,
        }
    }
}
