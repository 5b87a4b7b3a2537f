//! The `rowgate` binary, run as people run it.

mod dev;
mod log;
mod running;
mod serve;
mod served;
mod token;
