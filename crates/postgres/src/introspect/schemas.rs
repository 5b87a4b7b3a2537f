//! The schemas a catalog is read from.

use hashbrown::{HashMap, HashSet};
use rowgate_core::Ident;
use tokio_postgres::types::Type;
use tokio_postgres::{Error, Row, Transaction};

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
    let extra = options.extra_search_path.as_slice();
    let (all, named): (bool, &[String]) = match &options.schemas {
        ExposedSchemas::All => (true, &[]),
        ExposedSchemas::Named(schemas) => (false, schemas),
    };
    let found = look_up(tx, &[named, extra].concat(), all).await.map_err(reading("schemas"))?;
    if all { resolve(&found, &public_first(found.keys()), extra) } else { resolve(&found, named, extra) }
}

/// The schemas called `names`, or with `all` every one that is not the system's as well.
async fn look_up(tx: &Transaction<'_>, names: &[String], all: bool) -> Result<HashMap<String, Schema>, Error> {
    let rows = tx.query_typed(QUERY, &[(&names, Type::TEXT_ARRAY), (&all, Type::BOOL)]).await?;
    let schema = |row: &Row| {
        Ok((row.try_get("name")?, Schema { id: row.try_get("oid")?, description: row.try_get("description")? }))
    };
    rows.iter().map(schema).collect()
}

/// The user's schemas among `names`, by name; `public` before all, since the first exposed schema is the default one.
fn public_first<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut names: Vec<String> = names.filter(|name| !is_system(name)).cloned().collect();
    names.sort_unstable_by(|a, b| (a != "public", a).cmp(&(b != "public", b)));
    names
}

fn is_system(schema: &str) -> bool {
    schema.starts_with("pg_") || schema == "information_schema"
}

fn resolve(found: &HashMap<String, Schema>, exposed: &[String], extra: &[String]) -> Result<Schemas, IntrospectError> {
    let schema_named = |name: &String| found.get(name).ok_or_else(|| IntrospectError::SchemaNotFound(name.clone()));
    let mut schemas = Schemas { exposed: Vec::new(), exposed_ids: Vec::new(), traced_ids: Vec::new() };
    let mut seen = HashSet::new();
    for name in exposed {
        let schema = schema_named(name)?;
        if seen.insert(schema.id) {
            schemas.exposed.push((Ident::new(name), schema.description.clone()));
            schemas.exposed_ids.push(schema.id);
        }
    }
    schemas.traced_ids.clone_from(&schemas.exposed_ids);
    for name in extra {
        schemas.traced_ids.push(schema_named(name)?.id);
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
        assert_eq!(public_first(owned(&["zoo", "public", "pg_catalog", "api"]).iter()), ["public", "api", "zoo"]);
    }
}
