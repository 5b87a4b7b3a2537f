//! Loading the configuration and the catalog, at the start and again (contract §15, SCC-05 … SCC-09).

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use rowgate_auth::{AuthConfig, Authenticator, KeySet, RoleClaimPath};
use rowgate_catalog::Catalog;
use rowgate_config::{Config, ConfigError, Schemas, Sources};
use rowgate_core::QualifiedName;
use rowgate_postgres::{CatalogOptions, ConnInfo, Database, ExposedSchemas, Listener, PoolConfig, RoleSettings};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;

use crate::access_log::notice;
use crate::gateway::{StartError, until};
use crate::settings::Settings;
use crate::snapshot::Snapshot;

/// The least time between two loads, so that notifications which arrive together cost one or two (SCC-07).
const DEBOUNCE: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(32);
const PRODUCT: &str = concat!("rowgate ", env!("CARGO_PKG_VERSION"));

/// What is to be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reload {
    /// The configuration alone.
    Config,
    /// The configuration that is in the database, then the catalog.
    Schema,
}

/// Why a load failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Connect(#[from] rowgate_postgres::ConnectError),
    #[error(transparent)]
    Listen(#[from] rowgate_postgres::DatabaseError),
    #[error(transparent)]
    Introspect(#[from] rowgate_postgres::IntrospectError),
}

/// The configuration with what the database says of it, as a running gateway would have it (CLI-03).
///
/// # Errors
///
/// For a configuration that cannot be used. A database that cannot be reached leaves out its part.
pub async fn effective_config(sources: &Sources) -> Result<Config, StartError> {
    let config = Config::load(sources)?;
    auth_config(&config)?;
    if !config.db_config {
        return Ok(config);
    }
    match rowgate_postgres::admin_client(&conninfo(&config)?).await {
        Ok(mut client) => {
            let (config, _) = read_settings(sources, &mut client, config).await?;
            auth_config(&config)?;
            Ok(config)
        }
        Err(error) => {
            notice(&format!(
                "An error ocurred when trying to query database settings for the config parameters:{error}"
            ));
            Ok(config)
        }
    }
}

/// Loads snapshots and swaps them in. One load runs at a time.
#[derive(Debug)]
pub(crate) struct Loader {
    sources: Sources,
    current: Arc<ArcSwap<Snapshot>>,
    loading: Mutex<()>,
    requests: mpsc::UnboundedSender<Reload>,
    inbox: std::sync::Mutex<Option<mpsc::UnboundedReceiver<Reload>>>,
}

impl Loader {
    /// Makes a loader whose first snapshot has no catalog.
    ///
    /// # Errors
    ///
    /// For keys and paths that the configuration names and that cannot be used.
    pub(crate) fn new(sources: Sources, config: Config) -> Result<Self, StartError> {
        let database = Database::new(conninfo(&config)?, &pool_config(&config));
        let authenticator = Authenticator::new(auth_config(&config)?);
        let snapshot = Snapshot {
            settings: Arc::new(Settings::new(config, None)),
            authenticator: Arc::new(authenticator),
            catalog: None,
            roles: Arc::default(),
            database,
        };
        let (requests, inbox) = mpsc::unbounded_channel();
        Ok(Self {
            sources,
            current: Arc::new(ArcSwap::from_pointee(snapshot)),
            loading: Mutex::new(()),
            requests,
            inbox: std::sync::Mutex::new(Some(inbox)),
        })
    }

    /// What requests see at the moment.
    pub(crate) fn current(&self) -> Arc<ArcSwap<Snapshot>> {
        Arc::clone(&self.current)
    }

    /// The configuration at the moment.
    pub(crate) fn config(&self) -> Config {
        self.current.load().settings.config.clone()
    }

    /// Asks the background task for a reload.
    pub(crate) fn request(&self, reload: Reload) {
        // Without a task nothing is served any more, and a reload has no meaning.
        let _ = self.requests.send(reload);
    }

    /// Loads everything and swaps it in; on failure the old snapshot goes on serving (SCC-08).
    pub(crate) async fn load_and_report(&self) -> Result<(), LoadError> {
        let result = self.load(Reload::Schema).await;
        if let Err(error) = &result {
            let config = self.config();
            notice(&format!(
                "Failed to load the schema cache using db-schemas={} and db-extra-search-path={}. {error}",
                config.db_schemas,
                config.db_extra_search_path.join(","),
            ));
        }
        result
    }

    async fn load(&self, reload: Reload) -> Result<(), LoadError> {
        let _one_at_a_time = self.loading.lock().await;
        let old = self.current.load_full();
        let config = old.settings.config.reload(&self.sources)?;
        let (config, roles, catalog) = if reload == Reload::Config && !config.db_config {
            (config, Arc::clone(&old.roles), old.catalog.clone())
        } else {
            self.read_database(config, reload, &old).await?
        };
        let authenticator = old.authenticator.reconfigured(auth_config(&config)?);
        let snapshot = Snapshot {
            settings: Arc::new(Settings::new(config, catalog.as_deref())),
            authenticator: Arc::new(authenticator),
            catalog,
            roles,
            database: old.database.clone(),
        };
        self.current.store(Arc::new(snapshot));
        match reload {
            Reload::Schema => old.database.flush(),
            Reload::Config => notice("Config reloaded"),
        }
        Ok(())
    }

    /// Settings first, for they decide which schemas the catalog holds (SCC-06).
    async fn read_database(
        &self,
        config: Config,
        reload: Reload,
        old: &Snapshot,
    ) -> Result<(Config, Arc<Roles>, Option<Arc<Catalog>>), LoadError> {
        let mut client = rowgate_postgres::admin_client(&conninfo(&config)?).await?;
        let (config, roles) = if config.db_config {
            read_settings(&self.sources, &mut client, config).await?
        } else {
            (config, Arc::default())
        };
        if reload == Reload::Config {
            return Ok((config, roles, old.catalog.clone()));
        }
        let started = Instant::now();
        let catalog = rowgate_postgres::load(&mut client, &catalog_options(&config)).await?;
        notice(&format!(
            "Schema cache loaded {} Relations, {} Relationships, {} RPCs, {} Domain Representations, {} Media Type \
             Handlers",
            catalog.relations.len(),
            catalog.relationships.values().map(Vec::len).sum::<usize>(),
            catalog.routines.values().map(Vec::len).sum::<usize>(),
            catalog.representations.len(),
            catalog.handlers.len(),
        ));
        notice(&format!("Schema cache loaded in {:.1} milliseconds", started.elapsed().as_secs_f64() * 1000.0));
        Ok((config, roles, Some(Arc::new(catalog))))
    }

    /// Starts the tasks that reload on demand and that listen for demands from the database. What could not be `loaded`
    /// yet is tried again.
    pub(crate) fn spawn(
        self: &Arc<Self>,
        loaded: bool,
        stopped: watch::Receiver<bool>,
    ) -> Vec<JoinHandle<()>> {
        if !loaded {
            self.request(Reload::Schema);
        }
        let inbox = self.inbox.lock().ok().and_then(|mut inbox| inbox.take());
        let reloads = inbox.map(|inbox| tokio::spawn(Arc::clone(self).reload_on_demand(inbox, stopped.clone())));
        let listens = self.config().db_channel_enabled.then(|| tokio::spawn(Arc::clone(self).listen(stopped)));
        reloads.into_iter().chain(listens).collect()
    }

    async fn reload_on_demand(
        self: Arc<Self>,
        mut inbox: mpsc::UnboundedReceiver<Reload>,
        stopped: watch::Receiver<bool>,
    ) {
        let work = async {
            while let Some(first) = inbox.recv().await {
                let mut reloads = vec![first];
                while let Ok(next) = inbox.try_recv() {
                    reloads.push(next);
                }
                if reloads.contains(&Reload::Schema) {
                    self.load_until_it_works().await;
                } else if let Err(error) = self.load(Reload::Config).await {
                    notice(&format!("Failed reloading config: {error}"));
                }
                tokio::time::sleep(DEBOUNCE).await;
            }
        };
        tokio::select! {
            () = work => {}
            () = until(stopped) => {}
        }
    }

    /// POOL-06: again after 1, 2, 4 … 32 seconds.
    async fn load_until_it_works(&self) {
        let mut delay = Duration::from_secs(1);
        while self.load_and_report().await.is_err() {
            notice(&format!("Attempting to reconnect to the database in {} seconds...", delay.as_secs()));
            tokio::time::sleep(delay).await;
            delay = (delay * 2).min(LONGEST_DELAY);
        }
    }

    /// Waits for notifications on `db-channel`, for as long as the gateway runs.
    async fn listen(self: Arc<Self>, stopped: watch::Receiver<bool>) {
        tokio::select! {
            () = self.listen_forever() => {}
            () = until(stopped) => {}
        }
    }

    async fn listen_forever(&self) {
        let mut delay = Duration::from_secs(1);
        let mut is_first = true;
        loop {
            let channel = self.config().db_channel;
            match self.connect_listener(&channel).await {
                Ok(mut listener) => {
                    notice(&format!(
                        "Listener connected to the database and listening for database notifications on the \
                         \"{channel}\" channel"
                    ));
                    // What was notified while nobody listened is made up for (POOL-07).
                    if !std::mem::take(&mut is_first) {
                        self.request(Reload::Schema);
                    }
                    delay = Duration::from_secs(1);
                    while let Ok(payload) = listener.next().await {
                        self.notified(&channel, &payload);
                    }
                }
                Err(error) => notice(&format!("Could not listen for database notifications: {error}")),
            }
            notice(&format!("Retrying listening for database notifications in {} seconds...", delay.as_secs()));
            tokio::time::sleep(delay).await;
            delay = (delay * 2).min(LONGEST_DELAY);
        }
    }

    async fn connect_listener(&self, channel: &str) -> Result<Listener, LoadError> {
        Ok(rowgate_postgres::listen(&conninfo(&self.config())?, channel).await?)
    }

    /// SCC-05: other payloads are ignored.
    fn notified(&self, channel: &str, payload: &str) {
        match payload {
            "" | "reload schema" => {
                notice(&format!("Received a schema cache reload message on the \"{channel}\" channel"));
                self.request(Reload::Schema);
            }
            "reload config" => {
                notice(&format!("Received a config reload message on the \"{channel}\" channel"));
                self.request(Reload::Config);
            }
            _ => {}
        }
    }
}

/// A failing settings query is logged and not fatal: the other sources hold (CFG-62).
async fn read_settings(
    sources: &Sources,
    client: &mut tokio_postgres::Client,
    config: Config,
) -> Result<(Config, Arc<Roles>), ConfigError> {
    let pre_config = config
        .db_pre_config
        .as_ref()
        .map(|it| QualifiedName::new(it.schema.clone().unwrap_or_default().as_str(), it.name.as_str()));
    let names: Vec<String> = rowgate_config::in_database_names().collect();
    let names: Vec<&str> = names.iter().map(|name| name.trim_start_matches("pgrst.")).collect();
    let config = match rowgate_postgres::database_settings(client, &names, pre_config.as_ref()).await {
        Ok(settings) => config.reload(&sources.with_database(settings))?,
        Err(error) => {
            notice(&format!(
                "An error ocurred when trying to query database settings for the config parameters:{error}"
            ));
            config
        }
    };
    let roles = match rowgate_postgres::role_settings(client).await {
        Ok(roles) => roles,
        Err(error) => {
            notice(&format!("An error ocurred when trying to query the role settings:{error}"));
            Roles::default()
        }
    };
    Ok((config, Arc::new(roles)))
}

type Roles = hashbrown::HashMap<String, RoleSettings>;

fn conninfo(config: &Config) -> Result<ConnInfo, StartError> {
    let info = ConnInfo::parse(config.db_uri.as_str()).map_err(|error| StartError::Setting(error.to_string()))?;
    Ok(info.or_application_name(PRODUCT))
}

fn pool_config(config: &Config) -> PoolConfig {
    PoolConfig {
        size: config.db_pool,
        acquisition_timeout: config.db_pool_acquisition_timeout,
        max_lifetime: config.db_pool_max_lifetime,
        max_idle: config.db_pool_max_idletime,
        prepared: config.db_prepared_statements,
    }
}

fn auth_config(config: &Config) -> Result<AuthConfig, StartError> {
    let setting = |error: String| StartError::Setting(error);
    let keys = config.jwt_secret.as_ref().map(|secret| KeySet::parse(secret.expose()));
    let role_claim = RoleClaimPath::parse(&config.jwt_role_claim_key).map_err(|error| setting(error.to_string()))?;
    Ok(AuthConfig {
        keys: keys.transpose().map_err(|error| setting(error.to_string()))?,
        audience: config.jwt_aud.as_ref().map(ToString::to_string),
        role_claim,
        anon_role: config.db_anon_role.clone(),
        cache_entries: config.jwt_cache_max_entries,
    })
}

fn catalog_options(config: &Config) -> CatalogOptions {
    CatalogOptions {
        schemas: match &config.db_schemas {
            Schemas::Listed(names) => ExposedSchemas::Named(names.clone()),
            Schemas::All => ExposedSchemas::All,
        },
        extra_search_path: config.db_extra_search_path.clone(),
        hoisted_settings: config.db_hoisted_tx_settings.clone(),
    }
}
