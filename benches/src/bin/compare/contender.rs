//! The ways to ask the same question.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use rowgate_benches::{Pipeline, Workload};
use rowgate_catalog::Catalog;
use rowgate_cluster::Address;

use crate::bare::{self, Exchange};
use crate::gateway::Gateway;
use crate::load;
use crate::pgbench::{Pgbench, Script, Sql, Trips};
use crate::sample::Sample;

/// A way to ask.
#[derive(Clone, Copy)]
pub(crate) enum Contender<'a> {
    /// pgbench with statements that do the same, without a gateway.
    Pgbench(&'a Pgbench, Sql, Trips),
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
    Pgbench(Sql, Trips),
    PlainRows,
    Bare,
    Gateway(&'static str, u32),
}

/// One workload in the terms of every contender.
pub(crate) struct Task {
    pub(crate) workload: Workload,
    same: Script,
    one_statement: Script,
    plain: Option<Script>,
    exchange: Exchange,
}

impl Task {
    /// A workload as it is asked through HTTP at `host`.
    pub(crate) fn of(workload: Workload, catalog: &Catalog, host: &str) -> anyhow::Result<Self> {
        let same = Script::of(&workload, catalog, Sql::Same, host)?;
        let one_statement = Script::of(&workload, catalog, Sql::OneStatement, host)?;
        let plain = workload.plain.map(|statement| one_statement.with_main(statement));
        let exchange = Exchange::of(&workload, &Pipeline::in_one_statement(catalog), host)?;
        Ok(Self { workload, same, one_statement, plain, exchange })
    }

    fn script(&self, sql: Sql) -> &Script {
        match sql {
            Sql::Same => &self.same,
            Sql::OneStatement => &self.one_statement,
        }
    }
}

impl Contender<'_> {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Pgbench(_, sql, trips) => Kind::Pgbench(sql, trips),
            Self::PlainRows(_) => Kind::PlainRows,
            Self::Bare(_) => Kind::Bare,
            Self::Gateway(gateway, connections) => Kind::Gateway(gateway.name, connections),
        }
    }

    /// Asks for so long. `None` where there is no such question.
    pub(crate) async fn measure(self, task: &Task, time: Duration) -> anyhow::Result<Option<Sample>> {
        Ok(Some(match self {
            Self::Pgbench(pgbench, sql, trips) => pgbench.run(task.script(sql), trips, time).await?,
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
            Self::Pgbench(sql, trips) => {
                let statements = if *sql == Sql::Same { "same SQL" } else { "one statement" };
                let trips = if *trips == Trips::Each { "a trip each" } else { "one trip" };
                write!(f, "pgbench, {statements}, {trips}")
            }
            Self::PlainRows => f.write_str("pgbench, plain rows"),
            Self::Bare => f.write_str("bare connection × 1"),
            Self::Gateway(name, connections) => write!(f, "{name} × {connections}"),
        }
    }
}
