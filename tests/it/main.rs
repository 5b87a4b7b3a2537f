//! The gateway from without: HTTP in, HTTP out, a real PostgreSQL behind. One file per feature.
//!
//! Ids such as `FLT-07` are rows of the surface contract, which says what PostgREST 16.1 does.
//!
//! Everything is asked of one film library (`fixtures/`): tests that only read share it, tests that change something
//! have a copy of their own. A sentence of a test is a [`Request`](exchange::Request) and what is expected of its
//! [`Answer`](exchange::Answer).

mod exchange;
mod library;
mod token;
mod waiting;
mod wire;

mod aggregates;
mod auth;
mod bad_input;
mod bare_targets;
mod bound_values;
mod callers;
mod computed;
mod connections;
mod cors;
mod counting;
mod database_down;
mod deleting;
mod disambiguation;
mod embedding;
mod errors;
mod filtering;
mod functions;
mod inner_joins;
mod inserting;
mod json_paths;
mod large_bodies;
mod logic;
mod lone_writes;
mod media;
mod names;
mod null_tests;
mod options;
mod ordering;
mod plain_calls;
mod plain_rows;
mod preferences;
mod profiles;
mod put;
mod reading;
mod related_order;
mod reload;
mod repeated;
mod row_level_security;
mod settings;
mod spreads;
mod transactions;
mod updating;
mod upserting;
mod windows;
