//! `Prefer` headers (RFC 7240; contract §8).

/// The preferences of a request. Each is what the client sent, valid for its action or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// `resolution`
    pub resolution: Option<Resolution>,
    /// `return`
    pub representation: Option<Return>,
    /// `count`
    pub count: Option<Count>,
    /// `tx`
    pub transaction: Option<TransactionEnd>,
    /// `missing`
    pub missing: Option<Missing>,
    /// `handling`
    pub handling: Option<Handling>,
    /// `timezone`
    pub timezone: Option<String>,
    /// `max-affected`; `None` also when its value is no integer (PRF-03).
    pub max_affected: Option<i64>,
    /// What was not understood, in request order.
    pub invalid: Vec<String>,
}

/// What an insert does about rows that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// `merge-duplicates`
    Merge,
    /// `ignore-duplicates`
    Ignore,
}

/// What a mutation answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Return {
    /// `representation`: the rows.
    Representation,
    /// `headers-only`: the Location of the one new row.
    HeadersOnly,
    /// `minimal`: nothing.
    Minimal,
}

/// How rows are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// `exact`
    Exact,
    /// `planned`
    Planned,
    /// `estimated`
    Estimated,
}

/// How the transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionEnd {
    /// `commit`
    Commit,
    /// `rollback`
    Rollback,
}

/// What stands for a value that is missing in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// `default`
    Default,
    /// `null`
    Null,
}

/// What happens to preferences that are not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// `strict`: they are errors.
    Strict,
    /// `lenient`: they are ignored.
    Lenient,
}
