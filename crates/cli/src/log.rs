//! The process's log (OBS-01 … OBS-05): requests on standard output, everything else on standard error.
//!
//! The gateway tells what happens as events of `tracing`; here they become lines. Lines are written by a thread of their
//! own, so that a slow terminal, pipe or disk holds up no request.

mod json;
mod lines;
mod text;
mod writer;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rowgate_config::{Config, LogFormat, LogLevel};
use rowgate_server::{ConfigHook, NOTICE};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::Registry;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, reload};

use lines::Lines;
use writer::Writer;

/// What the targets of our own crates begin with.
const OURS: &str = "rowgate";

/// The log of this process, once it is started.
static LOG: OnceLock<Log> = OnceLock::new();

struct Log {
    filter: reload::Handle<Targets, Registry>,
    writer: Writer,
}

/// Whether lines are JSON objects. Apart from the rest, because each line asks.
static IS_JSON: AtomicBool = AtomicBool::new(false);

/// Starts the log. Until there is a configuration, it is that of the default one.
pub(crate) fn start() {
    let (filter, handle) = reload::Layer::new(targets(LogLevel::Error));
    let writer = Writer::start(|lost| lines::of_dropped(lost, is_json()));
    let lines = Lines::new(writer.clone(), is_json);
    // Nobody else in this process starts a log; a second start changes nothing.
    if tracing_subscriber::registry().with(lines.with_filter(filter)).try_init().is_ok() {
        LOG.get_or_init(|| Log { filter: handle, writer });
    }
}

fn is_json() -> bool {
    IS_JSON.load(Ordering::Relaxed)
}

/// Makes the log follow a gateway's configuration.
pub(crate) fn follower() -> ConfigHook {
    ConfigHook::new(follow)
}

/// Makes the log follow a configuration.
pub(crate) fn follow(config: &Config) {
    IS_JSON.store(config.log_format == LogFormat::Json, Ordering::Relaxed);
    if let Some(log) = LOG.get() {
        // It fails only where the log itself is gone.
        let _ = log.filter.reload(targets(config.log_level));
    }
}

/// Waits until everything told so far has been written, or cannot be.
pub(crate) fn flush() {
    if let Some(log) = LOG.get() {
        log.writer.flush();
    }
}

/// What is shown at a level: the gateway's own life always, other crates only where something is wrong.
fn targets(level: LogLevel) -> Targets {
    let (ours, others) = match level {
        LogLevel::Crit => (LevelFilter::OFF, LevelFilter::OFF),
        LogLevel::Error => (LevelFilter::ERROR, LevelFilter::ERROR),
        LogLevel::Warn => (LevelFilter::WARN, LevelFilter::WARN),
        LogLevel::Info => (LevelFilter::INFO, LevelFilter::WARN),
        LogLevel::Debug => (LevelFilter::DEBUG, LevelFilter::WARN),
    };
    Targets::new().with_default(others).with_target(OURS, ours).with_target(NOTICE, LevelFilter::TRACE)
}
