//! Loading the configuration and the catalog (contract §15, SCC-05 … SCC-08).
//!
//! Both are read beside what serves, and swapped in whole; what fails changes nothing. They do not wait for each other:
//! a catalog that takes long, or cannot be loaded at all, is no reason to hold back a new configuration, which may be
//! what it needs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use arc_swap::ArcSwap;
use hashbrown::HashMap;
use rowgate_auth::{Authenticator, RoleClaimPath};
use rowgate_config::{Config, Sources};
use rowgate_core::QualifiedName;
use rowgate_postgres::{ConnInfo, ConnectError, Database, RoleSettings};
use tokio::sync::watch;
use tokio_postgres::Client;

use crate::event::Event;
use crate::key_address::KeyAddress;
use crate::key_fetch::Fetched;
use crate::key_refresh::KeysError;
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
    /// `db-channel-enabled`, for whoever listens.
    channel_enabled: watch::Sender<bool>,
    /// Where the keys are if the configuration does not hold them for good, for whoever reads them.
    key_address: watch::Sender<Option<KeyAddress>>,
    /// The keys that were read from a URL last.
    fetched: Mutex<Option<Fetched>>,
}

/// What the database says of the configuration.
#[derive(Clone, Debug, Default)]
pub(crate) struct InDatabase {
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
        let authenticator = Authenticator::new(wiring::auth_config(&config, None)?);
        let channel_enabled = watch::Sender::new(config.db_channel_enabled);
        let key_address = watch::Sender::new(wiring::key_address(&config)?);
        let snapshot = Snapshot {
            database: Database::new(info.clone(), &wiring::pool_config(&config)),
            authenticator: Arc::new(authenticator),
            catalog: None,
            roles: Arc::default(),
            shapes: Arc::default(),
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
            channel_enabled,
            key_address,
            fetched: Mutex::default(),
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

    /// Whether notifications are to be listened for, now and later (CFG-19).
    pub(crate) fn channel_enabled(&self) -> watch::Receiver<bool> {
        self.channel_enabled.subscribe()
    }

    /// Where keys are to be read, now and later, if the configuration does not hold them for good.
    pub(crate) fn key_address(&self) -> watch::Receiver<Option<KeyAddress>> {
        self.key_address.subscribe()
    }

    /// Whether tokens can be verified, as far as that depends on others.
    pub(crate) fn has_keys(&self) -> bool {
        match &*self.key_address.borrow() {
            Some(KeyAddress::Web(address)) => self.fetched().as_ref().is_some_and(|it| it.address == *address),
            Some(KeyAddress::File(_)) | None => true,
        }
    }

    /// Whether the last load of the catalog succeeded (SCC-09).
    pub(crate) fn is_loaded(&self) -> bool {
        self.is_loaded.load(Ordering::SeqCst)
    }

    /// Reads the configuration again, with what the database holds of it if `db-config` says so (SCC-05).
    pub(crate) async fn reload_config(&self) {
        let _one_at_a_time = self.configuring.lock().await;
        let outcome = match self.read_again() {
            Ok(config) => self.settle(self.ask_database(&config).await),
            Err(error) => Err(error),
        };
        self.report_config(outcome);
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
        let mut client = self.connect().await?;
        let server = rowgate_postgres::server_version(&client).await?.description;
        self.observer.notice(&Event::Connected { server: &server });
        self.observer.notice(&Event::PoolInitialized { size: self.config().db_pool });
        self.configure_from(&mut client).await;

        let config = self.config();
        let asked = Instant::now();
        let options = wiring::catalog_options(&config);
        // Boxed, because it is large and seldom runs.
        let catalog = Arc::new(Box::pin(rowgate_postgres::load(&mut client, &options)).await?);
        self.observer.notice(&Event::CatalogQueried { took: asked.elapsed() });
        self.replace(|old| Snapshot {
            settings: Arc::new(Settings::new(old.settings.config.clone(), Some(&catalog))),
            catalog: Some(Arc::clone(&catalog)),
            shapes: Arc::default(),
            ..old.clone()
        });
        // What connections have cached of the old catalog ends with them (POOL-10).
        self.current.load().database.flush();
        self.observer.notice(&Event::CatalogRead { catalog: &catalog });
        self.observer.notice(&Event::CatalogLoaded { took: began.elapsed() });
        Ok(())
    }

    /// Reads the configuration again where the database has a part in it; where it has none, files stay unread.
    async fn configure_from(&self, client: &mut Client) {
        let config = self.config();
        if config.db_config {
            let _one_at_a_time = self.configuring.lock().await;
            let found = self.ask(client, &config).await;
            self.report_config(self.settle(found));
        }
    }

    fn report_config(&self, outcome: Result<(), LoadError>) {
        match outcome {
            Ok(()) => self.observer.notice(&Event::ConfigReloaded),
            Err(error) => self.observer.notice(&Event::ConfigRefused { error: &error }),
        }
    }

    /// File and environment as they are now, the database as it was last.
    fn read_again(&self) -> Result<Config, LoadError> {
        let known = self.in_database().settings.clone();
        Ok(self.config().reload(&self.sources.with_database(known))?)
    }

    /// Asks the database for its part of the configuration, on a connection of its own.
    pub(crate) async fn ask_database(&self, config: &Config) -> InDatabase {
        if !config.db_config {
            return InDatabase::default();
        }
        match self.connect().await {
            Ok(mut client) => self.ask(&mut client, config).await,
            Err(error) => {
                self.observer.notice(&Event::DatabaseSettingsFailed { error: &error });
                self.in_database().clone()
            }
        }
    }

    /// A failure is logged and not fatal (CFG-62): what is known already goes on to hold.
    async fn ask(&self, client: &mut Client, config: &Config) -> InDatabase {
        let mut found = self.in_database().clone();
        match database_settings(client, config).await {
            Ok(settings) => found.settings = settings,
            Err(error) => self.observer.notice(&Event::DatabaseSettingsFailed { error: &error }),
        }
        match rowgate_postgres::role_settings(client).await {
            Ok(roles) => found.roles = Arc::new(roles),
            Err(error) => self.observer.notice(&Event::RoleSettingsFailed { error: &error.into() }),
        }
        found
    }

    /// Completes the configuration with what was found in the database, and swaps it in.
    ///
    /// # Errors
    ///
    /// For a configuration that cannot be used. Then the old one stays, and so does what was found before.
    pub(crate) fn settle(&self, found: InDatabase) -> Result<(), LoadError> {
        let config = self.config().reload(&self.sources.with_database(found.settings.clone()))?;
        let address = wiring::key_address(&config)?;
        wiring::auth_config(&config, None)?;
        self.announce(&config);
        tell(&self.channel_enabled, config.db_channel_enabled);
        let roles = Arc::clone(&found.roles);
        *self.in_database() = found;
        self.replace(|old| {
            let known = &old.settings.config;
            if known.db_prepared_statements != config.db_prepared_statements {
                old.database.set_prepared(config.db_prepared_statements);
                old.database.flush();
            }
            let authenticator = if wiring::same_auth(known, &config) {
                Arc::clone(&old.authenticator)
            } else {
                self.authenticator(old, &config)
            };
            let settings = Arc::new(Settings::new(config, old.catalog.as_deref()));
            Snapshot { settings, authenticator, roles, ..old.clone() }
        });
        // Not before: keys from an address that the configuration does not know yet would not be used.
        tell(&self.key_address, address);
        Ok(())
    }

    /// Reads the file that `jwt-secret` is in again, and nothing else of the configuration.
    ///
    /// # Errors
    ///
    /// For a secret that cannot be read or used. Then the old one stays.
    pub(crate) async fn read_secret_again(&self) -> Result<(), KeysError> {
        let _one_at_a_time = self.configuring.lock().await;
        let known = self.config();
        let Some(secret) = &known.jwt_secret else { return Ok(()) };
        let jwt_secret = Some(secret.read_again()?);
        if jwt_secret == known.jwt_secret {
            return Ok(());
        }
        let config = Config { jwt_secret, ..known };
        let address = wiring::key_address(&config)?;
        let auth = wiring::auth_config(&config, None)?;
        self.replace(|old| {
            let authenticator = Arc::new(old.authenticator.reconfigured(auth));
            let settings = Arc::new(Settings::new(config, old.catalog.as_deref()));
            Snapshot { settings, authenticator, ..old.clone() }
        });
        if let Some(address) = &address {
            self.observer.notice(&Event::KeysRead { address, ignored: 0 });
        }
        tell(&self.key_address, address);
        Ok(())
    }

    /// Has tokens verified with keys that were read from a URL.
    pub(crate) fn adopt_keys(&self, new: Fetched) {
        let is_known =
            self.fetched().as_ref().is_some_and(|old| (&old.address, &old.document) == (&new.address, &new.document));
        if is_known {
            return;
        }
        let (address, ignored) = (KeyAddress::Web(new.address.clone()), new.keys.ignored());
        self.replace(|old| {
            *self.fetched() = Some(new);
            Snapshot { authenticator: self.authenticator(old, &old.settings.config), ..old.clone() }
        });
        self.observer.notice(&Event::KeysRead { address: &address, ignored });
    }

    /// The next authenticator, for a configuration that has been checked.
    fn authenticator(&self, old: &Snapshot, config: &Config) -> Arc<Authenticator> {
        match wiring::auth_config(config, self.fetched().as_ref()) {
            Ok(auth) => Arc::new(old.authenticator.reconfigured(auth)),
            Err(_) => Arc::clone(&old.authenticator),
        }
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

    /// A connection outside the pool, made within the time that requests wait for one.
    pub(crate) async fn connect(&self) -> Result<Client, LoadError> {
        let patience = self.config().db_pool_acquisition_timeout;
        let connecting = tokio::time::timeout(patience, rowgate_postgres::admin_client(&self.info));
        Ok(connecting.await.unwrap_or_else(|_| Err(ConnectError::timed_out()))?)
    }

    fn replace(&self, change: impl FnOnce(&Snapshot) -> Snapshot) {
        let _one_at_a_time = self.swapping.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.current.load_full();
        self.current.store(Arc::new(change(&old)));
    }

    fn fetched(&self) -> MutexGuard<'_, Option<Fetched>> {
        self.fetched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn in_database(&self) -> MutexGuard<'_, InDatabase> {
        self.in_database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells those who follow a setting, if it is another.
fn tell<T: PartialEq>(followers: &watch::Sender<T>, value: T) {
    followers.send_if_modified(|known| {
        let changes = *known != value;
        *known = value;
        changes
    });
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
