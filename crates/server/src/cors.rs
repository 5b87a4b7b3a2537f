//! Cross-origin requests (the Fetch standard's CORS protocol; contract §14.8).

use bytes::Bytes;
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
};
use http::{HeaderValue, StatusCode};
use rowgate_request::RawRequest;

use crate::raw::header;
use crate::reply::{Headers, Reply, header_value};

const METHODS: &str = "GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD";
/// Headers a script may always send.
const SIMPLE_HEADERS: [&str; 3] = ["Accept", "Accept-Language", "Content-Language"];
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding, \
     Range-Unit",
);

/// The origins that scripts may come from.
#[derive(Debug)]
pub(crate) enum Origins {
    /// Every origin, without credentials.
    Any,
    /// These, with credentials.
    Listed(Vec<String>),
}

impl Origins {
    pub(crate) fn new(configured: &[String]) -> Self {
        if configured.is_empty() {
            return Self::Any;
        }
        Self::Listed(configured.iter().map(|origin| origin.trim().to_owned()).collect())
    }

    /// `Access-Control-Allow-Origin` and its kin for an allowed origin; `None` where CORS has nothing to say (COR-01,
    /// COR-05).
    pub(crate) fn allow(&self, request: &RawRequest) -> Option<Headers> {
        let origin = header(request, "origin").filter(|_| !is_websocket(request))?;
        match self {
            Self::Any => Some(vec![(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"))]),
            Self::Listed(origins) => origins.iter().any(|allowed| allowed == origin).then(|| {
                vec![
                    (ACCESS_CONTROL_ALLOW_ORIGIN, header_value(origin)),
                    (ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
                ]
            }),
        }
    }
}

fn is_websocket(request: &RawRequest) -> bool {
    header(request, "upgrade").is_some_and(|protocol| protocol.eq_ignore_ascii_case("websocket"))
}

/// Answers a preflight (COR-02). A bad one is `None` and goes on as an ordinary OPTIONS (COR-03).
pub(crate) fn preflight(request: &RawRequest, allowed: &Headers) -> Option<Reply> {
    if request.method != "OPTIONS" {
        return None;
    }
    let method = header(request, "access-control-request-method")?;
    if !METHODS.split(", ").any(|known| known == method) {
        return None;
    }
    let mut headers = allowed.clone();
    headers.push((ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS)));
    if let Some(asked) = header(request, "access-control-request-headers") {
        headers.push((ACCESS_CONTROL_ALLOW_HEADERS, header_value(&allowed_headers(asked))));
    }
    headers.push((ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400")));
    Some(Reply::new(StatusCode::OK, headers, Bytes::new()))
}

fn allowed_headers(asked: &str) -> String {
    let asked: Vec<&str> = asked.split(',').map(str::trim).collect();
    let not_asked = |name: &&str| !asked.iter().any(|other| other.eq_ignore_ascii_case(name));
    let simple = SIMPLE_HEADERS.iter().copied().filter(not_asked);
    let all: Vec<&str> = std::iter::once("Authorization").chain(asked.iter().copied()).chain(simple).collect();
    all.join(", ")
}

/// What an actual request's response says more (COR-04). An OPTIONS that is no preflight is none (COR-03).
pub(crate) fn expose(reply: &mut Reply, allowed: Headers) {
    reply.headers.extend(allowed);
    reply.headers.push((ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requested_headers_are_allowed_as_they_were_sent() {
        assert_eq!(
            allowed_headers("x-Custom , accept"),
            "Authorization, x-Custom, accept, Accept-Language, Content-Language"
        );
    }
}
