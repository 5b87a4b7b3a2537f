//! Reading keys from a URL.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AGE, CACHE_CONTROL, HOST, USER_AGENT};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rowgate_auth::{KeyError, KeySet};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use crate::key_address::WebAddress;

/// How long it may take, from the name's look-up to the last byte.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many bytes there may be: thousands of keys.
const LARGEST: usize = 1 << 20;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Tls(#[from] rustls::Error),
    #[error("this machine trusts no certificates at all")]
    NoTrust,
    #[error("{0}")]
    Http(#[from] hyper::Error),
    #[error("the answer has status {0}")]
    Status(StatusCode),
    #[error("the answer is cut off, or larger than {LARGEST} bytes")]
    Body,
    #[error("no answer within {} seconds", PATIENCE.as_secs())]
    TimedOut,
    #[error(transparent)]
    Keys(#[from] KeyError),
}

/// Keys, and the document they were read from.
#[derive(Clone, Debug)]
pub(crate) struct Fetched {
    pub(crate) address: WebAddress,
    pub(crate) document: Bytes,
    pub(crate) keys: KeySet,
    /// For how much longer the server says they hold.
    pub(crate) freshness: Option<Duration>,
}

/// Reads the keys at an address. Redirections are not followed: whom to trust with one's keys is not for others to say.
///
/// # Errors
///
/// For everything but an answer of status 200, in time and of bearable size, with at least one key of use.
pub(crate) async fn fetch(address: &WebAddress) -> Result<Fetched, FetchError> {
    let (headers, document) = timeout(PATIENCE, document(address)).await.map_err(|_| FetchError::TimedOut)??;
    let keys = KeySet::from_document(&document)?;
    Ok(Fetched { address: address.clone(), document, keys, freshness: freshness(&headers) })
}

async fn document(address: &WebAddress) -> Result<(HeaderMap, Bytes), FetchError> {
    let WebAddress { uri, host, port, is_encrypted } = address;
    let stream = TcpStream::connect((host.as_str(), *port)).await?;
    if !is_encrypted {
        return get(stream, uri).await;
    }
    let name = ServerName::try_from(host.clone()).map_err(io::Error::other)?;
    get(TlsConnector::from(trust().await?).connect(name, stream).await?, uri).await
}

/// Whom this machine trusts. Read each time, so that renewed certificates need no restart.
async fn trust() -> Result<Arc<ClientConfig>, FetchError> {
    let found = tokio::task::spawn_blocking(rustls_native_certs::load_native_certs).await.map_err(io::Error::other)?;
    let mut roots = RootCertStore::empty();
    // One broken certificate among a hundred is no reason to trust nobody.
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        return Err(FetchError::NoTrust);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

async fn get(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    uri: &http::Uri,
) -> Result<(HeaderMap, Bytes), FetchError> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the sender; what goes wrong with it, the response tells.
    tokio::spawn(connection);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::get(path)
        .header(HOST, uri.authority().map_or("", |authority| authority.as_str()))
        .header(ACCEPT, "application/jwk-set+json, application/json")
        .header(USER_AGENT, concat!("rowgate/", env!("CARGO_PKG_VERSION")))
        .body(Empty::<Bytes>::new())
        .map_err(io::Error::other)?;
    let (head, body) = sender.send_request(request).await?.into_parts();
    if head.status != StatusCode::OK {
        return Err(FetchError::Status(head.status));
    }
    let body = Limited::new(body, LARGEST).collect().await.map_err(|_| FetchError::Body)?;
    Ok((head.headers, body.to_bytes()))
}

/// `Cache-Control: max-age` less `Age`, which a cache on the way counts. Other directives say nothing of time.
fn freshness(headers: &HeaderMap) -> Option<Duration> {
    let directives = headers.get_all(CACHE_CONTROL).into_iter().filter_map(|value| value.to_str().ok());
    let max_age = directives.flat_map(|value| value.split(',')).find_map(|directive| {
        let (name, value) = directive.split_once('=')?;
        name.trim().eq_ignore_ascii_case("max-age").then(|| seconds(value.trim().trim_matches('"')))?
    })?;
    let age = headers.get(AGE).and_then(|age| seconds(age.to_str().ok()?.trim())).unwrap_or_default();
    Some(max_age.saturating_sub(age))
}

fn seconds(digits: &str) -> Option<Duration> {
    digits.parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn of(headers: &[(HeaderName, &'static str)]) -> Option<u64> {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        freshness(&headers).map(|time| time.as_secs())
    }

    #[test]
    fn a_server_may_say_how_long_its_keys_hold() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(CACHE_CONTROL, "no-store")]), None);
        assert_eq!(of(&[(CACHE_CONTROL, "public, Max-Age=600, immutable")]), Some(600));
        assert_eq!(of(&[(CACHE_CONTROL, "s-maxage=9, max-age=\"60\"")]), Some(60));
        assert_eq!(of(&[(CACHE_CONTROL, "max-age=soon")]), None);
        assert_eq!(of(&[(CACHE_CONTROL, "max-age=600"), (AGE, "500")]), Some(100));
        assert_eq!(of(&[(CACHE_CONTROL, "max-age=600"), (AGE, "700")]), Some(0));
    }
}
