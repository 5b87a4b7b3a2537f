//! A request as the edge hands it over.

use std::net::IpAddr;

use compact_str::CompactString;
use http::header::{COOKIE, HOST, HeaderMap, HeaderValue};
use http::{Uri, Version, request};
use rowgate_core::Blob;
use rowgate_request::RawRequest;

use super::target::Target;

/// A request as the edge hands it over.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    /// The request. Its path and query are as the client sent them, bare characters included; bytes that are not UTF-8
    /// are percent-encoded. Header values that are not UTF-8 are read as ISO 8859-1, where PostgREST puts U+FFFD: no
    /// byte is lost. Lines of one name stand together, in order.
    pub(crate) raw: RawRequest,
    /// The protocol's version.
    pub(crate) version: Version,
    /// Where the request came from; `None` on a Unix socket.
    pub(crate) peer: Option<IpAddr>,
    /// The target as the client sent it, in absolute form too, where `raw` has only path and query (RTE-10).
    pub(crate) original_target: CompactString,
}

impl Incoming {
    /// The request without its body. `sent` is the target where hyper was shown another.
    ///
    /// # Errors
    ///
    /// If `sent` is not the target of this request.
    pub(super) fn new(head: &request::Parts, sent: Option<Vec<u8>>, peer: Option<IpAddr>) -> Result<Self, OtherTarget> {
        let target = match sent {
            None => Target::of(&head.uri),
            Some(sent) => Target::restore(&sent, &head.uri).ok_or(OtherTarget)?,
        };
        let raw = RawRequest {
            method: head.method.as_str().into(),
            path: target.path,
            query: target.query,
            headers: headers(&head.headers, &head.uri, head.version),
            body: Blob::default(),
        };
        Ok(Self { raw, version: head.version, peer, original_target: target.sent })
    }
}

/// A target was noted that belongs to another request. The connection ends with it.
#[derive(Debug, thiserror::Error)]
#[error("the request target is not the one that was read")]
pub(super) struct OtherTarget;

fn headers(map: &HeaderMap, uri: &Uri, version: Version) -> Vec<(CompactString, CompactString)> {
    let mut headers = Vec::<(CompactString, CompactString)>::with_capacity(map.len() + 1);
    if version == Version::HTTP_2 {
        // What HTTP/1 clients say in `Host` (RFC 9113 §8.3.1).
        let authority = uri.authority().filter(|_| !map.contains_key(HOST));
        headers.extend(authority.map(|host| (HOST.as_str().into(), host.as_str().into())));
    }
    for (name, value) in map {
        match headers.last_mut() {
            // HTTP/2 clients may send each cookie alone (RFC 9113 §8.2.3).
            Some((last, cookies)) if *name == COOKIE && last == COOKIE.as_str() && version == Version::HTTP_2 => {
                cookies.push_str("; ");
                cookies.push_str(&text(value));
            }
            _ => headers.push((name.as_str().into(), text(value))),
        }
    }
    headers
}

fn text(value: &HeaderValue) -> CompactString {
    match str::from_utf8(value.as_bytes()) {
        Ok(text) => text.into(),
        Err(_) => value.as_bytes().iter().copied().map(char::from).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_values_lose_no_byte() {
        let text = |bytes| text(&HeaderValue::from_bytes(bytes).unwrap());
        assert_eq!(text("Zoë".as_bytes()), "Zoë");
        assert_eq!(text(b"Zo\xEB"), "Zoë");
    }
}
