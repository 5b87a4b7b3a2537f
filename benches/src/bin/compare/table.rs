//! What the rounds came to, as tables, as JSON, and as figures to be reached.

use std::fmt::Write;
use std::time::Duration;

use serde_json::{Value, json};

use crate::contender::Kind;
use crate::figure::{Figure, Reach};
use crate::pgbench::{Sql, Trips};
use crate::report::Part;
use crate::sample::{Sample, median};

/// All samples of all rounds.
pub(crate) struct Table {
    pub(crate) contenders: Vec<Kind>,
    pub(crate) measured: Vec<Measured>,
}

/// The samples of one workload.
pub(crate) struct Measured {
    pub(crate) workload: &'static str,
    pub(crate) is_small: bool,
    /// For each contender one of each round; none where it was not asked.
    pub(crate) samples: Vec<Vec<Sample>>,
}

const SAME_EACH: Kind = Kind::Pgbench(Sql::Same, Trips::Each);
const SAME_ONE: Kind = Kind::Pgbench(Sql::Same, Trips::One);
const EACH: Kind = Kind::Pgbench(Sql::OneStatement, Trips::Each);
const ONE: Kind = Kind::Pgbench(Sql::OneStatement, Trips::One);

/// How many times as many requests as pgbench the gateway is to serve.
const TO_REACH: [(&str, Kind, f64); 4] = [
    ("small: requests/s ÷ pgbench, same SQL, a trip each", SAME_EACH, 1.4),
    ("small: requests/s ÷ pgbench, same SQL, one trip", SAME_ONE, 0.65),
    ("small: requests/s ÷ pgbench, one statement, a trip each", EACH, 1.4),
    ("small: requests/s ÷ pgbench, one statement, one trip", ONE, 0.65),
];

/// The connections at which figures are to be reached.
const BUSY: [u32; 2] = [16, 64];

impl Table {
    pub(crate) fn into_part(self) -> Part {
        Part {
            name: "requests",
            table: self.markdown(),
            short: self.short(),
            json: self.json(),
            figures: self.measured.iter().flat_map(|measured| self.figures(measured)).collect(),
        }
    }

    fn markdown(&self) -> String {
        let mut text =
            "| request | asked by | requests/s | spread | p50 ms | p99 ms | CPU µs | client µs \
             | ÷ same SQL, a trip each | one trip | ÷ one statement, a trip each | one trip | ÷ bare | ÷ other gateway |\n\
             |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
                .to_owned();
        for measured in &self.measured {
            for kind in &self.contenders {
                if let Some(of) = self.of(measured, *kind) {
                    self.write_row(&mut text, measured, *kind, of);
                }
            }
        }
        text
    }

    fn write_row(&self, text: &mut String, measured: &Measured, kind: Kind, of: Contestant<'_>) {
        let ratio = |to| number(self.of(measured, to).map(|to| of.ratio(to)), 2);
        let other = match kind {
            Kind::Gateway(_, connections) => ratio(Kind::Gateway("postgrest", connections)),
            _ => number(None, 0),
        };
        // Requests per second of ten connections and of one are not to be compared.
        let bare = if matches!(kind, Kind::Gateway(_, 1) | Kind::Bare) { ratio(Kind::Bare) } else { number(None, 0) };
        let _ = writeln!(
            text,
            "| {} | {kind} | {:.0} | {:.0} % | {:.2} | {:.2} | {} | {} | {} | {} | {} | {} | {bare} | {other} |",
            measured.workload,
            of.per_second(),
            of.spread(),
            of.milliseconds(|sample| sample.p50),
            of.milliseconds(|sample| sample.p99),
            number(of.cpu(|sample| sample.cpu), 0),
            number(of.cpu(|sample| sample.client_cpu), 1),
            ratio(SAME_EACH),
            ratio(SAME_ONE),
            ratio(EACH),
            ratio(ONE),
        );
    }

    /// A row for each workload: how rowgate does at 16 connections.
    fn short(&self) -> String {
        let mut text =
            "| request | requests/s | ÷ same SQL, a trip each | one trip | ÷ one statement, a trip each | one trip \
             | CPU µs | p50 ms | p99 ms | ÷ postgrest |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
                .to_owned();
        for measured in &self.measured {
            let Some(of) = self.of(measured, Kind::Gateway("rowgate", BUSY[0])) else { continue };
            let ratio = |to| number(self.of(measured, to).map(|to| of.ratio(to)), 2);
            let _ = writeln!(
                text,
                "| {} | {:.0} | {} | {} | {} | {} | {} | {:.2} | {:.2} | {} |",
                measured.workload,
                of.per_second(),
                ratio(SAME_EACH),
                ratio(SAME_ONE),
                ratio(EACH),
                ratio(ONE),
                number(of.cpu(|sample| sample.cpu), 0),
                of.milliseconds(|sample| sample.p50),
                of.milliseconds(|sample| sample.p99),
                ratio(Kind::Gateway("postgrest", BUSY[0])),
            );
        }
        text
    }

