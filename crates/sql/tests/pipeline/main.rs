//! What requests become: parse → plan → render, over a hand-made catalog and without a database.
//!
//! Each test gives the text of a request and shows the SQL it becomes, or the error it ends with. The ids in the
//! tests' comments are those of the surface contract.

mod builder;
mod gateway;
mod layout;
mod notation;
mod world;

mod across_schemas;
mod aggregates;
mod arguments;
mod calls;
mod counts;
mod disambiguation;
mod embeds;
mod embeds_in_results;
mod filters;
mod inserts;
mod json_paths;
mod logic;
mod lone_writes;
mod null_tests;
mod order;
mod overloads;
mod properties;
mod refusals;
mod representations;
mod rows;
mod select;
mod session;
mod spreads;
mod updates;
mod upserts;
mod windows;
