//! The pipeline, response shaping, CORS, reload and shutdown: a gateway as a value that can be started and stopped.
//!
//! Takes [`Options`] and serves HTTP until it is shut down. It never writes SQL and never looks at a table by name;
//! everything it knows of the database is in the catalog.

mod access_log;
mod answer;
mod cors;
mod describe;
mod edge;
mod failure;
mod gateway;
mod raw;
mod reload;
mod reply;
mod result;
mod settings;
mod snapshot;
mod timing;

pub use gateway::{Gateway, Options, StartError};
pub use reload::effective_config;

/// The version of PostgREST whose wire protocol the gateway speaks.
pub const WIRE_VERSION: &str = "16.1";
