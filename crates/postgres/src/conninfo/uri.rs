//! The URI form of a connection string.
//!
//! ```text
//! uri      = ( "postgresql://" | "postgres://" ) [ userinfo "@" ] [ hosts ] [ "/" dbname ] [ "?" params ]
//! userinfo = user [ ":" password ]
//! hosts    = host { "," host }
//! host     = ( name | "[" IPv6 "]" ) [ ":" port ]
//! params   = keyword "=" value { "&" keyword "=" value }
//! ```
//!
//! Every part is percent-decoded on its own, so `%2Frun%2Fpostgresql` names a socket directory.

use percent_encoding::percent_decode_str;

use super::settings::Settings;
use super::{ConnInfoError, leading_word};

/// What follows the scheme, where `text` has the scheme of a URI.
pub(super) fn after_scheme(text: &str) -> Option<&str> {
    text.strip_prefix("postgresql://").or_else(|| text.strip_prefix("postgres://"))
}

/// Parses what follows the scheme.
pub(super) fn parse(rest: &str) -> Result<Settings, ConnInfoError> {
    let mut settings = Settings::default();
    let (userinfo, rest) = split_userinfo(rest);
    let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    let (rest, params) = rest.split_once('?').unwrap_or((rest, ""));
    let (hosts, dbname) = rest.split_once('/').unwrap_or((rest, ""));

    settings.set("user", decode(user)?)?;
    settings.set("password", decode(password)?)?;
    settings.set("dbname", decode(dbname)?)?;
    set_hosts(&mut settings, hosts)?;
    for param in params.split('&').filter(|param| !param.is_empty()) {
        set_param(&mut settings, param)?;
    }
    Ok(settings)
}

/// Splits at the last "@" before the first slash: a password may hold "@" and "?" as they are, a host may not.
fn split_userinfo(rest: &str) -> (&str, &str) {
    let authority = rest.split('/').next().unwrap_or(rest);
    match authority.rfind('@') {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => ("", rest),
    }
}

fn set_hosts(settings: &mut Settings, text: &str) -> Result<(), ConnInfoError> {
    let mut hosts = Vec::new();
    let mut ports = Vec::new();
    for entry in text.split(',') {
        let (host, port) = host_and_port(entry)?;
        hosts.push(decode(host)?);
        ports.push(decode(port)?);
    }
    settings.set("host", lists_something(&hosts))?;
    settings.set("port", lists_something(&ports))
}

/// Joins the values for `Settings::list`; nothing at all when none was given.
fn lists_something(values: &[String]) -> String {
    if values.iter().all(String::is_empty) { String::new() } else { values.join(",") }
}

fn host_and_port(entry: &str) -> Result<(&str, &str), ConnInfoError> {
    let (host, port) = match entry.strip_prefix('[') {
        Some(rest) => rest.split_once(']').ok_or(ConnInfoError::Malformed("IPv6 host address"))?,
        None => entry.find(':').map_or((entry, ""), |colon| entry.split_at(colon)),
    };
    match port.strip_prefix(':') {
        Some(port) => Ok((host, port)),
        None if port.is_empty() => Ok((host, "")),
        None => Err(ConnInfoError::Malformed("host")),
    }
}

fn set_param(settings: &mut Settings, param: &str) -> Result<(), ConnInfoError> {
    let (keyword, value) = param.split_once('=').ok_or_else(|| ConnInfoError::MissingEquals(leading_word(param)))?;
    let (keyword, value) = (decode(keyword)?, decode(value)?);
    // JDBC's spelling, which libpq accepts too.
    if keyword == "ssl" && value == "true" {
        return settings.set("sslmode", "require".to_owned());
    }
    settings.set(&keyword, value)
}

fn decode(text: &str) -> Result<String, ConnInfoError> {
    percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| ConnInfoError::Malformed("percent-encoding"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn settings(uri: &str) -> Settings {
        parse(after_scheme(uri).expect("a URI")).unwrap()
    }

    #[test]
    fn every_part_is_optional() {
        let settings = settings("postgresql://");
        for keyword in ["user", "password", "host", "port", "dbname"] {
            assert_eq!(settings.get(keyword), None, "{keyword}");
        }
    }

    #[test]
    fn every_part_is_decoded() {
        let settings = settings("postgres://us%40er:p%3Aw@%2Frun%2Fpg:5433/my%20db?application_name=a%26b&ssl=true");
        assert_eq!(settings.get("user"), Some("us@er"));
        assert_eq!(settings.get("password"), Some("p:w"));
        assert_eq!(settings.get("host"), Some("/run/pg"));
        assert_eq!(settings.get("port"), Some("5433"));
        assert_eq!(settings.get("dbname"), Some("my db"));
        assert_eq!(settings.get("application_name"), Some("a&b"));
        assert_eq!(settings.get("sslmode"), Some("require"));
    }

    #[test]
    fn a_password_may_hold_what_a_host_may_not() {
        let settings = settings("postgresql://me:p@s?s@db?connect_timeout=3");
        assert_eq!(settings.get("password"), Some("p@s?s"));
        assert_eq!(settings.get("host"), Some("db"));
        assert_eq!(settings.get("connect_timeout"), Some("3"));
    }

    #[test]
    fn hosts_keep_their_ports() {
        let settings = settings("postgresql://a:1,[::1]:2,c/db");
        assert_eq!(settings.list("host"), ["a", "::1", "c"]);
        assert_eq!(settings.list("port"), ["1", "2", ""]);
    }

    #[test]
    fn what_is_malformed_is_refused() {
        assert!(parse("[::1/db").is_err());
        assert!(parse("[::1]x/db").is_err());
        assert_eq!(parse("/db?nope=1").unwrap_err(), ConnInfoError::UnknownKeyword("nope".into()));
        assert_eq!(parse("/db?host").unwrap_err(), ConnInfoError::MissingEquals("host".into()));
        assert!(parse("%ff@h/db").is_err());
    }
}
