//! Relations that are related to others through tables which are not served.
//!
//! Nothing can be embedded through such a junction (EMB-09). But a relation that has one is known to be related, and so
//! a failed search for its relationships suggests no other relation in its stead (EMB-31).

use hashbrown::{HashMap, HashSet};
use rowgate_core::QualifiedName;

use super::facts::{Facts, ForeignKey, RelationId};

/// The served relations that a junction which is not served joins with another one of the same schema.
pub(super) fn related_through_hidden(facts: &Facts) -> HashSet<QualifiedName> {
    let keys: HashMap<RelationId, &[i16]> =
        facts.keys.iter().filter(|key| key.is_primary).map(|key| (key.relation, key.columns.as_slice())).collect();
    let mut arms: HashMap<RelationId, Vec<&ForeignKey>> = HashMap::new();
    for key in facts.foreign_keys.iter().filter(|key| !facts.relations.contains_key(&key.child)) {
        let primary = keys.get(&key.child).copied().unwrap_or_default();
        if key.child_columns.iter().all(|column| primary.contains(column)) {
            arms.entry(key.child).or_default().push(key);
        }
    }
    arms.values().flat_map(|arms| joined(facts, arms)).collect()
}

fn joined<'a>(facts: &'a Facts, arms: &'a [&ForeignKey]) -> impl Iterator<Item = QualifiedName> + 'a {
    arms.iter().enumerate().filter_map(move |(place, arm)| {
        let name = &facts.relations.get(&arm.parent)?.name;
        let mut others = arms.iter().enumerate().filter(|(other, _)| *other != place);
        let has_other = others.any(|(_, other)| {
            facts.relations.get(&other.parent).is_some_and(|relation| relation.name.schema == name.schema)
        });
        has_other.then(|| name.clone())
    })
}
