//! The `rowgate` binary, run as people run it.

#[cfg(feature = "otlp")]
mod collector;
mod dev;
mod key_server;
mod log;
#[cfg(feature = "otlp")]
mod otlp;
mod running;
mod serve;
mod served;
mod token;
