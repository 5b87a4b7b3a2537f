//! What a connection string says about TLS.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::settings::Settings;
use super::{ConnInfoError, one_of};

/// Whether and how TCP connections are encrypted. Unix sockets never are, as in libpq.
#[derive(Clone, Debug)]
pub(crate) struct TlsOptions {
    pub(crate) mode: SslMode,
    /// Whether TLS starts at once, without asking the server first (`sslnegotiation=direct`).
    pub(crate) direct: bool,
    /// The authorities to trust.
    pub(crate) roots: Roots,
    /// The certificate and key files to show to the server.
    pub(crate) client: Option<(PathBuf, PathBuf)>,
    /// Whether the host's name is sent in clear text to begin with (`sslsni`).
    pub(crate) sni: bool,
    /// What may be spoken (`ssl_min_protocol_version`, `ssl_max_protocol_version`).
    pub(crate) versions: RangeInclusive<TlsVersion>,
}

/// The versions of TLS, as `ssl_min_protocol_version` and its kin name them. Nobody here speaks the first two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TlsVersion {
    V1_0,
    V1_1,
    V1_2,
    V1_3,
}

/// `sslmode`, from least to most protection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SslMode {
    /// Never encrypted.
    Disable,
    /// Encrypted where the server insists.
    Allow,
    /// Encrypted where the server can.
    Prefer,
    /// Encrypted or not at all.
    Require,
    /// … and the certificate comes from a trusted authority.
    VerifyCa,
    /// … and names the host.
    VerifyFull,
}

/// The authorities to trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Roots {
    /// Those of a PEM file.
    File(PathBuf),
    /// Those of the operating system (`sslrootcert=system`).
    System,
    /// None was named and the usual file does not exist.
    None,
}

const MODES: &[(&str, SslMode)] = &[
    ("disable", SslMode::Disable),
    ("allow", SslMode::Allow),
    ("prefer", SslMode::Prefer),
    ("require", SslMode::Require),
    ("verify-ca", SslMode::VerifyCa),
    ("verify-full", SslMode::VerifyFull),
];

const VERSIONS: &[(&str, TlsVersion)] = &[
    ("TLSv1", TlsVersion::V1_0),
    ("TLSv1.1", TlsVersion::V1_1),
    ("TLSv1.2", TlsVersion::V1_2),
    ("TLSv1.3", TlsVersion::V1_3),
];

impl TlsOptions {
    pub(super) fn from_settings(
        settings: &Settings,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConnInfoError> {
        let home = environment("HOME").map(|home| Path::new(&home).join(".postgresql"));
        let usual = |name: &str| home.as_ref().map(|home| home.join(name)).filter(|path| path.exists());
        let file = |keyword, name| settings.get(keyword).map(PathBuf::from).or_else(|| usual(name));

        let roots = match settings.get("sslrootcert") {
            Some("system") => Roots::System,
            Some(path) => Roots::File(path.into()),
            None => usual("root.crt").map_or(Roots::None, Roots::File),
        };
        let mode = one_of(settings, "sslmode", MODES)?;
        if roots == Roots::System && mode.is_some_and(|mode| mode != SslMode::VerifyFull) {
            return Err(ConnInfoError::InvalidValue(
                "sslmode",
                "weaker than verify-full with sslrootcert=system".into(),
            ));
        }
        let default = if roots == Roots::System { SslMode::VerifyFull } else { SslMode::Prefer };
        Ok(Self {
            mode: mode.unwrap_or(default),
            direct: one_of(settings, "sslnegotiation", &[("postgres", false), ("direct", true)])?.unwrap_or(false),
            roots,
            client: file("sslcert", "postgresql.crt").zip(file("sslkey", "postgresql.key")),
            sni: settings.get("sslsni") != Some("0"),
            versions: versions(settings)?,
        })
    }
}

/// The range of versions, which is not empty and has one in it that is spoken.
fn versions(settings: &Settings) -> Result<RangeInclusive<TlsVersion>, ConnInfoError> {
    let oldest = version(settings, "ssl_min_protocol_version")?.unwrap_or(TlsVersion::V1_2);
    let newest = version(settings, "ssl_max_protocol_version")?.unwrap_or(TlsVersion::V1_3);
    if oldest > newest {
        return Err(ConnInfoError::Malformed("SSL protocol version range"));
    }
    match settings.get("ssl_max_protocol_version") {
        Some(value) if newest < TlsVersion::V1_2 => {
            Err(ConnInfoError::Unsupported("ssl_max_protocol_version", value.to_owned()))
        }
        _ => Ok(oldest..=newest),
    }
}

/// A version's name, in any case.
fn version(settings: &Settings, keyword: &'static str) -> Result<Option<TlsVersion>, ConnInfoError> {
    let Some(value) = settings.get(keyword) else { return Ok(None) };
    match VERSIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(value)) {
        Some((_, version)) => Ok(Some(*version)),
        None => Err(ConnInfoError::InvalidValue(keyword, value.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(oldest: &str, newest: &str) -> Result<RangeInclusive<TlsVersion>, ConnInfoError> {
        let mut settings = Settings::default();
        settings.set("ssl_min_protocol_version", oldest.to_owned())?;
        settings.set("ssl_max_protocol_version", newest.to_owned())?;
        versions(&settings)
    }

    #[test]
    fn tls_is_as_new_as_libpqs_unless_something_else_is_said() {
        assert_eq!(range("", ""), Ok(TlsVersion::V1_2..=TlsVersion::V1_3));
        assert_eq!(range("tlsv1.3", ""), Ok(TlsVersion::V1_3..=TlsVersion::V1_3));
        assert_eq!(range("TLSv1", "TLSv1.2"), Ok(TlsVersion::V1_0..=TlsVersion::V1_2));
    }

    #[test]
    fn a_range_without_a_version_that_is_spoken_is_refused() {
        let unsupported = ConnInfoError::Unsupported("ssl_max_protocol_version", "TLSv1.1".into());
        assert_eq!(range("TLSv1", "TLSv1.1"), Err(unsupported));
        // TLS 1.2 is the oldest unless something else is said.
        assert_eq!(range("", "TLSv1.1"), Err(ConnInfoError::Malformed("SSL protocol version range")));
        assert_eq!(range("TLSv1.3", "TLSv1.2"), Err(ConnInfoError::Malformed("SSL protocol version range")));
        let invalid = ConnInfoError::InvalidValue("ssl_min_protocol_version", "1.2".into());
        assert_eq!(range("1.2", ""), Err(invalid));
    }
}
