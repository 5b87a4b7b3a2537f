//! The secret that verifies tokens (AUT-11).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::value::{Value, quoted};

/// A secret, a JSON Web Key or a set of them: bytes whose meaning is not known here. Its `Debug` does not show them.
///
/// It remembers whether it was written in base64, and writes itself the same way.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    bytes: Vec<u8>,
    was_base64: bool,
}

impl Secret {
    /// The bytes, decoded.
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }

    /// The secret that this one spells in base64, of either alphabet, with `.` also meaning `=`.
    pub(crate) fn decoded(&self) -> Result<Self, Invalid> {
        let text = std::str::from_utf8(&self.bytes).map_err(|_| Invalid::SecretNotBase64)?;
        let text = text.trim().replace('_', "/").replace('-', "+").replace('.', "=");
        let bytes = STANDARD.decode(text).map_err(|_| Invalid::SecretNotBase64)?;
        Ok(Self { bytes, was_base64: true })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl SettingType for Secret {
    const KIND: &'static str = "text or `@file`";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        let bytes = match value {
            Value::Content(bytes) => bytes.clone(),
            other => other.text().into_owned().into_bytes(),
        };
        Ok(Some(Self { bytes, was_base64: false }))
    }

    fn write(&self) -> String {
        if self.was_base64 {
            quoted(&STANDARD.encode(&self.bytes))
        } else {
            quoted(&String::from_utf8_lossy(&self.bytes))
        }
    }
}
