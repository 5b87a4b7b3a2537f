//! A database that costs next to nothing: it passes on to a server what it has not seen, and answers what it has seen
//! with the very bytes that the server answered.
//!
//! What a batch of Bind and Execute came to the first time on a connection is what it comes to ever after on that
//! connection. That is wrong of a database, and right for asking the same question over and over to see what the
//! gateway can do when the database is not the limit. Everything else, from logging in to reading the catalog, is
//! between the gateway and the server.
//!
//! It is one thread with a loop of its own: for a batch that it knows, one read, one look into a table and one write.
//! While it passes something on, everybody waits; that is before anything is measured.

use std::io::{self, ErrorKind, Read, Write};
use std::mem::take;
use std::os::unix::net::UnixStream as Upstream;
use std::path::Path;

use anyhow::ensure;
use hashbrown::HashMap;
use mio::net::{UnixListener, UnixStream};
use mio::{Events, Interest, Poll, Registry, Token};
use rustix::event::{PollFd, PollFlags, poll};

use crate::wire::{READY, Walk, message, startup};

/// As much as is read at once.
const CHUNK: usize = 64 * 1024;

/// How many batches a connection knows the answer to.
const KNOWN: usize = 64;

/// A cancel request (`PROTOCOL-MESSAGE-FORMATS`), which stands where a start-up message says its version.
const CANCEL: u32 = 80_877_102;

const LISTENER: Token = Token(usize::MAX);

/// Listens on the socket `listen` in front of the server on the socket `server`, until the process ends.
pub(crate) fn run(listen: &Path, server: &Path) -> anyhow::Result<()> {
    let mut poll = Poll::new()?;
    let mut listener = UnixListener::bind(listen)?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut relays = Vec::new();
    let mut events = Events::with_capacity(256);
    let mut read = vec![0; CHUNK];
    loop {
        match poll.poll(&mut events, None) {
            Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error.into()),
            _ => {}
        }
        for event in &events {
            if event.token() == LISTENER {
                take_in(&listener, server, &mut relays, poll.registry())?;
                continue;
            }
            let place = &mut relays[event.token().0];
            // A connection that breaks is its client's to report.
            if let Some(relay) = place
                && !relay.serve(&mut read).unwrap_or(false)
            {
                *place = None;
            }
        }
    }
}

