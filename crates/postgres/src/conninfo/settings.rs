//! The keywords of a connection string, and the environment variables that stand in for them.

use std::collections::BTreeMap;

use super::ConnInfoError;

/// libpq's keywords and the environment variable each falls back to.
const KEYWORDS: &[(&str, Option<&str>)] = &[
    ("application_name", Some("PGAPPNAME")),
    ("channel_binding", Some("PGCHANNELBINDING")),
    ("client_encoding", None),
    ("connect_timeout", Some("PGCONNECT_TIMEOUT")),
    ("dbname", Some("PGDATABASE")),
    ("fallback_application_name", None),
    ("gssdelegation", Some("PGGSSDELEGATION")),
    ("gssencmode", Some("PGGSSENCMODE")),
    ("gsslib", Some("PGGSSLIB")),
    ("host", Some("PGHOST")),
    ("hostaddr", Some("PGHOSTADDR")),
    ("keepalives", None),
    ("keepalives_count", None),
    ("keepalives_idle", None),
    ("keepalives_interval", None),
    ("krbsrvname", Some("PGKRBSRVNAME")),
    ("load_balance_hosts", Some("PGLOADBALANCEHOSTS")),
    ("max_protocol_version", Some("PGMAXPROTOCOLVERSION")),
    ("min_protocol_version", Some("PGMINPROTOCOLVERSION")),
    ("options", Some("PGOPTIONS")),
    ("passfile", Some("PGPASSFILE")),
    ("password", Some("PGPASSWORD")),
    ("port", Some("PGPORT")),
    ("replication", None),
    ("require_auth", Some("PGREQUIREAUTH")),
    ("requirepeer", Some("PGREQUIREPEER")),
    ("service", Some("PGSERVICE")),
    ("ssl_max_protocol_version", Some("PGSSLMAXPROTOCOLVERSION")),
    ("ssl_min_protocol_version", Some("PGSSLMINPROTOCOLVERSION")),
    ("sslcert", Some("PGSSLCERT")),
    ("sslcertmode", Some("PGSSLCERTMODE")),
    ("sslcompression", Some("PGSSLCOMPRESSION")),
    ("sslcrl", Some("PGSSLCRL")),
    ("sslcrldir", Some("PGSSLCRLDIR")),
    ("sslkey", Some("PGSSLKEY")),
    ("sslmode", Some("PGSSLMODE")),
    ("sslnegotiation", Some("PGSSLNEGOTIATION")),
    ("sslpassword", None),
    ("sslrootcert", Some("PGSSLROOTCERT")),
    ("sslsni", Some("PGSSLSNI")),
    ("target_session_attrs", Some("PGTARGETSESSIONATTRS")),
    ("tcp_user_timeout", None),
    ("user", Some("PGUSER")),
];

/// What a connection string says, keyword by keyword. An empty value is the same as none.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Settings(BTreeMap<&'static str, String>);

impl Settings {
    /// Notes a value; the last one of a keyword wins.
    pub(super) fn set(&mut self, keyword: &str, value: String) -> Result<(), ConnInfoError> {
        let Some((keyword, _)) = KEYWORDS.iter().find(|(known, _)| *known == keyword) else {
            return Err(ConnInfoError::UnknownKeyword(keyword.to_owned()));
        };
        self.0.insert(keyword, value);
        Ok(())
    }

    /// Fills what the string left out from the environment (POOL-01).
    pub(super) fn fill(&mut self, environment: impl Fn(&str) -> Option<String>) {
        for (keyword, variable) in KEYWORDS {
            if self.get(keyword).is_none()
                && let Some(value) = variable.and_then(&environment)
            {
                self.0.insert(keyword, value);
            }
        }
    }

    pub(super) fn get(&self, keyword: &str) -> Option<&str> {
        self.0.get(keyword).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The comma-separated values of a keyword that takes one per host.
    pub(super) fn list(&self, keyword: &str) -> Vec<&str> {
        self.get(keyword).map(|value| value.split(',').map(str::trim).collect()).unwrap_or_default()
    }
}
