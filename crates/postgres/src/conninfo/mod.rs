//! Where the database is, and as whom to connect: libpq's connection strings, environment and defaults (POOL-01).

mod hosts;
mod keyword_value;
mod password_file;
mod settings;
mod tls;
mod uri;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use settings::Settings;

pub(crate) use hosts::{Endpoint, Place, socket};
pub(crate) use tls::{Roots, SslMode, TlsOptions, TlsVersion};

/// A connection string, completed from the environment and libpq's defaults.
#[derive(Clone, Debug)]
pub struct ConnInfo {
    /// In the order they are tried.
    pub(crate) endpoints: Vec<Endpoint>,
    /// Whether that order is drawn anew for each connection (`load_balance_hosts`).
    pub(crate) shuffle: bool,
    pub(crate) user: String,
    pub(crate) database: String,
    pub(crate) application_name: Option<String>,
    /// Further parameters of the startup message, as (name, value).
    pub(crate) parameters: Vec<(&'static str, String)>,
    /// For each address; `None` waits as long as the operating system does.
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) target: TargetSession,
    pub(crate) tls: TlsOptions,
    pub(crate) channel_binding: ChannelBinding,
    pub(crate) keepalive: Keepalive,
}

/// Which servers are acceptable (`target_session_attrs`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetSession {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    /// A standby when there is one among the hosts, else any.
    PreferStandby,
}

/// Whether a login is bound to the TLS connection it comes over (`channel_binding`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChannelBinding {
    Disable,
    /// Where there is TLS and the server offers it.
    Prefer,
    /// … or there is no login.
    Require,
}

/// How TCP notices a dead peer; what is `None` is left to the operating system.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Keepalive {
    pub(crate) disabled: bool,
    pub(crate) idle: Option<Duration>,
    pub(crate) interval: Option<Duration>,
    pub(crate) count: Option<u32>,
    pub(crate) user_timeout: Option<Duration>,
}

