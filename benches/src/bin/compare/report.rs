//! What was measured, for people and for programs.

use std::path::Path;

use anyhow::Context;
use serde_json::{Map, Value};

use crate::figure::{Figure, verdict};
use crate::machine::Machine;

/// What one part of the measurement came to.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    /// Everything, as a Markdown table.
    pub(crate) table: String,
    /// What a reader of the README wants of it; empty for nothing.
    pub(crate) short: String,
    pub(crate) json: Value,
    pub(crate) figures: Vec<Figure>,
}

/// How much is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// All tables, each as soon as there is one.
    Full,
    /// At the end, what goes into a README.
    Short,
}

/// A run, which grows part by part.
pub(crate) struct Report {
    machine: Machine,
    style: Style,
    parts: Vec<Part>,
}

impl Report {
    pub(crate) fn new(machine: Machine, style: Style) -> Self {
        Self { machine, style, parts: Vec::new() }
    }

    pub(crate) fn add(&mut self, part: Part) {
        if self.style == Style::Full {
            println!("{}", part.table);
        }
        self.parts.push(part);
    }

    /// Prints what is left to print, and writes everything to `file` as JSON.
    pub(crate) fn finish(self, file: &Path) -> anyhow::Result<()> {
        let figures: Vec<Figure> = self.parts.iter().flat_map(|part| part.figures.clone()).collect();
        if self.style == Style::Short {
            for part in self.parts.iter().filter(|part| !part.short.is_empty()) {
                println!("{}", part.short);
            }
        }
        println!("{}\n{}", verdict(&figures), self.machine);
        let mut json = Map::new();
        json.insert("machine".to_owned(), self.machine.json());
        json.insert("figures".to_owned(), figures.iter().map(Figure::json).collect());
        for part in self.parts {
            json.insert(part.name.to_owned(), part.json);
        }
        let text = format!("{:#}\n", Value::Object(json));
        std::fs::write(file, text).with_context(|| format!("writing {}", file.display()))?;
        eprintln!("all samples: {}", file.display());
        Ok(())
    }
}

/// A number of bytes in MiB; a dash where it is not known.
pub(crate) fn mebibytes(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "–".to_owned(), |bytes| format!("{:.1}", in_mebibytes(bytes)))
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
pub(crate) fn in_mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
