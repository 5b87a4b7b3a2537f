//! The pipeline, response shaping, CORS, admin server, metrics, reload and shutdown: a gateway as a value that can be
//! started and stopped.
//!
//! Takes [`Options`] and serves HTTP until it is shut down. It never writes SQL and never looks at a table by name;
//! everything it knows of the database is in the catalog. What it notices it tells as events of `tracing`, under the
//! targets [`ACCESS`], [`SQL`] and [`NOTICE`] among others: who writes them where, and how, is not its concern.

mod access_log;
mod admin;
mod answer;
mod asked;
mod attempts;
mod catalog_json;
mod cors;
mod describe;
mod dump;
mod edge;
mod event;
mod failure;
mod forward;
mod gateway;
mod journal;
mod key_address;
mod key_fetch;
mod key_refresh;
mod listening;
mod load_error;
mod loader;
mod metrics;
mod observer;
mod options;
mod outdated;
mod raw;
mod reload;
mod reply;
mod result;
mod route;
mod rows;
mod service;
mod settings;
mod snapshot;
mod spool;
mod trace_context;
mod traces;
mod wiring;

#[doc(hidden)]
pub mod shape;

pub use access_log::{ACCESS, SQL};
pub use dump::{check, dump_schema, effective_config};
pub use event::NOTICE;
pub use gateway::{Gateway, StartError};
pub use observer::Ended;
pub use options::{ConfigHook, Options};
pub use traces::{Traces, TracesError};
pub use wiring::SettingError;

/// The version of PostgREST whose wire protocol the gateway speaks.
pub const WIRE_VERSION: &str = "16.1";
