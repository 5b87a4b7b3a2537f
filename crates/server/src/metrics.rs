//! Numbers for Prometheus (ADM-10 … ADM-15), and a few of our own.
//!
//! Labels are enums: no text of a request ever becomes one.

mod exposition;
mod histogram;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::StatusCode;
use rowgate_auth::CacheCounts;
use rowgate_postgres::PoolStatus;

use crate::forward::Cut;
use crate::journal::{Journal, Phase};
use exposition::Exposition;
use histogram::Histogram;

/// What has been counted since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    loads: AtomicU64,
    failed_loads: AtomicU64,
    key_reads: AtomicU64,
    failed_key_reads: AtomicU64,
    /// Of the last load, in nanoseconds.
    query_time: AtomicU64,
    responses: [AtomicU64; StatusClass::ALL.len()],
    cuts: [AtomicU64; CUTS.len()],
    durations: Histogram,
    phases: [Histogram; Phase::ALL.len()],
    pool_waits: Histogram,
}

/// Why responses end in the middle of their bodies.
const CUTS: [&str; 4] = ["database", "stall", "client", "disk"];

/// The first digit of a status.
#[derive(Clone, Copy)]
enum StatusClass {
    Informational,
    Successful,
    Redirection,
    ClientError,
    ServerError,
    Other,
}

impl StatusClass {
    const ALL: [Self; 6] =
        [Self::Informational, Self::Successful, Self::Redirection, Self::ClientError, Self::ServerError, Self::Other];

    fn of(status: StatusCode) -> Self {
        match status.as_u16() / 100 {
            1 => Self::Informational,
            2 => Self::Successful,
            3 => Self::Redirection,
            4 => Self::ClientError,
            5 => Self::ServerError,
            _ => Self::Other,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Informational => "1xx",
            Self::Successful => "2xx",
            Self::Redirection => "3xx",
            Self::ClientError => "4xx",
            Self::ServerError => "5xx",
            Self::Other => "other",
        }
    }
}

