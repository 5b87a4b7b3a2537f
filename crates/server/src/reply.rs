//! What goes back to the client, before it becomes HTTP.

mod call;
mod content;
mod explain;
mod info;
mod mutate;
mod overrides;
mod preferences;
mod range;
mod read;

use compact_str::ToCompactString;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, StatusCode};
use rowgate_core::MediaType;
use rowgate_request::ApiRequest;

pub(crate) use call::call;
pub(crate) use content::Content;
pub(crate) use explain::explain;
pub(crate) use info::info;
pub(crate) use mutate::mutate;
pub(crate) use overrides::Overrides;
pub(crate) use read::read;

/// `Content-Profile` is not among the standard names of the http crate.
pub(crate) const CONTENT_PROFILE: HeaderName = HeaderName::from_static("content-profile");
/// `Preference-Applied` (RFC 7240 §3).
pub(crate) const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    /// The reason phrase, where it is not the standard one (ERR-31).
    pub(crate) reason: Option<String>,
    pub(crate) headers: Headers,
    pub(crate) body: Content,
}

/// Headers in the order they are sent; a name may repeat.
pub(crate) type Headers = Vec<(HeaderName, HeaderValue)>;

/// Room for as many headers as most responses have.
const USUAL_HEADERS: usize = 8;

impl Reply {
    pub(crate) fn new(status: StatusCode, headers: Headers, body: impl Into<Content>) -> Self {
        Self { status, reason: None, headers, body: body.into() }
    }

    pub(crate) fn push(&mut self, name: HeaderName, value: &str) {
        self.headers.push((name, header_value(value)));
    }

    /// Its `Content-Length`, if it has one.
    pub(crate) fn length(&self) -> Option<&str> {
        let length = self.headers.iter().find(|(name, _)| name == CONTENT_LENGTH);
        length.and_then(|(_, value)| value.to_str().ok())
    }

    pub(crate) fn has(&self, name: &HeaderName) -> bool {
        self.headers.iter().any(|(other, _)| other == name)
    }
}

/// A header value of any text. What HTTP cannot carry (control characters) is left out, so that a name of the database
/// can neither split a response nor fail it.
pub(crate) fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).or_else(|_| HeaderValue::from_bytes(text.as_bytes())).unwrap_or_else(|_| {
        let kept: Vec<u8> = text.bytes().filter(|byte| *byte == b'\t' || !byte.is_ascii_control()).collect();
        HeaderValue::from_bytes(&kept).unwrap_or_else(|_| HeaderValue::from_static(""))
    })
}

/// As [`header_value`], of a text that becomes the value without a copy.
pub(crate) fn header_value_of(text: String) -> HeaderValue {
    let is_clean = text.bytes().all(|byte| byte == b'\t' || !byte.is_ascii_control());
    if !is_clean {
        return header_value(&text);
    }
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

pub(crate) fn content_length(length: usize) -> (HeaderName, HeaderValue) {
    (CONTENT_LENGTH, header_value(&length.to_compact_string()))
}

/// `Content-Type`, with `Content-Profile` where the schema was chosen (SCH-05).
pub(crate) fn push_content_type(headers: &mut Headers, media_type: &MediaType, request: &ApiRequest) {
    let value = match media_type {
        MediaType::Json => HeaderValue::from_static("application/json; charset=utf-8"),
        other => header_value(&other.content_type()),
    };
    headers.push((CONTENT_TYPE, value));
    if request.schema_is_negotiated {
        headers.push((CONTENT_PROFILE, header_value(&request.schema)));
    }
}
