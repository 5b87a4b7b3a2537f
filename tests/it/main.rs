//! The gateway from without: HTTP in, HTTP out, a real PostgreSQL behind. One file per feature.
//!
//! Ids such as `FLT-07` are rows of the surface contract, which says what PostgREST 16.1 does.

mod exchange;
mod library;
mod token;
mod wire;

mod counting;
mod filtering;
mod logic;
mod ordering;
mod reading;
mod windows;
