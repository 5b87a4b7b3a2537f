//! Prometheus' text format, version 0.0.4.

use std::fmt::Write as _;

/// A document in the making.
#[derive(Debug, Default)]
pub(super) struct Exposition {
    text: String,
    family: &'static str,
}

/// A number of a sample, written as a float.
pub(super) trait Number {
    fn text(self) -> String;
}

impl Number for u64 {
    fn text(self) -> String {
        format!("{self}.0")
    }
}

impl Number for f64 {
    fn text(self) -> String {
        format!("{self:?}")
    }
}

impl Exposition {
    /// Begins a family of samples.
    pub(super) fn family(&mut self, name: &'static str, kind: &str, help: &str) {
        self.family = name;
        write!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}\n").unwrap_or_default();
    }

    /// Adds a sample to the family that was begun last. Values of labels need no escapes: they are ours.
    pub(super) fn sample(&mut self, suffix: &str, labels: &[(&str, &str)], value: impl Number) {
        let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        writeln!(self.text, "{}{suffix}{labels} {}", self.family, value.text()).unwrap_or_default();
    }

    /// The document.
    pub(super) fn finish(self) -> String {
        self.text
    }
}
