//! Primary keys and relationships, derived from what the database says of constraints, views and functions
//! (contract §4.1, SCC-03).
//!
//! ```text
//! Facts ─lineage→ which view shows which column
//!       ─primary_keys→ keys of tables, then of views
//!       ─links→ child to parent, and back
//!       ─junctions→ many-to-many
//!       ─relationships→ computed ones put in, sorted
//! ```
//!
//! All of it is a function of [`Facts`] and works by look-up: its time grows with what it reads and what it gives.

mod facts;
mod hidden;
mod junctions;
mod lineage;
mod links;
mod primary_keys;
mod relationships;
#[cfg(test)]
mod tests;

use hashbrown::HashMap;
use rowgate_core::{Ident, QualifiedName};

pub use facts::{ColumnId, Facts, ForeignKey, Key, RelationFacts, RelationId};

use crate::Relationship;
use lineage::Lineage;

/// What follows from [`Facts`].
#[derive(Clone, Debug, Default)]
pub struct Derived {
    /// The primary key columns of each served relation that has some: a table's alphabetically, a view's in the key's
    /// order (SCC-03).
    pub primary_keys: HashMap<RelationId, Vec<Ident>>,
    /// Relationships by the relation they start from, each list in the order of EMB-10. Both ends and the junction
    /// are served relations (EMB-09). The list is empty where all of them lead through what is not served.
    pub relationships: HashMap<QualifiedName, Vec<Relationship>>,
}

/// Derives keys and relationships.
pub fn derive(facts: &Facts) -> Derived {
    let lineage = Lineage::trace(facts);
    let primary_keys = primary_keys::primary_keys(facts, &lineage);
    let relationships = relationships::relationships(facts, &lineage, &primary_keys);
    Derived { primary_keys, relationships }
}
