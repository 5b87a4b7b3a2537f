//! Finding a server among the hosts of a connection string that gives a session.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::time::Duration;

use crate::conninfo::{ConnInfo, Endpoint, SslMode, TargetSession};
use crate::dial::{Address, DialError, Encryption, Peer, dial, resolve};
use crate::error::{ConnectError, ConnectErrorKind};
use crate::session::Session;
use crate::startup::{StartupError, start};
use crate::stream::Stream;
use crate::wire::Wire;

/// A session, and where to send what concerns it from outside.
pub(crate) struct Connected {
    pub(crate) wire: Wire,
    pub(crate) session: Session,
    pub(crate) route: Route,
}

/// A way to a server that has worked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Route {
    pub(crate) peer: Peer,
    pub(crate) encryption: Encryption,
}

/// What can be made of a stream to a server, if the server is of the kind that `target` asks for.
pub(crate) trait Open: Sized + Send {
    fn open(
        stream: Stream,
        info: &ConnInfo,
        endpoint: &Endpoint,
        target: TargetSession,
    ) -> impl Future<Output = Result<Self, StartupError>> + Send;
}

impl Open for (Wire, Session) {
    async fn open(
        stream: Stream,
        info: &ConnInfo,
        endpoint: &Endpoint,
        target: TargetSession,
    ) -> Result<Self, StartupError> {
        start(stream, info, endpoint, target).await
    }
}

/// Tries the hosts in order until one gives a session that suits.
pub(crate) async fn connect(info: &ConnInfo) -> Result<Connected, ConnectError> {
    let ((wire, session), route) = try_hosts(info).await?;
    Ok(Connected { wire, session, route })
}

/// Tries the hosts in order until one opens.
pub(crate) async fn try_hosts<T: Open>(info: &ConnInfo) -> Result<(T, Route), ConnectError> {
    match info.target {
        TargetSession::PreferStandby => match try_hosts_for(info, TargetSession::Standby).await {
            Ok(opened) => Ok(opened),
            Err(_) => try_hosts_for(info, TargetSession::Any).await,
        },
        target => try_hosts_for(info, target).await,
    }
}

async fn try_hosts_for<T: Open>(info: &ConnInfo, target: TargetSession) -> Result<(T, Route), ConnectError> {
    let mut failures = Failures::default();
    for endpoint in in_order(info) {
        let peers = match resolve(endpoint).await {
            Ok(peers) => peers,
            Err(error) => {
                failures.add_unresolved(endpoint, &error);
                continue;
            }
        };
        for peer in peers {
            if let Some(opened) = try_peer(info, endpoint, peer, target, &mut failures).await {
                return Ok(opened);
            }
            if failures.last_is_final {
                return Err(failures.into_error());
            }
        }
    }
    Err(failures.into_error())
}

/// Tries one address, encrypted or not as `sslmode` has it.
async fn try_peer<T: Open>(
    info: &ConnInfo,
    endpoint: &Endpoint,
    peer: Peer,
    target: TargetSession,
    failures: &mut Failures,
) -> Option<(T, Route)> {
    for encryption in encryptions(info.tls.mode, &peer) {
        let route = Route { peer: peer.clone(), encryption: *encryption };
        match within(info.connect_timeout, attempt(info, endpoint, &route, target)).await {
            Ok(opened) => return Some((opened, route)),
            Err(failure) => {
                failures.add(&route.peer, &failure);
                if !failure.concerns_encryption() {
                    break;
                }
            }
        }
    }
    None
}

async fn attempt<T: Open>(
    info: &ConnInfo,
    endpoint: &Endpoint,
    route: &Route,
    target: TargetSession,
) -> Result<T, Failure> {
    let stream = dial(&route.peer, route.encryption, &info.tls, &info.keepalive).await.map_err(Failure::Dial)?;
    T::open(stream, info, endpoint, target).await.map_err(Failure::Startup)
}

async fn within<T>(limit: Option<Duration>, attempt: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, attempt).await.unwrap_or(Err(Failure::TimedOut)),
        None => attempt.await,
    }
}

/// The hosts as listed, or in an order of chance.
fn in_order(info: &ConnInfo) -> Vec<&Endpoint> {
    let mut endpoints: Vec<_> = info.endpoints.iter().collect();
    if info.shuffle {
        endpoints.sort_by_cached_key(|_| RandomState::new().build_hasher().finish());
    }
    endpoints
}

/// What to try at one address, one after the other.
fn encryptions(mode: SslMode, peer: &Peer) -> &'static [Encryption] {
    use Encryption::{Always, IfOffered, Never};
    match (&peer.address, mode) {
        (Address::Unix(_), _) | (_, SslMode::Disable) => &[Never],
        (_, SslMode::Allow) => &[Never, Always],
        (_, SslMode::Prefer) => &[IfOffered, Never],
        (_, SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull) => &[Always],
    }
}

/// Why one attempt gave nothing.
enum Failure {
    Dial(DialError),
    TimedOut,
    Startup(StartupError),
}

