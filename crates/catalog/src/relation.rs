//! Relations: whatever can stand after FROM.

use compact_str::CompactString;
use hashbrown::DefaultHashBuilder;
use indexmap::IndexMap;
use rowgate_core::{Ident, QualifiedName};
use serde::Serialize;

/// A table, view, materialized view, foreign table or partitioned table (SCC-02).
#[derive(Clone, Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and any of them go together")]
pub struct Relation {
    /// Its qualified name.
    pub name: QualifiedName,
    /// Its comment.
    pub description: Option<String>,
    /// What kind of relation it is.
    pub kind: RelationKind,
    /// Whether INSERT is possible at all, privileges aside (OPT-03).
    pub insertable: bool,
    /// Whether UPDATE is possible at all.
    pub updatable: bool,
    /// Whether DELETE is possible at all.
    pub deletable: bool,
    /// Whether a write does what it says and nothing else: an ordinary table without triggers, rules, children and
    /// foreign keys that pass changes on.
    pub inert: bool,
    /// Primary key columns; of the base tables for a view (SCC-03).
    pub primary_key: Vec<Ident>,
    /// Columns in attribute order.
    pub columns: Columns,
}

/// Columns by name. Hashed as all that is looked up for every request: their names are the database's, no client's.
pub type Columns = IndexMap<Ident, Column, DefaultHashBuilder>;

/// The kinds of relation the API serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum RelationKind {
    /// An ordinary table.
    Table,
    /// A partitioned table's parent.
    PartitionedTable,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A foreign table.
    ForeignTable,
}

impl RelationKind {
    /// Views and materialized views, whose keys come from their base tables.
    pub fn is_view(self) -> bool {
        matches!(self, Self::View | Self::MaterializedView)
    }
}

/// A column of a relation.
///
/// There are many columns, and few have a type or a default of more than 24 bytes, which is what a [`CompactString`] holds
/// without memory of its own.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its name.
    pub name: Ident,
    /// Its comment.
    pub description: Option<String>,
    /// False for NOT NULL columns and for NOT NULL domains.
    pub nullable: bool,
    /// The type with domains resolved, without modifiers: `character varying`, `integer`, `extensions.citext`.
    pub base_type: CompactString,
    /// The type as declared, with modifiers and domains: `character varying(10)`, `test.color`.
    pub declared_type: CompactString,
    /// The declared length of `character` and `character varying`.
    pub max_length: Option<i32>,
    /// The default expression: the column's, else its domain's; `nextval` of the sequence for identity by default
    /// (MUT-16).
    pub default: Option<CompactString>,
    /// The labels of an enum type, domains resolved, in their sort order.
    pub enum_labels: Vec<String>,
    /// Whether the column is GENERATED ALWAYS AS (…) STORED or an identity column that is always generated.
    pub generated: bool,
}
