//! Listening sockets and the streams they accept.

use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rowgate_config::Host;
use socket2::{Domain, Protocol, SockAddr, Socket, TcpKeepalive, Type};
use tokio::net::{TcpListener, UnixListener, lookup_host};

use super::Address;
use super::stream::Stream;

/// A socket that connections arrive at.
#[derive(Debug)]
pub(crate) struct Listener(Kind);

#[derive(Debug)]
enum Kind {
    Tcp { listener: TcpListener, address: SocketAddr },
    Unix { listener: UnixListener, file: SocketFile },
}

/// Binds what the configuration names.
///
/// # Errors
///
/// If the address cannot be bound, its host does not resolve or its port is none. Of several addresses of a host, the
/// first that can be bound is.
pub(crate) async fn bind(address: &Address) -> io::Result<Listener> {
    match address {
        Address::Tcp { host, port, reuse_port } => {
            let port = u16::try_from(*port).map_err(|_| invalid(format!("{port} is not a port")))?;
            let (listener, address) = bind_first(host, port, *reuse_port).await?;
            Ok(Listener(Kind::Tcp { listener, address }))
        }
        Address::Unix { path, mode } => {
            let (listener, file) = bind_file(path, *mode)?;
            Ok(Listener(Kind::Unix { listener, file }))
        }
    }
}

impl Listener {
    /// What is bound: `0.0.0.0:3000`, `[::1]:3000`, or the path of a Unix socket.
    pub(crate) fn local_address(&self) -> String {
        match &self.0 {
            Kind::Tcp { address, .. } => address.to_string(),
            Kind::Unix { file, .. } => file.path.display().to_string(),
        }
    }

    /// The next connection, and where it comes from unless it is local.
    ///
    /// # Errors
    ///
    /// What accepting says. Most errors are of the one connection, or go by; the listener can go on.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses no connection.
    pub(super) async fn accept(&self) -> io::Result<(Stream, Option<IpAddr>)> {
        match &self.0 {
            Kind::Tcp { listener, .. } => {
                let (stream, peer) = listener.accept().await?;
                // On a socket of both families IPv4 clients look like `::ffff:192.0.2.1`.
                Ok((stream.into(), Some(peer.ip().to_canonical())))
            }
            Kind::Unix { listener, .. } => Ok((listener.accept().await?.0.into(), None)),
        }
    }
}

/// Waiting connections; the system may allow fewer.
const BACKLOG: i32 = 4096;

/// After how long a silent client is asked whether it is still there. One that lost its power during a long query would
/// otherwise never be missed.
const KEEPALIVE: Duration = Duration::from_secs(60);

async fn bind_first(host: &Host, port: u16, reuse_port: bool) -> io::Result<(TcpListener, SocketAddr)> {
    let mut outcome = Err(io::Error::new(io::ErrorKind::AddrNotAvailable, format!("{host} has no address")));
    for (address, families) in candidates(host, port).await? {
        outcome = bind_tcp(address, families, reuse_port);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

/// Which families an IPv6 socket serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Families {
    Both,
    Own,
    /// What the system does for an address that was named.
    Default,
}

/// The addresses that a host stands for, best first. `*` is both families where there are two.
async fn candidates(host: &Host, port: u16) -> io::Result<Vec<(SocketAddr, Families)>> {
    let ipv4 = (SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)), Families::Own);
    let ipv6 = SocketAddr::from((Ipv6Addr::UNSPECIFIED, port));
    Ok(match host {
        Host::Any | Host::PreferIpv6 => vec![(ipv6, Families::Both), ipv4],
        Host::PreferIpv4 => vec![ipv4, (ipv6, Families::Own)],
        Host::OnlyIpv4 => vec![ipv4],
        Host::OnlyIpv6 => vec![(ipv6, Families::Own)],
        Host::Named(name) => {
            lookup_host((name.as_str(), port)).await?.map(|address| (address, Families::Default)).collect()
        }
    })
}

fn bind_tcp(address: SocketAddr, families: Families, reuse_port: bool) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() && families != Families::Default {
        socket.set_only_v6(families == Families::Own)?;
    }
    socket.set_reuse_address(true)?;
    if reuse_port {
        socket.set_reuse_port(true)?;
    }
    // Both are inherited by the connections.
    socket.set_tcp_nodelay(true)?;
    socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE / 4))?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    let listener = TcpListener::from_std(socket.into())?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

