//! Relationships: how one relation's rows find another's (contract §4.1).

use rowgate_core::{Ident, QualifiedName};
use serde::Serialize;

/// A way from one relation to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Relationship {
    /// Derived from foreign keys.
    ForeignKey(ForeignKeyLink),
    /// A function of a row (EMB-07).
    Computed(ComputedRelationship),
}

impl Relationship {
    /// The relation the relationship starts from.
    pub fn origin(&self) -> &QualifiedName {
        match self {
            Self::ForeignKey(link) => &link.origin,
            Self::Computed(computed) => &computed.origin,
        }
    }

    /// The relation the relationship leads to.
    pub fn target(&self) -> &QualifiedName {
        match self {
            Self::ForeignKey(link) => &link.target,
            Self::Computed(computed) => &computed.target,
        }
    }

    /// Whether an origin row finds one target row at the most.
    pub fn is_to_one(&self) -> bool {
        match self {
            Self::ForeignKey(link) => {
                matches!(link.cardinality, Cardinality::ManyToOne { .. } | Cardinality::OneToOne { .. })
            }
            Self::Computed(computed) => computed.to_one,
        }
    }
}

/// A relationship derived from foreign keys. The field order is the order of EMB-10.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ForeignKeyLink {
    /// Where it starts.
    pub origin: QualifiedName,
    /// Where it leads.
    pub target: QualifiedName,
    /// Whether origin and target are the same relation.
    pub is_self: bool,
    /// Its kind, with constraint and columns.
    pub cardinality: Cardinality,
    /// Whether the origin is a view.
    pub origin_is_view: bool,
    /// Whether the target is a view.
    pub target_is_view: bool,
}

/// Columns of the two ends that must be equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ColumnPair {
    /// The column at the origin (of a junction: at the outer relation).
    pub origin: Ident,
    /// The column at the target (of a junction: at the junction).
    pub target: Ident,
}

/// The kinds of relationship, in the order of EMB-10.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Cardinality {
    /// The target's foreign key names the origin.
    OneToMany {
        /// The constraint.
        constraint: Ident,
        /// The columns of both ends.
        columns: Vec<ColumnPair>,
    },
    /// The origin's foreign key names the target.
    ManyToOne {
        /// The constraint.
        constraint: Ident,
        /// The columns of both ends.
        columns: Vec<ColumnPair>,
    },
    /// The foreign key's columns are a key themselves (EMB-02).
    OneToOne {
        /// The constraint.
        constraint: Ident,
        /// The columns of both ends.
        columns: Vec<ColumnPair>,
        /// Whether the origin is the end that is referred to.
        origin_is_parent: bool,
    },
    /// Both ends are named by a junction (EMB-03).
    ManyToMany(Junction),
}

/// The relation between the two ends of a many-to-many relationship.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Junction {
    /// The junction relation.
    pub relation: QualifiedName,
    /// The junction's foreign key to the origin.
    pub origin_constraint: Ident,
    /// The junction's foreign key to the target.
    pub target_constraint: Ident,
    /// Origin columns paired with junction columns.
    pub origin_columns: Vec<ColumnPair>,
    /// Target columns (as `origin` of the pair) paired with junction columns (as `target`).
    pub target_columns: Vec<ColumnPair>,
}

/// A function from a row of one relation to rows of another (EMB-07). The field order is the order of EMB-10.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ComputedRelationship {
    /// The function.
    pub function: QualifiedName,
    /// The argument's relation.
    pub origin: QualifiedName,
    /// The returned relation.
    pub target: QualifiedName,
    /// Not SETOF, or ROWS 1.
    pub to_one: bool,
    /// Whether origin and target are the same relation.
    pub is_self: bool,
}
