//! What is worth noticing in the life of a gateway, and how it is said (OBS-10, OBS-11).
//!
//! An [`Event`] is a fact; log lines and metrics are two readers of it, so that no call site chooses between them.
//! Requests are another matter: see [`access_log`](crate::access_log).

use std::fmt;
use std::time::Duration;

use rowgate_catalog::Catalog;
use rowgate_config::Config;

use crate::load_error::LoadError;

/// The `tracing` target of events in the gateway's life, which every log level shows.
pub const NOTICE: &str = "rowgate::notice";

/// What happened to the gateway as a whole.
#[derive(Debug)]
pub(crate) enum Event<'a> {
    /// The process begins.
    Starting,
    /// The API takes connections.
    ApiListening { address: &'a str },
    /// The admin server takes connections.
    AdminListening { address: &'a str },
    /// The admin server is gone.
    AdminEnded,
    /// A connection for a load is made.
    Connected { version: &'a str, pool_size: usize },
    /// The catalog's queries are done.
    CatalogQueried { took: Duration },
    /// A new catalog serves.
    CatalogLoaded { catalog: &'a Catalog, took: Duration },
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
    /// Trying again is pointless (POOL-05).
    Fatal { advice: &'a str, error: &'a LoadError },
    /// Trying again is not wanted (`db-pool-automatic-recovery`).
    RecoveryDisabled,
}

impl Event<'_> {
    /// Writes it to the log.
    pub(crate) fn tell(&self) {
        let event = self.name();
        match self.severity() {
            Severity::Info => tracing::info!(target: NOTICE, event, "{self}"),
            Severity::Warn => tracing::warn!(target: NOTICE, event, "{self}"),
            Severity::Error => tracing::error!(target: NOTICE, event, "{self}"),
        }
    }

    /// What programs that read the log know it by.
    fn name(&self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::ApiListening { .. } => "api_listening",
            Self::AdminListening { .. } => "admin_listening",
            Self::AdminEnded => "admin_ended",
            Self::Connected { .. } => "connected",
            Self::CatalogQueried { .. } => "catalog_queried",
            Self::CatalogLoaded { .. } => "catalog_loaded",
            Self::CatalogFailed { .. } => "catalog_failed",
            Self::LoadRetried { .. } => "load_retried",
            Self::ConfigReloaded => "config_reloaded",
            Self::ConfigRefused { .. } => "config_refused",
            Self::DatabaseSettingsFailed { .. } => "database_settings_failed",
            Self::RoleSettingsFailed { .. } => "role_settings_failed",
            Self::RoleClaimDeprecated { .. } => "role_claim_deprecated",
            Self::Listening { .. } => "listening",
            Self::ListeningFailed { .. } => "listening_failed",
            Self::ListeningRetried { .. } => "listening_retried",
            Self::CatalogNotified { .. } => "catalog_notified",
            Self::ConfigNotified { .. } => "config_notified",
            Self::CatalogOutdated { .. } => "catalog_outdated",
            Self::Fatal { .. } => "fatal",
            Self::RecoveryDisabled => "recovery_disabled",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Starting
            | Self::ApiListening { .. }
            | Self::AdminListening { .. }
            | Self::Connected { .. }
            | Self::CatalogQueried { .. }
            | Self::CatalogLoaded { .. }
            | Self::ConfigReloaded
            | Self::Listening { .. }
            | Self::CatalogNotified { .. }
            | Self::ConfigNotified { .. } => Severity::Info,
            Self::LoadRetried { .. }
            | Self::RoleClaimDeprecated { .. }
            | Self::ListeningRetried { .. }
            | Self::CatalogOutdated { .. } => Severity::Warn,
            Self::AdminEnded
            | Self::CatalogFailed { .. }
            | Self::ConfigRefused { .. }
            | Self::DatabaseSettingsFailed { .. }
            | Self::RoleSettingsFailed { .. }
            | Self::ListeningFailed { .. }
            | Self::Fatal { .. }
            | Self::RecoveryDisabled => Severity::Error,
        }
    }
}

/// How bad an event is, for those who filter: none is ever left out.
enum Severity {
    Info,
    Warn,
    Error,
}

impl fmt::Display for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starting => {
                write!(f, "Starting PostgREST {} (rowgate {})...", crate::WIRE_VERSION, env!("CARGO_PKG_VERSION"))
            }
            Self::ApiListening { address } => write!(f, "API server listening on {address}"),
            Self::AdminListening { address } => write!(f, "Admin server listening on {address}"),
            Self::AdminEnded => f.write_str("The admin server has ended"),
            Self::Connected { version, pool_size } => {
                write!(f, "Successfully connected to {version}\n{}", PoolSize(*pool_size))
            }
            Self::CatalogQueried { took } => write!(f, "Schema cache queried in {} milliseconds", millis(*took)),
            Self::CatalogLoaded { catalog, took } => {
                write!(f, "Schema cache loaded {}\nSchema cache loaded in {} milliseconds", Summary(catalog), millis(*took))
            }
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
            Self::ConfigRefused { error } => write!(f, "Failed reloading config: {error}"),
            Self::DatabaseSettingsFailed { error } => {
                write!(f, "Cannot read the settings that the database holds for the gateway. {}", error.json())
            }
            Self::RoleSettingsFailed { error } => {
                write!(f, "Cannot read the settings that the database holds for roles. {}", error.json())
            }
            Self::RoleClaimDeprecated { path } => write!(
                f,
                "WARNING: jwt-role-claim-key ({path}) is written in a syntax that is deprecated. Write it as a JSON path \
                 of RFC 9535, such as $.role."
            ),
            Self::Listening { server, address, channel } => write!(
                f,
                "Listener connected to {server} on {address:?} and listening for database notifications on the \
                 {channel:?} channel"
            ),
            Self::ListeningFailed { error, channel } => {
                write!(f, "Failed listening for database notifications on the {channel:?} channel. {}", OneLine(error))
            }
            Self::ListeningRetried { delay } => {
                write!(f, "Retrying listening for database notifications in {} seconds...", delay.as_secs())
            }
            Self::CatalogNotified { channel } => {
                write!(f, "Received a schema cache reload message on the {channel:?} channel")
            }
            Self::ConfigNotified { channel } => write!(f, "Received a config reload message on the {channel:?} channel"),
            Self::CatalogOutdated { message } => {
                write!(f, "The database has changed without a notification; reloading the schema cache. {message}")
            }
            Self::Fatal { advice, error } => write!(f, "{advice} {}", error.json()),
            Self::RecoveryDisabled => f.write_str("Automatic recovery disabled, exiting."),
        }
    }
}

fn millis(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64() * 1000.0)
}

struct PoolSize(usize);

impl fmt::Display for PoolSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connection Pool initialized with a maximum size of {} connections", self.0)
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

/// An error in one line, whatever is in it.
struct OneLine<'a>(&'a LoadError);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        f.write_str(&text.split('\n').map(str::trim).collect::<Vec<_>>().join(" "))
    }
}
