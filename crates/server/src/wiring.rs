//! The configuration in the shapes that other crates take it.

use rowgate_auth::{AuthConfig, KeySet, Keys, RoleClaimPath};
use rowgate_config::{Config, Schemas};
use rowgate_postgres::{CatalogOptions, ConnInfo, ExposedSchemas, PoolConfig};

use crate::key_address::KeyAddress;
use crate::key_fetch::Fetched;

/// What `pg_stat_activity` shows unless `db-uri` names another (POOL-01). Begins as the `Server` header does, so that
/// what looks for PostgREST finds it.
const APPLICATION: &str = concat!("PostgREST 16.1 rowgate/", env!("CARGO_PKG_VERSION"));

/// A setting that is well-formed and yet cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Error in config {key}: {reason}")]
pub struct SettingError {
    /// The setting.
    pub key: &'static str,
    /// What is wrong with it. Holds nothing of a secret.
    pub reason: String,
}

impl SettingError {
    fn of(key: &'static str) -> impl Fn(&dyn std::error::Error) -> Self {
        move |error| Self { key, reason: error.to_string() }
    }
}

/// Where the database is.
pub(crate) fn conninfo(config: &Config) -> Result<ConnInfo, SettingError> {
    let info = ConnInfo::parse(config.db_uri.as_str()).map_err(|error| SettingError::of("db-uri")(&error))?;
    Ok(info.or_application_name(APPLICATION))
}

pub(crate) fn pool_config(config: &Config) -> PoolConfig {
    PoolConfig {
        size: config.db_pool,
        acquisition_timeout: config.db_pool_acquisition_timeout,
        max_lifetime: config.db_pool_max_lifetime,
        max_idle: config.db_pool_max_idletime,
        prepared: config.db_prepared_statements,
    }
}

/// Where the keys are, if they are not in the configuration for good.
///
/// # Errors
///
/// For a `jwt-secret` that begins as a URL and is none.
pub(crate) fn key_address(config: &Config) -> Result<Option<KeyAddress>, SettingError> {
    let address = config.jwt_secret.as_ref().map(KeyAddress::of).transpose();
    Ok(address.map_err(|error| SettingError::of("jwt-secret")(&error))?.flatten())
}

/// How tokens are read. Keys that are behind a URL are those that were `fetched` from it, and awaited until then.
///
/// # Errors
///
/// For a `jwt-secret` without keys and a `jwt-role-claim-key` that is no path.
pub(crate) fn auth_config(config: &Config, fetched: Option<&Fetched>) -> Result<AuthConfig, SettingError> {
    let keys = match (&config.jwt_secret, key_address(config)?) {
        (None, _) => Ok(Keys::None),
        (Some(_), Some(KeyAddress::Web(address))) => {
            let fetched = fetched.filter(|fetched| fetched.address == address);
            Ok(fetched.map_or(Keys::Awaited, |fetched| Keys::Known(fetched.keys.clone())))
        }
        (Some(secret), _) => KeySet::parse(secret.expose()).map(Keys::Known),
    };
    let role_claim = RoleClaimPath::parse(&config.jwt_role_claim_key);
    Ok(AuthConfig {
        keys: keys.map_err(|error| SettingError::of("jwt-secret")(&error))?,
        audience: config.jwt_aud.as_ref().map(ToString::to_string),
        role_claim: role_claim.map_err(|error| SettingError::of("jwt-role-claim-key")(&error))?,
        anon_role: config.db_anon_role.clone(),
        cache_entries: config.jwt_cache_max_entries,
    })
}

/// Whether two configurations read tokens alike, so that what one has verified holds for the other (AUT-35).
pub(crate) fn same_auth(one: &Config, other: &Config) -> bool {
    one.jwt_secret == other.jwt_secret
        && one.jwt_aud == other.jwt_aud
        && one.jwt_role_claim_key == other.jwt_role_claim_key
        && one.db_anon_role == other.db_anon_role
        && one.jwt_cache_max_entries == other.jwt_cache_max_entries
}

pub(crate) fn catalog_options(config: &Config) -> CatalogOptions {
    CatalogOptions {
        schemas: match &config.db_schemas {
            Schemas::Listed(names) => ExposedSchemas::Named(names.clone()),
            Schemas::All => ExposedSchemas::All,
        },
        extra_search_path: config.db_extra_search_path.clone(),
        hoisted_settings: config.db_hoisted_tx_settings.clone(),
    }
}
