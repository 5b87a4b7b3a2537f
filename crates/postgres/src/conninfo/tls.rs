//! What a connection string says about TLS.

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
        })
    }
}
