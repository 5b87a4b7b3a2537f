//! Load on a gateway: so many connections, each with one question at a time.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use rowgate_benches::Workload;
use tokio::task::JoinSet;

use crate::gateway::Gateway;
use crate::http::{Connection, Questions};
use crate::sample::Sample;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many requests one measurement makes at the most.
const MOST_REQUESTS: u32 = 5_000_000;

/// Asks a gateway one workload's question from `connections` connections for so long.
pub(crate) async fn run(
    gateway: &Gateway,
    workload: &Workload,
    connections: u32,
    time: Duration,
) -> anyhow::Result<Sample> {
    let cpu_before = gateway.cpu_time();
    let start = Instant::now();
    let mut clients = JoinSet::new();
    for number in 0..connections {
        let client = Client {
            address: gateway.address,
            workload: workload.clone(),
            // Each starts at another key.
            first: number * 7919,
            most: MOST_REQUESTS / connections,
            end: start + time,
        };
        clients.spawn(client.ask_again_and_again());
    }
    let mut latencies = Vec::new();
    while let Some(client) = clients.join_next().await {
        latencies.extend(client?.with_context(|| format!("{}: {}", gateway.name, workload.name))?);
    }
    let elapsed = start.elapsed();
    let cpu = gateway.cpu_time().zip(cpu_before).map(|(after, before)| after.saturating_sub(before));
    Sample::of(latencies, elapsed, cpu)
}

struct Client {
    address: SocketAddr,
    workload: Workload,
    first: u32,
    most: u32,
    end: Instant,
}

impl Client {
    /// How long each answer took.
    async fn ask_again_and_again(self) -> anyhow::Result<Vec<Duration>> {
        let questions = Questions::of(&self.workload, self.address);
        let mut connection = Connection::open(self.address).await?;
        let mut latencies = Vec::new();
        for n in 0..self.most {
            let asked = Instant::now();
            if asked >= self.end {
                break;
            }
            let answer = connection.ask(&questions, self.first.wrapping_add(n));
            let answer = tokio::time::timeout(PATIENCE, answer).await.context("no answer")??;
            ensure!(answer.is_success(), "status {}", answer.status);
            latencies.push(asked.elapsed());
        }
        Ok(latencies)
    }
}
