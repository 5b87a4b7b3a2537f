//! The connection string (POOL-01).

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::value::{Value, quoted};

/// All but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A connection string of libpq's, as a URI or in keywords. Not checked: libpq's grammar is the driver's to know.
/// Its `Debug` does not show it, for it may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUri(String);

impl DatabaseUri {
    /// The string, password included.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds the name that `pg_stat_activity` shows for connections which do not give their own, such as
    /// `rowgate 1.0`.
    #[must_use]
    pub fn with_fallback_application_name(&self, product: &str) -> Self {
        self.with_parameter("fallback_application_name", product)
    }

    /// Asks for a server that takes writes, where the string names several: only there can one listen (POOL-03).
    #[must_use]
    pub fn with_read_write_server(&self) -> Self {
        self.with_parameter("target_session_attrs", "read-write")
    }

    /// Adds a parameter at the end, where it wins over one of the same name. A string that is neither a URI nor made
    /// of keywords stays as it is.
    fn with_parameter(&self, name: &str, value: &str) -> Self {
        let uri = &self.0;
        if uri.starts_with("postgresql://") || uri.starts_with("postgres://") {
            let separator = parameter_separator(uri);
            let value = utf8_percent_encode(value, RESERVED);
            Self(format!("{uri}{separator}{name}={value}"))
        } else if uri.contains('=') {
            let value = value.replace('\\', r"\\").replace('\'', r"\'");
            Self(format!("{uri} {name}='{value}'"))
        } else {
            self.clone()
        }
    }
}

/// What stands between `uri` and one more parameter. A password may contain `?`: the query begins after the last `@`.
fn parameter_separator(uri: &str) -> &'static str {
    let after_user = uri.rsplit_once('@').map_or(uri, |(_, host)| host);
    match after_user.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    }
}

/// `postgresql://`: libpq's environment variables say it all.
impl Default for DatabaseUri {
    fn default() -> Self {
        Self(String::from("postgresql://"))
    }
}

impl fmt::Debug for DatabaseUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUri(…)")
    }
}

impl SettingType for DatabaseUri {
    const KIND: &'static str = "connection string or `@file`";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        Ok(Some(Self(value.text().into_owned())))
    }

    fn write(&self) -> String {
        quoted(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(uri: &str, product: &str) -> String {
        DatabaseUri(uri.to_owned()).with_fallback_application_name(product).0
    }

    #[test]
    fn a_uri_gets_one_more_parameter() {
        for (uri, separator) in [
            ("postgresql://", "?"),
            ("postgres://me:secret@db:5432/films", "?"),
            ("postgres://me:secret@db/films?", ""),
            ("postgres://db/films?sslmode=require", "&"),
            ("postgres://me:?odd?@db/films", "?"),
            ("postgres://me:?odd?@db/films?connect_timeout=1", "&"),
        ] {
            assert_eq!(named(uri, "gate 1.0"), format!("{uri}{separator}fallback_application_name=gate%201.0"));
        }
    }

    #[test]
    fn all_but_unreserved_characters_are_encoded_in_a_uri() {
        assert_eq!(named("postgres://", "a-._~ '&é"), "postgres://?fallback_application_name=a-._~%20%27%26%C3%A9");
    }

    #[test]
    fn a_parameter_among_keywords_is_quoted() {
        assert_eq!(named("host=db", r"it's \"), r"host=db fallback_application_name='it\'s \\'");
    }

    #[test]
    fn what_is_no_connection_string_is_left_alone() {
        assert_eq!(named("films", "gate"), "films");
    }

    #[test]
    fn the_listener_asks_for_a_server_that_takes_writes() {
        let uri = DatabaseUri(String::from("postgres://a,b/films")).with_read_write_server();
        assert_eq!(uri.as_str(), "postgres://a,b/films?target_session_attrs=read-write");
    }
}
