//! Where keys are that `jwt-secret` does not hold itself.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use http::Uri;
use http::uri::Scheme;
use rowgate_config::Secret;

/// A place that keys are read from again and again, so that they can be rotated there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyAddress {
    /// The file of `@file`. What was in it at the start is in the configuration.
    File(PathBuf),
    /// The URL of a key set.
    Web(WebAddress),
}

/// `https://auth.example/.well-known/jwks.json`, or the same with `http`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebAddress {
    /// The whole URL.
    pub(crate) uri: Uri,
    /// Its host, without the brackets of an IPv6 address.
    pub(crate) host: String,
    /// Its port, or that of its scheme.
    pub(crate) port: u16,
    /// Whether its scheme is `https`.
    pub(crate) is_encrypted: bool,
}

/// Why a URL is none. The URL is not repeated, for it is where secrets stand.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AddressError {
    #[error("the URL is wrong: {0}")]
    Malformed(#[from] http::uri::InvalidUri),
    #[error("the URL names no host")]
    NoHost,
    #[error("the URL must not hold a user or password")]
    User,
}

impl KeyAddress {
    /// The address that a secret is; `None` where it says the keys, once and for all.
    ///
    /// # Errors
    ///
    /// For a text that begins as a URL and is none.
    pub(crate) fn of(secret: &Secret) -> Result<Option<Self>, AddressError> {
        match secret.url() {
            Some(url) => WebAddress::parse(url).map(|web| Some(Self::Web(web))),
            None => Ok(secret.file().map(|path| Self::File(path.to_owned()))),
        }
    }
}

impl WebAddress {
    fn parse(text: &str) -> Result<Self, AddressError> {
        let uri: Uri = text.parse()?;
        let is_encrypted = uri.scheme() == Some(&Scheme::HTTPS);
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(AddressError::NoHost)?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(AddressError::User);
        }
        let port = uri.port_u16().unwrap_or(if is_encrypted { 443 } else { 80 });
        Ok(Self { uri, host, port, is_encrypted })
    }

    /// Whether others than this machine's own programs could put their keys in place of those that are there.
    pub(crate) fn is_exposed(&self) -> bool {
        let is_local = self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        !self.is_encrypted && !is_local
    }
}

/// For the log: without the query, which may hold a secret.
impl fmt::Display for KeyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Web(WebAddress { uri, is_encrypted, .. }) => {
                let scheme = if *is_encrypted { "https" } else { "http" };
                write!(f, "{scheme}://{}{}", uri.authority().map_or("", |it| it.as_str()), uri.path())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rowgate_config::{Config, Sources};

    use super::*;

    fn address(secret: &str) -> Result<Option<KeyAddress>, AddressError> {
        let environment = [("PGRST_JWT_SECRET".to_owned(), secret.to_owned())];
        let config = Config::load(&Sources::new(None, environment)).unwrap();
        KeyAddress::of(&config.jwt_secret.unwrap())
    }

    fn web(url: &str) -> WebAddress {
        match address(url) {
            Ok(Some(KeyAddress::Web(web))) => web,
            other => panic!("{url}: {other:?}"),
        }
    }

    #[test]
    fn a_url_is_an_address() {
        let WebAddress { host, port, is_encrypted, uri } = web("https://auth.example/keys?a=b");
        assert_eq!((host.as_str(), port, is_encrypted), ("auth.example", 443, true));
        assert_eq!(uri.path_and_query().unwrap(), "/keys?a=b");
        let WebAddress { host, port, is_encrypted, .. } = web(" HTTP://[::1]:9999/\n");
        assert_eq!((host.as_str(), port, is_encrypted), ("::1", 9999, false));
    }

    #[test]
    fn a_secret_is_none() {
        for secret in ["a secret of at least thirty-two characters", r#"{"keys":[]}"#, "httpsomething else entirely"] {
            assert!(matches!(address(secret), Ok(None)), "{secret}");
        }
    }

    #[test]
    fn what_begins_as_a_url_must_be_one() {
        for (secret, reason) in [
            ("https://", "the URL is wrong: empty string"),
            ("http://:80/", "the URL names no host"),
            ("http://a b/", "the URL is wrong: invalid uri character"),
            ("https://me:secret@auth.example/", "the URL must not hold a user or password"),
        ] {
            assert_eq!(address(secret).unwrap_err().to_string(), reason, "{secret}");
        }
    }

    #[test]
    fn plain_http_is_safe_within_the_machine() {
        for (url, is_exposed) in [
            ("http://localhost/", false),
            ("http://127.0.0.1/", false),
            ("http://[::1]/", false),
            ("http://auth/", true),
            ("https://auth/", false),
        ] {
            assert_eq!(web(url).is_exposed(), is_exposed, "{url}");
        }
    }

    #[test]
    fn the_log_does_not_see_the_query() {
        let address = address("https://auth.example:8443/keys?token=secret").unwrap().unwrap();
        assert_eq!(address.to_string(), "https://auth.example:8443/keys");
    }
}
