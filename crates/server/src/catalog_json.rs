//! The catalog as JSON, to look at (CLI-04, ADM-03).
//!
//! The five keys are PostgREST's. What is in them follows our own types, sorted so that two dumps can be compared; like
//! PostgREST's, it may change with any version.

use rowgate_catalog::Catalog;
use serde_json::{Value, json};

/// The catalog as a JSON object.
pub(crate) fn of(catalog: &Catalog) -> String {
    let Catalog { relations, relationships, routines, representations, handlers, .. } = catalog;
    let object = json!({
        "dbTables": sorted(relations.values().map(|relation| json!(relation))),
        "dbRelationships": sorted(relationships.values().flatten().map(|relationship| json!(relationship))),
        "dbRoutines": sorted(routines.values().flatten().map(|routine| json!(routine))),
        "dbRepresentations": sorted(representations.iter().map(|(key, representation)| {
            json!({ "source": key.source, "target": key.target, "function": representation.function })
        })),
        "dbMediaHandlers": sorted(handlers.iter().map(|(key, handler)| {
            json!({ "mediaType": key.media_type.to_string(), "scope": key.scope, "handler": handler })
        })),
    });
    object.to_string()
}

/// By their texts, which begin with their names.
fn sorted(items: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut items: Vec<Value> = items.collect();
    items.sort_by_cached_key(Value::to_string);
    items
}
