//! What was read becomes a catalog.

use hashbrown::{HashMap, HashSet};
use rowgate_catalog::derive::{ColumnId, Facts, ForeignKey, Key, RelationFacts, RelationId, derive};
use rowgate_catalog::{
    Catalog, ComputedRelationship, HandlerKey, MediaHandler, Relation, Representation, RepresentationKey, Routine,
};
use rowgate_core::{Ident, QualifiedName};

use super::columns::ColumnRow;

/// All that is read, as it is read.
pub(super) struct Readings {
    pub(super) schemas: Vec<(Ident, Option<String>)>,
    pub(super) relations: Vec<(RelationId, Relation)>,
    pub(super) columns: Vec<ColumnRow>,
    pub(super) enum_labels: HashMap<u32, Vec<String>>,
    pub(super) keys: Vec<Key>,
    pub(super) foreign_keys: Vec<ForeignKey>,
    pub(super) origins: HashMap<ColumnId, ColumnId>,
    pub(super) computed: Vec<ComputedRelationship>,
    pub(super) routines: HashMap<QualifiedName, Vec<Routine>>,
    pub(super) representations: HashMap<RepresentationKey, Representation>,
    pub(super) handlers: HashMap<HandlerKey, MediaHandler>,
    pub(super) text_types: HashSet<u32>,
}

/// Puts columns and keys into relations, and derives what follows from them.
pub(super) fn assemble(readings: Readings) -> Catalog {
    let mut relations: HashMap<RelationId, Relation> = readings.relations.into_iter().collect();
    let mut facts = Facts {
        relations: relations.iter().map(|(id, relation)| (*id, without_columns(relation))).collect(),
        keys: readings.keys,
        foreign_keys: readings.foreign_keys,
        origins: readings.origins,
        computed: readings.computed,
    };
    add_columns(&mut relations, &mut facts, readings.columns, &readings.enum_labels);

    let mut derived = derive(&facts);
    for (id, key) in derived.primary_keys.drain() {
        if let Some(relation) = relations.get_mut(&id) {
            relation.primary_key = key;
        }
    }
    Catalog {
        schemas: readings.schemas,
        relations: relations.into_values().map(|relation| (relation.name.clone(), relation)).collect(),
        relationships: derived.relationships,
        routines: readings.routines,
        representations: readings.representations,
        handlers: readings.handlers,
        text_types: readings.text_types,
    }
}

fn without_columns(relation: &Relation) -> RelationFacts {
    RelationFacts { name: relation.name.clone(), is_view: relation.kind.is_view(), columns: Vec::new() }
}

/// Columns come by relation and number, so each list grows in order. What grew is cut to size, for it is kept long.
fn add_columns(
    relations: &mut HashMap<RelationId, Relation>,
    facts: &mut Facts,
    columns: Vec<ColumnRow>,
    enum_labels: &HashMap<u32, Vec<String>>,
) {
    for ColumnRow { id, enum_type, mut column } in columns {
        let Some(relation) = relations.get_mut(&id.relation) else { continue };
        if let Some(labels) = enum_labels.get(&enum_type) {
            column.enum_labels.clone_from(labels);
        }
        if let Some(facts) = facts.relations.get_mut(&id.relation) {
            facts.columns.push((id.number, column.name.clone()));
        }
        relation.columns.insert(column.name.clone(), column);
    }
    relations.values_mut().for_each(|relation| relation.columns.shrink_to_fit());
}
