//! The thread that writes lines.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

/// How many lines may wait. Beyond that they are dropped: a log that nobody reads must not hold up the service.
const CAPACITY: usize = 16 * 1024;

/// How many bytes are written at once.
const BATCH: usize = 64 * 1024;

/// How long the end of the process waits for its last lines.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where a line goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// Takes lines and writes them in their order, in the background.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    entries: SyncSender<Entry>,
    dropped: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Entry {
    Line(Stream, String),
    /// Everything before has been written once this is dropped.
    Flush(SyncSender<()>),
}

impl Writer {
    /// Starts the thread. It ends with the last writer. `of_dropped` words the line that says how many were dropped.
    pub(super) fn start(of_dropped: fn(u64) -> String) -> Self {
        Self::start_with(of_dropped, write)
    }

    fn start_with(of_dropped: fn(u64) -> String, write: impl FnMut(Stream, &[u8]) + Send + 'static) -> Self {
        let (entries, inbox) = sync_channel(CAPACITY);
        let dropped = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&dropped);
        let thread = thread::Builder::new().name("log".to_owned());
        // Without the thread lines are dropped, as they are when nobody reads them.
        let _ = thread.spawn(move || run(&inbox, &counter, of_dropped, write));
        Self { entries, dropped }
    }

    /// Has a line written, which ends with a newline. Never waits.
    pub(super) fn line(&self, stream: Stream, line: String) {
        if self.entries.try_send(Entry::Line(stream, line)).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until everything so far has been written, though not for ever.
    pub(super) fn flush(&self) {
        let (done, written) = sync_channel(0);
        if self.entries.try_send(Entry::Flush(done)).is_ok() {
            // The other end says nothing: it is dropped.
            let _ = written.recv_timeout(PATIENCE);
        }
    }
}

fn run(
    inbox: &Receiver<Entry>,
    dropped: &AtomicU64,
    of_dropped: fn(u64) -> String,
    mut write: impl FnMut(Stream, &[u8]),
) {
    let mut batch = Vec::new();
    while let Ok(first) = inbox.recv() {
        let mut stream = Stream::Out;
        for entry in std::iter::once(first).chain(inbox.try_iter()) {
            match entry {
                Entry::Line(to, line) => {
                    if to != stream || batch.len() > BATCH {
                        write_out(stream, &mut batch, &mut write);
                        stream = to;
                    }
                    batch.extend_from_slice(line.as_bytes());
                }
                Entry::Flush(done) => {
                    write_out(stream, &mut batch, &mut write);
                    drop(done);
                }
            }
        }
        write_out(stream, &mut batch, &mut write);
        let lost = dropped.swap(0, Ordering::Relaxed);
        if lost > 0 {
            write(Stream::Err, of_dropped(lost).as_bytes());
        }
    }
}

fn write_out(stream: Stream, batch: &mut Vec<u8>, write: &mut impl FnMut(Stream, &[u8])) {
    if !batch.is_empty() {
        write(stream, batch);
        batch.clear();
    }
}

/// A log that nobody reads any more must not stop the service, so failures are not told: there is nobody to tell.
fn write(stream: Stream, bytes: &[u8]) {
    let _ = match stream {
        Stream::Out => {
            let mut out = io::stdout().lock();
            out.write_all(bytes).and_then(|()| out.flush())
        }
        Stream::Err => io::stderr().lock().write_all(bytes),
    };
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn lines_keep_their_order_across_streams() {
        let written = Arc::new(Mutex::new(String::new()));
        let log = Arc::clone(&written);
        let writer = Writer::start_with(
            |_| String::new(),
            move |stream, bytes| {
                let prefix = if stream == Stream::Out { '>' } else { '!' };
                for line in String::from_utf8_lossy(bytes).lines() {
                    log.lock().unwrap().extend([prefix.to_string().as_str(), line, " "]);
                }
            },
        );
        writer.line(Stream::Err, "a\n".into());
        writer.line(Stream::Out, "b\n".into());
        writer.line(Stream::Out, "c\n".into());
        writer.line(Stream::Err, "d\n".into());
        writer.flush();
        assert_eq!(*written.lock().unwrap(), "!a >b >c !d ");
    }

    #[test]
    fn what_nobody_reads_is_dropped_and_counted() {
        let (stuck, resume) = sync_channel::<()>(0);
        let (sender, receiver) = sync_channel(CAPACITY + 10);
        let writer = Writer::start_with(
            |lost| format!("{lost} lines"),
            move |stream, bytes| {
                let _ = resume.recv();
                let _ = sender.send((stream, String::from_utf8_lossy(bytes).into_owned()));
            },
        );
        writer.line(Stream::Out, "first\n".into());
        for _ in 0..=2 * CAPACITY {
            writer.line(Stream::Out, "more\n".into());
        }
        drop(stuck);
        let told = receiver.into_iter().find(|(stream, _)| *stream == Stream::Err).expect("a line about lines").1;
        let lost: usize = told.split(' ').next().unwrap().parse().unwrap();
        assert!((1..=2 * CAPACITY).contains(&lost), "{told}");
    }
}
