//! Loading the configuration and the catalog (contract §15, SCC-05 … SCC-08).
//!
//! Both are read beside what serves, and swapped in whole; what fails changes nothing. They do not wait for each other:
//! a catalog that takes long, or cannot be loaded at all, is no reason to hold back a new configuration, which may be
//! what it needs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use arc_swap::ArcSwap;
use hashbrown::HashMap;
use rowgate_auth::{Authenticator, RoleClaimPath};
use rowgate_catalog::Catalog;
use rowgate_config::{Config, Sources};
use rowgate_core::QualifiedName;
use rowgate_postgres::{ConnInfo, Database, RoleSettings};
use tokio_postgres::Client;

use crate::event::Event;
use crate::load_error::LoadError;
use crate::observer::Observer;
use crate::options::ConfigHook;
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use crate::wiring::{self, SettingError};

/// What the database sets for roles.
type Roles = HashMap<String, RoleSettings>;

/// Loads the parts of a snapshot and swaps them in.
#[derive(Debug)]
pub(crate) struct Loader {
    sources: Sources,
    info: ConnInfo,
    hook: Option<ConfigHook>,
    pub(crate) observer: Arc<Observer>,
    current: ArcSwap<Snapshot>,
    /// Held while a part of the snapshot is replaced, so that the other part is not lost.
    swapping: Mutex<()>,
    /// Held while a configuration is read: the last one that is asked for is the last one to be swapped in.
    configuring: tokio::sync::Mutex<()>,
    /// What the database held when it was last asked. When it cannot be asked, that still holds.
    in_database: Mutex<InDatabase>,
    /// Whether the last load of the catalog succeeded.
    is_loaded: AtomicBool,
}

/// What the database says of the configuration.
#[derive(Clone, Debug, Default)]
struct InDatabase {
    settings: Vec<(String, String)>,
    roles: Arc<Roles>,
}

impl Loader {
    /// Makes a loader whose first snapshot has no catalog.
    ///
    /// # Errors
    ///
    /// For keys, paths and addresses that the configuration names and that cannot be used.
    pub(crate) fn new(
        sources: Sources,
        config: Config,
        hook: Option<ConfigHook>,
        observer: Arc<Observer>,
    ) -> Result<Self, SettingError> {
        let info = wiring::conninfo(&config)?;
        let authenticator = Authenticator::new(wiring::auth_config(&config)?);
        let snapshot = Snapshot {
            database: Database::new(info.clone(), &wiring::pool_config(&config)),
            authenticator: Arc::new(authenticator),
            catalog: None,
            roles: Arc::default(),
            settings: Arc::new(Settings::new(config, None)),
        };
        let loader = Self {
            sources,
            info,
            hook,
            observer,
            current: ArcSwap::from_pointee(snapshot),
            swapping: Mutex::default(),
            configuring: tokio::sync::Mutex::default(),
            in_database: Mutex::default(),
            is_loaded: AtomicBool::new(false),
        };
        loader.announce(&loader.config());
        Ok(loader)
    }

    /// What requests see at the moment.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// The configuration at the moment.
    pub(crate) fn config(&self) -> Config {
        self.current.load().settings.config.clone()
    }

    /// Where the database is.
    pub(crate) fn info(&self) -> &ConnInfo {
        &self.info
    }

    /// Whether the last load of the catalog succeeded (SCC-09).
    pub(crate) fn is_loaded(&self) -> bool {
        self.is_loaded.load(Ordering::SeqCst)
    }

    /// Reads the configuration again, with what the database holds of it if `db-config` says so (SCC-05).
    pub(crate) async fn reload_config(&self) {
        let _one_at_a_time = self.configuring.lock().await;
        let outcome = async {
            let config = self.config().reload(&self.sources)?;
            self.ask_database(&config, None).await;
            self.settle(config)
        };
        match outcome.await {
            Ok(()) => self.observer.notice(&Event::ConfigReloaded),
            Err(error) => self.observer.notice(&Event::ConfigRefused { error: &error }),
        }
    }

