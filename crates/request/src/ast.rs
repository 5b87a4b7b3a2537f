//! What a request says, before any name in it is known to exist.

use std::collections::BTreeSet;

use compact_str::CompactString;
use rowgate_core::{Blob, MediaType};

use crate::preferences::Preferences;

/// A request whose every part is well-formed.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiRequest {
    /// What is asked for.
    pub action: Action,
    /// The schema that the profile header, or the configuration's first entry, names (contract §11).
    pub schema: CompactString,
    /// Whether the response names the schema: the client chose it with a profile header, or might have (SCH-05).
    pub schema_is_negotiated: bool,
    /// The query string.
    pub query: Query,
    /// The root's window: Range header and limit/offset intersected (PAG-03).
    pub window: Window,
    /// The `Prefer` headers.
    pub preferences: Preferences,
    /// Accepted media types, best first (REP-02). Empty for an empty header.
    pub accept: Vec<MediaType>,
    /// The body's media type; JSON when the header is absent (MUT-01).
    pub content_type: MediaType,
    /// The body, where the action has one.
    pub payload: Option<Payload>,
    /// The column or argument names that the body or `columns` names, sorted.
    pub columns: BTreeSet<CompactString>,
}

/// Method and resource together (contract §1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// GET or HEAD of a relation.
    Read {
        /// The relation's name.
        relation: CompactString,
        /// HEAD: rows are counted, not serialised (RTE-27).
        headers_only: bool,
    },
    /// POST, PUT, PATCH or DELETE on a relation.
    Mutate {
        /// The relation's name.
        relation: CompactString,
        /// Which.
        mutation: Mutation,
    },
    /// OPTIONS of a relation.
    RelationInfo {
        /// The relation's name.
        relation: CompactString,
    },
    /// A call of a function.
    Call {
        /// The function's name.
        function: CompactString,
        /// By which method.
        method: CallMethod,
    },
    /// OPTIONS of a function: resolved as a GET without arguments (OPT-06).
    FunctionInfo {
        /// The function's name.
        function: CompactString,
    },
    /// GET or HEAD of the root.
    Describe {
        /// HEAD.
        headers_only: bool,
    },
    /// OPTIONS of the root.
    RootInfo,
}

/// A change to a relation's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// POST.
    Insert,
    /// PUT: upsert of the one row that the URL names.
    SingleUpsert,
    /// PATCH.
    Update,
    /// DELETE.
    Delete,
}

/// How a function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallMethod {
    /// GET or HEAD: arguments in the query string, in a read-only transaction.
    Read {
        /// HEAD.
        headers_only: bool,
    },
    /// POST: arguments in the body.
    Post,
}

/// The query string, parsed (contract §2). All lists keep the order of appearance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// `select`; a lone `*` when the parameter is absent, empty when it is present and empty (SEL-01, SEL-02).
    pub select: Vec<SelectItem>,
    /// Filters, with the path of the embed they address; the empty path is the root.
    pub filters: Vec<(EmbedPath, Filter)>,
    /// and/or parameters.
    pub logic: Vec<(EmbedPath, LogicTree)>,
    /// `order` parameters.
    pub order: Vec<(EmbedPath, Vec<OrderTerm>)>,
    /// limit/offset of embeds; the root's is [`ApiRequest::window`].
    pub windows: Vec<(EmbedPath, Window)>,
    /// `columns`.
    pub columns: Option<BTreeSet<CompactString>>,
    /// `on_conflict`.
    pub on_conflict: Option<Vec<CompactString>>,
    /// On GET and HEAD of a function: the parameters that are not filters, in order (RPC-10 … RPC-12).
    pub arguments: Vec<(CompactString, CompactString)>,
    /// Of PUT alone: the raw keys of all filters, those of embeds too (MUT-40).
    pub filter_keys: BTreeSet<CompactString>,
    /// Of reads alone: the canonical query string without `?` (CAN-01 … CAN-03).
    pub canonical: String,
}

/// Names that lead from the root to an embed.
pub type EmbedPath = Vec<CompactString>;

/// One item of `select`.
#[derive(Clone, Debug, PartialEq)]
pub enum SelectItem {
    /// A column, `*`, or an aggregate.
    Column(SelectColumn),
    /// `alias:target!hint!join(…)`
    Embed {
        /// Relation, constraint, column or function name.
        target: CompactString,
        /// The key in the result, when not the target's text.
        alias: Option<CompactString>,
        /// What singles a relationship out.
        hint: Option<CompactString>,
        /// `!inner` or `!left`.
        join: Option<JoinType>,
        /// The embed's own items.
        select: Vec<SelectItem>,
    },
    /// `...target!hint!join(…)`
    Spread {
        /// Relation, constraint, column or function name.
        target: CompactString,
        /// What singles a relationship out.
        hint: Option<CompactString>,
        /// `!inner` or `!left`.
        join: Option<JoinType>,
        /// The spread's own items.
        select: Vec<SelectItem>,
    },
}

/// A column, `*`, or an aggregate of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SelectColumn {
    /// The column and its JSON path. The name is `*` for all columns and for `count()` without a field.
    pub field: Field,
    /// The key in the result.
    pub alias: Option<CompactString>,
    /// `::type`, before the aggregate (SEL-07). Letters, digits, `_`, `$` and spaces only.
    pub cast: Option<CompactString>,
    /// `.sum()` and its kin.
    pub aggregate: Option<Aggregate>,
    /// `::type` of the aggregate's result.
    pub aggregate_cast: Option<CompactString>,
}

/// The aggregate functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// `sum()`
    Sum,
    /// `avg()`
    Avg,
    /// `max()`
    Max,
    /// `min()`
    Min,
    /// `count()`
    Count,
}

