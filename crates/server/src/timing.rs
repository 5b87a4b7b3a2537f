//! `Server-Timing` (OBS-22).

use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// How long each phase of one request took.
#[derive(Debug)]
pub(crate) struct Timing {
    last: Instant,
    phases: Vec<(&'static str, Duration)>,
}

impl Timing {
    pub(crate) fn start() -> Self {
        Self { last: Instant::now(), phases: Vec::with_capacity(5) }
    }

    /// Ends a phase; the next one begins.
    pub(crate) fn end(&mut self, phase: &'static str) {
        let now = Instant::now();
        self.phases.push((phase, now - self.last));
        self.last = now;
    }

    /// `jwt;dur=0.4, parse;dur=0.5`, in milliseconds.
    pub(crate) fn header(&self) -> String {
        let mut text = String::new();
        for (phase, duration) in &self.phases {
            let separator = if text.is_empty() { "" } else { ", " };
            write!(text, "{separator}{phase};dur={:.1}", duration.as_secs_f64() * 1000.0).unwrap_or_default();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_listed_in_their_order_with_one_decimal() {
        let phases = vec![("jwt", Duration::from_micros(440)), ("parse", Duration::ZERO)];
        let timing = Timing { last: Instant::now(), phases };
        assert_eq!(timing.header(), "jwt;dur=0.4, parse;dur=0.0");
    }
}
