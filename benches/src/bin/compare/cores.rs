//! What a second processor is worth, where the database is not the limit: the gateway in front of a [stub](crate::stub)
//! that answers from memory, on one processor and on two.
//!
//! With four processors, the stub and the client have two to themselves, and what is measured is the throughput. With
//! fewer they share the gateway's, so that every processor is busy all the time, and the throughput says as much of them
//! as of it. Then the processor time of the gateway is looked at too: what a request takes on one processor, divided by
//! what it takes of the busier thread on two. That is how many times as many requests two processors can serve, for
//! neither can do more than all it has time for. It sees work that is unevenly shared, and work that becomes dearer when
//! it is shared; it does not see threads that wait for each other and sleep. The throughput sees those, so the smaller
//! of both counts.
//!
//! It asks for little, where the client and the stub do nearly as much as the gateway, and for much, where hardly anybody
//! else does anything. There are as many connections to the stub as clients: nobody waits for one, as nobody waits for
//! the database.

use std::collections::HashMap;
use std::env;
use std::fmt::Write;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use rowgate_benches::{WORKLOADS, Workload};
use rowgate_cluster::{Address, Host};
use serde_json::json;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::affinity::{cores, keep_to};
use crate::bare::socket;
use crate::database::Database;
use crate::figure::{Figure, Reach};
use crate::gateway::Gateway;
use crate::report::Part;
use crate::rounds::Arguments;
use crate::sample::median;
use crate::{load, rowgate};

/// What is asked: one row, and a thousand.
const ASKED: [&Workload; 2] = [&WORKLOADS[1], &WORKLOADS[6]];

const CONNECTIONS: u32 = 64;

/// As many processors as it takes to keep the others out of the gateway's way.
const PLENTY: usize = 4;

/// How long everything is asked before it counts.
const WARM_UP: Duration = Duration::from_secs(1);

/// One gateway, and who runs where.
struct Side {
    gateway: Gateway,
    /// The processors of everybody else.
    others: Vec<usize>,
    /// Of each of [`ASKED`].
    samples: [Vec<Sample>; ASKED.len()],
}

/// What one round came to.
#[derive(Clone, Copy)]
struct Sample {
    per_second: f64,
    /// Processor time per request in microseconds: of all threads, and of the busiest.
    cpu: f64,
    busiest: f64,
}

pub(crate) async fn run(arguments: &Arguments, database: &Database, folder: &Path) -> anyhow::Result<Part> {
    let all = cores()?;
    ensure!(all.len() >= 2, "this takes two processors");
    let stub = Stub::start(database, folder).await?;
    let mut sides = Vec::new();
    for count in [1, 2] {
        keep_to(&all[..count], None)?;
        let gateway = Gateway::start("rowgate", &rowgate()?, &stub.address, CONNECTIONS as usize, folder).await?;
        sides.push(Side { gateway, others: others(&all, count).to_vec(), samples: Default::default() });
    }
    for round in 0..=arguments.rounds {
        let time = if round == 0 { WARM_UP } else { arguments.time() };
        eprintln!("cores: round {round} of {} …", arguments.rounds);
        for (asked, workload) in ASKED.iter().enumerate() {
            for side in &mut sides {
                keep_to(&side.others, None)?;
                keep_to(&side.others, stub.child.id())?;
                let sample = measure(&side.gateway, workload, time).await?;
                side.samples[asked].extend(Some(sample).filter(|_| round > 0));
            }
        }
    }
    keep_to(&all, None)?;
    Ok(part(&sides, all.len()))
}

/// Where the others run while the gateway has the first `count` processors: not there, if it can be helped.
fn others(all: &[usize], count: usize) -> &[usize] {
    if all.len() >= PLENTY { &all[2..] } else { &all[..count] }
}

async fn measure(gateway: &Gateway, workload: &Workload, time: Duration) -> anyhow::Result<Sample> {
    let before: HashMap<_, _> = gateway.thread_times().context("threads' times")?.into_iter().collect();
    let sample = load::run(gateway, workload, CONNECTIONS, time).await?;
    let after = gateway.thread_times().context("threads' times")?;
    let earlier = |thread: &String| before.get(thread).copied().unwrap_or_default();
    let spent = after.iter().map(|(thread, time)| time.saturating_sub(earlier(thread)));
    let spent: Vec<f64> = spent.map(|time| time.as_secs_f64()).collect();
    let share = spent.iter().copied().fold(0.0, f64::max) / spent.iter().sum::<f64>();
    let cpu = sample.cpu.context("the gateway's time")?.as_secs_f64() * 1e6;
    Ok(Sample { per_second: sample.per_second, cpu, busiest: cpu * share })
}

