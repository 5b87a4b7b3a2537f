//! What a gateway would start with, without starting one (CLI-03, CLI-04).

use std::sync::Arc;

use rowgate_config::{Config, Sources};

use crate::catalog_json;
use crate::event::Event;
use crate::gateway::StartError;
use crate::load_error::LoadError;
use crate::loader::Loader;
use crate::wiring;

/// Whether a configuration can be used: what it says of keys, paths and addresses is looked at, too.
///
/// # Errors
///
/// Names the setting that cannot.
pub fn check(config: &Config) -> Result<(), StartError> {
    wiring::conninfo(config)?;
    wiring::auth_config(config, None)?;
    Ok(())
}

/// The configuration with what the database says of it, as a running gateway would have it (CLI-03).
///
/// # Errors
///
/// For a configuration that cannot be used. A database that cannot be reached, or a `db-uri` that names none, only leaves
/// out the database's part.
///
/// # Panics
///
/// Outside a Tokio runtime.
pub async fn effective_config(sources: &Sources) -> Result<Config, StartError> {
    let config = Config::load(sources)?;
    wiring::auth_config(&config, None)?;
    if !config.db_config {
        return Ok(config);
    }
    if let Err(error) = wiring::conninfo(&config) {
        Event::DatabaseSettingsFailed { error: &error.into() }.tell();
        return Ok(config);
    }
    Ok(complete(sources, config).await?.config())
}

/// What a gateway would know of the database, as JSON (CLI-04).
///
/// # Errors
///
/// For a configuration that cannot be used, and for a catalog that cannot be read: why is in the log.
///
/// # Panics
///
/// Outside a Tokio runtime.
pub async fn dump_schema(sources: &Sources) -> Result<String, StartError> {
    let loader = complete(sources, Config::load(sources)?).await?;
    let config = loader.config();
    let catalog = async {
        let mut client = loader.connect().await?;
        Ok(rowgate_postgres::load(&mut client, &wiring::catalog_options(&config)).await?)
    };
    catalog.await.map(|catalog| catalog_json::of(&catalog)).map_err(|error: LoadError| {
        loader.observer.notice(&Event::CatalogFailed { config: &config, error: &error });
        StartError::Database
    })
}

/// A loader that has no catalog, but what the database says of the configuration.
async fn complete(sources: &Sources, config: Config) -> Result<Loader, StartError> {
    let loader = Loader::new(sources.clone(), config, None, Arc::default())?;
    let found = loader.ask_database(&loader.config()).await;
    loader.settle(found).map_err(|error| match error {
        LoadError::Config(error) => error.into(),
        LoadError::Setting(error) => error.into(),
        LoadError::Database(_) | LoadError::Query(_) => StartError::Database,
    })?;
    Ok(loader)
}
