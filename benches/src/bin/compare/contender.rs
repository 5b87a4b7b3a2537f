//! The ways to ask the same question.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use rowgate_benches::{Pipeline, Workload};
use rowgate_cluster::Address;

use crate::bare::{self, Exchange};
use crate::gateway::Gateway;
use crate::load;
use crate::pgbench::{Pgbench, Script, Trips};
use crate::sample::Sample;

/// A way to ask.
#[derive(Clone, Copy)]
pub(crate) enum Contender<'a> {
    /// pgbench with the same statements, without a gateway.
    Pgbench(&'a Pgbench, Trips),
    /// pgbench with a statement that gives rows where the other gives JSON; only of workloads that have one.
    PlainRows(&'a Pgbench),
    /// The same transaction on one connection to the database, without a gateway.
    Bare(&'a Address),
    /// A gateway, over so many HTTP connections.
    Gateway(&'a Gateway, u32),
}

/// What a contender is called, and what others are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Trips(Trips),
    PlainRows,
    Bare,
    Gateway(&'static str, u32),
}

/// One workload in the terms of every contender.
pub(crate) struct Task {
    pub(crate) workload: Workload,
    script: Script,
    plain: Option<Script>,
    exchange: Exchange,
}

impl Task {
    /// A workload as it is asked through HTTP at `host`.
    pub(crate) fn of(workload: Workload, pipeline: &Pipeline<'_>, host: &str) -> anyhow::Result<Self> {
        let script = Script::of(&workload, pipeline, host)?;
        let plain = workload.plain.map(|statement| script.with_main(statement));
        let exchange = Exchange::of(&workload, pipeline, host)?;
        Ok(Self { workload, script, plain, exchange })
    }
}

impl Contender<'_> {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Pgbench(_, trips) => Kind::Trips(trips),
            Self::PlainRows(_) => Kind::PlainRows,
            Self::Bare(_) => Kind::Bare,
            Self::Gateway(gateway, connections) => Kind::Gateway(gateway.name, connections),
        }
    }

    /// Asks for so long. `None` where there is no such question.
    pub(crate) async fn measure(self, task: &Task, time: Duration) -> anyhow::Result<Option<Sample>> {
        Ok(Some(match self {
            Self::Pgbench(pgbench, trips) => pgbench.run(&task.script, trips, time).await?,
            Self::PlainRows(pgbench) => match &task.plain {
                Some(script) => pgbench.run(script, Trips::One, time).await?,
                None => return Ok(None),
            },
            Self::Bare(database) => bare::measure(&task.exchange, database, time).await?,
            Self::Gateway(gateway, connections) => load::run(gateway, &task.workload, connections, time).await?,
        }))
    }
}

impl Display for Kind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trips(Trips::Each) => f.write_str("pgbench, a trip each"),
            Self::Trips(Trips::One) => f.write_str("pgbench, one trip"),
            Self::PlainRows => f.write_str("pgbench, plain rows"),
            Self::Bare => f.write_str("bare connection × 1"),
            Self::Gateway(name, connections) => write!(f, "{name} × {connections}"),
        }
    }
}
