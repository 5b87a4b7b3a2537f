//! A SELECT with every name resolved: nothing in it can turn out not to be planned.

use compact_str::CompactString;
use rowgate_catalog::ColumnPair;
use rowgate_core::{Ident, QualifiedName};
use rowgate_request::{
    Aggregate, Connective, Direction, FullTextOperator, IsValue, JoinType, Nulls, QuantOperator, Quantifier,
    SimpleOperator, Window,
};

use crate::field::FieldRef;

/// One SELECT: the rows of one relation, with its embeds joined.
#[derive(Clone, Debug)]
pub struct Select {
    /// Where the rows come from.
    pub from: From,
    /// The columns, in request order. With no embeds either, all columns are selected (SEL-02).
    pub columns: Vec<Column>,
    /// What must hold: logic trees first, then filters (LOG-06).
    pub conditions: Vec<Condition>,
    /// How the rows belong to the parent's row; empty at the root and for computed relationships.
    pub joins: Vec<JoinCondition>,
    /// What aggregates are grouped by; empty without aggregates (AGG-02).
    pub group_by: Vec<GroupTerm>,
    /// The order.
    pub order: Vec<Order>,
    /// The window, cut to `db-max-rows`.
    pub window: Window,
    /// The embeds, in the order their keys appear.
    pub embeds: Vec<Embed>,
}

/// Where rows come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// A relation of the database.
    Relation {
        /// The relation.
        name: QualifiedName,
        /// Its alias; none at the root and in many-to-many embeds.
        alias: Option<Ident>,
        /// The junction that stands beside it in a many-to-many embed.
        junction: Option<QualifiedName>,
    },
    /// The rows that a mutation or a function returned.
    Source {
        /// The alias, which is the relation's or function's name.
        alias: Ident,
    },
    /// A computed relationship: the function is called with the parent's row (SQL-07).
    Function {
        /// The function.
        name: QualifiedName,
        /// The parent as it stands in the outer query.
        argument: Ident,
        /// The row type of the argument.
        argument_type: QualifiedName,
        /// The alias.
        alias: Ident,
    },
}

impl From {
    /// What qualifies a column of these rows (SQL-05).
    pub fn qualifier(&self) -> Qualifier {
        match self {
            Self::Relation { name, alias: None, .. } => Qualifier::Relation(name.clone()),
            Self::Relation { alias: Some(alias), .. } | Self::Source { alias } | Self::Function { alias, .. } => {
                Qualifier::Alias(alias.clone())
            }
        }
    }
}

/// What stands before a column's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// `"schema"."relation"`
    Relation(QualifiedName),
    /// `"alias"`
    Alias(Ident),
}

/// A selected column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What is selected.
    pub field: FieldRef,
    /// What qualifies it, when not the relation of its SELECT: an embed, for the order of a to-many spread.
    pub qualifier: Option<Ident>,
    /// The cast, before the aggregate.
    pub cast: Option<Ident>,
    /// The aggregate.
    pub aggregate: Option<Aggregate>,
    /// The cast of the aggregate's result.
    pub aggregate_cast: Option<Ident>,
    /// The key in the result, where it is not PostgreSQL's own label.
    pub alias: Option<Ident>,
}

/// A condition of a WHERE clause.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A condition on a field.
    Filter(Filter),
    /// A test whether an embed found anything (EMB-60).
    Embed {
        /// Found nothing, or found something.
        empty: bool,
        /// The embed's alias.
        alias: Ident,
    },
    /// Conditions joined by AND or OR.
    Group {
        /// NOT.
        negated: bool,
        /// AND or OR.
        connective: Connective,
        /// At least one.
        members: Vec<Condition>,
    },
}

/// A condition on a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// The field.
    pub field: FieldRef,
    /// NOT.
    pub negated: bool,
    /// What the field is compared with.
    pub comparison: Comparison,
}

