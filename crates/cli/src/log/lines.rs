//! From events to lines.

use rowgate_server::ACCESS;
use time::OffsetDateTime;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::writer::{Stream, Writer};
use super::{json, text};

/// A layer that writes each event as a line.
pub(super) struct Lines {
    writer: Writer,
    is_json: fn() -> bool,
}

impl Lines {
    pub(super) fn new(writer: Writer, is_json: fn() -> bool) -> Self {
        Self { writer, is_json }
    }
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let is_access = event.metadata().target() == ACCESS;
        let line = match (self.is_json)() {
            true => json::line(OffsetDateTime::now_utc(), event),
            false if is_access => text::access(now(), event),
            false => text::diagnostic(now(), event),
        };
        self.writer.line(if is_access { Stream::Out } else { Stream::Err }, line);
    }
}

/// The line that says how many lines were dropped.
pub(super) fn of_dropped(lost: u64, is_json: bool) -> String {
    let message = format!("{lost} log lines were dropped: they are not read as fast as they come");
    if is_json { json::note(OffsetDateTime::now_utc(), "lines_dropped", message) } else { text::note(now(), &message) }
}

/// The local time; UTC where the system does not tell its offset.
fn now() -> OffsetDateTime {
    OffsetDateTime::now_local().unwrap_or_else(|_| OffsetDateTime::now_utc())
}
