//! The secret that verifies tokens (AUT-11).

use std::fmt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::{ConfigError, Invalid};
use crate::setting::{FileContent, SettingType};
use crate::value::{Value, quoted};

/// A secret, a JSON Web Key or a set of them, or the URL of such: bytes whose meaning is not known here. Its `Debug` does
/// not show them.
///
/// It remembers whether it was written in base64, and writes itself the same way; and which file it was read from.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    bytes: Vec<u8>,
    was_base64: bool,
    file: Option<PathBuf>,
}

impl Secret {
    /// The bytes, decoded.
    pub fn expose(&self) -> &[u8] {
        &self.bytes
    }

    /// The text, if it is a URL of HTTP, or meant as one. What is written in base64 is not.
    pub fn url(&self) -> Option<&str> {
        let text = std::str::from_utf8(&self.bytes).ok().filter(|_| !self.was_base64)?.trim();
        let begins_with = |scheme: &str| text.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
        (begins_with("http://") || begins_with("https://")).then_some(text)
    }

    /// The file it was read from, if the setting says `@file`.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The secret as it is in its file by now; the same one if it is in none.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is not the base64 that it was.
    pub fn read_again(&self) -> Result<Self, ConfigError> {
        let Some(path) = &self.file else { return Ok(self.clone()) };
        let content = std::fs::read(path).map_err(|reason| ConfigError::UnreadableValue {
            key: "jwt-secret",
            path: path.clone(),
            reason,
        })?;
        let secret = Self { bytes: FileContent::Chomped.of(content), was_base64: false, file: Some(path.clone()) };
        if self.was_base64 { Ok(secret.decoded()?) } else { Ok(secret) }
    }

    /// The same, as it was read from `file`.
    pub(crate) fn of_file(self, file: Option<PathBuf>) -> Self {
        Self { file, ..self }
    }

    /// The secret that this one spells in base64, of either alphabet, with `.` also meaning `=`.
    pub(crate) fn decoded(&self) -> Result<Self, Invalid> {
        let text = std::str::from_utf8(&self.bytes).map_err(|_| Invalid::SecretNotBase64)?;
        let text = text.trim().replace('_', "/").replace('-', "+").replace('.', "=");
        let bytes = STANDARD.decode(text).map_err(|_| Invalid::SecretNotBase64)?;
        Ok(Self { bytes, was_base64: true, file: self.file.clone() })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl SettingType for Secret {
    const KIND: &'static str = "text, `@file` or URL";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        let bytes = match value {
            Value::Content(bytes) => bytes.clone(),
            other => other.text().into_owned().into_bytes(),
        };
        Ok(Some(Self { bytes, was_base64: false, file: None }))
    }

    fn write(&self) -> String {
        if self.was_base64 {
            quoted(&STANDARD.encode(&self.bytes))
        } else {
            quoted(&String::from_utf8_lossy(&self.bytes))
        }
    }
}