fn part(sides: &[Side], cores: usize) -> Part {
    let mut table = "| rowgate, no database behind it | processors | requests/s | CPU µs | of the busiest thread \
         | × by throughput | × by processor time |\n|---|---:|---:|---:|---:|---:|---:|\n"
        .to_owned();
    let (mut json, mut figures) = (Vec::new(), Vec::new());
    for (asked, Workload { name, .. }) in ASKED.iter().enumerate() {
        let pair = Pair { one: &sides[0].samples[asked], two: &sides[1].samples[asked] };
        let (throughput, by_time) = (pair.by_throughput(), pair.by_time());
        let _ = writeln!(table, "| {name} | 1 | {} | | |", middle(pair.one));
        let _ = writeln!(table, "| | 2 | {} | {throughput:.2} | {by_time:.2} |", middle(pair.two));
        json.push(json!({
            "request": name, "one": rounds(pair.one), "two": rounds(pair.two),
            "by_throughput": throughput, "by_cpu_time": by_time,
        }));
        let (measured, of) = match cores {
            PLENTY.. => (throughput, "by throughput"),
            _ => (throughput.min(by_time), "the smaller of both"),
        };
        figures.push(Figure {
            what: "two processors ÷ one",
            reach: Reach::AtLeast(1.7),
            of: format!("{name} × {CONNECTIONS}, {of}"),
            measured: Some(measured),
        });
    }
    Part { name: "cores", short: table.clone(), table, json: json.into(), figures }
}

/// The middle of everything, as cells of a table.
fn middle(samples: &[Sample]) -> String {
    let of = |value: fn(&Sample) -> f64| median(samples.iter().map(value));
    format!("{:.0} | {:.1} | {:.1}", of(|it| it.per_second), of(|it| it.cpu), of(|it| it.busiest))
}

fn rounds(samples: &[Sample]) -> serde_json::Value {
    let one = |it: &Sample| json!({ "per_second": it.per_second, "cpu_us": it.cpu, "busiest_thread_us": it.busiest });
    samples.iter().map(one).collect()
}

/// The rounds on one processor and those on two.
#[derive(Clone, Copy)]
struct Pair<'a> {
    one: &'a [Sample],
    two: &'a [Sample],
}

impl Pair<'_> {
    fn by_throughput(self) -> f64 {
        self.ratio(|one, two| two.per_second / one.per_second)
    }

    fn by_time(self) -> f64 {
        self.ratio(|one, two| one.cpu / two.busiest)
    }

    fn ratio(self, value: fn(&Sample, &Sample) -> f64) -> f64 {
        median(self.one.iter().zip(self.two).map(|(one, two)| value(one, two)))
    }
}

/// The stub as a process of its own. It ends with this value.
struct Stub {
    address: Address,
    child: Child,
}

impl Stub {
    async fn start(database: &Database, folder: &Path) -> anyhow::Result<Self> {
        let server = database.socket_address();
        // Sockets' names must be short, and only the server's own folder is sure to be.
        let Host::Socket(beside) = &server.host else { anyhow::bail!("the cluster has a socket") };
        let address = Address { host: Host::Socket(beside.join("stub")), ..server.clone() };
        let listen = socket(&address)?;
        std::fs::create_dir_all(beside.join("stub"))?;
        let log = File::create(folder.join("stub.log"))?;
        let child = Command::new(env::current_exe()?)
            .arg("stub")
            .args([&listen, &socket(&server)?])
            .stdin(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?;
        while !listen.exists() {
            sleep(Duration::from_millis(10)).await;
        }
        Ok(Self { address, child })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_stay_away_where_they_can() {
        assert_eq!(others(&[0, 1, 2, 3, 4], 1), [2, 3, 4]);
        assert_eq!(others(&[0, 1, 2, 3, 4], 2), [2, 3, 4]);
    }

    #[test]
    fn others_share_what_is_too_little_to_part() {
        assert_eq!(others(&[0, 1], 1), [0]);
        assert_eq!(others(&[0, 1], 2), [0, 1]);
    }
}