    fn figures(&self, measured: &Measured) -> Vec<Figure> {
        let name = measured.workload;
        let rowgate = |connections| self.of(measured, Kind::Gateway("rowgate", connections));
        let figure = |what, reach, of: String, measured| Figure { what, reach, of, measured };
        let mut figures = Vec::new();
        for connections in BUSY {
            let ratio = |to| Some(rowgate(connections)?.ratio(self.of(measured, to)?));
            let of = || format!("{name} × {connections}");
            if measured.is_small {
                figures.extend(TO_REACH.map(|(what, to, least)| figure(what, Reach::AtLeast(least), of(), ratio(to))));
                figures.extend([
                    figure(
                        "small: CPU µs of the gateway",
                        Reach::AtMost(30.0),
                        of(),
                        rowgate(connections).and_then(|it| it.cpu(|sample| sample.cpu)),
                    ),
                    figure(
                        "small: p99 ÷ p50",
                        Reach::AtMost(4.0),
                        of(),
                        rowgate(connections)
                            .map(|it| it.median(|sample| sample.p99.as_secs_f64() / sample.p50.as_secs_f64())),
                    ),
                ]);
            } else {
                figures.extend([figure(
                    "1,000 rows: requests/s ÷ pgbench's json_agg, one trip",
                    Reach::AtLeast(1.2),
                    of(),
                    ratio(ONE),
                )]);
            }
        }
        let latency = || Some(rowgate(1)?.latency_ratio(self.of(measured, Kind::Bare)?));
        if measured.is_small {
            let of = format!("{name} × 1");
            figures.push(figure("one client: p50 ÷ a bare connection's", Reach::AtMost(1.25), of, latency()));
        }
        figures
    }

    fn json(&self) -> Value {
        let of_one = |measured: &Measured| {
            let asked = self.contenders.iter().zip(&measured.samples).filter(|(_, samples)| !samples.is_empty());
            let by = asked.map(|(kind, samples)| json!({ "asked_by": kind.to_string(), "rounds": all(samples) }));
            json!({ "request": measured.workload, "samples": by.collect::<Vec<_>>() })
        };
        self.measured.iter().map(of_one).collect()
    }

    fn of<'a>(&self, measured: &'a Measured, kind: Kind) -> Option<Contestant<'a>> {
        let place = self.contenders.iter().position(|other| *other == kind)?;
        let samples = measured.samples[place].as_slice();
        (!samples.is_empty()).then_some(Contestant(samples))
    }
}

/// One contender's samples of one workload, of which there is at least one.
#[derive(Clone, Copy)]
struct Contestant<'a>(&'a [Sample]);

impl Contestant<'_> {
    fn median(self, value: impl Fn(&Sample) -> f64) -> f64 {
        median(self.0.iter().map(value))
    }

    fn per_second(self) -> f64 {
        self.median(|sample| sample.per_second)
    }

    fn milliseconds(self, value: fn(&Sample) -> Duration) -> f64 {
        self.median(move |sample| value(sample).as_secs_f64() * 1e3)
    }

    /// In microseconds.
    fn cpu(self, of: fn(&Sample) -> Option<Duration>) -> Option<f64> {
        let known: Option<Vec<f64>> = self.0.iter().map(|sample| Some(of(sample)?.as_secs_f64() * 1e6)).collect();
        known.map(median)
    }

    /// The median of the rounds' ratios: what slows a round down slows down both.
    fn ratio(self, to: Self) -> f64 {
        median(self.0.iter().zip(to.0).map(|(sample, reference)| sample.per_second / reference.per_second))
    }

    fn latency_ratio(self, to: Self) -> f64 {
        let pairs = self.0.iter().zip(to.0);
        median(pairs.map(|(sample, reference)| sample.p50.as_secs_f64() / reference.p50.as_secs_f64()))
    }

    /// How far the rounds are apart, in per cent of the median.
    fn spread(self) -> f64 {
        let rates = || self.0.iter().map(|sample| sample.per_second);
        let (least, most) = (rates().fold(f64::INFINITY, f64::min), rates().fold(0.0, f64::max));
        100.0 * (most - least) / self.per_second()
    }
}

/// With so many decimals, or a dash.
fn number(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.decimals$}"))
}

fn all(samples: &[Sample]) -> Vec<Value> {
    let one = |sample: &Sample| {
        json!({
            "per_second": sample.per_second,
            "p50_seconds": sample.p50.as_secs_f64(),
            "p99_seconds": sample.p99.as_secs_f64(),
            "cpu_seconds_per_request": sample.cpu.map(|cpu| cpu.as_secs_f64()),
            "client_cpu_seconds_per_request": sample.client_cpu.map(|cpu| cpu.as_secs_f64()),
        })
    };
    samples.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(per_second: f64, cpu: u64) -> Sample {
        let (p50, p99) = (Duration::from_millis(1), Duration::from_millis(3));
        Sample { per_second, p50, p99, cpu: Some(Duration::from_micros(cpu)), client_cpu: None }
    }

    /// Two rounds, the second on a machine half as fast.
    fn table() -> Table {
        let rounds = |per_second| vec![sample(per_second, 20), sample(per_second / 2.0, 40)];
        let samples = vec![rounds(100.0), rounds(200.0), rounds(150.0), Vec::new()];
        Table {
            contenders: vec![EACH, ONE, Kind::Gateway("rowgate", 16), Kind::PlainRows],
            measured: vec![Measured { workload: "by key", is_small: true, samples }],
        }
    }

    #[test]
    fn ratios_are_those_of_one_round() {
        let figures = table().into_part().figures;
        let of = |what: &str| figures.iter().find(|it| it.what.contains(what) && it.of == "by key × 16").unwrap();
        assert_eq!(of("one statement, a trip each").measured, Some(1.5));
        assert_eq!(of("one statement, one trip").measured, Some(0.75));
        assert_eq!(of("p99").measured, Some(3.0));
    }

    #[test]
    fn who_was_not_asked_has_no_row_and_no_figure() {
        let part = table().into_part();
        assert!(!part.table.contains("plain rows"));
        assert_eq!(part.table.lines().count(), 2 + 3);
        let at_64: Vec<_> = part.figures.iter().filter(|it| it.of.ends_with("64")).collect();
        assert!(!at_64.is_empty() && at_64.iter().all(|it| it.measured.is_none()));
    }
}
