//! `RAISE SQLSTATE 'PGRST'`: the database writes the whole error (contract §13.4).

use std::collections::BTreeMap;

use http::{HeaderName, HeaderValue, StatusCode};
use rowgate_core::ErrorCode;
use rowgate_postgres::ServerError;
use serde::Deserialize;
use serde_json::Value;

use super::Body;
use crate::reply::Headers;

/// A response that the database wrote.
pub(super) struct Raised {
    pub(super) status: StatusCode,
    pub(super) reason: Option<String>,
    pub(super) headers: Headers,
    body: Message,
}

/// What is wrong with a RAISE (ERR-42).
pub(super) enum Unreadable<'a> {
    Message(&'a str),
    Detail(Option<&'a str>),
}

#[derive(Deserialize)]
struct Message {
    code: String,
    #[serde(rename = "message")]
    text: String,
    details: Option<String>,
    hint: Option<String>,
}

#[derive(Deserialize)]
struct Detail {
    status: u16,
    headers: BTreeMap<String, String>,
    status_text: Option<String>,
}

impl Raised {
    /// Reads such an error; `None` for any other.
    pub(super) fn of(error: &ServerError) -> Option<Result<Self, Unreadable<'_>>> {
        (error.sqlstate == "PGRST").then(|| Self::parse(&error.message, error.detail.as_deref()))
    }

    fn parse<'a>(message: &'a str, detail: Option<&'a str>) -> Result<Self, Unreadable<'a>> {
        let parsed: Message = serde_json::from_str(message).map_err(|_| Unreadable::Message(message))?;
        let unreadable = || Unreadable::Detail(detail);
        let Detail { status, headers, status_text } =
            detail.and_then(|text| serde_json::from_str(text).ok()).ok_or_else(unreadable)?;
        let headers: Option<Headers> = headers.iter().map(|(name, value)| header(name, value)).collect();
        Ok(Self {
            status: StatusCode::from_u16(status).map_err(|_| unreadable())?,
            reason: status_text,
            headers: headers.ok_or_else(unreadable)?,
            body: parsed,
        })
    }

    pub(super) fn body(self) -> Body {
        Body {
            code: self.body.code,
            message: self.body.text,
            details: self.body.details.map(Value::from).unwrap_or_default(),
            hint: self.body.hint.map(Value::from).unwrap_or_default(),
        }
    }
}

fn header(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value.as_bytes()).ok()?))
}

impl Unreadable<'_> {
    pub(super) fn body(self) -> Body {
        let (details, hint) = match self {
            Self::Message(text) => (
                format!("Invalid JSON value for MESSAGE: '{text}'"),
                "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', \
                 'hint'.",
            ),
            Self::Detail(text) => (
                match text {
                    Some(text) => format!("Invalid JSON value for DETAIL: '{text}'"),
                    None => "DETAIL is missing in the RAISE statement".into(),
                },
                "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: \
                 'status_text'.",
            ),
        };
        Body {
            details: details.into(),
            hint: hint.into(),
            ..Body::plain(ErrorCode::InvalidRaise, "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error")
        }
    }
}
