//! A database of its own for every test, on a server that nobody had to set up.
//!
//! The first test of a run starts a scratch cluster ([`server()`]); all test processes of the run, be they threads of one
//! binary, binaries of `cargo test` or the processes of nextest, share it, and it ends with the run. A [`Template`] is
//! built once per run, a [`TestDatabase`] is a copy of it. Tests that stop the server, or change what belongs to a whole
//! cluster, start a [`Cluster`] of their own.
//!
//! With the feature `gateway`, a `TestGateway` serves such a database from within the test.
//!
//! ```no_run
//! use rowgate_testkit::{Template, TestDatabase};
//!
//! # async fn test() {
//! let films = Template::new().sql("create table films (id int primary key); create role reader;");
//! let database = TestDatabase::new(&films).await;
//! database.execute("insert into films values (1); grant select on films to reader").await;
//! let rows = database.connect().await.query("set role reader; select id from films", &[]).await;
//! # }
//! ```

mod database;
#[cfg(feature = "gateway")]
mod gateway;
mod large;
mod run;
mod server;
mod template;

pub use database::TestDatabase;
#[cfg(feature = "gateway")]
pub use gateway::{JWT_SECRET, TestGateway};
pub use rowgate_cluster::{Address, Cluster, Setup, Shutdown, Tcp};
pub use server::server;
pub use template::Template;
