//! Primary keys, of tables and of the views over them (SCC-03).

use hashbrown::HashMap;
use rowgate_core::Ident;

use super::facts::{Facts, Key, RelationId};
use super::lineage::Lineage;

/// The primary key columns of each served relation that has some.
pub(super) fn primary_keys(facts: &Facts, lineage: &Lineage) -> HashMap<RelationId, Vec<Ident>> {
    let mut keys: Vec<&Key> = facts.keys.iter().filter(|key| key.is_primary).collect();
    // A view that shows the keys of several tables has them all, those of the last table by name first.
    keys.sort_unstable_by(|a, b| b.name.cmp(&a.name));

    let mut found: HashMap<RelationId, Vec<Ident>> = HashMap::new();
    for key in keys {
        if facts.relations.contains_key(&key.relation) {
            found.insert(key.relation, of_table(facts, key));
        }
        for (view, exposure) in lineage.views_of(key.relation) {
            if let Some(shown) = exposure.key(&key.columns) {
                let first_each = shown.iter().filter_map(|columns| facts.column(view, columns[0]));
                found.entry(view).or_default().extend(first_each.cloned());
            }
        }
    }
    found
}

/// A table lists its key alphabetically, where a view keeps the key's order.
fn of_table(facts: &Facts, key: &Key) -> Vec<Ident> {
    let mut columns: Vec<Ident> =
        key.columns.iter().filter_map(|number| facts.column(key.relation, *number)).cloned().collect();
    columns.sort_unstable();
    columns
}
