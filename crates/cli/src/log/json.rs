//! Lines as JSON objects (`log-format = json`).

use std::fmt;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tracing::field::{Field, Visit};

/// An event as an object: when, how bad, what it is about, and all its fields.
pub(super) fn line(now: OffsetDateTime, event: &tracing::Event<'_>) -> String {
    let metadata = event.metadata();
    let mut object = Object::default();
    object.set("timestamp", now.format(&Rfc3339).unwrap_or_default().into());
    object.set("level", metadata.level().as_str().to_ascii_lowercase().into());
    object.set("target", metadata.target().into());
    event.record(&mut object);
    format!("{}\n", Value::Object(object.0))
}

#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
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
