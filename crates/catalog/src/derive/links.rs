//! Foreign keys as links between what the API serves: tables, and the views that show the keys' columns (EMB-01,
//! EMB-02, EMB-05).

use hashbrown::{HashMap, HashSet};
use rowgate_core::Ident;

use super::facts::{Facts, ForeignKey, RelationFacts, RelationId};
use super::lineage::Lineage;
use crate::{Cardinality, ColumnPair, ForeignKeyLink};

/// All links from a child to a parent: many-to-one or one-to-one.
pub(super) fn child_to_parent(facts: &Facts, lineage: &Lineage) -> Vec<ForeignKeyLink> {
    let keys = key_columns(facts);
    let mut links = Vec::new();
    for foreign_key in &facts.foreign_keys {
        let is_key =
            keys.get(&foreign_key.child).is_some_and(|keys| keys.contains(&sorted(&foreign_key.child_columns)));
        let children = ends(facts, lineage, foreign_key.child, &foreign_key.child_columns);
        let parents = ends(facts, lineage, foreign_key.parent, &foreign_key.parent_columns);
        for child in &children {
            links.extend(parents.iter().map(|parent| link(foreign_key, child, parent, is_key)));
        }
    }
    links
}

/// The same link seen from the parent.
pub(super) fn parent_to_child(link: &ForeignKeyLink) -> Option<ForeignKeyLink> {
    let cardinality = match &link.cardinality {
        Cardinality::ManyToOne { constraint, columns } => {
            Cardinality::OneToMany { constraint: constraint.clone(), columns: swapped(columns) }
        }
        Cardinality::OneToOne { constraint, columns, origin_is_parent } => Cardinality::OneToOne {
            constraint: constraint.clone(),
            columns: swapped(columns),
            origin_is_parent: !origin_is_parent,
        },
        Cardinality::OneToMany { .. } | Cardinality::ManyToMany(_) => return None,
    };
    Some(ForeignKeyLink {
        origin: link.target.clone(),
        target: link.origin.clone(),
        is_self: link.is_self,
        cardinality,
        origin_is_view: link.target_is_view,
        target_is_view: link.origin_is_view,
    })
}

/// The pairs with their two sides exchanged.
pub(super) fn swapped(columns: &[ColumnPair]) -> Vec<ColumnPair> {
    columns.iter().map(|pair| ColumnPair { origin: pair.target.clone(), target: pair.origin.clone() }).collect()
}

/// One end of a foreign key: a table or a view, and its names for the key's columns.
struct End<'a> {
    relation: &'a RelationFacts,
    columns: Vec<&'a Ident>,
}

/// The table, when it is served, and each served view that shows all of `columns`: once for every way to choose among
/// columns that show the same.
fn ends<'a>(facts: &'a Facts, lineage: &Lineage, table: RelationId, columns: &[i16]) -> Vec<End<'a>> {
    let mut ends = Vec::new();
    ends.extend(end(facts, table, columns));
    for (view, exposure) in lineage.views_of(table) {
        if let Some(shown) = exposure.key(columns) {
            ends.extend(choices(&shown).iter().filter_map(|columns| end(facts, view, columns)));
        }
    }
    ends
}

fn end<'a>(facts: &'a Facts, relation: RelationId, columns: &[i16]) -> Option<End<'a>> {
    let named = columns.iter().map(|number| facts.column(relation, *number)).collect::<Option<_>>()?;
    Some(End { relation: facts.relations.get(&relation)?, columns: named })
}

/// Every way to take one of each: `[[1, 2], [3]]` gives `[1, 3]` and `[2, 3]`.
fn choices(alternatives: &[&[i16]]) -> Vec<Vec<i16>> {
    alternatives.iter().fold(vec![Vec::new()], |chosen, next| {
        let extended =
            |taken: &Vec<i16>| next.iter().map(|one| [taken.as_slice(), &[*one]].concat()).collect::<Vec<_>>();
        chosen.iter().flat_map(extended).collect()
    })
}

fn link(foreign_key: &ForeignKey, child: &End<'_>, parent: &End<'_>, is_key: bool) -> ForeignKeyLink {
    let pair = |(child, parent): (&&Ident, &&Ident)| ColumnPair { origin: (*child).clone(), target: (*parent).clone() };
    let columns = child.columns.iter().zip(&parent.columns).map(pair).collect();
    let constraint = foreign_key.constraint.clone();
    ForeignKeyLink {
        origin: child.relation.name.clone(),
        target: parent.relation.name.clone(),
        is_self: child.relation.name == parent.relation.name,
        cardinality: if is_key {
            Cardinality::OneToOne { constraint, columns, origin_is_parent: false }
        } else {
            Cardinality::ManyToOne { constraint, columns }
        },
        origin_is_view: child.relation.is_view,
        target_is_view: parent.relation.is_view,
    }
}

/// The column sets of each table's keys.
fn key_columns(facts: &Facts) -> HashMap<RelationId, HashSet<Vec<i16>>> {
    let mut keys: HashMap<RelationId, HashSet<Vec<i16>>> = HashMap::new();
    for key in &facts.keys {
        keys.entry(key.relation).or_default().insert(sorted(&key.columns));
    }
    keys
}

fn sorted(columns: &[i16]) -> Vec<i16> {
    let mut columns = columns.to_vec();
    columns.sort_unstable();
    columns
}
