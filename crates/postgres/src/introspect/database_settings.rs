//! The gateway's own settings, where they are kept in the database (CFG-60, CFG-61).

use indexmap::IndexMap;
use postgres_protocol::escape::escape_identifier;
use rowgate_core::QualifiedName;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error};

use super::error::{IntrospectError, reading};

const ROLE: &str = include_str!("database_settings.sql");
const CURRENT: &str = include_str!("current_settings.sql");

/// What the names of the gateway's settings begin with in the database.
const PREFIX: &str = "pgrst.";

/// Reads the settings called `names` (`db_schemas`; without prefix) as (name, value).
///
/// A setting of the connection's role in this database comes before one of the role everywhere, and both before what
/// the function `pre_config` sets. An empty schema leaves it to the search path to find that function.
///
/// # Errors
///
/// When a query or the function fails.
pub async fn database_settings(
    client: &mut Client,
    names: &[&str],
    pre_config: Option<&QualifiedName>,
) -> Result<Vec<(String, String)>, IntrospectError> {
    let names: Vec<String> = names.iter().map(|name| format!("{PREFIX}{name}")).collect();
    read(client, &names, pre_config).await.map_err(reading("settings"))
}

async fn read(
    client: &mut Client,
    names: &[String],
    pre_config: Option<&QualifiedName>,
) -> Result<Vec<(String, String)>, Error> {
    let tx = client.build_transaction().read_only(true).start().await?;
    let mut rows = tx.query_typed(ROLE, &[(&names, Type::TEXT_ARRAY)]).await?;
    if let Some(function) = pre_config {
        tx.batch_execute(&format!("select * from {}()", quoted(function))).await?;
        rows.extend(tx.query_typed(CURRENT, &[(&names, Type::TEXT_ARRAY)]).await?);
    }
    tx.commit().await?;

    let mut settings = IndexMap::new();
    for row in &rows {
        let name: &str = row.try_get("name")?;
        settings.entry(name.strip_prefix(PREFIX).unwrap_or(name).to_owned()).or_insert(row.try_get("value")?);
    }
    Ok(settings.into_iter().collect())
}

fn quoted(function: &QualifiedName) -> String {
    let name = escape_identifier(&function.name);
    if function.schema.is_empty() { name } else { format!("{}.{name}", escape_identifier(&function.schema)) }
}