    /// Loads the catalog, after the configuration that is in the database (SCC-06).
    ///
    /// # Errors
    ///
    /// Says why the old catalog goes on serving (SCC-08).
    pub(crate) async fn load_catalog(&self) -> Result<(), LoadError> {
        let outcome = self.try_load_catalog().await;
        self.is_loaded.store(outcome.is_ok(), Ordering::SeqCst);
        if let Err(error) = &outcome {
            self.observer.notice(&Event::CatalogFailed { config: &self.config(), error });
        }
        outcome
    }

    async fn try_load_catalog(&self) -> Result<(), LoadError> {
        let began = Instant::now();
        let mut client = rowgate_postgres::admin_client(&self.info).await?;
        let server = rowgate_postgres::server_version(&client).await?.description;
        self.observer.notice(&Event::Connected { server: &server });
        self.observer.notice(&Event::PoolInitialized { size: self.config().db_pool });
        self.configure_from(&mut client).await;

        let config = self.config();
        let asked = Instant::now();
        let catalog = Arc::new(rowgate_postgres::load(&mut client, &wiring::catalog_options(&config)).await?);
        self.observer.notice(&Event::CatalogQueried { took: asked.elapsed() });
        self.replace(|old| Snapshot {
            settings: Arc::new(Settings::new(old.settings.config.clone(), Some(&catalog))),
            catalog: Some(Arc::clone(&catalog)),
            ..old.clone()
        });
        // What connections have cached of the old catalog ends with them (POOL-10).
        self.current.load().database.flush();
        self.observer.notice(&Event::CatalogRead { catalog: &catalog });
        self.observer.notice(&Event::CatalogLoaded { took: began.elapsed() });
        Ok(())
    }

    /// Reads the configuration again where the database has a part in it; without, files stay unread.
    async fn configure_from(&self, client: &mut Client) {
        let config = self.config();
        if !config.db_config {
            return;
        }
        let _one_at_a_time = self.configuring.lock().await;
        self.ask_database(&config, Some(client)).await;
        let config = self.config();
        match config.reload(&self.sources).map_err(LoadError::from).and_then(|config| self.settle(config)) {
            Ok(()) => self.observer.notice(&Event::ConfigReloaded),
            Err(error) => self.observer.notice(&Event::ConfigRefused { error: &error }),
        }
    }

    /// Asks the database for its part of the configuration, on a connection of its own unless there is one. A failure
    /// is logged and not fatal (CFG-62): what is known already goes on to hold.
    async fn ask_database(&self, config: &Config, client: Option<&mut Client>) {
        if !config.db_config {
            *self.in_database() = InDatabase::default();
            return;
        }
        let mut own;
        let client = match client {
            Some(client) => client,
            None => match rowgate_postgres::admin_client(&self.info).await {
                Ok(client) => {
                    own = client;
                    &mut own
                }
                Err(error) => {
                    return self.observer.notice(&Event::DatabaseSettingsFailed { error: &error.into() });
                }
            },
        };
        match database_settings(client, config).await {
            Ok(settings) => self.in_database().settings = settings,
            Err(error) => self.observer.notice(&Event::DatabaseSettingsFailed { error: &error }),
        }
        match rowgate_postgres::role_settings(client).await {
            Ok(roles) => self.in_database().roles = Arc::new(roles),
            Err(error) => self.observer.notice(&Event::RoleSettingsFailed { error: &error.into() }),
        }
    }

