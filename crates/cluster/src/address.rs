//! Where a database is, as a URI that libpq, tokio-postgres and rowgate all read.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays as it is in a URI's user, password, database and values.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A database on a server, and the user to enter it as.
///
/// `Display` writes the URI: `postgres://postgres@/films?host=%2Ftmp%2Fx&port=5432` on a Unix socket,
/// `postgres://postgres:secret@127.0.0.1:5433/films` over TCP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Where the server listens.
    pub host: Host,
    /// The port, which is also part of a socket's file name.
    pub port: u16,
    /// The role to log in as.
    pub user: String,
    /// Its password, if the server asks for one.
    pub password: Option<String>,
    /// The database.
    pub database: String,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// The folder of a Unix socket.
    Socket(PathBuf),
    /// A host name or IP address.
    Tcp(String),
}

/// Why a text is not an [`Address`].
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// It is not a connection URI.
    #[error("not a PostgreSQL connection URI")]
    Syntax(#[source] tokio_postgres::Error),
    /// It names no server.
    #[error("the URI names no host")]
    NoHost,
    /// Its password is not text.
    #[error("the password is not UTF-8")]
    Password,
}

impl Address {
    /// The same server, another database.
    #[must_use]
    pub fn with_database(&self, database: &str) -> Self {
        Self { database: database.to_owned(), ..self.clone() }
    }

    /// The same database, another role, which needs no password.
    #[must_use]
    pub fn with_user(&self, user: &str) -> Self {
        Self { user: user.to_owned(), password: None, ..self.clone() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encode = |text| utf8_percent_encode(text, RESERVED);
        write!(f, "postgres://{}", encode(&self.user))?;
        if let Some(password) = &self.password {
            write!(f, ":{}", encode(password))?;
        }
        match &self.host {
            Host::Socket(folder) => {
                let folder = folder.to_string_lossy();
                write!(f, "@/{}?host={}&port={}", encode(&self.database), encode(&folder), self.port)
            }
            Host::Tcp(host) => write!(f, "@{host}:{}/{}", self.port, encode(&self.database)),
        }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(uri: &str) -> Result<Self, AddressError> {
        let config: tokio_postgres::Config = uri.parse().map_err(AddressError::Syntax)?;
        let host = match config.get_hosts().first().ok_or(AddressError::NoHost)? {
            tokio_postgres::config::Host::Tcp(host) => Host::Tcp(host.clone()),
            tokio_postgres::config::Host::Unix(folder) => Host::Socket(folder.clone()),
        };
        let password = config.get_password().map(|bytes| String::from_utf8(bytes.to_vec()));
        let user = config.get_user().unwrap_or("postgres").to_owned();
        Ok(Self {
            host,
            port: config.get_ports().first().copied().unwrap_or(5432),
            password: password.transpose().map_err(|_| AddressError::Password)?,
            database: config.get_dbname().unwrap_or(&user).to_owned(),
            user,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(address: &Address) -> String {
        let uri = address.to_string();
        assert_eq!(&uri.parse::<Address>().expect("our own URI"), address);
        uri
    }

    #[test]
    fn a_socket_address_names_its_folder_as_a_parameter() {
        let address = Address {
            host: Host::Socket("/tmp/a b".into()),
            port: 5432,
            user: "Some One".to_owned(),
            password: None,
            database: "a/b".to_owned(),
        };
        assert_eq!(round_trip(&address), "postgres://Some%20One@/a%2Fb?host=%2Ftmp%2Fa%20b&port=5432");
    }

    #[test]
    fn a_tcp_address_keeps_its_password() {
        let address = Address {
            host: Host::Tcp("127.0.0.1".to_owned()),
            port: 5433,
            user: "postgres".to_owned(),
            password: Some("a:b@c".to_owned()),
            database: "films".to_owned(),
        };
        assert_eq!(round_trip(&address), "postgres://postgres:a%3Ab%40c@127.0.0.1:5433/films");
        assert_eq!(address.with_user("anon").to_string(), "postgres://anon@127.0.0.1:5433/films");
    }

    #[test]
    fn a_uri_without_a_host_is_refused() {
        assert!(matches!("postgres://x@/db".parse::<Address>(), Err(AddressError::NoHost)));
        assert!(matches!("http://x".parse::<Address>(), Err(AddressError::Syntax(_))));
    }
}
