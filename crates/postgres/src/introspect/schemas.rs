//! The schemas a catalog is read from.

use hashbrown::{HashMap, HashSet};
use rowgate_core::Ident;
use tokio_postgres::Transaction;
use tokio_postgres::types::Type;

use super::error::{IntrospectError, reading};
use super::{CatalogOptions, ExposedSchemas};

const QUERY: &str = include_str!("schemas.sql");

/// The schemas of [`CatalogOptions`], looked up.
pub(super) struct Schemas {
    /// The exposed schemas with their comments, in the configured order.
    pub(super) exposed: Vec<(Ident, Option<String>)>,
    /// Their numbers.
    pub(super) exposed_ids: Vec<u32>,
    /// The numbers of the schemas whose views may be traced: the exposed ones and the extra search path (EMB-04).
    pub(super) traced_ids: Vec<u32>,
}

struct Schema {
    id: u32,
    description: Option<String>,
}

/// Looks the schemas up.
///
/// # Errors
///
/// The first one that does not exist, exposed schemas before the extra search path.
pub(super) async fn schemas(tx: &Transaction<'_>, options: &CatalogOptions) -> Result<Schemas, IntrospectError> {
    let named = match &options.schemas {
        ExposedSchemas::All => &[],
        ExposedSchemas::Named(names) => names.as_slice(),
    };
    let all = matches!(options.schemas, ExposedSchemas::All);
    let asked: Vec<&str> = named.iter().chain(&options.extra_search_path).map(String::as_str).collect();
    let rows =
        tx.query_typed(QUERY, &[(&asked, Type::TEXT_ARRAY), (&all, Type::BOOL)]).await.map_err(reading("schemas"))?;

    let mut found = HashMap::with_capacity(rows.len());
    let mut user_schemas = Vec::new();
    for row in &rows {
        let name: String = row.try_get("name").map_err(reading("schemas"))?;
        let schema = schema(row).map_err(reading("schemas"))?;
        if !is_system(&name) {
            user_schemas.push(name.clone());
        }
        found.insert(name, schema);
    }
    match &options.schemas {
        ExposedSchemas::All => resolve(&found, &public_first(user_schemas), &options.extra_search_path),
        ExposedSchemas::Named(names) => resolve(&found, names, &options.extra_search_path),
    }
}

fn schema(row: &tokio_postgres::Row) -> Result<Schema, tokio_postgres::Error> {
    Ok(Schema { id: row.try_get("oid")?, description: row.try_get("description")? })
}

fn is_system(schema: &str) -> bool {
    schema.starts_with("pg_") || schema == "information_schema"
}

/// The first exposed schema is the default one, and `public` is the one people mean.
fn public_first(mut names: Vec<String>) -> Vec<String> {
    names.sort_by_key(|name| name != "public");
    names
}

fn resolve(found: &HashMap<String, Schema>, exposed: &[String], extra: &[String]) -> Result<Schemas, IntrospectError> {
    let look_up = |name: &String| found.get(name).ok_or_else(|| IntrospectError::SchemaNotFound(name.clone()));
    let mut schemas = Schemas { exposed: Vec::new(), exposed_ids: Vec::new(), traced_ids: Vec::new() };
    let mut seen = HashSet::new();
    for name in exposed {
        let schema = look_up(name)?;
        if seen.insert(schema.id) {
            schemas.exposed.push((Ident::new(name), schema.description.clone()));
            schemas.exposed_ids.push(schema.id);
        }
    }
    schemas.traced_ids.clone_from(&schemas.exposed_ids);
    for name in extra {
        schemas.traced_ids.push(look_up(name)?.id);
    }
    Ok(schemas)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(names: &[&str]) -> HashMap<String, Schema> {
        names.iter().zip(1..).map(|(name, id)| ((*name).to_owned(), Schema { id, description: None })).collect()
    }

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_exposed_schemas_keep_their_order_and_the_extra_ones_are_only_traced() {
        let schemas = resolve(&database(&["a", "b", "c"]), &owned(&["c", "a", "c"]), &owned(&["b"])).unwrap();
        assert_eq!(schemas.exposed_ids, [3, 1]);
        assert_eq!(schemas.traced_ids, [3, 1, 2]);
    }

    #[test]
    fn a_missing_schema_is_named() {
        let error = resolve(&database(&["a"]), &owned(&["a"]), &owned(&["gone"])).err().unwrap();
        assert_eq!(error.to_string(), "schema \"gone\" does not exist");
        assert_eq!(error.sqlstate().unwrap().code(), "3F000");
    }

    #[test]
    fn public_is_the_default_schema_when_all_are_exposed() {
        assert_eq!(public_first(owned(&["api", "public", "zoo"])), ["public", "api", "zoo"]);
    }
}
