//! What is noted while one request is served: for `Server-Timing` (OBS-22), the metrics and `log-query` (OBS-05).

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use rowgate_sql::Transaction;

/// The phases of a request, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Who asks.
    Jwt,
    /// What is asked for.
    Parse,
    /// What that means in this database.
    Plan,
    /// The database's part, waiting for a connection included.
    Transaction,
    /// How it is said.
    Response,
}

impl Phase {
    /// All phases.
    pub(crate) const ALL: [Self; 5] = [Self::Jwt, Self::Parse, Self::Plan, Self::Transaction, Self::Response];

    /// Its name in `Server-Timing` and in the metrics.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::Parse => "parse",
            Self::Plan => "plan",
            Self::Transaction => "transaction",
            Self::Response => "response",
        }
    }
}

/// What is noted while one request is served.
#[derive(Debug)]
pub(crate) struct Journal {
    last: Instant,
    phases: Vec<(Phase, Duration)>,
    /// The texts of the statements that were sent; empty unless they are wanted.
    statements: Vec<String>,
}

impl Journal {
    pub(crate) fn start() -> Self {
        Self { last: Instant::now(), phases: Vec::with_capacity(Phase::ALL.len()), statements: Vec::new() }
    }

    /// Ends a phase; the next one begins.
    pub(crate) fn end(&mut self, phase: Phase) {
        let now = Instant::now();
        self.phases.push((phase, now - self.last));
        self.last = now;
    }

    /// The phases that were ended, and how long each took.
    pub(crate) fn phases(&self) -> &[(Phase, Duration)] {
        &self.phases
    }

    /// Keeps the texts of a transaction's statements, each in one line.
    pub(crate) fn keep(&mut self, transaction: &Transaction) {
        let Transaction { preamble, main, after, .. } = transaction;
        let statements = preamble.iter().chain([main]).chain(after);
        self.statements.extend(statements.map(|statement| statement.text.replace('\n', " ")));
    }

    /// The statements that were kept.
    pub(crate) fn statements(&self) -> &[String] {
        &self.statements
    }

    /// `jwt;dur=0.4, parse;dur=0.5`, in milliseconds.
    pub(crate) fn server_timing(&self) -> String {
        let mut text = String::new();
        for (phase, duration) in &self.phases {
            let separator = if text.is_empty() { "" } else { ", " };
            let millis = duration.as_secs_f64() * 1000.0;
            write!(text, "{separator}{};dur={millis:.1}", phase.name()).unwrap_or_default();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_listed_in_their_order_with_one_decimal() {
        let phases = vec![(Phase::Jwt, Duration::from_micros(440)), (Phase::Parse, Duration::ZERO)];
        let journal = Journal { phases, ..Journal::start() };
        assert_eq!(journal.server_timing(), "jwt;dur=0.4, parse;dur=0.0");
    }
}
