//! The same transaction on a bare connection: what the gateway sends, prepared and in one write, without a gateway.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use bytes::{BufMut, Bytes, BytesMut};
use postgres_protocol::IsNull;
use postgres_protocol::message::frontend;
use rowgate_benches::{Pipeline, Question, Workload, authenticator, authorization};
use rowgate_cluster::{Address, Host};
use rowgate_sql::{Format, Param, Statement, Transaction};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use crate::sample::Sample;
use crate::wire::{READY, Walk};

/// A workload in the terms of the protocol.
pub(crate) struct Exchange {
    /// Tells the server the statements.
    prepare: Bytes,
    /// Runs them, once for each key.
    runs: Vec<Bytes>,
}

impl Exchange {
    /// The messages of a workload, as if it were asked through HTTP at `host`.
    pub(crate) fn of(workload: &Workload, pipeline: &Pipeline<'_>, host: &str) -> anyhow::Result<Self> {
        let caller = authenticator(0).authenticate(Some(authorization().as_bytes()), std::time::SystemTime::now())?;
        let transaction = |key| {
            let raw = workload.raw(host, key);
            let headers = Question::headers(&raw);
            let question = Question { raw: &raw, caller: &caller, headers: &headers };
            pipeline.render(&pipeline.plan(&pipeline.parse(&raw)), question)
        };
        let prepare = prepare(&transaction(*workload.keys.start()))?;
        let runs = workload.keys.clone().map(|key| run(&transaction(key)));
        Ok(Self { prepare, runs: runs.collect::<anyhow::Result<_>>()? })
    }
}

fn statements(transaction: &Transaction) -> impl Iterator<Item = (String, &Statement)> {
    let all = transaction.preamble.iter().chain([&transaction.main]);
    all.enumerate().map(|(number, statement)| (format!("s{number}"), statement))
}

fn prepare(transaction: &Transaction) -> anyhow::Result<Bytes> {
    let mut out = BytesMut::new();
    for (name, statement) in statements(transaction) {
        let types = statement.params.iter().map(|param| param.kind.oid());
        frontend::parse(&name, &statement.text, types, &mut out)?;
    }
    frontend::sync(&mut out);
    Ok(out.freeze())
}

fn run(transaction: &Transaction) -> anyhow::Result<Bytes> {
    let mut out = BytesMut::new();
    for (name, statement) in statements(transaction) {
        let results = (statement.results == Format::Binary).then_some(1);
        let bound = frontend::bind("", &name, None, &statement.params, put_value, results, &mut out);
        ensure!(bound.is_ok(), "a value that cannot be bound");
        frontend::execute("", 0, &mut out)?;
    }
    frontend::sync(&mut out);
    Ok(out.freeze())
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of a serializer")]
fn put_value(param: &Param, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
    let Some(value) = param.held() else { return Ok(IsNull::Yes) };
    out.put_slice(value);
    Ok(IsNull::No)
}

/// Runs a workload's transaction on one connection, again and again for so long.
pub(crate) async fn measure(exchange: &Exchange, database: &Address, time: Duration) -> anyhow::Result<Sample> {
    let mut connection = Connection::open(database).await?;
    connection.ask(&exchange.prepare).await?;
    let start = Instant::now();
    let mut latencies = Vec::new();
    for run in exchange.runs.iter().cycle() {
        let asked = Instant::now();
        if asked >= start + time {
            break;
        }
        connection.ask(run).await?;
        latencies.push(asked.elapsed());
    }
    Sample::of(latencies, start.elapsed(), None)
}

struct Connection {
    stream: Box<dyn Stream>,
    read: Vec<u8>,
}

trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

impl Connection {
    async fn open(database: &Address) -> anyhow::Result<Self> {
        let mut connection = Self { stream: dial(database).await?, read: Vec::new() };
        let mut startup = BytesMut::new();
        let parameters = [("user", database.user.as_str()), ("database", &database.database)];
        frontend::startup_message(parameters, &mut startup)?;
        connection.ask(&startup).await?;
        Ok(connection)
    }

    /// Sends, and reads until the server is ready again.
    async fn ask(&mut self, question: &[u8]) -> anyhow::Result<()> {
        self.stream.write_all(question).await?;
        self.read.clear();
        let mut walk = Walk::default();
        while walk.end(&self.read, &[READY]).is_none() {
            ensure!(self.stream.read_buf(&mut self.read).await? > 0, "the server closed the connection");
        }
        ensure!(!walk.has_error, "the server refused: {}", String::from_utf8_lossy(&self.read));
        Ok(())
    }
}

async fn dial(database: &Address) -> anyhow::Result<Box<dyn Stream>> {
    let Host::Tcp(host) = &database.host else { return Ok(Box::new(UnixStream::connect(socket(database)?).await?)) };
    let stream = TcpStream::connect((host.as_str(), database.port)).await?;
    // As libpq and rowgate have it.
    stream.set_nodelay(true)?;
    Ok(Box::new(stream))
}

/// The socket that a server listens on.
pub(crate) fn socket(database: &Address) -> anyhow::Result<PathBuf> {
    let Host::Socket(folder) = &database.host else { bail!("the cluster has a socket") };
    Ok(folder.join(format!(".s.PGSQL.{}", database.port)))
}
