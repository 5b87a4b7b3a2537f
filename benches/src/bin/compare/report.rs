//! What was measured, for people and for programs.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::contender::Contender;
use crate::sample::{Sample, median};

/// All samples of a run.
pub(crate) struct Report {
    pub(crate) contenders: Vec<String>,
    pub(crate) measured: Vec<Measured>,
    pub(crate) memory: Vec<Memory>,
}

/// The samples of one workload.
pub(crate) struct Measured {
    pub(crate) workload: &'static str,
    /// For each contender one of each round.
    pub(crate) samples: Vec<Vec<Sample>>,
}

/// What a gateway had in RAM, in bytes.
pub(crate) struct Memory {
    pub(crate) gateway: &'static str,
    pub(crate) idle: Option<u64>,
    pub(crate) after: Option<u64>,
}

impl Measured {
    pub(crate) fn new(workload: &'static str, contenders: &[Contender<'_>]) -> Self {
        Self { workload, samples: vec![Vec::new(); contenders.len()] }
    }

    fn median(&self, contender: usize, value: impl Fn(&Sample) -> f64) -> f64 {
        median(self.samples[contender].iter().map(value))
    }

    /// The median of the rounds' ratios: what slows a round down slows down both.
    fn ratio(&self, contender: usize, to: usize) -> f64 {
        let pairs = self.samples[contender].iter().zip(&self.samples[to]);
        median(pairs.map(|(sample, reference)| sample.per_second / reference.per_second))
    }

    /// How far the rounds are apart, in per cent of the median.
    fn spread(&self, contender: usize) -> f64 {
        let rates = || self.samples[contender].iter().map(|sample| sample.per_second);
        let (least, most) = (rates().fold(f64::INFINITY, f64::min), rates().fold(0.0, f64::max));
        100.0 * (most - least) / median(rates())
    }
}

impl Report {
    /// The contenders that others are compared with: pgbench in both ways, then the other gateway.
    fn references(&self) -> impl Iterator<Item = (usize, &String)> {
        self.contenders.iter().enumerate().filter(|(_, name)| !name.starts_with("rowgate"))
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = "| request | asked by | requests/s | spread | p50 ms | p99 ms | CPU µs |".to_owned();
        let mut rule = "|---|---|---:|---:|---:|---:|---:|".to_owned();
        for (_, name) in self.references() {
            let _ = write!(text, " ÷ {name} |");
            rule.push_str("---:|");
        }
        let _ = writeln!(text, "\n{rule}");
        for measured in &self.measured {
            for (contender, name) in self.contenders.iter().enumerate() {
                self.write_row(&mut text, measured, contender, name);
            }
        }
        text.push_str("\n| in RAM, MB | idle | after the load |\n|---|---:|---:|\n");
        for memory in &self.memory {
            let _ = writeln!(text, "| {} | {} | {} |", memory.gateway, megabytes(memory.idle), megabytes(memory.after));
        }
        text
    }

    fn write_row(&self, text: &mut String, measured: &Measured, contender: usize, name: &str) {
        let milliseconds = |value: fn(&Sample) -> std::time::Duration| {
            measured.median(contender, move |sample| value(sample).as_secs_f64() * 1e3)
        };
        let cpu = measured.median(contender, |sample| sample.cpu.map_or(f64::NAN, |cpu| cpu.as_secs_f64() * 1e6));
        let _ = write!(
            text,
            "| {} | {name} | {:.0} | {:.0} % | {:.2} | {:.2} | {} |",
            measured.workload,
            measured.median(contender, |sample| sample.per_second),
            measured.spread(contender),
            milliseconds(|sample| sample.p50),
            milliseconds(|sample| sample.p99),
            if cpu.is_nan() { "–".to_owned() } else { format!("{cpu:.0}") },
        );
        for (reference, _) in self.references() {
            let _ = write!(text, " {:.2} |", measured.ratio(contender, reference));
        }
        text.push('\n');
    }

    pub(crate) fn json(&self) -> String {
        let measured = self.measured.iter().map(|measured| {
            let asked = self.contenders.iter().zip(&measured.samples);
            let by = asked.map(|(name, samples)| json!({ "asked_by": name, "rounds": all(samples) }));
            json!({ "request": measured.workload, "samples": by.collect::<Vec<_>>() })
        });
        let memory = self
            .memory
            .iter()
            .map(|memory| json!({ "gateway": memory.gateway, "idle_bytes": memory.idle, "after_bytes": memory.after }));
        let report = json!({ "requests": measured.collect::<Vec<_>>(), "memory": memory.collect::<Vec<_>>() });
        format!("{report:#}\n")
    }
}

fn all(samples: &[Sample]) -> Vec<Value> {
    let one = |sample: &Sample| {
        json!({
            "per_second": sample.per_second,
            "p50_seconds": sample.p50.as_secs_f64(),
            "p99_seconds": sample.p99.as_secs_f64(),
            "cpu_seconds_per_request": sample.cpu.map(|cpu| cpu.as_secs_f64()),
        })
    };
    samples.iter().map(one).collect()
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
pub(crate) fn megabytes(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "–".to_owned(), |bytes| format!("{:.1}", bytes as f64 / 1e6))
}
