//! The audience of tokens (CFG-37).

use std::fmt;

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::uri;
use crate::value::{Value, quoted};

/// The audience that tokens must be for: the `StringOrURI` of RFC 7519.
///
/// Invariant: a URI if it contains a colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience(String);

impl Audience {
    /// The audience as tokens say it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl SettingType for Audience {
    const KIND: &'static str = "text or URI";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        let text = value.text();
        if text.contains(':') && uri::parse(&text).is_none() {
            return Err(Invalid::Audience);
        }
        Ok(Some(Self(text.into_owned())))
    }

    fn write(&self) -> String {
        quoted(&self.0)
    }
}