/// Takes in all who wait.
fn take_in(
    listener: &UnixListener,
    server: &Path,
    relays: &mut Vec<Option<Relay>>,
    registry: &Registry,
) -> anyhow::Result<()> {
    loop {
        let mut client = match listener.accept() {
            Ok((client, _)) => client,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        registry.register(&mut client, Token(relays.len()), Interest::READABLE)?;
        relays.push(Some(Relay::new(client, Upstream::connect(server)?)));
    }
}

struct Relay {
    client: UnixStream,
    server: Upstream,
    has_started: bool,
    /// The beginning of a batch whose end has not come in.
    begun: Vec<u8>,
    /// Batches with their answers.
    known: HashMap<Vec<u8>, Vec<u8>>,
}

impl Relay {
    fn new(client: UnixStream, server: Upstream) -> Self {
        Self { client, server, has_started: false, begun: Vec::new(), known: HashMap::default() }
    }

    /// Reads what has come and answers it; whether there may be more.
    fn serve(&mut self, read: &mut [u8]) -> anyhow::Result<bool> {
        loop {
            let count = match self.client.read(read) {
                Ok(0) => return Ok(false),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(error) => return Err(error.into()),
            };
            if !self.answer(&read[..count])? {
                return Ok(false);
            }
            // There will be another event, except for what is there already.
            if count < read.len() {
                return Ok(true);
            }
        }
    }

    /// Answers all batches that are whole with this; whether there may be more.
    fn answer(&mut self, bytes: &[u8]) -> anyhow::Result<bool> {
        if self.begun.is_empty() {
            let (more, used) = self.answer_whole(bytes)?;
            self.begun.extend_from_slice(&bytes[used..]);
            return Ok(more);
        }
        let mut asked = take(&mut self.begun);
        asked.extend_from_slice(bytes);
        let (more, used) = self.answer_whole(&asked)?;
        asked.drain(..used);
        self.begun = asked;
        Ok(more)
    }

    /// Answers what is whole of `asked`; whether there may be more, and how much that was.
    fn answer_whole(&mut self, asked: &[u8]) -> anyhow::Result<(bool, usize)> {
        let mut used = 0;
        if !self.has_started {
            let Some(size) = startup(asked) else { return Ok((true, 0)) };
            if !self.start(&asked[..size])? {
                return Ok((false, size));
            }
            used = size;
        }
        // Sync, Query and Terminate are what a batch may end with.
        while let Some(size) = Walk::default().end(&asked[used..], b"SQX") {
            let batch = &asked[used..used + size];
            used += size;
            if let Some(answer) = self.known.get(batch) {
                write_all(&mut self.client, answer)?;
            } else if !self.ask_server(batch)? {
                return Ok((false, used));
            }
        }
        Ok((true, used))
    }

    /// The start-up; whether there is a session after it. The server trusts its clients, so that they have one thing to
    /// say and then wait.
    fn start(&mut self, message: &[u8]) -> anyhow::Result<bool> {
        self.has_started = true;
        if message.get(4..8) == Some(&CANCEL.to_be_bytes()) {
            self.server.write_all(message)?;
            return Ok(false);
        }
        Ok(!self.pass_on(message)?.is_empty())
    }

    fn ask_server(&mut self, batch: &[u8]) -> anyhow::Result<bool> {
        let answer = self.pass_on(batch)?;
        let more = !answer.is_empty();
        if more && is_repeatable(batch) && self.known.len() < KNOWN {
            self.known.insert(batch.to_vec(), answer);
        }
        Ok(more)
    }

    /// Passes on what the client has sent and brings the answer back; it is empty where there was none.
    fn pass_on(&mut self, bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.server.write_all(bytes)?;
        let (mut answer, mut piece) = (Vec::new(), [0; 8 * 1024]);
        let mut walk = Walk::default();
        while walk.end(&answer, &[READY]).is_none() {
            let count = self.server.read(&mut piece)?;
            if count == 0 {
                break;
            }
            answer.extend_from_slice(&piece[..count]);
        }
        write_all(&mut self.client, &answer)?;
        Ok(answer)
    }
}

/// Writes all of it, and waits where there is no room.
fn write_all(client: &mut UnixStream, mut bytes: &[u8]) -> anyhow::Result<()> {
    while !bytes.is_empty() {
        match client.write(bytes) {
            Ok(count) => {
                ensure!(count > 0, "the connection was closed");
                bytes = &bytes[count..];
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => wait_for_room(client)?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn wait_for_room(client: &UnixStream) -> io::Result<()> {
    poll(&mut [PollFd::new(client, PollFlags::OUT)], None)?;
    Ok(())
}

/// Whether a batch only runs what has been prepared.
fn is_repeatable(mut batch: &[u8]) -> bool {
    let mut runs = false;
    while let Some((tag, size)) = message(batch) {
        match tag {
            b'E' => runs = true,
            b'B' | b'S' => {}
            _ => return false,
        }
        batch = &batch[size..];
    }
    runs
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener as Server;
    use std::thread;

    use super::*;

    #[test]
    fn what_prepares_is_not_repeated() {
        let (bind, execute, sync, parse) = (b"B\0\0\0\x04", b"E\0\0\0\x04", b"S\0\0\0\x04", b"P\0\0\0\x04");
        assert!(is_repeatable(&[*bind, *execute, *sync].concat()));
        assert!(!is_repeatable(&[*parse, *bind, *execute, *sync].concat()));
        assert!(!is_repeatable(sync));
    }

    const BATCH: &[u8] = b"B\0\0\0\x04E\0\0\0\x04S\0\0\0\x04";
    const STARTUP: &[u8] = b"\0\0\0\x08\0\x03\0\0";
    const IDLE: &[u8; 6] = b"Z\0\0\0\x05I";

    /// A client of the stub that has said hello, and what counts the questions that its server has answered: one to
    /// whatever comes in.
    fn client(name: &str) -> (Upstream, thread::JoinHandle<usize>) {
        let folder = std::env::temp_dir().join(format!("rowgate-stub-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let (listen, server) = (folder.join("stub"), folder.join("server"));
        let listener = Server::bind(&server).unwrap();
        let serving = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut read = [0; 64];
            let mut answered = 0;
            while stream.read(&mut read).unwrap() > 0 {
                stream.write_all(IDLE).unwrap();
                answered += 1;
            }
            answered
        });
        thread::spawn({
            let listen = listen.clone();
            move || run(&listen, &server)
        });
        // A socket has its name before anybody listens.
        let mut client = loop {
            match Upstream::connect(&listen) {
                Ok(client) => break client,
                Err(_) => thread::yield_now(),
            }
        };
        client.write_all(STARTUP).unwrap();
        expect_ready(&mut client);
        // Whoever is connected needs no name.
        std::fs::remove_dir_all(folder).unwrap();
        (client, serving)
    }

    fn expect_ready(client: &mut Upstream) {
        let mut answer = [0; 6];
        client.read_exact(&mut answer).unwrap();
        assert_eq!(answer, *IDLE);
    }

    #[test]
    fn a_batch_reaches_the_server_once() {
        let (mut client, serving) = client("once");
        for _ in 0..3 {
            client.write_all(BATCH).unwrap();
            expect_ready(&mut client);
        }
        drop(client);
        // The start-up, and the batch.
        assert_eq!(serving.join().unwrap(), 2);
    }

    #[test]
    fn batches_may_come_in_pieces_and_together() {
        let (mut client, serving) = client("pieces");
        for piece in [&BATCH[..7], &BATCH[7..], &[BATCH, BATCH, &BATCH[..1]].concat(), &BATCH[1..]] {
            client.write_all(piece).unwrap();
            thread::yield_now();
        }
        for _ in 0..4 {
            expect_ready(&mut client);
        }
        drop(client);
        assert_eq!(serving.join().unwrap(), 2);
    }
}
