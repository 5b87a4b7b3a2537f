//! What is worth noticing in the life of a gateway, and how it is said (OBS-10, OBS-11).
//!
//! An [`Event`] is a fact; the log and the metrics are two readers of it, so that no call site chooses between them.
//! Requests are another matter: see [`access_log`](crate::access_log).

use std::fmt;
use std::time::Duration;

use rowgate_catalog::Catalog;
use rowgate_config::Config;

use crate::key_address::KeyAddress;
use crate::key_refresh::KeysError;
use crate::load_error::LoadError;

/// The `tracing` target of events in the gateway's life. Every log level shows them.
pub const NOTICE: &str = "rowgate::notice";

/// What happened to the gateway as a whole.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// The process begins.
    Starting,
    /// Requests are traced.
    Tracing,
    /// The API takes connections.
    ApiListening { address: &'a str },
    /// The admin server takes connections.
    AdminListening { address: &'a str },
    /// The admin server is gone.
    AdminEnded,
    /// The database is there.
    Connected { server: &'a str },
    /// How many connections requests will have.
    PoolInitialized { size: usize },
    /// The catalog's queries are done.
    CatalogQueried { took: Duration },
    /// What the new catalog holds.
    CatalogRead { catalog: &'a Catalog },
    /// The new catalog serves.
    CatalogLoaded { took: Duration },
    /// There is no new catalog.
    CatalogFailed { config: &'a Config, error: &'a LoadError },
    /// A load is tried again.
    LoadRetried { delay: Duration },
    /// A new configuration serves.
    ConfigReloaded,
    /// There is no new configuration.
    ConfigRefused { error: &'a LoadError },
    /// What the database holds of the configuration could not be read.
    DatabaseSettingsFailed { error: &'a LoadError },
    /// What the database sets for roles could not be read.
    RoleSettingsFailed { error: &'a LoadError },
    /// `jwt-role-claim-key` is written as before PostgREST 16 (AUT-32).
    RoleClaimDeprecated { path: &'a str },
    /// Notifications are heard.
    Listening { server: &'a str, address: &'a str, channel: &'a str },
    /// Notifications are not heard, or no longer.
    ListeningFailed { error: &'a LoadError, channel: &'a str },
    /// Listening is tried again.
    ListeningRetried { delay: Duration },
    /// The database asks for a new catalog.
    CatalogNotified { channel: &'a str },
    /// The database asks for the configuration to be read again.
    ConfigNotified { channel: &'a str },
    /// A statement failed because the database is no longer as the catalog has it.
    CatalogOutdated { message: &'a str },
    /// Keys from elsewhere verify tokens from now on.
    KeysRead { address: &'a KeyAddress, ignored: usize },
    /// Keys could not be read.
    KeysFailed { address: &'a KeyAddress, error: &'a KeysError, delay: Duration },
    /// Keys come over the network as anybody on it wants.
    KeysExposed { address: &'a KeyAddress },
    /// Trying again is pointless (POOL-05).
    Fatal { advice: &'a str, json: &'a str },
    /// Trying again is not wanted (`db-pool-automatic-recovery`).
    RecoveryDisabled,
}

impl Event<'_> {
    /// Writes it to the log.
    pub(crate) fn tell(&self) {
        let (severity, event) = self.kind();
        match severity {
            Severity::Info => tracing::info!(target: NOTICE, event, "{self}"),
            Severity::Warn => tracing::warn!(target: NOTICE, event, "{self}"),
            Severity::Error => tracing::error!(target: NOTICE, event, "{self}"),
        }
    }

    /// How bad it is, and what programs that read the log know it by.
    fn kind(&self) -> (Severity, &'static str) {
        use Severity::{Error, Info, Warn};
        match self {
            Self::Starting => (Info, "starting"),
            Self::Tracing => (Info, "tracing"),
            Self::ApiListening { .. } => (Info, "api_listening"),
            Self::AdminListening { .. } => (Info, "admin_listening"),
            Self::AdminEnded => (Error, "admin_ended"),
            Self::Connected { .. } => (Info, "connected"),
            Self::PoolInitialized { .. } => (Info, "pool_initialized"),
            Self::CatalogQueried { .. } => (Info, "catalog_queried"),
            Self::CatalogRead { .. } => (Info, "catalog_read"),
            Self::CatalogLoaded { .. } => (Info, "catalog_loaded"),
            Self::CatalogFailed { .. } => (Error, "catalog_failed"),
            Self::LoadRetried { .. } => (Warn, "load_retried"),
            Self::ConfigReloaded => (Info, "config_reloaded"),
            Self::ConfigRefused { .. } => (Error, "config_refused"),
            Self::DatabaseSettingsFailed { .. } => (Error, "database_settings_failed"),
            Self::RoleSettingsFailed { .. } => (Error, "role_settings_failed"),
            Self::RoleClaimDeprecated { .. } => (Warn, "role_claim_deprecated"),
            Self::Listening { .. } => (Info, "listening"),
            Self::ListeningFailed { .. } => (Error, "listening_failed"),
            Self::ListeningRetried { .. } => (Warn, "listening_retried"),
            Self::CatalogNotified { .. } => (Info, "catalog_notified"),
            Self::ConfigNotified { .. } => (Info, "config_notified"),
            Self::CatalogOutdated { .. } => (Warn, "catalog_outdated"),
            Self::KeysRead { .. } => (Info, "keys_read"),
            Self::KeysFailed { .. } => (Error, "keys_failed"),
            Self::KeysExposed { .. } => (Warn, "keys_exposed"),
            Self::Fatal { .. } => (Error, "fatal"),
            Self::RecoveryDisabled => (Error, "recovery_disabled"),
        }
    }
}

/// How bad an event is, for those who filter; the log itself leaves none out.
enum Severity {
    Info,
    Warn,
    Error,
}

/// The sentence, in one line.
impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starting => {
                write!(f, "Starting PostgREST {} (rowgate {})...", crate::WIRE_VERSION, env!("CARGO_PKG_VERSION"))
            }
            Self::Tracing => f.write_str("Sending traces of requests to an OpenTelemetry collector"),
            Self::ApiListening { address } => write!(f, "API server listening on {address}"),
            Self::AdminListening { address } => write!(f, "Admin server listening on {address}"),
            Self::AdminEnded => f.write_str("The admin server has ended, exiting."),
            Self::Connected { server } => write!(f, "Successfully connected to {server}"),
            Self::PoolInitialized { size } => {
                write!(f, "Connection Pool initialized with a maximum size of {size} connections")
            }
            Self::CatalogQueried { took } => write!(f, "Schema cache queried in {} milliseconds", Millis(*took)),
            Self::CatalogRead { catalog } => write!(f, "Schema cache loaded {}", Summary(catalog)),
            Self::CatalogLoaded { took } => write!(f, "Schema cache loaded in {} milliseconds", Millis(*took)),
            Self::CatalogFailed { config, error } => write!(
                f,
                "Failed to load the schema cache using db-schemas={} and db-extra-search-path={}. {}",
                config.db_schemas,
                config.db_extra_search_path.join(","),
                error.json(),
            ),
            Self::LoadRetried { delay } => {
                write!(f, "Attempting to reconnect to the database in {} seconds...", delay.as_secs())
            }
            Self::ConfigReloaded => f.write_str("Config reloaded"),
            Self::ConfigRefused { error } => write!(f, "Failed reloading config: {}", error.line()),
            Self::DatabaseSettingsFailed { error } => {
                write!(f, "The settings that the database holds for the gateway cannot be read. {}", error.json())
            }
            Self::RoleSettingsFailed { error } => {
                write!(f, "The settings that the database holds for roles cannot be read. {}", error.json())
            }
            Self::RoleClaimDeprecated { path } => write!(
                f,
                "WARNING: jwt-role-claim-key ({path}) is written in a deprecated syntax. Write it as a JSON path of RFC \
                 9535, such as $.role."
            ),
            Self::Listening { server, address, channel } => write!(
                f,
                "Listener connected to {server} on {address:?} and listening for database notifications on the \
                 {channel:?} channel"
            ),
            Self::ListeningFailed { error, channel } => {
                write!(f, "Failed listening for database notifications on the {channel:?} channel. {}", error.line())
            }
            Self::ListeningRetried { delay } => {
                write!(f, "Retrying listening for database notifications in {} seconds...", delay.as_secs())
            }
            Self::CatalogNotified { channel } => {
                write!(f, "Received a schema cache reload message on the {channel:?} channel")
            }
            Self::ConfigNotified { channel } => {
                write!(f, "Received a config reload message on the {channel:?} channel")
            }
            Self::CatalogOutdated { message } => {
                write!(f, "Reloading the schema cache, for the database has changed without a notification: {message}")
            }
            Self::KeysRead { address, ignored: 0 } => write!(f, "JWT keys read from {address}"),
            Self::KeysRead { address, ignored } => {
                write!(f, "JWT keys read from {address}, without {ignored} that cannot be used")
            }
            Self::KeysFailed { address, error, delay } => {
                let delay = delay.as_secs();
                write!(f, "Failed to read JWT keys from {address}: {error}. Trying again in {delay} seconds...")
            }
            Self::KeysExposed { address } => {
                write!(
                    f,
                    "JWT keys come from {address} without encryption: who can change them on their way can sign tokens"
                )
            }
            Self::Fatal { advice, json } => write!(f, "{advice} {json}"),
            Self::RecoveryDisabled => f.write_str("Automatic recovery disabled, exiting."),
        }
    }
}

struct Millis(Duration);

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}", self.0.as_secs_f64() * 1000.0)
    }
}

struct Summary<'a>(&'a Catalog);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Catalog { relations, relationships, routines, representations, handlers, .. } = self.0;
        write!(
            f,
            "{} Relations, {} Relationships, {} RPCs, {} Domain Representations, {} Media Type Handlers",
            relations.len(),
            relationships.values().map(Vec::len).sum::<usize>(),
            routines.values().map(Vec::len).sum::<usize>(),
            representations.len(),
            handlers.len(),
        )
    }
}
