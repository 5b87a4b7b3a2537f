//! What the database says about the response (contract §10.5).

use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use super::{Headers, Reply};
use crate::failure::Failure;

/// `response.status` and `response.headers`.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    status: Option<StatusCode>,
    headers: Headers,
}

impl Overrides {
    /// Reads both settings; absent ones change nothing.
    ///
    /// # Errors
    ///
    /// PGRST112 and PGRST111, in this order, for settings of another shape (AUT-70, AUT-72).
    pub(crate) fn parse(status: Option<&str>, headers: Option<&str>) -> Result<Self, Failure> {
        Ok(Self {
            status: status.map(parse_status).transpose()?,
            headers: headers.map(parse_headers).transpose()?.unwrap_or_default(),
        })
    }

    /// A header set here replaces all of the same name (AUT-71).
    pub(crate) fn apply(self, mut reply: Reply) -> Reply {
        if let Some(status) = self.status {
            reply.status = status;
        }
        if !self.headers.is_empty() {
            reply.headers.retain(|(name, _)| self.headers.iter().all(|(other, _)| other != name));
            reply.headers.extend(self.headers);
        }
        reply
    }
}

/// Leading digits count, as in `418 I'm a teapot`.
fn parse_status(text: &str) -> Result<StatusCode, Failure> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let code = text[..end].parse().map_err(|_| Failure::InvalidResponseStatus)?;
    StatusCode::from_u16(code).map_err(|_| Failure::InvalidResponseStatus)
}

fn parse_headers(text: &str) -> Result<Headers, Failure> {
    let Ok(Value::Array(items)) = serde_json::from_str(text) else { return Err(Failure::InvalidResponseHeaders) };
    items.iter().map(|item| header(item).ok_or(Failure::InvalidResponseHeaders)).collect()
}

/// An object with a single key and a string value.
fn header(item: &Value) -> Option<(HeaderName, HeaderValue)> {
    let object = item.as_object()?;
    let (name, value) = object.iter().next().filter(|_| object.len() == 1)?;
    let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
    let value = HeaderValue::from_bytes(value.as_str()?.as_bytes()).ok()?;
    Some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_leading_digits_of_a_status_count() {
        assert_eq!(parse_status("418abc").unwrap(), 418);
        assert!(parse_status("abc").is_err());
        assert!(parse_status("99999").is_err());
        assert!(parse_status("").is_err());
    }

    #[test]
    fn headers_are_objects_of_one_text() {
        assert_eq!(parse_headers(r#"[{"Set-Cookie":"a=1"},{"Set-Cookie":"b=2"}]"#).unwrap().len(), 2);
        for wrong in [r#"{"a":"b"}"#, r#"[{"a":"b","c":"d"}]"#, r#"[{"a":1}]"#, "[[]]", "nonsense", r#"[{"a\n":"b"}]"#]
        {
            assert!(parse_headers(wrong).is_err(), "{wrong}");
        }
    }
}
