//! The demo applications of `schema/` and `policies/`, held against what they promise.
//!
//! - `matrix`: who may do what to whose rows. The promise is `specification/*.md`, one line per table; every cell of it
//!   is tried, as that caller, in a transaction that is rolled back.
//! - `grants`: who may execute what, and which columns are withheld, from the same files.
//! - `audit`: the mistakes that are made with policies, looked for in the catalog. `allowed.rs` holds the exceptions.
//! - `inventory`: how much there has to be.
//! - `description`: the API lists all of it.

mod allowed;
mod applications;
mod attempt;
mod audit;
mod demo;
mod description;
mod grants;
mod inventory;
mod matrix;
mod row;
mod specification;
