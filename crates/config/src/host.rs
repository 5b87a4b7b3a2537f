//! The host that a server binds (CFG-48).

use std::fmt;

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::value::{Value, quoted};

/// The host that a server binds. All but [`Host::Named`] are special: a client cannot tell from them where to connect
/// (CLI-05).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Host {
    /// `*`: any address.
    Any,
    /// `*4`: any address, IPv4 first.
    PreferIpv4,
    /// `!4`: any IPv4 address.
    #[default]
    OnlyIpv4,
    /// `*6`: any address, IPv6 first.
    PreferIpv6,
    /// `!6`: any IPv6 address.
    OnlyIpv6,
    /// A name or an address.
    Named(String),
}

impl Host {
    /// Whether it is one of the special hosts.
    pub const fn is_special(&self) -> bool {
        !matches!(self, Self::Named(_))
    }
}

/// As the configuration says it.
impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "*",
            Self::PreferIpv4 => "*4",
            Self::OnlyIpv4 => "!4",
            Self::PreferIpv6 => "*6",
            Self::OnlyIpv6 => "!6",
            Self::Named(name) => name,
        })
    }
}

impl From<&str> for Host {
    fn from(text: &str) -> Self {
        match text {
            "*" => Self::Any,
            "*4" => Self::PreferIpv4,
            "!4" => Self::OnlyIpv4,
            "*6" => Self::PreferIpv6,
            "!6" => Self::OnlyIpv6,
            name => Self::Named(name.to_owned()),
        }
    }
}

impl SettingType for Host {
    const KIND: &'static str = "host";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        Ok(Some(value.text().as_ref().into()))
    }

    fn write(&self) -> String {
        quoted(&self.to_string())
    }
}
