//! What the benchmarks have in common: the requests, the caller, and the pure phases one by one.
//!
//! A [`Workload`] is a request in the terms of `schema.sql`. [`Pipeline`] takes it as far as a transaction without a
//! database, over [`world::catalog`] or over a catalog that was read from one. How it is sent, and what is measured,
//! is the affair of each benchmark.

mod caller;
pub mod phases;
mod pipeline;
mod workload;
pub mod world;

pub use caller::{SECRET, authenticator, authorization};
pub use pipeline::{Pipeline, Question};
pub use workload::{KEY, WORKLOADS, Workload};
