//! Plan and caller become a [`Transaction`]: text and bind values. Rendering cannot fail and knows no catalog.

mod transaction;

pub use transaction::{End, Param, ParamType, Statement, Transaction};
