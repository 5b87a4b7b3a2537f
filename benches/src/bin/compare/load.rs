//! Load on a gateway: so many connections, each with one question at a time.
//!
//! The client runs on the processors that the gateway runs on too, so it is as lean as can be: one thread with a loop of
//! its own, and for an answer one read, one look at the clock and one write.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use rowgate_benches::Workload;
use rustix::time::{ClockId, clock_gettime};
use tokio::sync::oneshot;

use crate::answer::Reading;
use crate::gateway::Gateway;
use crate::question::Questions;
use crate::sample::Sample;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many requests one measurement makes at the most.
const MOST_REQUESTS: usize = 5_000_000;

/// As much as is read at once.
const CHUNK: usize = 64 * 1024;

/// Asks a gateway one workload's question from `connections` connections for so long.
pub(crate) async fn run(
    gateway: &Gateway,
    workload: &Workload,
    connections: u32,
    time: Duration,
) -> anyhow::Result<Sample> {
    let cpu_before = gateway.cpu_time();
    let load = Load {
        address: gateway.address,
        questions: Questions::of(workload, gateway.address),
        connections,
        time,
        patience: PATIENCE,
    };
    let (done, outcome) = oneshot::channel();
    // A new thread each time: it is kept to the processors that this one is kept to now.
    thread::Builder::new().name("load".to_owned()).spawn(move || done.send(load.run()))?;
    let outcome = outcome.await?.with_context(|| format!("{}: {}", gateway.name, workload.name))?;
    let cpu = gateway.cpu_time().zip(cpu_before).map(|(after, before)| after.saturating_sub(before));
    let count = u32::try_from(outcome.latencies.len())?.max(1);
    Ok(Sample { client_cpu: Some(outcome.cpu / count), ..Sample::of(outcome.latencies, outcome.elapsed, cpu)? })
}

/// What is to be asked.
struct Load {
    address: SocketAddr,
    questions: Questions,
    connections: u32,
    time: Duration,
    patience: Duration,
}

/// What came of it.
#[derive(Debug)]
struct Outcome {
    latencies: Vec<Duration>,
    elapsed: Duration,
    /// The processor time of the client itself.
    cpu: Duration,
}

impl Load {
    fn run(&self) -> anyhow::Result<Outcome> {
        let cpu_before = thread_time();
        let mut poll = Poll::new()?;
        let clients = (0..self.connections).map(|number| Client::connect(number, self.address, &poll));
        let mut clients: Vec<Client> = clients.collect::<anyhow::Result<_>>()?;
        let mut events = Events::with_capacity(clients.len());
        let (mut request, mut read) = (Vec::new(), vec![0; CHUNK]);
        let mut latencies = Vec::new();

        let start = Instant::now();
        let (end, deadline) = (start + self.time, start + self.time + self.patience);
        for client in &mut clients {
            client.ask(&self.questions, &mut request, Instant::now())?;
        }
        let (mut waiting, mut now) = (clients.len(), start);
        while waiting > 0 {
            match poll.poll(&mut events, Some(deadline.saturating_duration_since(now).min(self.patience))) {
                Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error.into()),
                _ => {}
            }
            if events.is_empty() {
                now = Instant::now();
                let longest = clients.iter().filter(|client| client.waits).map(|client| now - client.asked).max();
                ensure!(longest.is_none_or(|longest| longest < self.patience), "no answer");
            }
            for event in &events {
                let client = &mut clients[event.token().0];
                if !client.has_answer(&mut read)? {
                    continue;
                }
                now = Instant::now();
                let latency = now - client.asked;
                ensure!(latency < self.patience, "no answer for {latency:?}");
                latencies.push(latency);
                if now < end && latencies.len() < MOST_REQUESTS {
                    client.ask(&self.questions, &mut request, now)?;
                } else {
                    waiting -= 1;
                }
            }
        }
        Ok(Outcome { latencies, elapsed: start.elapsed(), cpu: thread_time().saturating_sub(cpu_before) })
    }
}

/// A connection with at most one question under way.
struct Client {
    stream: TcpStream,
    /// Counts the questions. Each connection starts at another.
    next: u32,
    /// When the last question was asked, and whether its answer is still to come.
    asked: Instant,
    waits: bool,
    reading: Reading,
}

