//! What one measurement yields, and what many come to.

use std::time::Duration;

use anyhow::ensure;

/// One workload, asked one way for one time span.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// The gateway's processor time per request; unknown where there is no gateway.
    pub(crate) cpu: Option<Duration>,
    /// The processor time per request of the client that asked, where it is known.
    pub(crate) client_cpu: Option<Duration>,
}

impl Sample {
    /// Of how long each answer took, of all of them together, and of the processor time that went into them.
    ///
    /// # Errors
    ///
    /// When there was no answer.
    pub(crate) fn of(mut latencies: Vec<Duration>, elapsed: Duration, cpu: Option<Duration>) -> anyhow::Result<Self> {
        ensure!(!latencies.is_empty(), "nobody answered");
        latencies.sort_unstable();
        let count = u32::try_from(latencies.len())?;
        Ok(Self {
            per_second: f64::from(count) / elapsed.as_secs_f64(),
            p50: percentile(&latencies, 50),
            p99: percentile(&latencies, 99),
            cpu: cpu.map(|cpu| cpu / count),
            client_cpu: None,
        })
    }
}

/// The value that so many per cent of `sorted`, which is not empty, do not exceed.
pub(crate) fn percentile(sorted: &[Duration], per_cent: usize) -> Duration {
    let rank = (sorted.len() * per_cent).div_ceil(100);
    sorted[rank.max(1) - 1]
}

/// The middle one, the upper of two; NaN of none.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let sorted: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&sorted, 50), Duration::from_millis(100));
        assert_eq!(percentile(&sorted, 99), Duration::from_millis(198));
        assert_eq!(percentile(&sorted[..1], 50), Duration::from_millis(1));
    }

    #[test]
    fn a_median_does_not_mind_an_outlier() {
        assert!((median([3.0, 1.0, 1000.0]) - 3.0).abs() < f64::EPSILON);
        assert!(median([]).is_nan());
    }
}
