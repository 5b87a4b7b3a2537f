//! Where and when a measurement was made, for its figures mean little elsewhere.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::thread::available_parallelism;

use serde_json::{Value, json};
use time::{Date, OffsetDateTime};

use crate::database::Way;
use crate::process::memory_total;
use crate::report::in_mebibytes;

pub(crate) struct Machine {
    processor: String,
    cores: usize,
    memory: Option<u64>,
    system: String,
    postgresql: String,
    way: Way,
    /// How many processes were running in the minute before (`proc_loadavg(5)`).
    load: Option<f64>,
    date: Date,
}

impl Machine {
    /// This machine, now, with that server, reached in that way.
    pub(crate) fn now(postgresql: String, way: Way) -> Self {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        let processors = read("/proc/cpuinfo");
        let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        let load = read("/proc/loadavg");
        Self {
            processor: model.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.to_owned()),
            cores: available_parallelism().map_or(1, usize::from),
            memory: memory_total(),
            system: format!("{} {}", std::env::consts::OS, read("/proc/sys/kernel/osrelease").trim()),
            postgresql,
            way,
            load: load.split(' ').next().and_then(|load| load.parse().ok()),
            date: OffsetDateTime::now_utc().date(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "date": self.date.to_string(),
            "processor": self.processor,
            "cores": self.cores,
            "memory_bytes": self.memory,
            "system": self.system.trim(),
            "postgresql": self.postgresql,
            "reached_through": self.way.name(),
            "load_before": self.load,
        })
    }
}

impl Display for Machine {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { processor, cores, system, postgresql, way, date, .. } = self;
        write!(f, "{date}, {processor}, {cores} cores")?;
        if let Some(memory) = self.memory {
            write!(f, ", {:.0} GiB", in_mebibytes(memory) / 1024.0)?;
        }
        write!(f, ", {}, PostgreSQL {postgresql} through {}", system.trim(), way.name())?;
        match self.load {
            Some(load) => writeln!(f, "; load when it began: {load:.1}."),
            None => writeln!(f, "."),
        }
    }
}
