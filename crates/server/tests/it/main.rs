//! The life of a gateway: start, load, faults, reload, end. What it answers to requests is tested in `tests/it`.

mod admin;
mod exchange;
mod films;
mod keys;
mod lifetime;
mod load;
mod outdated;
mod reload;
mod under_load;
