//! Settings that come with a role.

use hashbrown::{HashMap, HashSet};
use rowgate_catalog::IsolationLevel;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error, Row};

use super::error::{IntrospectError, reading};
use super::server_version::server_version_number;

const QUERY: &str = include_str!("role_settings.sql");
const SETTABLE: &str = include_str!("settable.sql");

/// What PostgreSQL would set at the login of a role, and a gateway has to set itself when it only takes the role on
/// (AUT-56, AUT-57).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleSettings {
    /// The role's `default_transaction_isolation`.
    pub isolation_level: Option<IsolationLevel>,
    /// Its other settings, as (name, value), by name.
    pub settings: Vec<(String, String)>,
}

/// Reads the settings of the roles that the connection's role is a direct member of, by role. Roles without settings
/// are left out, and so are settings that the connection's role may not set.
///
/// # Errors
///
/// When a query fails.
pub async fn role_settings(client: &Client) -> Result<HashMap<String, RoleSettings>, IntrospectError> {
    read(client).await.map_err(reading("role settings"))
}

async fn read(client: &Client) -> Result<HashMap<String, RoleSettings>, Error> {
    let rows = client.query_typed(QUERY, &[]).await?;
    let settings: Vec<Setting> = rows.iter().map(setting).collect::<Result<_, _>>()?;
    let restricted = settings.iter().filter(|one| !one.anyone_may_set).map(|one| one.name.as_str()).collect();
    let granted = granted(client, restricted).await?;

    let mut roles: HashMap<String, RoleSettings> = HashMap::new();
    for Setting { role, name, value, anyone_may_set } in settings {
        if name == "default_transaction_isolation" {
            roles.entry(role).or_default().isolation_level = Some(IsolationLevel::from_setting(&value));
        } else if anyone_may_set || granted.contains(&name) {
            roles.entry(role).or_default().settings.push((name, value));
        }
    }
    Ok(roles)
}

struct Setting {
    role: String,
    name: String,
    value: String,
    anyone_may_set: bool,
}

fn setting(row: &Row) -> Result<Setting, Error> {
    Ok(Setting {
        role: row.try_get("role")?,
        name: row.try_get("name")?,
        value: row.try_get("value")?,
        anyone_may_set: row.try_get("anyone_may_set")?,
    })
}

/// Those of `names` that the connection's role has been granted SET on; before PostgreSQL 15 none can be.
async fn granted(client: &Client, names: Vec<&str>) -> Result<HashSet<String>, Error> {
    if names.is_empty() || server_version_number(client).await? < 150_000 {
        return Ok(HashSet::new());
    }
    let rows = client.query_typed(SETTABLE, &[(&names, Type::TEXT_ARRAY)]).await?;
    rows.iter().map(|row| row.try_get("name")).collect()
}
