//! The file mode of a Unix socket (CFG-13, CFG-54).

use std::fmt;

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::value::{Value, quoted};

/// The file mode of a Unix socket.
///
/// Invariant: between 0o600 and 0o777, so that the owner can always read and write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketMode(u32);

impl SocketMode {
    /// The mode bits.
    pub const fn bits(self) -> u32 {
        self.0
    }
}

/// 660.
impl Default for SocketMode {
    fn default() -> Self {
        Self(0o660)
    }
}

/// In octal.
impl fmt::Display for SocketMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:o}", self.0)
    }
}

impl SettingType for SocketMode {
    const KIND: &'static str = "octal from 600 to 777, in quotes";

    /// What follows the octal digits is ignored, as PostgREST 16.1 does: `6609` is 660.
    fn read(key: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        let text = value.text();
        let end = text.find(|character| !matches!(character, '0'..='7')).unwrap_or(text.len());
        if end == 0 {
            return Err(Invalid::NotOctal(key));
        }
        // Digits that do not fit are out of range just as well.
        let mode = u32::from_str_radix(&text[..end], 8).unwrap_or(u32::MAX);
        if (0o600..=0o777).contains(&mode) { Ok(Some(Self(mode))) } else { Err(Invalid::ModeOutOfRange(key)) }
    }

    fn write(&self) -> String {
        quoted(&self.to_string())
    }
}