/// How an embed restricts its parent's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinType {
    /// Parents without a match disappear.
    Inner,
    /// Parents without a match stay.
    Left,
}

/// A column and a path into it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// The column.
    pub name: CompactString,
    /// Empty when the column itself is meant.
    pub path: Vec<JsonStep>,
}

/// One arrow of a JSON path.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonStep {
    /// Which arrow.
    pub arrow: Arrow,
    /// Where it leads.
    pub operand: JsonOperand,
}

/// The arrows of a JSON path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    /// `->` yields JSON.
    Json,
    /// `->>` yields text.
    Text,
}

/// What follows an arrow.
#[derive(Clone, Debug, PartialEq)]
pub enum JsonOperand {
    /// A key of an object.
    Key(String),
    /// An index of an array: the digits as they came, with a leading `-` or none.
    Index(String),
}

/// A condition on one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// The field.
    pub field: Field,
    /// `not.`
    pub negated: bool,
    /// Operator and operand.
    pub operation: Operation,
}

/// An operator with its operand.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// Operators that take no quantifier.
    Simple(SimpleOperator, CompactString),
    /// Operators that take `(any)` or `(all)`.
    Quantifiable(QuantOperator, Option<Quantifier>, CompactString),
    /// `in.(…)`
    In(Vec<String>),
    /// `is.…`
    Is(IsValue),
    /// `isdistinct.…`
    IsDistinctFrom(CompactString),
    /// The full-text operators.
    FullText {
        /// Which.
        operator: FullTextOperator,
        /// The text search configuration.
        language: Option<CompactString>,
        /// The query.
        value: CompactString,
    },
}

/// Operators that take no quantifier (FLT-06, FLT-18 … FLT-25).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimpleOperator {
    /// `neq`
    NotEqual,
    /// `cs`
    Contains,
    /// `cd`
    ContainedIn,
    /// `ov`
    Overlaps,
    /// `sl`
    StrictlyLeft,
    /// `sr`
    StrictlyRight,
    /// `nxr`
    NotExtendsRight,
    /// `nxl`
    NotExtendsLeft,
    /// `adj`
    Adjacent,
}

/// Operators that take a quantifier (FLT-01 … FLT-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantOperator {
    /// `eq`
    Equal,
    /// `gte`
    GreaterThanEqual,
    /// `gt`
    GreaterThan,
    /// `lte`
    LessThanEqual,
    /// `lt`
    LessThan,
    /// `like`
    Like,
    /// `ilike`
    ILike,
    /// `match`
    Match,
    /// `imatch`
    IMatch,
}

/// The quantifiers (FLT-31).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `(any)`
    Any,
    /// `(all)`
    All,
}

/// The operands of `is` (FLT-12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IsValue {
    /// `null`
    Null,
    /// `not_null`
    NotNull,
    /// `true`
    True,
    /// `false`
    False,
    /// `unknown`
    Unknown,
}

/// The full-text operators (FLT-14 … FLT-17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FullTextOperator {
    /// `fts`
    Plain,
    /// `plfts`
    PlainTo,
    /// `phfts`
    PhraseTo,
    /// `wfts`
    WebSearch,
}

/// A tree of conditions (§2.6).
#[derive(Clone, Debug, PartialEq)]
pub enum LogicTree {
    /// A condition.
    Condition(Filter),
    /// `not.and(…)` and its kin.
    Group {
        /// `not.`
        negated: bool,
        /// `and` or `or`.
        connective: Connective,
        /// At least one.
        members: Vec<LogicTree>,
    },
}

/// What joins the members of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connective {
    /// All hold.
    And,
    /// At least one holds.
    Or,
}

/// A term of `order` (§2.7).
#[derive(Clone, Debug, PartialEq)]
pub struct OrderTerm {
    /// The to-one embed whose field orders (ORD-04).
    pub relation: Option<CompactString>,
    /// The field.
    pub field: Field,
    /// `.asc` or `.desc`.
    pub direction: Option<Direction>,
    /// `.nullsfirst` or `.nullslast`.
    pub nulls: Option<Nulls>,
}

/// Directions of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `asc`
    Ascending,
    /// `desc`
    Descending,
}

/// Where an order puts NULLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// `nullsfirst`
    First,
    /// `nullslast`
    Last,
}

/// Which rows of a result are wanted. The default is all of them.
///
/// The numbers are wider than PostgreSQL's `bigint`: a client may send any integer (LIM-01), and whether it is out of
/// range is for PostgreSQL to say (SQLSTATE 22003). So they have to be bound as text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Rows to leave out. Never negative for the root; an embed's may be (LIM-07).
    pub offset: i128,
    /// Rows to return at the most; `None` is no limit. Never negative for the root.
    pub limit: Option<i128>,
}

/// A body that will be passed on.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// JSON text: as sent where it was JSON, built from the rows where it was CSV (MUT-04 … MUT-08).
    Json {
        /// The text. A scalar body has become `[]` (MUT-06).
        text: Blob,
        /// Whether it is an array (of rows), not one object.
        is_array: bool,
    },
    /// A form: names and values, decoded, in order (MUT-09).
    Form(Vec<(CompactString, CompactString)>),
    /// The body of a call with a single unnamed text, xml or bytea argument (RPC-20).
    Raw(Blob),
}

impl SelectColumn {
    /// `*`
    pub(crate) fn all() -> Self {
        Self { field: Field::all(), ..Self::default() }
    }
}

impl Field {
    /// All columns.
    pub(crate) fn all() -> Self {
        Self { name: "*".into(), path: Vec::new() }
    }
}
