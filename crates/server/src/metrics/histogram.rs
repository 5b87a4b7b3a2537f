//! How durations are distributed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::exposition::Exposition;

/// Upper bounds in microseconds, each with its text in seconds: from a cached read to a request that somebody should
/// look at.
const BOUNDS: [(u64, &str); 14] = [
    (250, "0.00025"),
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (10_000_000, "10"),
];

/// Counts durations by size.
#[derive(Debug, Default)]
pub(super) struct Histogram {
    /// How many were no longer than the bound of the same index and longer than the one before; the last has no bound.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    /// All of them together, in nanoseconds.
    sum: AtomicU64,
}

impl Histogram {
    pub(super) fn observe(&self, duration: Duration) {
        let bucket = BOUNDS.partition_point(|(bound, _)| Duration::from_micros(*bound) < duration);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Adds the samples of one histogram to the family that was begun last.
    pub(super) fn write(&self, text: &mut Exposition, labels: &[(&str, &str)]) {
        let mut count = 0;
        let bounds = BOUNDS.iter().map(|(_, bound)| *bound).chain(["+Inf"]);
        for (bucket, bound) in self.buckets.iter().zip(bounds) {
            count += bucket.load(Ordering::Relaxed);
            let labels: Vec<_> = labels.iter().copied().chain([("le", bound)]).collect();
            text.sample("_bucket", &labels, count);
        }
        text.sample("_sum", labels, Duration::from_nanos(self.sum.load(Ordering::Relaxed)).as_secs_f64());
        text.sample("_count", labels, count);
    }
}
