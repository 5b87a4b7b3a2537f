//! From a host of the connection string to a stream that speaks PostgreSQL's protocol.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use bytes::BytesMut;
use postgres_protocol::message::frontend;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use crate::conninfo::{Endpoint, Keepalive, Place, TlsOptions, socket};
use crate::stream::Stream;
use crate::tls;

/// One address of a host. `Display` names it as libpq does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Peer {
    /// The host as the connection string names it.
    pub(crate) host: String,
    pub(crate) address: Address,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Address {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

/// Whether to encrypt, of the choices that `sslmode` leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encryption {
    Never,
    IfOffered,
    Always,
}

/// Why there is no stream.
#[derive(Debug)]
pub(crate) enum DialError {
    /// Nobody answers at the address.
    Connect(io::Error),
    /// Somebody does, but not with the encryption that was tried.
    Encrypt(io::Error),
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.address {
            Address::Unix(path) => write!(f, "connection to server on socket \"{}\" failed", path.display()),
            Address::Tcp(address) => {
                let (host, ip) = (&self.host, address.ip().to_string());
                let ip = if *host == ip { String::new() } else { format!(" ({ip})") };
                write!(f, "connection to server at \"{host}\"{ip}, port {} failed", address.port())
            }
        }
    }
}

impl Peer {
    /// The host as the connection string names it, and the port: `db.example:5432`, `/var/run/postgresql:5432`.
    pub(crate) fn host_and_port(&self) -> String {
        let port = match &self.address {
            Address::Tcp(address) => address.port().to_string(),
            // `.s.PGSQL.5432`
            Address::Unix(path) => path.extension().map(|port| port.to_string_lossy().into_owned()).unwrap_or_default(),
        };
        format!("{}:{port}", self.host)
    }
}

/// Looks up the addresses of a host, in the order they are to be tried.
pub(crate) async fn resolve(endpoint: &Endpoint) -> io::Result<Vec<Peer>> {
    let host = endpoint.place.name().to_owned();
    let addresses = match &endpoint.place {
        Place::Directory(directory) => vec![Address::Unix(socket(directory, endpoint.port))],
        Place::Address(_, ip) => vec![Address::Tcp((*ip, endpoint.port).into())],
        Place::Name(name) => tokio::net::lookup_host((name.as_str(), endpoint.port)).await?.map(Address::Tcp).collect(),
    };
    Ok(addresses.into_iter().map(|address| Peer { host: host.clone(), address }).collect())
}

/// Connects, and encrypts what goes over a network.
pub(crate) async fn dial(
    peer: &Peer,
    encryption: Encryption,
    tls: &TlsOptions,
    keepalive: &Keepalive,
) -> Result<Stream, DialError> {
    match &peer.address {
        Address::Unix(path) => UnixStream::connect(path).await.map(Stream::Unix).map_err(DialError::Connect),
        Address::Tcp(address) => {
            let stream = TcpStream::connect(address).await.map_err(DialError::Connect)?;
            configure(&stream, keepalive).map_err(DialError::Connect)?;
            encrypt(stream, encryption, tls, &peer.host).await.map_err(DialError::Encrypt)
        }
    }
}

fn configure(stream: &TcpStream, keepalive: &Keepalive) -> io::Result<()> {
    // Each batch is one write and waits for its answer: holding it back for more would only delay it.
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    if !keepalive.disabled {
        let mut parameters = TcpKeepalive::new();
        if let Some(idle) = keepalive.idle {
            parameters = parameters.with_time(idle);
        }
        if let Some(interval) = keepalive.interval {
            parameters = parameters.with_interval(interval);
        }
        if let Some(count) = keepalive.count {
            parameters = parameters.with_retries(count);
        }
        socket.set_tcp_keepalive(&parameters)?;
    }
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if keepalive.user_timeout.is_some() {
        socket.set_tcp_user_timeout(keepalive.user_timeout)?;
    }
    Ok(())
}

async fn encrypt(mut stream: TcpStream, encryption: Encryption, tls: &TlsOptions, host: &str) -> io::Result<Stream> {
    let offered = match encryption {
        Encryption::Never => false,
        Encryption::Always if tls.direct => true,
        Encryption::Always | Encryption::IfOffered => ask_for_tls(&mut stream).await?,
    };
    match encryption {
        _ if offered => Ok(Stream::Tls(Box::new(tls::handshake(stream, tls, host).await?))),
        Encryption::Always => Err(io::Error::other("server does not support SSL, but SSL was required")),
        Encryption::Never | Encryption::IfOffered => Ok(Stream::Tcp(stream)),
    }
}

/// Asks whether the server encrypts. It answers one byte, and nothing that follows may be read before TLS has started:
/// an attacker could have put it there.
async fn ask_for_tls(stream: &mut TcpStream) -> io::Result<bool> {
    let mut request = BytesMut::new();
    frontend::ssl_request(&mut request);
    stream.write_all(&request).await?;
    match stream.read_u8().await? {
        b'S' => Ok(true),
        b'N' => Ok(false),
        _ => Err(io::Error::other("received invalid response to SSL negotiation")),
    }
}
