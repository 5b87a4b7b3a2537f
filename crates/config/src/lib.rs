//! File, environment and database settings become a [`Config`].
//!
//! Takes [`Sources`]: a configuration file in the format that PostgREST reads, the process environment (`PGRST_*`), and
//! the settings that the database holds for the authenticator. Gives one [`Config`], every field typed and checked, or
//! the first reason why not. Each setting is declared once, in [`SETTINGS`]; reading, [`dump()`], [`example()`],
//! [`reference()`], environment names and in-database names all come from that table.
//!
//! It reads files and nothing else: it opens no socket and no connection, and it does not know what a JSON Web Key or a
//! JSON path is. `jwt-secret` stays bytes and `jwt-role-claim-key` stays text.
//!
//! ```
//! use rowgate_config::{Config, LogLevel, Sources};
//!
//! let environment = [("PGRST_DB_SCHEMAS", "api, internal"), ("PGRST_LOG_LEVEL", "info")];
//! let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
//! let config = Config::load(&Sources::new(None, environment)).unwrap();
//!
//! assert_eq!(config.log_level, LogLevel::Info);
//! assert!(rowgate_config::dump(&config).contains("db-schemas = \"api,internal\"\n"));
//! ```

mod app_setting;
mod audience;
mod database_uri;
mod dump;
mod error;
mod example;
mod file;
mod host;
mod keyword;
mod load;
mod pool_timeout_status;
mod proxy_uri;
mod raw;
mod ready;
mod reference;
mod routine_name;
mod scalar;
mod schemas;
mod secret;
mod setting;
mod settings;
mod socket_mode;
mod sources;
mod syntax;
mod trace_header;
mod uri;
mod value;

pub use app_setting::AppSetting;
pub use audience::Audience;
pub use database_uri::DatabaseUri;
pub use dump::dump;
pub use error::{ConfigError, Invalid};
pub use example::example;
pub use file::{FileError, InterpolationError};
pub use host::Host;
pub use keyword::{ErrorVerbosity, LogFormat, LogLevel, OpenApiMode, TransactionEnd};
pub use pool_timeout_status::PoolTimeoutStatus;
pub use proxy_uri::ProxyUri;
pub use ready::NotReachable;
pub use reference::reference;
pub use routine_name::RoutineName;
pub use schemas::Schemas;
pub use secret::Secret;
pub use setting::{Setting, in_database_names};
pub use settings::{Config, SETTINGS};
pub use socket_mode::SocketMode;
pub use sources::Sources;
pub use syntax::SyntaxError;
pub use trace_header::TraceHeader;