impl Metrics {
    /// A catalog was read, its queries taking so long.
    pub(crate) fn count_load(&self, query_time: Duration) {
        self.query_time.store(u64::try_from(query_time.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.loads.fetch_add(1, Ordering::Relaxed);
    }

    /// No catalog could be read.
    pub(crate) fn count_failed_load(&self) {
        self.failed_loads.fetch_add(1, Ordering::Relaxed);
    }

    /// Keys that are elsewhere were read, or could not be.
    pub(crate) fn count_key_read(&self, succeeded: bool) {
        let counter = if succeeded { &self.key_reads } else { &self.failed_key_reads };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// A request was answered.
    pub(crate) fn count_response(&self, status: StatusCode, duration: Duration, journal: &Journal) {
        self.count_refusal(status, duration);
        for (phase, duration) in journal.phases() {
            self.phases[*phase as usize].observe(*duration);
        }
        if let Some(wait) = journal.pool_wait {
            self.pool_waits.observe(wait);
        }
    }

    /// A request was answered without being looked at.
    pub(crate) fn count_refusal(&self, status: StatusCode, duration: Duration) {
        self.responses[StatusClass::of(status) as usize].fetch_add(1, Ordering::Relaxed);
        self.durations.observe(duration);
    }

    /// A response ended in the middle of its body.
    pub(crate) fn count_cut(&self, cut: &Cut) {
        let reason = match cut {
            Cut::ByDatabase(_) => 0,
            Cut::Stalled => 1,
            Cut::Left => 2,
            Cut::ByDisk(_) => 3,
        };
        self.cuts[reason].fetch_add(1, Ordering::Relaxed);
    }

    /// All numbers in Prometheus' text format (ADM-04).
    pub(crate) fn text(&self, pool: PoolStatus, cache: CacheCounts) -> String {
        let mut text = Exposition::default();
        self.write_compatible(&mut text, pool, cache);
        self.write_own(&mut text, pool);
        text.finish()
    }

    /// What PostgREST counts. Its gauge of the query time holds milliseconds of something else; ours is what its name
    /// and its documentation say (ADM-11).
    fn write_compatible(&self, text: &mut Exposition, pool: PoolStatus, cache: CacheCounts) {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        text.family("pgrst_schema_cache_loads_total", "counter", "Loads of the schema cache.");
        text.sample("", &[("status", "SUCCESS")], load(&self.loads));
        text.sample("", &[("status", "FAIL")], load(&self.failed_loads));
        let help = "Seconds that the queries of the last load of the schema cache took.";
        text.family("pgrst_schema_cache_query_time_seconds", "gauge", help);
        text.sample("", &[], Duration::from_nanos(load(&self.query_time)).as_secs_f64());
        let numbers = [
            (
                "pgrst_db_pool_timeouts_total",
                "counter",
                "Requests that gave up waiting for a connection.",
                pool.timeouts,
            ),
            ("pgrst_db_pool_available", "gauge", "Connections that are idle.", pool.available as u64),
            ("pgrst_db_pool_waiting", "gauge", "Requests that wait for a connection.", pool.waiting as u64),
            ("pgrst_db_pool_max", "gauge", "Connections there may be.", pool.max as u64),
            ("pgrst_jwt_cache_requests_total", "counter", "Look-ups in the token cache.", cache.requests),
            ("pgrst_jwt_cache_hits_total", "counter", "Look-ups that found a token.", cache.hits),
            ("pgrst_jwt_cache_evictions_total", "counter", "Tokens that made room for others.", cache.evictions),
        ];
        for (name, kind, help, value) in numbers {
            text.family(name, kind, help);
            text.sample("", &[], value);
        }
    }

    fn write_own(&self, text: &mut Exposition, pool: PoolStatus) {
        text.family("rowgate_db_pool_established", "gauge", "Connections there are.");
        text.sample("", &[], pool.established as u64);
        let help = "Reads of a jwt-secret that is a file or a URL.";
        text.family("rowgate_jwt_key_reads_total", "counter", help);
        text.sample("", &[("status", "SUCCESS")], self.key_reads.load(Ordering::Relaxed));
        text.sample("", &[("status", "FAIL")], self.failed_key_reads.load(Ordering::Relaxed));
        text.family("rowgate_http_responses_total", "counter", "Responses by the first digit of their status.");
        for class in StatusClass::ALL {
            let count = self.responses[class as usize].load(Ordering::Relaxed);
            text.sample("", &[("status", class.name())], count);
        }
        text.family(
            "rowgate_http_responses_cut_total",
            "counter",
            "Responses that ended in the middle of their bodies.",
        );
        for (reason, count) in CUTS.iter().zip(&self.cuts) {
            text.sample("", &[("reason", reason)], count.load(Ordering::Relaxed));
        }
        text.family("rowgate_http_response_seconds", "histogram", "Time from a whole request to its response.");
        self.durations.write(text, &[]);
        let help = "Time that a phase of a request took, the one in which it failed included.";
        text.family("rowgate_http_phase_seconds", "histogram", help);
        for phase in Phase::ALL {
            self.phases[phase as usize].write(text, &[("phase", phase.name())]);
        }
        let help = "Time that a transaction waited for its connection, which is part of its phase.";
        text.family("rowgate_db_pool_wait_seconds", "histogram", help);
        self.pool_waits.write(text, &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: PoolStatus = PoolStatus { established: 3, available: 2, waiting: 1, max: 10, timeouts: 4 };

    #[test]
    fn the_numbers_of_postgrest_have_its_names() {
        let metrics = Metrics::default();
        metrics.count_load(Duration::from_millis(1500));
        metrics.count_failed_load();
        metrics.count_load(Duration::from_millis(250));
        let text = metrics.text(POOL, CacheCounts { requests: 7, hits: 6, evictions: 5 });
        for line in [
            "# TYPE pgrst_schema_cache_loads_total counter",
            "pgrst_schema_cache_loads_total{status=\"SUCCESS\"} 2.0",
            "pgrst_schema_cache_loads_total{status=\"FAIL\"} 1.0",
            "pgrst_schema_cache_query_time_seconds 0.25",
            "pgrst_db_pool_timeouts_total 4.0",
            "pgrst_db_pool_available 2.0",
            "pgrst_db_pool_waiting 1.0",
            "pgrst_db_pool_max 10.0",
            "pgrst_jwt_cache_requests_total 7.0",
            "pgrst_jwt_cache_hits_total 6.0",
            "pgrst_jwt_cache_evictions_total 5.0",
        ] {
            assert!(text.lines().any(|other| other == line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn reads_of_keys_are_counted_by_how_they_ended() {
        let metrics = Metrics::default();
        for succeeded in [true, false, true] {
            metrics.count_key_read(succeeded);
        }
        let text = metrics.text(POOL, CacheCounts::default());
        assert!(text.contains("rowgate_jwt_key_reads_total{status=\"SUCCESS\"} 2.0\n"), "{text}");
        assert!(text.contains("rowgate_jwt_key_reads_total{status=\"FAIL\"} 1.0\n"), "{text}");
    }

    #[test]
    fn a_response_is_counted_by_class_and_by_phase() {
        let metrics = Metrics::default();
        let mut journal = Journal::start(None);
        journal.end(Phase::Jwt);
        journal.pool_wait = Some(Duration::from_millis(2));
        metrics.count_response(StatusCode::NOT_FOUND, Duration::from_millis(3), &journal);
        let text = metrics.text(POOL, CacheCounts::default());
        for line in [
            "rowgate_http_responses_total{status=\"4xx\"} 1.0",
            "rowgate_http_responses_total{status=\"2xx\"} 0.0",
            "rowgate_http_response_seconds_bucket{le=\"0.0025\"} 0.0",
            "rowgate_http_response_seconds_bucket{le=\"0.005\"} 1.0",
            "rowgate_http_response_seconds_sum 0.003",
            "rowgate_http_phase_seconds_count{phase=\"jwt\"} 1.0",
            "rowgate_http_phase_seconds_count{phase=\"parse\"} 0.0",
            "rowgate_db_pool_wait_seconds_bucket{le=\"0.001\"} 0.0",
            "rowgate_db_pool_wait_seconds_bucket{le=\"0.0025\"} 1.0",
            "rowgate_db_pool_wait_seconds_sum 0.002",
        ] {
            assert!(text.lines().any(|other| other == line), "{line} is not in\n{text}");
        }
    }
}
