//! A running `rowgate`, in a folder of its own.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// When a process that says nothing is taken for dead.
const SILENCE: Duration = Duration::from_secs(120);

/// A folder with `schema/` and `policies/`.
pub(crate) struct Project(TempDir);

impl Project {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        fs::create_dir(project.0.path().join("schema")).unwrap();
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.0.path().join(path)).unwrap();
    }

    /// `rowgate dev`, on free ports.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rowgate"));
        command.args(["dev", "--database-port", "0"]).args(arguments).current_dir(self.0.path());
        if !arguments.contains(&"--port") {
            command.args(["--port", "0"]);
        }
        Running::start(command)
    }

    /// `rowgate dev`, with everything loaded.
    pub(crate) fn start_loaded(&self) -> Running {
        let running = self.start(&[]);
        running.wait_for("Ctrl-C stops");
        running
    }

    /// The variables of `.rowgate/dev.env`.
    pub(crate) fn announced(&self) -> HashMap<String, String> {
        let text = fs::read_to_string(self.0.path().join(".rowgate/dev.env")).unwrap();
        let pairs = text.lines().map(|line| line.split_once('=').unwrap());
        pairs.map(|(name, value)| (name.to_owned(), value.trim_matches('\'').to_owned())).collect()
    }

    /// A superuser's connection to the running database.
    pub(crate) async fn connect(&self) -> Client {
        let uri = &self.announced()["ROWGATE_DATABASE_URL"];
        let (client, connection) = tokio_postgres::connect(uri, NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }
}

/// A running `rowgate`, and what it prints.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = channel();
        send_lines(child.stdout.take().unwrap(), sender.clone());
        send_lines(child.stderr.take().unwrap(), sender);
        Self { child, lines }
    }

    /// Everything printed up to the line that holds `text`.
    pub(crate) fn wait_for(&self, text: &str) -> String {
        let mut seen = String::new();
        while let Ok(line) = self.lines.recv_timeout(SILENCE) {
            seen.push_str(&line);
            seen.push('\n');
            if line.contains(text) {
                return seen;
            }
        }
        panic!("{text:?} was never printed, only:\n{seen}")
    }

    /// Waits for the end; what was printed until then.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        let mut seen = String::new();
        while let Ok(line) = self.lines.recv_timeout(SILENCE) {
            seen.push_str(&line);
            seen.push('\n');
        }
        (self.child.wait().unwrap(), seen)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    pub(crate) fn stop(self) {
        self.signal(Signal::TERM);
        let (status, output) = self.wait();
        assert!(status.success(), "{status}: {output}");
    }
}

/// A test that fails leaves nothing running.
impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended, as it should have.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The status code and the body of a request. `header` may be empty.
pub(crate) fn get(url: &str, header: &str) -> (u16, String) {
    let (head, body) = exchange(url, header);
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body)
}

/// The head and the body of the response to a GET.
pub(crate) fn exchange(url: &str, header: &str) -> (String, String) {
    let mut response = String::new();
    send(url, header).read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

/// Sends a GET. The connection that its response will come on.
pub(crate) fn send(url: &str, header: &str) -> TcpStream {
    let (authority, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let header = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n{header}\r\n").unwrap();
    stream
}

fn send_lines(output: impl Read + Send + 'static, sender: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
}
