//! Many-to-many relationships (EMB-03).

use hashbrown::HashMap;
use rowgate_core::{Ident, QualifiedName};

use super::links::swapped;
use crate::{Cardinality, ColumnPair, ForeignKeyLink, Junction};

/// A junction's foreign key to one of the ends.
struct Arm<'a> {
    link: &'a ForeignKeyLink,
    constraint: &'a Ident,
    columns: &'a [ColumnPair],
}

/// All relationships through a junction: a relation with two different foreign keys inside its primary key.
///
/// `links` go from child to parent; `primary_key` gives a relation's key columns.
pub(super) fn many_to_many<'a>(
    links: &[ForeignKeyLink],
    primary_key: impl Fn(&QualifiedName) -> &'a [Ident],
) -> Vec<ForeignKeyLink> {
    let mut arms: HashMap<&QualifiedName, Vec<Arm<'_>>> = HashMap::new();
    for link in links {
        if let Cardinality::ManyToOne { constraint, columns } = &link.cardinality {
            let key = primary_key(&link.origin);
            if columns.iter().all(|pair| key.contains(&pair.origin)) {
                arms.entry(&link.origin).or_default().push(Arm { link, constraint, columns });
            }
        }
    }
    arms.values().flat_map(|arms| pairs(arms)).collect()
}

/// Every arm with every other one, in both directions. Two arms of the same constraint are one key seen twice.
fn pairs(arms: &[Arm<'_>]) -> Vec<ForeignKeyLink> {
    let others = |origin| arms.iter().filter_map(move |target| through_junction(origin, target));
    arms.iter().flat_map(others).collect()
}

fn through_junction(origin: &Arm<'_>, target: &Arm<'_>) -> Option<ForeignKeyLink> {
    (origin.constraint != target.constraint).then(|| ForeignKeyLink {
        origin: origin.link.target.clone(),
        target: target.link.target.clone(),
        is_self: origin.link.target == target.link.target,
        cardinality: Cardinality::ManyToMany(Junction {
            relation: origin.link.origin.clone(),
            origin_constraint: origin.constraint.clone(),
            target_constraint: target.constraint.clone(),
            origin_columns: swapped(origin.columns),
            target_columns: swapped(target.columns),
        }),
        origin_is_view: origin.link.target_is_view,
        target_is_view: target.link.target_is_view,
    })
}
