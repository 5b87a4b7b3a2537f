//! The only crate that talks to PostgreSQL: pool, wire, execution, introspection, LISTEN.
//!
//! It takes a [`rowgate_sql::Transaction`] and gives a [`ResultSet`], in one write and one read. It knows neither HTTP
//! nor what the statements mean.
//!
//! ```no_run
//! # async fn example(tx: rowgate_sql::Transaction) -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//!
//! use rowgate_postgres::{ConnInfo, Database, PoolConfig};
//!
//! let config = PoolConfig {
//!     size: 10,
//!     acquisition_timeout: Duration::from_secs(10),
//!     max_lifetime: Duration::from_secs(1800),
//!     max_idle: Duration::from_secs(30),
//!     prepared: true,
//! };
//! let database = Database::new(ConnInfo::parse("postgresql://localhost/app")?, &config);
//! let result = database.fetch(&tx).await?;
//! println!("{:?}", result.rows.first().and_then(|row| row.get(0)));
//! # Ok(())
//! # }
//! ```
//!
//! One exchange of the protocol is one file:
//!
//! ```text
//! conninfo ─▶ connect ─▶ dial (tls) ─▶ startup (auth) ─▶ connection ─▶ batch ─▶ pipeline ─▶ row, tail
//!                                        │                │   └ statement_cache    └ collect
//!                          channel_binding          pool ◀┘   cancel, listen, simple_query
//! ```

mod admin;
mod auth;
mod batch;
mod cancel;
mod channel_binding;
mod collect;
mod connect;
mod connection;
mod conninfo;
mod database;
mod dial;
mod error;
mod introspect;
mod listen;
mod outgoing;
mod pipeline;
mod pool;
mod residue;
mod row;
mod server_error;
mod session;
mod simple_query;
mod startup;
mod statement_cache;
mod stream;
mod tail;
mod tls;
mod wire;

pub use admin::admin_client;
pub use collect::{ResultColumn, RowSink, Wanted};
pub use conninfo::{ConnInfo, ConnInfoError};
pub use database::Database;
pub use error::{ConnectError, ConnectErrorKind, DatabaseError, Fatal, Lost};
pub use introspect::{
    CatalogOptions, ExposedSchemas, IntrospectError, MINIMUM_SERVER_VERSION, RoleSettings, ServerVersion,
    database_settings, load, role_settings, server_version,
};
pub use listen::{Listener, listen};
pub use pool::{PoolConfig, PoolStatus};
pub use residue::cleaning_after;
pub use row::{Delivery, Fields, ResultSet, Row};
pub use server_error::{ServerError, Severity};
pub use tail::Tail;
