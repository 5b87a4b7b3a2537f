//! The base URI behind which clients find the API (CFG-46).

use std::fmt;

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::uri::{self, Authority, Uri};
use crate::value::{Value, quoted};

/// The base URI behind which clients find the API.
///
/// Invariant: absolute, of scheme `http` or `https`, with a host and a port from 1 to 65535, without user and query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyUri {
    text: String,
    scheme: &'static str,
    host: String,
    port: u16,
    path: String,
}

impl ProxyUri {
    /// The URI as the configuration says it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `http` or `https`.
    pub const fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// The host; an IPv6 address is in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, which is the scheme's own if the URI has none.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The path, which is `/` if the URI has none.
    pub fn path(&self) -> &str {
        &self.path
    }

    fn parse(text: &str) -> Option<Self> {
        let Uri { scheme, authority, path, query: None, fragment: None } = uri::parse(text)? else { return None };
        let Authority { user_info: None, host, port } = authority? else { return None };
        let (scheme, own_port) = match scheme.to_ascii_lowercase().as_str() {
            "http" => ("http", 80),
            "https" => ("https", 443),
            _ => return None,
        };
        let port = port.map_or(Some(own_port), |port| port.parse().ok().filter(|port| *port > 0))?;
        let path = if path.is_empty() { "/" } else { path };
        let host = Some(host).filter(|host| !host.is_empty())?;
        Some(Self { text: text.to_owned(), scheme, host: host.to_owned(), port, path: path.to_owned() })
    }
}

impl fmt::Display for ProxyUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl SettingType for ProxyUri {
    const KIND: &'static str = "HTTP URI";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        Self::parse(&value.text()).map(Some).ok_or(Invalid::ProxyUri)
    }

    fn write(&self) -> String {
        quoted(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_uri_leaves_out_is_the_schemes_own() {
        let uri = ProxyUri::parse("HTTPS://example.com").unwrap();
        assert_eq!((uri.scheme(), uri.host(), uri.port(), uri.path()), ("https", "example.com", 443, "/"));
        let uri = ProxyUri::parse("http://[::1]:8080/base").unwrap();
        assert_eq!((uri.scheme(), uri.host(), uri.port(), uri.path()), ("http", "[::1]", 8080, "/base"));
    }

    #[test]
    fn a_uri_that_is_no_base_is_refused() {
        for uri in [
            "example.com",
            "/base",
            "ftp://example.com",
            "http:/example.com",
            "http://",
            "http://:80",
            "http://me@example.com",
            "http://@example.com",
            "http://example.com?",
            "http://example.com#a",
            "http://example.com:",
            "http://example.com:0",
            "http://example.com:65536",
            "htp:/@@example.com",
        ] {
            assert_eq!(ProxyUri::parse(uri), None, "{uri}");
        }
    }
}