fn bind_file(path: &Path, mode: u32) -> io::Result<(UnixListener, SocketFile)> {
    remove_socket(path)?;
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.bind(&SockAddr::unix(path)?)?;
    let file = SocketFile::at(path)?;
    // Before `listen`, so that nobody gets in while the mode is another.
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    Ok((UnixListener::from_std(socket.into())?, file))
}

/// Removes the socket that another process left behind. PostgREST removes any file; we leave alone what is no socket,
/// and then fail to bind.
fn remove_socket(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(file) if file.file_type().is_socket() => fs::remove_file(path),
        Ok(_) => Err(io::Error::new(io::ErrorKind::AlreadyExists, "the file is not a socket")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// The file of our own socket, which goes with it.
#[derive(Debug)]
struct SocketFile {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl SocketFile {
    fn at(path: &Path) -> io::Result<Self> {
        let file = fs::symlink_metadata(path)?;
        Ok(Self { path: path.to_owned(), device: file.dev(), inode: file.ino() })
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Not the file of a successor that has already taken the path.
        let file = fs::symlink_metadata(&self.path);
        if file.is_ok_and(|file| (file.dev(), file.ino()) == (self.device, self.inode)) {
            // Nothing can be done about a file that stays.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpStream, UnixStream};

    use super::*;

    async fn bind_host(host: Host) -> io::Result<Listener> {
        bind(&Address::Tcp { host, port: 0, reuse_port: false }).await
    }

    fn named(name: &str) -> Host {
        Host::Named(name.into())
    }

    #[tokio::test]
    async fn a_host_is_listened_at_by_its_first_address() {
        let listener = bind_host(named("127.0.0.1")).await.unwrap();
        let address = listener.local_address();
        assert!(address.starts_with("127.0.0.1:") && !address.ends_with(":0"), "{address}");
        let _client = TcpStream::connect(&address).await.unwrap();
        assert_eq!(listener.accept().await.unwrap().1, Some(IpAddr::from(Ipv4Addr::LOCALHOST)));
    }

    #[tokio::test]
    async fn special_hosts_choose_the_family() {
        assert!(bind_host(Host::OnlyIpv4).await.unwrap().local_address().starts_with("0.0.0.0:"));
        assert!(bind_host(Host::PreferIpv4).await.unwrap().local_address().starts_with("0.0.0.0:"));
        for host in [Host::OnlyIpv6, Host::PreferIpv6, Host::Any] {
            let families: Vec<_> = candidates(&host, 0).await.unwrap().iter().map(|(_, families)| *families).collect();
            let expected: &[_] =
                if host == Host::OnlyIpv6 { &[Families::Own] } else { &[Families::Both, Families::Own] };
            assert_eq!(families, expected, "{host}");
        }
    }

    #[tokio::test]
    async fn any_host_serves_both_families() {
        let listener = bind_host(Host::Any).await.unwrap();
        let port = listener.local_address().rsplit_once(':').unwrap().1.to_owned();
        let _client = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
        assert_eq!(listener.accept().await.unwrap().1, Some(IpAddr::from(Ipv4Addr::LOCALHOST)));
    }

    #[tokio::test]
    async fn a_port_is_shared_only_if_all_agree() {
        let shared = |port, reuse_port| Address::Tcp { host: named("127.0.0.1"), port, reuse_port };
        let first = bind(&shared(0, true)).await.unwrap();
        let port = first.local_address().rsplit_once(':').unwrap().1.parse().unwrap();
        assert!(bind(&shared(port, true)).await.is_ok());
        assert_eq!(bind(&shared(port, false)).await.unwrap_err().kind(), io::ErrorKind::AddrInUse);
    }

    #[tokio::test]
    async fn what_is_no_port_cannot_be_bound() {
        let address = Address::Tcp { host: Host::OnlyIpv4, port: 70_000, reuse_port: false };
        assert_eq!(bind(&address).await.unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }

    #[tokio::test]
    async fn a_socket_file_has_its_mode_and_goes_with_the_listener() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("api.sock");
        let address = Address::Unix { path: path.clone(), mode: 0o640 };

        let left_behind = std::os::unix::net::UnixListener::bind(&path).unwrap();
        let listener = bind(&address).await.unwrap();
        drop(left_behind);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        let _client = UnixStream::connect(listener.local_address()).await.unwrap();
        assert_eq!(listener.accept().await.unwrap().1, None);

        let successor = bind(&address).await.unwrap();
        drop(listener);
        assert!(path.exists(), "it belongs to the successor");
        drop(successor);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_file_that_is_no_socket_is_left_alone() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let address = Address::Unix { path: file.path().to_owned(), mode: 0o660 };
        assert_eq!(bind(&address).await.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(file.path().exists());
    }
}
