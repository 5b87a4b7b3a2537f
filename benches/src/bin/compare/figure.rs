//! The figures that are to be reached, beside what was measured.

use std::fmt::{self, Write};

use serde_json::{Value, json};

/// One measured value of a figure that is to be reached.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) what: &'static str,
    pub(crate) reach: Reach,
    /// What it was measured of, such as `by key × 16`.
    pub(crate) of: String,
    /// `None` where the machine cannot tell, or does not have what it takes.
    pub(crate) measured: Option<f64>,
}

/// Where a figure has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reach {
    AtLeast(f64),
    AtMost(f64),
}

impl Reach {
    fn holds(self, measured: f64) -> bool {
        match self {
            Self::AtLeast(bound) => measured >= bound,
            Self::AtMost(bound) => measured <= bound,
        }
    }

    /// Whether `a` is further on the wrong side than `b`.
    fn is_worse(self, a: f64, b: f64) -> bool {
        match self {
            Self::AtLeast(_) => a < b,
            Self::AtMost(_) => a > b,
        }
    }

    fn bound(self) -> f64 {
        match self {
            Self::AtLeast(bound) | Self::AtMost(bound) => bound,
        }
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if matches!(self, Self::AtLeast(_)) { '≥' } else { '≤' };
        write!(f, "{sign} {}", self.bound())
    }
}

/// A row for each figure: of what it was measured, the worst stands there, for that is what has to be reached.
pub(crate) fn verdict(figures: &[Figure]) -> String {
    let mut text = "| figure | to reach | worst | of | reached |\n|---|---:|---:|---|---|\n".to_owned();
    let mut seen: Vec<&str> = Vec::new();
    for Figure { what, reach, .. } in figures {
        if seen.contains(what) {
            continue;
        }
        seen.push(what);
        let same: Vec<&Figure> = figures.iter().filter(|figure| figure.what == *what).collect();
        let known: Vec<&Figure> = same.iter().copied().filter(|figure| figure.measured.is_some()).collect();
        let reached = known.iter().filter(|figure| figure.reached() == Some(true)).count();
        let worst = known.iter().copied().reduce(|a, b| if reach.is_worse(b.value(), a.value()) { b } else { a });
        let (value, of) = worst.map_or(("–".to_owned(), "not measured"), |it| (format!("{:.2}", it.value()), &it.of));
        let said = match (known.len(), reached) {
            (0, _) => "–".to_owned(),
            (all, reached) if all == reached => "yes".to_owned(),
            (1, _) => "no".to_owned(),
            (all, reached) => format!("{reached} of {all}"),
        };
        let _ = writeln!(text, "| {what} | {reach} | {value} | {of} | {said} |");
    }
    text
}

impl Figure {
    fn reached(&self) -> Option<bool> {
        self.measured.map(|measured| self.reach.holds(measured))
    }

    fn value(&self) -> f64 {
        self.measured.unwrap_or(f64::NAN)
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "figure": self.what,
            "of": self.of,
            "to_reach": self.reach.to_string(),
            "measured": self.measured,
            "reached": self.reached(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(of: &str, measured: Option<f64>) -> Figure {
        Figure { what: "ratio", reach: Reach::AtLeast(1.4), of: of.to_owned(), measured }
    }

    #[test]
    fn the_worst_is_what_counts() {
        let text = verdict(&[figure("a", Some(1.5)), figure("b", Some(1.2)), figure("c", Some(1.4))]);
        assert!(text.ends_with("| ratio | ≥ 1.4 | 1.20 | b | 2 of 3 |\n"), "{text}");
    }

    #[test]
    fn what_was_not_measured_was_not_reached() {
        let text = verdict(&[figure("a", None)]);
        assert!(text.ends_with("| ratio | ≥ 1.4 | – | not measured | – |\n"), "{text}");
        assert_eq!(figure("a", None).json()["reached"], Value::Null);
    }

    #[test]
    fn at_most_is_the_other_way_round() {
        let most = |measured| Figure { reach: Reach::AtMost(30.0), ..figure("a", Some(measured)) };
        assert!(verdict(&[most(30.0), most(12.0)]).ends_with("| 30.00 | a | yes |\n"));
        assert!(verdict(&[most(31.0)]).ends_with("| no |\n"));
    }
}