impl Failure {
    fn kind(&self) -> ConnectErrorKind {
        match self {
            Self::Dial(_) => ConnectErrorKind::Unreachable,
            Self::TimedOut => ConnectErrorKind::TimedOut,
            Self::Startup(error) => error.kind(),
        }
    }

    fn describe(&self, peer: &Peer) -> String {
        match self {
            Self::Dial(DialError::Connect(error)) => format!("{peer}: {}{}", reason(error), question(error, peer)),
            Self::Dial(DialError::Encrypt(error)) => format!("{peer}: {}", reason(error)),
            Self::TimedOut => format!("{peer}: timeout expired"),
            Self::Startup(error) => format!("{peer}: {error}"),
        }
    }

    /// Whether the same address may do better with the other choice of encryption: TLS failed, or `pg_hba.conf` has no
    /// entry for this one.
    fn concerns_encryption(&self) -> bool {
        match self {
            Self::Dial(DialError::Encrypt(_)) => true,
            Self::Startup(StartupError::Refused(error)) => error.sqlstate == "28000",
            Self::Dial(DialError::Connect(_)) | Self::TimedOut | Self::Startup(_) => false,
        }
    }

    /// Whether no other address will do better.
    fn is_final(&self) -> bool {
        matches!(self, Self::Startup(error) if !error.may_be_better_elsewhere())
    }
}

/// The failures so far, a line each.
#[derive(Default)]
struct Failures {
    lines: Vec<String>,
    last: Option<ConnectErrorKind>,
    last_is_final: bool,
}

impl Failures {
    fn add(&mut self, peer: &Peer, failure: &Failure) {
        self.add_line(failure.kind(), failure.describe(peer));
        self.last_is_final = failure.is_final();
    }

    fn add_unresolved(&mut self, endpoint: &Endpoint, error: &io::Error) {
        let host = endpoint.place.name();
        let line = format!("could not translate host name \"{host}\" to address: {}", reason(error));
        self.add_line(ConnectErrorKind::Unreachable, line);
    }

    fn add_line(&mut self, kind: ConnectErrorKind, line: String) {
        self.last = Some(kind);
        // The second attempt at an address, without TLS, tends to fail as the first did.
        if self.lines.last() != Some(&line) {
            self.lines.push(line);
        }
    }

    fn into_error(self) -> ConnectError {
        ConnectError { kind: self.last.unwrap_or(ConnectErrorKind::Unreachable), message: self.lines.join("\n") }
    }
}

/// The operating system's words, without its number for them.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split_once(" (os error").map_or(text.as_str(), |(words, _)| words).to_owned()
}

/// What to look at first when nobody answers.
fn question(error: &io::Error, peer: &Peer) -> &'static str {
    match (error.kind(), &peer.address) {
        (io::ErrorKind::ConnectionRefused, Address::Tcp(_)) => {
            "\n\tIs the server running on that host and accepting TCP/IP connections?"
        }
        (io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound, Address::Unix(_)) => {
            "\n\tIs the server running locally and accepting connections on that socket?"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn failure(conninfo: &str) -> ConnectError {
        let info = ConnInfo::parse(conninfo).unwrap();
        connect(&info).await.err().expect("a failure")
    }

    #[tokio::test]
    async fn a_refusal_reads_as_libpqs() {
        // Bound but not listening: nobody else can take the port meanwhile.
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
        let port = socket.local_addr().unwrap().port();
        let error = failure(&format!("host=127.0.0.1 port={port} user=a sslmode=disable")).await;
        assert_eq!(error.kind, ConnectErrorKind::Unreachable);
        assert_eq!(
            error.message,
            format!(
                "connection to server at \"127.0.0.1\", port {port} failed: Connection refused\n\tIs the server \
                 running on that host and accepting TCP/IP connections?"
            )
        );
    }

    #[tokio::test]
    async fn every_host_is_tried_and_has_its_line() {
        let error = failure("host=/nowhere,/elsewhere port=1 user=a").await;
        let lines: Vec<_> = error.message.lines().filter(|line| !line.starts_with('\t')).collect();
        assert_eq!(
            lines,
            [
                "connection to server on socket \"/nowhere/.s.PGSQL.1\" failed: No such file or directory",
                "connection to server on socket \"/elsewhere/.s.PGSQL.1\" failed: No such file or directory",
            ]
        );
    }

    #[tokio::test]
    async fn a_server_that_says_nothing_is_given_up() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let error = failure(&format!("host=127.0.0.1 port={port} user=a connect_timeout=1")).await;
        assert_eq!(error.kind, ConnectErrorKind::TimedOut);
        assert!(error.message.ends_with("timeout expired"), "{}", error.message);
    }

    #[tokio::test]
    async fn a_server_without_tls_is_no_good_where_tls_is_required() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_exact(&mut [0; 8]).await.unwrap();
            stream.write_all(b"N").await.unwrap();
            // What comes after a refusal must not be a startup message in clear text.
            assert_eq!(stream.read(&mut [0; 1]).await.unwrap_or(0), 0);
        });
        let error = failure(&format!("host=127.0.0.1 port={port} user=a sslmode=require")).await;
        assert!(error.message.ends_with("server does not support SSL, but SSL was required"), "{}", error.message);
    }
}
