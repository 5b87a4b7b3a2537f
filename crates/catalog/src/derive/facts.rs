//! What the derivation starts from: rows of the system catalogs, by number.

use hashbrown::HashMap;
use rowgate_core::{Ident, QualifiedName};

use crate::ComputedRelationship;

/// A relation as the database numbers it (`pg_class.oid`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationId(pub u32);

/// A column as the database numbers it (`pg_attribute.attrelid`, `attnum`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ColumnId {
    /// Its relation.
    pub relation: RelationId,
    /// Its number in the relation, from 1.
    pub number: i16,
}

/// What the database says of keys, of views and of functions over rows.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The relations the API serves.
    pub relations: HashMap<RelationId, RelationFacts>,
    /// Primary keys and unique constraints of all tables, served or not.
    pub keys: Vec<Key>,
    /// Foreign keys of all tables, served or not, without the copies of partitions.
    pub foreign_keys: Vec<ForeignKey>,
    /// Where a view's column comes from, one step down, of all views that may be traced (EMB-04).
    pub origins: HashMap<ColumnId, ColumnId>,
    /// Functions from a row of one relation to rows of another.
    pub computed: Vec<ComputedRelationship>,
}

impl Facts {
    /// The name of a column of a served relation.
    pub(super) fn column(&self, relation: RelationId, number: i16) -> Option<&Ident> {
        let columns = &self.relations.get(&relation)?.columns;
        let at = columns.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        Some(&columns[at].1)
    }
}

/// A relation the API serves.
#[derive(Clone, Debug)]
pub struct RelationFacts {
    /// Its name.
    pub name: QualifiedName,
    /// Whether it is a view or a materialized view.
    pub is_view: bool,
    /// Numbers and names of its columns, in order of their numbers.
    pub columns: Vec<(i16, Ident)>,
}

/// A primary key or a unique constraint.
#[derive(Clone, Debug)]
pub struct Key {
    /// The table it is on.
    pub relation: RelationId,
    /// That table's name.
    pub name: QualifiedName,
    /// Whether it is the primary key.
    pub is_primary: bool,
    /// Its columns, in the key's order.
    pub columns: Vec<i16>,
}

/// A foreign key.
#[derive(Clone, Debug)]
pub struct ForeignKey {
    /// The constraint's name.
    pub constraint: Ident,
    /// The table it is on.
    pub child: RelationId,
    /// The table it refers to.
    pub parent: RelationId,
    /// Its columns, in the key's order.
    pub child_columns: Vec<i16>,
    /// The columns they refer to, in the same order.
    pub parent_columns: Vec<i16>,
}
