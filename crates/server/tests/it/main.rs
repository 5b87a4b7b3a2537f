//! The life of a gateway: start, load, faults, reload, end. What it answers to requests is tested in `tests/it`.

#![expect(clippy::float_cmp, reason = "counters of whole numbers, as the admin server prints them")]

mod admin;
mod exchange;
mod films;
mod hostile;
mod interleaving;
mod key_server;
mod keys;
mod lifetime;
mod load;
mod outdated;
mod reload;
mod streaming;
mod threads;
mod under_load;