/// A comparison. The `parser` is the function that turns text into the column's type (FLT-39).
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// An operator without quantifier.
    Simple {
        /// The operator.
        operator: SimpleOperator,
        /// The operand.
        value: CompactString,
        /// From text to the column's type.
        parser: Option<QualifiedName>,
    },
    /// An operator that may have a quantifier.
    Quantifiable {
        /// The operator.
        operator: QuantOperator,
        /// ANY or ALL.
        quantifier: Option<Quantifier>,
        /// The operand; `*` is already `%` where the operator is a LIKE.
        value: CompactString,
        /// From text to the column's type.
        parser: Option<QualifiedName>,
    },
    /// `= ANY(…)`
    In {
        /// An array literal of the values (FLT-34).
        values: String,
        /// From text to the column's type.
        parser: Option<QualifiedName>,
    },
    /// `IS …`
    Is(IsValue),
    /// `IS DISTINCT FROM …`
    IsDistinctFrom(CompactString),
    /// `@@ to_tsquery(…)`
    FullText {
        /// The query function.
        operator: FullTextOperator,
        /// The text search configuration.
        language: Option<CompactString>,
        /// The query.
        value: CompactString,
        /// Whether the column must become a tsvector first (FLT-38).
        to_tsvector: bool,
    },
}

/// An equality between the rows of an embed and its parent's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinCondition {
    /// The inner relation.
    pub inner: Qualifier,
    /// Its column.
    pub inner_column: Ident,
    /// The outer relation.
    pub outer: Qualifier,
    /// Its column.
    pub outer_column: Ident,
}

impl JoinCondition {
    /// Pairs columns where the pair's `target` belongs to the inner relation.
    pub(crate) fn of(inner: &Qualifier, outer: &Qualifier, pairs: &[ColumnPair]) -> Vec<Self> {
        let condition = |pair: &ColumnPair| Self {
            inner: inner.clone(),
            inner_column: pair.target.clone(),
            outer: outer.clone(),
            outer_column: pair.origin.clone(),
        };
        pairs.iter().map(condition).collect()
    }
}

/// A term of GROUP BY.
#[derive(Clone, Debug, PartialEq)]
pub enum GroupTerm {
    /// A field of the relation.
    Field(FieldRef),
    /// A key of the result.
    Output(Ident),
    /// A column that a spread lifts.
    Spread {
        /// The spread's alias.
        alias: Ident,
        /// The column.
        column: Ident,
    },
}

/// A term of ORDER BY.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// What orders.
    pub key: OrderKey,
    /// ASC or DESC.
    pub direction: Option<Direction>,
    /// NULLS FIRST or NULLS LAST.
    pub nulls: Option<Nulls>,
}

/// What orders.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderKey {
    /// A field of the relation itself.
    Own(FieldRef),
    /// A field of a to-one embed.
    Embed {
        /// The embed's alias.
        alias: Ident,
        /// The field.
        field: FieldRef,
    },
}

/// A join of another SELECT.
#[derive(Clone, Debug)]
pub struct Embed {
    /// The embed's alias in the parent's query.
    pub alias: Ident,
    /// The rows.
    pub select: Select,
    /// INNER or LEFT.
    pub join: JoinType,
    /// How it appears in the parent's row.
    pub shape: Shape,
}

/// How an embed appears in its parent's row.
#[derive(Clone, Debug)]
pub enum Shape {
    /// To-one: a JSON object, or null.
    Object(Key),
    /// To-many: a JSON array, empty when nothing matches.
    Array(Key),
    /// A to-one spread: the columns stand in the parent's own row.
    Spread(Vec<SpreadColumn>),
    /// A to-many spread: each column is an array in the parent's own row (EMB-71).
    SpreadArrays {
        /// The columns.
        columns: Vec<SpreadColumn>,
        /// Columns that are selected to order the arrays by.
        order_columns: Vec<Column>,
        /// The order of the arrays, on `order_columns`.
        order: Vec<Order>,
    },
}

/// The key of an embed in its parent's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The key.
    Named(Ident),
    /// The embed joins but does not appear (EMB-42).
    Omitted(Ident),
}

impl Key {
    /// The key's text, shown or not.
    pub fn name(&self) -> &Ident {
        match self {
            Self::Named(name) | Self::Omitted(name) => name,
        }
    }
}

/// A column that a spread lifts into the parent's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpreadColumn {
    /// The column of the spread; `*` for all of them.
    pub name: Ident,
    /// An aggregate that was hoisted here (AGG-04).
    pub aggregate: Option<Aggregate>,
    /// The cast of the aggregate's result.
    pub aggregate_cast: Option<Ident>,
    /// The key in the result, where it is not the column's name.
    pub alias: Option<Ident>,
}
