//! The status of requests that get no connection in time.

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::value::Value;

/// The status of requests that get no connection in time.
///
/// Proxies and clients try a 503 again, and wait as long as its `Retry-After` says; of a 504 they cannot know whether
/// the request was begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PoolTimeoutStatus {
    /// 504, as PostgREST 16.1 has it (POOL-02).
    #[default]
    GatewayTimeout,
    /// 503, with a `Retry-After`.
    ServiceUnavailable,
}

impl PoolTimeoutStatus {
    /// The number.
    pub const fn code(self) -> u16 {
        match self {
            Self::GatewayTimeout => 504,
            Self::ServiceUnavailable => 503,
        }
    }
}

impl SettingType for PoolTimeoutStatus {
    const KIND: &'static str = "`504`, `503`";

    fn read(key: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        match value.integer() {
            Some(504) => Ok(Some(Self::GatewayTimeout)),
            Some(503) => Ok(Some(Self::ServiceUnavailable)),
            _ => Err(Invalid::Keyword { key, called: "status" }),
        }
    }

    fn write(&self) -> String {
        self.code().to_string()
    }
}
