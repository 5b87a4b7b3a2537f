//! The `rowgate` binary, run as people run it.

mod dev;
mod running;
mod serve;
mod token;
