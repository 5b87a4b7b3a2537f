//! All relationships together: detected ones, and computed ones that take their place.

use hashbrown::{HashMap, HashSet};
use rowgate_core::{Ident, QualifiedName};

use super::facts::{Facts, RelationId};
use super::hidden::related_through_hidden;
use super::junctions::many_to_many;
use super::lineage::Lineage;
use super::links::{child_to_parent, parent_to_child};
use crate::{ForeignKeyLink, Relationship};

/// The relationships by origin, in the order of EMB-10.
pub(super) fn relationships(
    facts: &Facts,
    lineage: &Lineage,
    primary_keys: &HashMap<RelationId, Vec<Ident>>,
) -> HashMap<QualifiedName, Vec<Relationship>> {
    let mut by_origin: HashMap<QualifiedName, Vec<Relationship>> = HashMap::new();
    let detected = detected(facts, lineage, primary_keys).map(Relationship::ForeignKey);
    for relationship in detected.chain(computed(facts)) {
        by_origin.entry(relationship.origin().clone()).or_default().push(relationship);
    }
    for related in related_through_hidden(facts) {
        by_origin.entry(related).or_default();
    }
    for list in by_origin.values_mut() {
        list.sort_unstable();
        list.shrink_to_fit();
    }
    by_origin
}

/// Relationships of foreign keys, without those that a computed relationship replaces: the ones to a relation that is
/// named like its function (EMB-08).
fn detected(
    facts: &Facts,
    lineage: &Lineage,
    primary_keys: &HashMap<RelationId, Vec<Ident>>,
) -> impl Iterator<Item = ForeignKeyLink> {
    let keys: HashMap<&QualifiedName, &[Ident]> =
        primary_keys.iter().map(|(id, key)| (&facts.relations[id].name, key.as_slice())).collect();
    let links = child_to_parent(facts, lineage);
    let junctions = many_to_many(&links, |name| keys.get(name).copied().unwrap_or_default());
    let inverse: Vec<_> = links.iter().filter_map(parent_to_child).collect();

    let replaced: HashSet<_> = facts.computed.iter().map(|computed| (&computed.origin, &computed.function)).collect();
    links
        .into_iter()
        .chain(inverse)
        .chain(junctions)
        .filter(move |link| !replaced.contains(&(&link.origin, &link.target)))
}

/// Computed relationships between served relations (EMB-07, EMB-09).
fn computed(facts: &Facts) -> impl Iterator<Item = Relationship> {
    let served: HashSet<&QualifiedName> = facts.relations.values().map(|relation| &relation.name).collect();
    facts
        .computed
        .iter()
        .filter(move |computed| served.contains(&computed.origin) && served.contains(&computed.target))
        .cloned()
        .map(Relationship::Computed)
}
