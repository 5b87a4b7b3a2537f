//! The ways to ask the same question.

use std::time::Duration;

use rowgate_benches::Workload;

use crate::gateway::Gateway;
use crate::load;
use crate::pgbench::{Pgbench, Script, Trips};
use crate::sample::Sample;

/// A way to ask.
#[derive(Clone, Copy)]
pub(crate) enum Contender<'a> {
    /// pgbench with the same statements, without a gateway.
    Pgbench(Trips),
    /// A gateway, over so many HTTP connections.
    Gateway(&'a Gateway, u32),
}

impl Contender<'_> {
    pub(crate) fn name(self) -> String {
        match self {
            Self::Pgbench(Trips::One) => "pgbench, one trip".to_owned(),
            Self::Pgbench(Trips::Each) => "pgbench, a trip each".to_owned(),
            Self::Gateway(gateway, connections) => format!("{} × {connections}", gateway.name),
        }
    }

    /// Asks for so long.
    pub(crate) async fn measure(
        self,
        workload: &Workload,
        script: &Script,
        pgbench: &Pgbench,
        time: Duration,
    ) -> anyhow::Result<Sample> {
        match self {
            Self::Pgbench(trips) => pgbench.run(script, trips, time).await,
            Self::Gateway(gateway, connections) => load::run(gateway, workload, connections, time).await,
        }
    }
}
