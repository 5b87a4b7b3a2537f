//! `rowgate --ready`: asks a running gateway's admin server whether it is ready, for health checks of containers
//! (CLI-05).

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use rowgate_config::{Config, NotReachable};

/// A gateway that takes longer to say whether it is ready is not.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The only part of the answer that counts is `HTTP/1.1 200`.
const STATUS_LINE: usize = "HTTP/1.1 200".len();

/// Why the gateway does not count as ready.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotReady {
    #[error(transparent)]
    NoUrl(#[from] NotReachable),
    #[error("invalid url - {0}")]
    InvalidUrl(String),
    #[error("connection refused to {0}")]
    Unreachable(String),
    /// It answered, and said no.
    #[error("{0}")]
    No(String),
}

/// The URL that said yes.
pub(crate) fn ask(config: &Config) -> Result<String, NotReady> {
    let url = config.ready_url()?;
    let Some((host, port)) = authority(&url) else { return Err(NotReady::InvalidUrl(url)) };
    match status(host, port) {
        Err(_) => Err(NotReady::Unreachable(url)),
        Ok(status) if status.ends_with(|c: char| c.is_ascii_digit()) && status.contains(" 2") => Ok(url),
        Ok(_) => Err(NotReady::No(url)),
    }
}

/// The host, without brackets, and the port of `http://host:port/ready`.
fn authority(url: &str) -> Option<(&str, u16)> {
    let (host, port) = url.strip_prefix("http://")?.strip_suffix("/ready")?.rsplit_once(':')?;
    Some((host.trim_start_matches('[').trim_end_matches(']'), port.parse().ok()?))
}

/// The beginning of the answer, up to the status code.
fn status(host: &str, port: u16) -> io::Result<String> {
    let mut stream = TcpStream::connect((host, port))?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    // One write: `write!` on a socket sends each part of the format by itself.
    stream.write_all(format!("GET /ready HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut line = [0; STATUS_LINE];
    stream.read_exact(&mut line)?;
    Ok(String::from_utf8_lossy(&line).into_owned())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    fn config(host: &str, port: i64) -> Config {
        Config { admin_server_host: host.into(), admin_server_port: Some(port), ..Config::default() }
    }

    /// The URL of a server that answers with `status`, and what asking it came to.
    fn ask_server(status: &'static str) -> (String, Result<String, NotReady>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut piece = [0; 64];
                let length = stream.read(&mut piece).expect("a request");
                assert_ne!(length, 0, "a request to its end");
                request.extend_from_slice(&piece[..length]);
            }
            // In one piece, for the client goes as soon as it has the status.
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).expect("a listener");
            String::from_utf8_lossy(&request).into_owned()
        });
        let answer = ask(&config("127.0.0.1", port.into()));
        assert!(server.join().expect("a request").starts_with("GET /ready HTTP/1.1\r\n"));
        (format!("http://127.0.0.1:{port}/ready"), answer)
    }

    #[test]
    fn a_gateway_that_is_ready_is_ok() {
        let (url, answer) = ask_server("200 OK");
        assert_eq!(answer.expect("ready"), url);
    }

    #[test]
    fn brackets_are_no_part_of_a_host() {
        assert_eq!(authority("http://[::1]:3001/ready"), Some(("::1", 3001)));
    }

    #[test]
    fn a_gateway_that_is_not_is_named() {
        let (url, answer) = ask_server("503 Service Unavailable");
        assert_eq!(answer.expect_err("not ready").to_string(), url);
    }

    #[test]
    fn nobody_there_is_a_refused_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let error = ask(&config("127.0.0.1", port.into())).expect_err("nobody");
        assert_eq!(error.to_string(), format!("connection refused to http://127.0.0.1:{port}/ready"));
    }

    #[test]
    fn a_port_that_cannot_be_makes_an_invalid_url() {
        let error = ask(&config("127.0.0.1", 70_000)).expect_err("no such port");
        assert_eq!(error.to_string(), "invalid url - http://127.0.0.1:70000/ready");
    }
}
