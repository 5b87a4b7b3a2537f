//! The hosts of a connection string, each with its port and its password.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use super::password_file::{self, Account};
use super::settings::Settings;
use super::{ConnInfoError, Password};

/// Where libpq looks for a socket when it is given no host: as Debian and its kin build it, then as it comes.
const SOCKET_DIRECTORIES: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// One host to try.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Endpoint {
    pub(crate) place: Place,
    pub(crate) port: u16,
    pub(crate) password: Option<Password>,
}

/// Where a host is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// The directory of a Unix socket.
    Directory(PathBuf),
    /// A host name, or an address written as one.
    Name(String),
    /// An address that needs no look-up, and the name that stands for it in messages and certificates.
    Address(String, IpAddr),
}

impl Place {
    /// The host as the connection string names it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Directory(directory) => directory.to_str().unwrap_or("localhost"),
            Self::Name(name) | Self::Address(name, _) => name,
        }
    }
}

/// Pairs hosts, addresses, ports and passwords.
pub(super) fn endpoints(
    settings: &Settings,
    user: &str,
    database: &str,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Vec<Endpoint>, ConnInfoError> {
    let ports = ports(settings)?;
    let places = places(settings, ports.first().copied().unwrap_or(DEFAULT_PORT))?;
    if ports.len() > 1 && ports.len() != places.len() {
        return Err(ConnInfoError::UnpairedList(ports.len(), "port", places.len()));
    }
    let password_file = password_file(settings, environment);
    let endpoint = |(at, place): (usize, Place)| {
        let port = ports.get(at).or(ports.first()).copied().unwrap_or(DEFAULT_PORT);
        let listed = || {
            let account = Account { host: place.name(), port, database, user };
            password_file::look_up(password_file.as_deref()?, &account)
        };
        let password = settings.get("password").map(str::to_owned).or_else(listed).map(Password);
        Endpoint { place, port, password }
    };
    Ok(places.into_iter().enumerate().map(endpoint).collect())
}

const DEFAULT_PORT: u16 = 5432;

fn ports(settings: &Settings) -> Result<Vec<u16>, ConnInfoError> {
    let port = |text: &str| match text {
        "" => Ok(DEFAULT_PORT),
        text => text.parse().map_err(|_| ConnInfoError::InvalidValue("port", text.to_owned())),
    };
    settings.list("port").into_iter().map(port).collect()
}

fn places(settings: &Settings, port: u16) -> Result<Vec<Place>, ConnInfoError> {
    let hosts = settings.list("host");
    let addresses = settings.list("hostaddr");
    if hosts.is_empty() && addresses.is_empty() {
        return Ok(vec![default_place(port)]);
    }
    if addresses.is_empty() {
        return Ok(hosts.into_iter().map(|host| place(host, port)).collect());
    }
    if !hosts.is_empty() && hosts.len() != addresses.len() {
        return Err(ConnInfoError::UnpairedList(addresses.len(), "hostaddr", hosts.len()));
    }
    let with_name = |(at, text): (usize, &str)| {
        let address: IpAddr = text.parse().map_err(|_| ConnInfoError::InvalidValue("hostaddr", text.to_owned()))?;
        Ok(Place::Address(hosts.get(at).copied().unwrap_or(text).to_owned(), address))
    };
    addresses.into_iter().enumerate().map(with_name).collect()
}

fn place(host: &str, port: u16) -> Place {
    match host {
        "" => default_place(port),
        path if path.starts_with('/') => Place::Directory(path.into()),
        name => Place::Name(name.to_owned()),
    }
}

/// The first usual directory that holds the server's socket.
fn default_place(port: u16) -> Place {
    let holds_socket = |directory: &&str| socket(Path::new(directory), port).exists();
    let directory = SOCKET_DIRECTORIES.iter().copied().find(holds_socket).unwrap_or(SOCKET_DIRECTORIES[0]);
    Place::Directory(directory.into())
}

/// The socket that a server on `port` opens in `directory`.
pub(crate) fn socket(directory: &Path, port: u16) -> PathBuf {
    directory.join(format!(".s.PGSQL.{port}"))
}

fn password_file(settings: &Settings, environment: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    match settings.get("passfile") {
        Some(path) => Some(path.into()),
        None => environment("HOME").map(|home| Path::new(&home).join(".pgpass")),
    }
    .filter(|path| path.exists())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conninfo::uri;

    #[track_caller]
    fn places_and_ports(uri: &str) -> Result<Vec<(Place, u16)>, ConnInfoError> {
        let settings = uri::parse(uri::after_scheme(uri).expect("a URI")).unwrap();
        let endpoints = endpoints(&settings, "me", "app", |_| None)?;
        Ok(endpoints.into_iter().map(|endpoint| (endpoint.place, endpoint.port)).collect())
    }

    fn name(name: &str) -> Place {
        Place::Name(name.into())
    }

    #[test]
    fn one_port_serves_all_hosts() {
        let endpoints = places_and_ports("postgresql:///?host=a,b&port=6000").unwrap();
        assert_eq!(endpoints, [(name("a"), 6000), (name("b"), 6000)]);
    }

    #[test]
    fn hosts_and_ports_pair() {
        let endpoints = places_and_ports("postgresql://a:1,b,%2Ftmp:3/app").unwrap();
        assert_eq!(endpoints, [(name("a"), 1), (name("b"), 5432), (Place::Directory("/tmp".into()), 3)]);
    }

    #[test]
    fn an_address_keeps_the_name_it_stands_for() {
        let endpoints = places_and_ports("postgresql://db?hostaddr=10.0.0.1").unwrap();
        assert_eq!(endpoints, [(Place::Address("db".into(), [10, 0, 0, 1].into()), 5432)]);
    }

    #[test]
    fn lists_that_do_not_pair_are_refused() {
        assert!(places_and_ports("postgresql:///?host=a,b,c&port=1,2").is_err());
        assert!(places_and_ports("postgresql://a,b?hostaddr=10.0.0.1").is_err());
    }
}