/// A secret that `Debug` does not print.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Password(pub(crate) String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a connection string cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnInfoError {
    /// A keyword libpq does not know.
    #[error("invalid connection option \"{0}\"")]
    UnknownKeyword(String),
    /// A keyword without a value. Only its letters are told: what looks like a keyword may be a misspelt URI, and hold
    /// a password.
    #[error("missing \"=\" after \"{0}\" in connection info string")]
    MissingEquals(String),
    /// A quoted value that does not end.
    #[error("unterminated quoted string in connection info string")]
    UnterminatedQuote,
    /// A part that is not well-formed. Its text is not told, for it may be a password.
    #[error("invalid {0} in connection info string")]
    Malformed(&'static str),
    /// A keyword whose value is not one it takes.
    #[error("invalid {0} value: \"{1}\"")]
    InvalidValue(&'static str, String),
    /// A keyword or value that libpq knows and rowgate does not implement.
    #[error("connection option {0}={1} is not supported")]
    Unsupported(&'static str, String),
    /// Lists of hosts, addresses and ports that do not pair.
    #[error("could not match {0} {1} values to {2} hosts")]
    UnpairedList(usize, &'static str, usize),
    /// Nobody to connect as.
    #[error("no user name specified, and that of the operating system is not known: {0}")]
    NoUser(String),
}

impl ConnInfo {
    /// Parses a URI or keyword/value string; what it leaves out comes from the `PG…` variables of the process, from
    /// the password file, and from libpq's defaults.
    ///
    /// # Errors
    ///
    /// Names what is malformed, unknown, or known but not supported. An option that rowgate would have to ignore
    /// although it protects something (`requirepeer`, `require_auth`, `gssencmode=require` …) is refused.
    pub fn parse(text: &str) -> Result<Self, ConnInfoError> {
        Self::parse_in(text, |variable| std::env::var(variable).ok())
    }

    /// Names the application unless the string or the environment already did (`fallback_application_name`).
    #[must_use]
    pub fn or_application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name.get_or_insert_with(|| name.into());
        self
    }

    /// Accepts only servers whose sessions can write, whatever the string says (POOL-03).
    #[must_use]
    pub fn read_write(mut self) -> Self {
        self.target = TargetSession::ReadWrite;
        self
    }

    /// Parses with an environment of the caller's.
    fn parse_in(text: &str, environment: impl Fn(&str) -> Option<String>) -> Result<Self, ConnInfoError> {
        let mut settings = match uri::after_scheme(text.trim()) {
            Some(rest) => uri::parse(rest)?,
            None => keyword_value::parse(text)?,
        };
        settings.fill(&environment);
        refuse_unsupported(&settings)?;

        let user = match settings.get("user") {
            Some(user) => user.to_owned(),
            None => whoami::username().map_err(|error| ConnInfoError::NoUser(error.to_string()))?,
        };
        let database = settings.get("dbname").unwrap_or(&user).to_owned();
        Ok(Self {
            endpoints: hosts::endpoints(&settings, &user, &database, &environment)?,
            shuffle: one_of(&settings, "load_balance_hosts", &[("disable", false), ("random", true)])?.unwrap_or(false),
            application_name: settings
                .get("application_name")
                .or_else(|| settings.get("fallback_application_name"))
                .map(str::to_owned),
            parameters: startup_parameters(&settings, &environment),
            connect_timeout: number(&settings, "connect_timeout")?
                .filter(|seconds| *seconds > 0)
                .map(|seconds| Duration::from_secs(seconds.unsigned_abs())),
            target: one_of(&settings, "target_session_attrs", TARGETS)?.unwrap_or(TargetSession::Any),
            tls: TlsOptions::from_settings(&settings, &environment)?,
            channel_binding: one_of(&settings, "channel_binding", CHANNEL_BINDINGS)?.unwrap_or(ChannelBinding::Prefer),
            keepalive: keepalive(&settings)?,
            user,
            database,
        })
    }
}

impl FromStr for ConnInfo {
    type Err = ConnInfoError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

const TARGETS: &[(&str, TargetSession)] = &[
    ("any", TargetSession::Any),
    ("read-write", TargetSession::ReadWrite),
    ("read-only", TargetSession::ReadOnly),
    ("primary", TargetSession::Primary),
    ("standby", TargetSession::Standby),
    ("prefer-standby", TargetSession::PreferStandby),
];

const CHANNEL_BINDINGS: &[(&str, ChannelBinding)] =
    &[("disable", ChannelBinding::Disable), ("prefer", ChannelBinding::Prefer), ("require", ChannelBinding::Require)];

/// Refuses what would change who is trusted, or what is connected to, if it were ignored.
fn refuse_unsupported(settings: &Settings) -> Result<(), ConnInfoError> {
    for keyword in ["service", "replication", "requirepeer", "require_auth", "sslcrl", "sslcrldir"] {
        if let Some(value) = settings.get(keyword) {
            return Err(ConnInfoError::Unsupported(keyword, value.to_owned()));
        }
    }
    if settings.get("sslpassword").is_some() {
        return Err(ConnInfoError::Unsupported("sslpassword", "…".to_owned()));
    }
    if let Some(value @ "require") = settings.get("gssencmode") {
        return Err(ConnInfoError::Unsupported("gssencmode", value.to_owned()));
    }
    Ok(())
}

/// The parameters that libpq takes from strings and variables into the startup message.
fn startup_parameters(
    settings: &Settings,
    environment: impl Fn(&str) -> Option<String>,
) -> Vec<(&'static str, String)> {
    let variables = [("PGDATESTYLE", "datestyle"), ("PGTZ", "timezone"), ("PGGEQO", "geqo")];
    let options = settings.get("options").map(|options| ("options", options.to_owned()));
    let from_environment =
        variables.iter().filter_map(|(variable, name)| environment(variable).map(|value| (*name, value)));
    options.into_iter().chain(from_environment).collect()
}

fn keepalive(settings: &Settings) -> Result<Keepalive, ConnInfoError> {
    let seconds = |keyword| -> Result<_, ConnInfoError> {
        let seconds = number(settings, keyword)?.filter(|seconds| *seconds > 0);
        Ok(seconds.map(|seconds| Duration::from_secs(seconds.unsigned_abs())))
    };
    Ok(Keepalive {
        disabled: number(settings, "keepalives")? == Some(0),
        idle: seconds("keepalives_idle")?,
        interval: seconds("keepalives_interval")?,
        count: number(settings, "keepalives_count")?.and_then(|count| u32::try_from(count).ok()).filter(|n| *n > 0),
        user_timeout: number(settings, "tcp_user_timeout")?
            .filter(|millis| *millis > 0)
            .map(|millis| Duration::from_millis(millis.unsigned_abs())),
    })
}

fn number(settings: &Settings, keyword: &'static str) -> Result<Option<i64>, ConnInfoError> {
    let Some(value) = settings.get(keyword) else { return Ok(None) };
    let invalid = |_| ConnInfoError::InvalidValue(keyword, value.to_owned());
    value.trim().parse::<i32>().map(|number| Some(i64::from(number))).map_err(invalid)
}

/// The keyword that `text` begins with.
fn leading_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// The meaning of a keyword's value, out of those it takes.
fn one_of<T: Copy>(
    settings: &Settings,
    keyword: &'static str,
    values: &[(&str, T)],
) -> Result<Option<T>, ConnInfoError> {
    let Some(value) = settings.get(keyword) else { return Ok(None) };
    match values.iter().find(|(known, _)| *known == value) {
        Some((_, meaning)) => Ok(Some(*meaning)),
        None => Err(ConnInfoError::InvalidValue(keyword, value.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parse(text: &str, environment: &[(&str, &str)]) -> Result<ConnInfo, ConnInfoError> {
        ConnInfo::parse_in(text, |variable| {
            environment.iter().find(|(name, _)| *name == variable).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_fills_what_the_string_leaves_out() {
        let environment = [("PGUSER", "env"), ("PGDATABASE", "app"), ("PGHOST", "db"), ("PGTZ", "UTC")];
        let info = parse("postgresql://me@", &environment).unwrap();
        assert_eq!((info.user.as_str(), info.database.as_str()), ("me", "app"));
        assert_eq!(info.endpoints[0].place, Place::Name("db".into()));
        assert_eq!(info.endpoints[0].port, 5432);
        assert_eq!(info.parameters, [("timezone", "UTC".to_owned())]);
    }

    #[test]
    fn the_database_is_named_after_the_user() {
        assert_eq!(parse("user=me", &[]).unwrap().database, "me");
    }

    #[test]
    fn a_fallback_name_yields_to_any_other() {
        let named = |text, environment: &[_]| {
            parse(text, environment).unwrap().or_application_name("rowgate").application_name.unwrap()
        };
        assert_eq!(named("user=me", &[]), "rowgate");
        assert_eq!(named("user=me application_name=mine", &[]), "mine");
        assert_eq!(named("user=me", &[("PGAPPNAME", "theirs")]), "theirs");
        assert_eq!(named("user=me fallback_application_name=other", &[]), "other");
    }

    #[test]
    fn what_protects_something_is_not_ignored() {
        for text in ["user=a requirepeer=postgres", "user=a gssencmode=require", "user=a require_auth=none"] {
            assert!(matches!(parse(text, &[]), Err(ConnInfoError::Unsupported(..))), "{text}");
        }
        assert!(parse("user=a gssencmode=prefer krbsrvname=x", &[]).is_ok());
    }

    #[test]
    fn values_are_checked() {
        let invalid = |text| matches!(parse(text, &[]), Err(ConnInfoError::InvalidValue(..)));
        assert!(invalid("user=a connect_timeout=soon"));
        assert!(invalid("user=a target_session_attrs=best"));
        assert!(invalid("user=a sslmode=maybe"));
        assert!(invalid("user=a channel_binding=on"));
        assert!(invalid("user=a port=70000"));
    }

    #[test]
    fn channel_binding_is_preferred_unless_something_else_is_said() {
        let binding = |text, environment: &[_]| parse(text, environment).unwrap().channel_binding;
        assert_eq!(binding("user=a", &[]), ChannelBinding::Prefer);
        assert_eq!(binding("user=a", &[("PGCHANNELBINDING", "require")]), ChannelBinding::Require);
        assert_eq!(binding("user=a channel_binding=disable", &[]), ChannelBinding::Disable);
    }

    #[test]
    fn a_password_is_never_printed() {
        let info = parse("postgresql://me:secret@db", &[]).unwrap();
        assert!(!format!("{info:?}").contains("secret"));
        for text in [
            "postgres:/me:secret@db",
            "postgresql://db?me:secret",
            "user=me sslpassword=secret",
            "postgresql://me:secret%ff@db",
        ] {
            let error = parse(text, &[]).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
