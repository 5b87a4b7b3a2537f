//! How long reading the catalog takes, part by part (OBS-12).

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The parts of the catalog, as PostgREST's log names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Relations and their columns.
    Tables,
    /// Where the columns of views come from.
    KeyDependencies,
    /// Keys.
    Relationships,
    /// Functions.
    Functions,
    /// Functions that are relationships.
    ComputedRelationships,
    /// Casts.
    Representations,
    /// Aggregates and functions that make media types.
    MediaHandlers,
}

impl Part {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Tables, "tables"),
        (Self::KeyDependencies, "keydeps"),
        (Self::Relationships, "rels"),
        (Self::Functions, "funcs"),
        (Self::ComputedRelationships, "comprels"),
        (Self::Representations, "dreps"),
        (Self::MediaHandlers, "mhandlers"),
    ];
}

/// When each part was read, counted from when all were asked for: the server reads one after the other.
#[derive(Debug)]
pub(super) struct Timings {
    began: Instant,
    ends: Mutex<Vec<(Part, Duration)>>,
}

impl Timings {
    pub(super) fn start() -> Self {
        Self { began: Instant::now(), ends: Mutex::default() }
    }

    /// Notes that a part, or one of its queries, is read.
    pub(super) fn note(&self, part: Part) {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner).push((part, self.began.elapsed()));
    }
}

/// `tables: 5.3 ms, keydeps: 6.1 ms, …`
impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ends = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        for (index, (part, name)) in Part::ALL.into_iter().enumerate() {
            let last = ends.iter().filter(|(other, _)| *other == part).map(|(_, end)| *end).max();
            let millis = last.unwrap_or_default().as_secs_f64() * 1000.0;
            write!(f, "{}{name}: {millis:.1} ms", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_the_end_of_its_last_query() {
        let timings = Timings::start();
        let ends = [(Part::Tables, 2), (Part::Functions, 9), (Part::Tables, 5)];
        *timings.ends.lock().unwrap() = ends.map(|(part, end)| (part, Duration::from_millis(end))).into();
        assert_eq!(
            timings.to_string(),
            "tables: 5.0 ms, keydeps: 0.0 ms, rels: 0.0 ms, funcs: 9.0 ms, comprels: 0.0 ms, dreps: 0.0 ms, \
             mhandlers: 0.0 ms"
        );
    }
}
