//! What is noted while one request is served: for `Server-Timing` (OBS-22), the metrics, `log-query` (OBS-05) and traces.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use rowgate_sql::Transaction;

use crate::trace_context::TraceContext;

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
    /// The request's span, where the gateway makes one.
    pub(crate) trace: Option<TraceContext>,
    /// How long the transaction waited for a connection, if there was one to wait for.
    pub(crate) pool_wait: Option<Duration>,
    /// What the request is for, as a path with names that the catalog knows; unset unless a trace records it.
    pub(crate) route: Option<String>,
    /// The text of the main statement; unset unless a trace records it.
    pub(crate) query: Option<String>,
    /// When the last of the phases ended; before there is one, when the first began.
    pub(crate) ended: Instant,
    phases: Vec<(Phase, Duration)>,
    /// The texts of the statements that were sent; empty unless they are wanted.
    statements: Vec<String>,
}

impl Journal {
    /// Begins with the first phase, of a request that has this span.
    pub(crate) fn start(trace: Option<TraceContext>) -> Self {
        Self {
            trace,
            pool_wait: None,
            route: None,
            query: None,
            ended: Instant::now(),
            phases: Vec::with_capacity(Phase::ALL.len()),
            statements: Vec::new(),
        }
    }

    /// Ends a phase; the next one begins.
    pub(crate) fn end(&mut self, phase: Phase) {
        let now = Instant::now();
        self.phases.push((phase, now - self.ended));
        self.ended = now;
    }

    /// Ends the phase that the request failed in: the one after those that were ended.
    pub(crate) fn fail(&mut self) {
        if let Some(phase) = Phase::ALL.get(self.phases.len()) {
            self.end(*phase);
        }
    }

    /// The phases that were ended, and how long each took. Each begins where the one before it ends.
    pub(crate) fn phases(&self) -> &[(Phase, Duration)] {
        &self.phases
    }

    /// Whether a trace records the request.
    pub(crate) fn is_recorded(&self) -> bool {
        self.trace.is_some_and(|trace| trace.sampled)
    }

    /// Keeps the texts of a transaction's statements, each in one line.
    pub(crate) fn keep(&mut self, transaction: &Transaction) {
        let Transaction { preamble, before, main, after, .. } = transaction;
        let statements = preamble.iter().chain(before).chain([main]).chain(after);
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
        let journal = Journal { phases, ..Journal::start(None) };
        assert_eq!(journal.server_timing(), "jwt;dur=0.4, parse;dur=0.0");
    }

    #[test]
    fn a_request_fails_in_the_phase_after_the_last_that_ended() {
        let mut journal = Journal::start(None);
        journal.end(Phase::Jwt);
        journal.fail();
        let phases: Vec<Phase> = journal.phases().iter().map(|(phase, _)| *phase).collect();
        assert_eq!(phases, [Phase::Jwt, Phase::Parse]);
    }
}
