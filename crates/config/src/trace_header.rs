//! The header that responses repeat (CFG-52).

use std::fmt;

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::value::{Value, quoted};

/// The name of a header, in the case that the configuration gives it.
///
/// Invariant: a token of RFC 9110, so that it can stand in a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceHeader(String);

impl TraceHeader {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TraceHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl SettingType for TraceHeader {
    const KIND: &'static str = "header name";

    fn read(key: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        let name = value.text();
        if !name.is_empty() && name.bytes().all(is_token_byte) {
            Ok(Some(Self(name.into_owned())))
        } else {
            Err(Invalid::HeaderName(key))
        }
    }

    fn write(&self) -> String {
        quoted(&self.0)
    }
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