    /// Completes a configuration with what the database says, and swaps it in.
    fn settle(&self, config: Config) -> Result<(), LoadError> {
        let InDatabase { settings, roles } = self.in_database().clone();
        let config = if config.db_config { config.reload(&self.sources.with_database(settings))? } else { config };
        let auth = wiring::auth_config(&config)?;
        self.announce(&config);
        self.replace(|old| {
            let known = &old.settings.config;
            old.database.set_prepared(config.db_prepared_statements);
            if known.db_prepared_statements != config.db_prepared_statements {
                old.database.flush();
            }
            let authenticator = if wiring::same_auth(known, &config) {
                Arc::clone(&old.authenticator)
            } else {
                Arc::new(old.authenticator.reconfigured(auth))
            };
            Snapshot {
                settings: Arc::new(Settings::new(config, old.catalog.as_deref())),
                authenticator,
                roles,
                ..old.clone()
            }
        });
        Ok(())
    }

    /// Tells of a configuration that is about to serve.
    fn announce(&self, config: &Config) {
        if let Some(hook) = &self.hook {
            hook.call(config);
        }
        let path = config.jwt_role_claim_key.as_str();
        if RoleClaimPath::parse(path).is_ok_and(|path| path.is_deprecated()) {
            self.observer.notice(&Event::RoleClaimDeprecated { path });
        }
    }

    fn replace(&self, change: impl FnOnce(&Snapshot) -> Snapshot) {
        let _one_at_a_time = self.swapping.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.current.load_full();
        self.current.store(Arc::new(change(&old)));
    }

    fn in_database(&self) -> std::sync::MutexGuard<'_, InDatabase> {
        self.in_database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The settings that the database holds for the connection's role (CFG-60).
async fn database_settings(client: &mut Client, config: &Config) -> Result<Vec<(String, String)>, LoadError> {
    let pre_config = config.db_pre_config.as_ref();
    let pre_config =
        pre_config.map(|it| QualifiedName::new(it.schema.as_deref().unwrap_or_default(), it.name.as_str()));
    let names: Vec<String> = rowgate_config::in_database_names().collect();
    let names: Vec<&str> = names.iter().map(|name| name.trim_start_matches("pgrst.")).collect();
    Ok(rowgate_postgres::database_settings(client, &names, pre_config.as_ref()).await?)
}

/// The configuration with what the database says of it, as a running gateway would have it (CLI-03).
///
/// # Errors
///
/// For a configuration that cannot be used. A database that cannot be reached leaves out its part.
pub async fn effective_config(sources: &Sources) -> Result<Config, crate::StartError> {
    let loader = Loader::new(sources.clone(), Config::load(sources)?, None, Arc::default())?;
    loader.complete().await?;
    Ok(loader.config())
}

/// What the gateway would read of the database, as JSON (CLI-04).
///
/// # Errors
///
/// For a configuration that cannot be used, and a catalog that cannot be read; what is wrong with it is in the log.
pub async fn catalog_json(sources: &Sources) -> Result<String, crate::StartError> {
    let loader = Loader::new(sources.clone(), Config::load(sources)?, None, Arc::default())?;
    loader.complete().await?;
    let config = loader.config();
    match loader.read_catalog(&config).await {
        Ok(catalog) => Ok(crate::catalog_dump::json(&catalog)),
        Err(error) => {
            loader.observer.notice(&Event::CatalogFailed { config: &config, error: &error });
            Err(crate::StartError::Ended(crate::Ended::Fatal))
        }
    }
}

impl Loader {
    /// Adds to the configuration what the database says of it.
    async fn complete(&self) -> Result<(), crate::StartError> {
        let config = self.config();
        self.ask_database(&config, None).await;
        self.settle(config).map_err(|error| match error {
            LoadError::Config(error) => error.into(),
            LoadError::Setting(error) => error.into(),
            LoadError::Database(_) | LoadError::Query(_) => crate::StartError::Ended(crate::Ended::Fatal),
        })
    }

    async fn read_catalog(&self, config: &Config) -> Result<Catalog, LoadError> {
        let mut client = rowgate_postgres::admin_client(&self.info).await?;
        Ok(rowgate_postgres::load(&mut client, &wiring::catalog_options(config)).await?)
    }
}
