//! Lines as JSON objects (`log-format = json`).

use std::fmt;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tracing::Level;
use tracing::field::{Field, Visit};

/// An event as an object: when, how bad, what it is about, and all its fields.
pub(super) fn line(now: OffsetDateTime, event: &tracing::Event<'_>) -> String {
    let metadata = event.metadata();
    let mut object = Object::begin(now, *metadata.level(), metadata.target());
    event.record(&mut object);
    object.line()
}

/// What the log has to say of itself, as an object.
pub(super) fn note(now: OffsetDateTime, event: &str, message: String) -> String {
    let mut object = Object::begin(now, Level::WARN, "rowgate::log");
    object.set("event", event.into());
    object.set("message", message.into());
    object.line()
}

struct Object(Map<String, Value>);

impl Object {
    fn begin(now: OffsetDateTime, level: Level, target: &str) -> Self {
        let mut object = Self(Map::new());
        object.set("timestamp", now.format(&Rfc3339).unwrap_or_default().into());
        object.set("level", level.as_str().to_ascii_lowercase().into());
        object.set("target", target.into());
        object
    }

    /// Escaped, so that nothing in it can end the line but its end.
    fn line(self) -> String {
        format!("{}\n", Value::Object(self.0))
    }

    fn set(&mut self, name: &str, value: Value) {
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Object {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field.name(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field.name(), value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field.name(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field.name(), value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field.name(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field.name(), format!("{value:?}").into());
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_line_is_one_object_whatever_it_says() {
        let message = "a\nb\u{1b}[0m \"c\" \u{2028} \\".to_owned();
        let line = note(datetime!(2026-03-04 05:06:07.89 UTC), "said", message.clone());
        assert_eq!(line.matches('\n').count(), 1, "{line}");
        let object: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(object["message"], message);
        assert_eq!(object["timestamp"], "2026-03-04T05:06:07.89Z");
        assert_eq!((object["level"].as_str(), object["event"].as_str()), (Some("warn"), Some("said")));
    }
}
