//! The database as an immutable value.
//!
//! Takes what introspection read and gives look-ups by name: relations, relationships, routines, representations and
//! media type handlers. Does no IO and knows no request; a reload makes a new [`Catalog`] and swaps it in.

pub mod derive;
mod handler;
mod relation;
mod relationship;
mod representation;
mod routine;

use hashbrown::{HashMap, HashSet};
use rowgate_core::{Ident, QualifiedName};

pub use handler::{HandlerKey, HandlerScope, MediaHandler};
pub use relation::{Column, Columns, Relation, RelationKind};
pub use relationship::{Cardinality, ColumnPair, ComputedRelationship, ForeignKeyLink, Junction, Relationship};
pub use representation::{Representation, RepresentationKey};
pub use routine::{IsolationLevel, Parameter, Returns, Routine, RoutineType, Volatility};

/// Everything the gateway knows of the database (contract §15).
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// The exposed schemas with their comments, in the order of `db-schemas`.
    pub schemas: Vec<(Ident, Option<String>)>,
    /// Relations by name (SCC-02).
    pub relations: HashMap<QualifiedName, Relation>,
    /// Relationships by the relation they start from, each list in the order of EMB-10; empty where all relationships
    /// lead through what is not exposed.
    pub relationships: HashMap<QualifiedName, Vec<Relationship>>,
    /// Overloads by name, ordered by parameter count, then lexicographically (RPC-30).
    pub routines: HashMap<QualifiedName, Vec<Routine>>,
    /// Data representations (REP-40).
    pub representations: HashMap<RepresentationKey, Representation>,
    /// Custom media type handlers (REP-30 … REP-36).
    pub handlers: HashMap<HandlerKey, MediaHandler>,
    /// The numbers of types of users whose values are strings in JSON: enums, and base types without a cast to json.
    pub text_types: HashSet<u32>,
}

impl Catalog {
    /// The relation of that name.
    pub fn relation(&self, name: &QualifiedName) -> Option<&Relation> {
        self.relations.get(name)
    }

    /// The relationships that start from `origin`; empty when there are none.
    pub fn relationships_of(&self, origin: &QualifiedName) -> &[Relationship] {
        self.relationships.get(origin).map_or(&[], Vec::as_slice)
    }

    /// The overloads of that name; empty when there are none.
    pub fn overloads(&self, name: &QualifiedName) -> &[Routine] {
        self.routines.get(name).map_or(&[], Vec::as_slice)
    }
}