impl Client {
    fn connect(number: u32, address: SocketAddr, poll: &Poll) -> anyhow::Result<Self> {
        let stream = std::net::TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, Token(number as usize), Interest::READABLE)?;
        Ok(Self {
            stream,
            next: number.wrapping_mul(7919),
            asked: Instant::now(),
            waits: false,
            reading: Reading::default(),
        })
    }

    /// Asks the next question, at the time `now`. `request` is the one that somebody asked before.
    fn ask(&mut self, questions: &Questions, request: &mut Vec<u8>, now: Instant) -> anyhow::Result<()> {
        (self.asked, self.waits) = (now, true);
        questions.write(self.next, request);
        self.next = self.next.wrapping_add(1);
        // What was asked before has been answered, so nothing stands in the way of a small request.
        let sent = self.stream.write(request)?;
        ensure!(sent == request.len(), "the socket has no room for a request");
        Ok(())
    }

    /// Reads what has come; whether the answer is whole now, and good.
    fn has_answer(&mut self, read: &mut [u8]) -> anyhow::Result<bool> {
        loop {
            let count = match self.stream.read(read) {
                Ok(0) => anyhow::bail!("the connection was closed"),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) => return Err(error.into()),
            };
            let mut bytes = &read[..count];
            if let Some(answer) = self.reading.advance(&mut bytes)? {
                ensure!(answer.is_success(), "status {}", answer.status);
                ensure!(self.waits && bytes.is_empty(), "more than was asked for");
                self.waits = false;
                return Ok(true);
            }
            // There will be another event, except for what is there already.
            if count < read.len() {
                return Ok(false);
            }
        }
    }
}

/// The processor time that this thread has had.
fn thread_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use rowgate_benches::WORKLOADS;

    use super::*;

    /// What comes of asking a server that gives each answer in these pieces, by two connections.
    fn ask(pieces: &'static [&'static str]) -> anyhow::Result<Outcome> {
        ask_for(Duration::from_millis(50), PATIENCE, pieces)
    }

    fn ask_for(time: Duration, patience: Duration, pieces: &'static [&'static str]) -> anyhow::Result<Outcome> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        thread::spawn(move || {
            for stream in listener.incoming() {
                thread::spawn(move || answer_all(stream.unwrap(), pieces));
            }
        });
        let questions = Questions::of(&WORKLOADS[1], address);
        Load { address, questions, connections: 2, time, patience }.run()
    }

    /// Answers every request, each of which comes in one piece, until there are none. No pieces: closes the connection.
    fn answer_all(mut stream: std::net::TcpStream, pieces: &[&str]) {
        let mut read = [0; 4096];
        stream.set_nodelay(true).unwrap();
        while !pieces.is_empty() && stream.read(&mut read).is_ok_and(|count| count > 0) {
            for piece in pieces {
                // Whoever does not like what they read has gone.
                let _ = stream.write_all(piece.as_bytes());
                thread::yield_now();
            }
        }
    }

    fn error(pieces: &'static [&'static str]) -> String {
        ask(pieces).unwrap_err().to_string()
    }

    #[test]
    fn every_answer_counts_however_it_is_cut() {
        for pieces in [
            &["HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]"][..],
            &["HTTP/1.1 204", " No Content\r", "\n\r", "\n"],
            &["HTTP/1.1 206 Partial Content\r\ntransfer-encoding: chunked\r\n\r\n2", "\r\n[", "]\r\n0\r\n\r", "\n"],
        ] {
            let outcome = ask(pieces).unwrap();
            assert!(outcome.latencies.len() >= 2, "{pieces:?}");
            assert!(outcome.elapsed >= Duration::from_millis(50));
            assert!(outcome.latencies.iter().sum::<Duration>() <= outcome.elapsed * 2);
        }
    }

    #[test]
    fn an_answer_longer_than_the_buffer_is_read_to_its_end() {
        let long = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{}", 5 * CHUNK, "x".repeat(5 * CHUNK));
        let long: &'static str = long.leak();
        assert!(ask(vec![long].leak()).unwrap().latencies.len() >= 2);
    }

    #[test]
    fn what_is_no_good_answer_ends_the_run() {
        assert_eq!(error(&["HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}"]), "status 404");
        assert_eq!(error(&["HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"]), "the connection is not kept alive");
        assert_eq!(error(&["HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204"]), "more than was asked for");
    }

    #[test]
    fn a_connection_that_closes_ends_the_run() {
        assert!(ask(&[]).is_err());
    }

    #[test]
    fn a_server_that_says_nothing_ends_the_run() {
        let (time, patience) = (Duration::from_secs(3600), Duration::from_millis(20));
        assert_eq!(ask_for(time, patience, &["HTTP/1.1 200 OK\r\n"]).unwrap_err().to_string(), "no answer");
    }
}
