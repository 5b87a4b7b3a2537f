//! A private PostgreSQL cluster, run with the machine's own binaries, and the SQL files that fill a database.
//!
//! Takes: `initdb` and `postgres` of version 14 or later, found on the machine. Gives: a running server on a Unix
//! socket, its [`Address`], and its end together with its owner's, however the owner ends. [`apply`](fn@apply) runs a
//! [`SqlFile`] in one transaction and says which statement on which line was refused.
//! Knows nothing of HTTP, roles or row level security; `rowgate dev` and the tests are built on it.
//!
//! ```no_run
//! use rowgate_cluster::{Cluster, Setup};
//!
//! let cluster = Cluster::start(Setup::scratch()?)?;
//! println!("psql {}", cluster.address());
//! # Ok::<(), rowgate_cluster::ClusterError>(())
//! ```

mod account;
mod address;
pub mod apply;
mod binaries;
mod cluster;
mod error;
mod files;
mod guardian;
mod postmaster;
mod setup;
mod statements;

pub use address::{Address, AddressError, Host};
pub use apply::{ApplyError, apply};
pub use binaries::Binaries;
pub use cluster::{Cluster, Shutdown};
pub use error::ClusterError;
pub use files::{SqlFile, sql_files};
pub use guardian::Lifetime;
pub use setup::{Setup, Tcp, erase};
