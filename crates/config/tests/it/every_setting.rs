//! Each setting alone: its default, its value from each source, its aliases, and what it refuses.

use rowgate_config::{Config, SETTINGS, Setting, Sources, dump};

use crate::{dumped, load, owned};

/// What is true of one setting.
struct Case {
    key: &'static str,
    default: &'static str,
    /// A value as text, and the same as the dump writes it.
    value: (&'static str, &'static str),
    /// A value that makes no sense, and what becomes of it.
    nonsense: Option<(&'static str, Outcome)>,
}

impl Case {
    fn dumped_default(&self) -> Option<&'static str> {
        (!OWN.contains(&self.key)).then_some(self.default)
    }
}

enum Outcome {
    Default,
    Error(&'static str),
}
use Outcome::{Default, Error};

/// Settings that PostgREST does not have are dumped only when they are set.
const OWN: &[&str] = &[
    "db-cross-schema-embeds",
    "db-pool-acquisition-timeout-status",
    "jwt-keys-refresh-interval",
    "log-format",
    "server-busy-poll",
    "server-spool-size",
    "server-stall-timeout",
];

#[test]
fn every_setting_has_a_case() {
    let keys = SETTINGS.iter().map(|setting| setting.key).collect::<Vec<_>>();
    assert_eq!(CASES.iter().map(|case| case.key).collect::<Vec<_>>(), keys);
    assert!(keys.is_sorted());
}

#[test]
fn an_unset_setting_has_its_default() {
    for_each(|case, setting| {
        assert_eq!(dumped(&Config::default(), case.key).as_deref(), case.dumped_default());
        assert_eq!(setting.default_value(), case.default);
    });
    assert_eq!(load("", &[]).unwrap(), Config::default());
}

#[test]
fn the_file_sets_it() {
    for_each(|case, _| {
        let config = load(&format!("{} = {}", case.key, quoted(case.value.0)), &[]).unwrap();
        assert_eq!(dumped(&config, case.key).as_deref(), Some(case.value.1));
    });
}

#[test]
fn the_environment_sets_it() {
    for_each(|case, setting| {
        let config = load("", &[(&setting.environment_name(), case.value.0)]).unwrap();
        assert_eq!(dumped(&config, case.key).as_deref(), Some(case.value.1));
    });
}

#[test]
fn the_database_sets_it_only_if_it_may() {
    for_each(|case, setting| {
        let name = case.key.replace('-', "_");
        let sources = Sources::new(None, []).with_database(owned(&[(&name, case.value.0)]));
        let expected = if setting.in_database { Some(case.value.1) } else { case.dumped_default() };
        assert_eq!(dumped(&Config::load(&sources).unwrap(), case.key).as_deref(), expected);
    });
}

#[test]
fn its_other_names_set_it_as_well() {
    let mut aliases = 0;
    for_each(|case, setting| {
        for name in setting.names().filter(|name| *name != setting.key) {
            let config = load(&format!("{name} = {}", quoted(case.value.0)), &[]).unwrap();
            assert_eq!(dumped(&config, case.key).as_deref(), Some(case.value.1), "{name}");
            let variable = format!("PGRST_{}", name.to_uppercase().replace('-', "_"));
            let config = load("", &[(&variable, case.value.0)]).unwrap();
            assert_eq!(dumped(&config, case.key).as_deref(), Some(case.value.1), "{variable}");
            aliases += 1;
        }
    });
    assert_eq!(aliases, 8);
}

#[test]
fn nonsense_is_refused_or_counts_as_unset() {
    for_each(|case, setting| {
        let Some((nonsense, outcome)) = &case.nonsense else { return };
        let result = load("", &[(&setting.environment_name(), nonsense)]);
        match outcome {
            Default => assert_eq!(dumped(&result.unwrap(), case.key).as_deref(), case.dumped_default()),
            Error(message) => assert_eq!(result.unwrap_err().to_string(), format!("Error in config {message}")),
        }
    });
}

#[test]
fn an_empty_value_counts_as_unset_but_for_the_search_path() {
    for_each(|case, setting| {
        let expected = if case.key == "db-extra-search-path" { Some("\"\"") } else { case.dumped_default() };
        let hidden = format!("{} = {}", case.key, quoted(case.value.0));
        let config = load(&hidden, &[(&setting.environment_name(), "")]).unwrap();
        assert_eq!(dumped(&config, case.key).as_deref(), expected);
    });
}

#[test]
fn the_dump_has_a_line_for_every_setting_of_postgrest() {
    assert_eq!(dump(&Config::default()).lines().count(), SETTINGS.len() - OWN.len());
}

fn for_each(mut check: impl FnMut(&Case, &Setting)) {
    CASES.iter().zip(SETTINGS).for_each(|(case, setting)| {
        println!("{}", case.key);
        check(case, setting);
    });
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "$$"))
}

const fn case(
    key: &'static str,
    default: &'static str,
    value: (&'static str, &'static str),
    nonsense: Option<(&'static str, Outcome)>,
) -> Case {
    Case { key, default, value, nonsense }
}

const fn switch(key: &'static str, default: &'static str, other: &'static str) -> Case {
    case(key, default, (other, other), Some(("maybe", Default)))
}

const MALFORMED_PROXY: &str =
    "openapi-server-proxy-uri: Malformed proxy uri, a correct example: https://example.com:8443/basePath";

#[rustfmt::skip] // one case per line reads as the table it is
const CASES: &[Case] = &[
    case("admin-server-host", r#""!4""#, ("localhost", r#""localhost""#), None),
    case("admin-server-port", r#""""#, ("3001", "3001"), Some(("many", Default))),
    case("admin-server-unix-socket", r#""""#, ("/run/a.sock", r#""/run/a.sock""#), None),
    case("admin-server-unix-socket-mode", r#""660""#, ("600", r#""600""#),
        Some(("rw", Error("Invalid admin-server-unix-socket-mode: not an octal")))),
    case("client-error-verbosity", r#""verbose""#, ("minimal", r#""minimal""#),
        Some(("Minimal", Error("client-error-verbosity: Invalid client-error-verbosity. Check your configuration.")))),
    switch("db-aggregates-enabled", "false", "true"),
    case("db-anon-role", r#""""#, ("web anon", r#""web anon""#), None),
    case("db-channel", r#""pgrst""#, ("reload", r#""reload""#), None),
    switch("db-channel-enabled", "true", "false"),
    switch("db-config", "true", "false"),
    switch("db-cross-schema-embeds", "true", "false"),
    case("db-extra-search-path", r#""public""#, ("tools ,  more", r#""tools,more""#), None),
    case("db-hoisted-tx-settings",
        r#""statement_timeout,plan_filter.statement_cost_limit,default_transaction_isolation""#,
        ("work_mem", r#""work_mem""#), None),
    case("db-max-rows", r#""""#, ("50", "50"), Some(("-1", Error("db-max-rows must not be negative")))),
    switch("db-plan-enabled", "false", "true"),
    case("db-pool", "10", ("3", "3"), Some(("3.5", Default))),
    case("db-pool-acquisition-timeout", "10", ("4", "4"), Some(("4s", Default))),
    case("db-pool-acquisition-timeout-status", "504", ("503", "503"),
        Some(("500", Error("db-pool-acquisition-timeout-status: Invalid status. Check your configuration.")))),
    switch("db-pool-automatic-recovery", "true", "false"),
    case("db-pool-max-idletime", "30", ("5", "5"), Some(("never", Default))),
    case("db-pool-max-lifetime", "1800", ("6", "6"), Some(("forever", Default))),
    case("db-pre-config", r#""""#, ("gate.conf", r#""gate.conf""#), None),
    case("db-pre-request", r#""""#, ("a.b.c", r#""a.b.c""#), None),
    switch("db-prepared-statements", "true", "false"),
    case("db-root-spec", r#""""#, ("root", r#""root""#), None),
    case("db-schemas", r#""public""#, (" one,two ", r#""one,two""#),
        Some(("api, pg_catalog", Error("db-schemas does not allow schema: 'pg_catalog'")))),
    case("db-tx-end", r#""commit""#, ("rollback", r#""rollback""#),
        Some(("abort", Error("db-tx-end: Invalid transaction termination. Check your configuration.")))),
    case("db-uri", r#""postgresql://""#, ("host=db", r#""host=db""#), None),
    case("jwt-aud", r#""""#, ("urn:films", r#""urn:films""#),
        Some(("a b:c", Error("jwt-aud should be a string or a valid URI")))),
    case("jwt-cache-max-entries", "1000", ("0", "0"), Some(("all", Default))),
    case("jwt-keys-refresh-interval", "300", ("60", "60"), Some(("often", Default))),
    case("jwt-role-claim-key", r#""$$.role""#, ("$.app['role']", r#""$$.app['role']""#), None),
    case("jwt-secret", r#""""#, ("a \\\" quoted secret of some length", r#""a \\\" quoted secret of some length""#), None),
    switch("jwt-secret-is-base64", "false", "true"),
    case("log-format", r#""text""#, ("json", r#""json""#),
        Some(("xml", Error("log-format: Invalid log-format. Check your configuration.")))),
    case("log-level", r#""error""#, ("debug", r#""debug""#),
        Some(("trace", Error("log-level: Invalid logging level. Check your configuration.")))),
    switch("log-query", "false", "true"),
    case("openapi-mode", r#""follow-privileges""#, ("disabled", r#""disabled""#),
        Some(("enabled", Error("openapi-mode: Invalid openapi-mode. Check your configuration.")))),
    switch("openapi-security-active", "false", "true"),
    case("openapi-server-proxy-uri", r#""""#, ("http://a.example/b", r#""http://a.example/b""#),
        Some(("a.example", Error(MALFORMED_PROXY)))),
    case("server-busy-poll", "200", ("0", "0"), Some(("all", Default))),
    case("server-cors-allowed-origins", r#""""#, ("http://a, http://b", r#""http://a,http://b""#), None),
    case("server-host", r#""!4""#, ("*6", r#""*6""#), None),
    case("server-port", "3000", ("0", "0"), Some(("http", Default))),
    switch("server-reuseport", "false", "true"),
    case("server-spool-size", "2000", ("0", "0"), Some(("all", Default))),
    case("server-stall-timeout", "30", ("5", "5"), Some(("soon", Default))),
    switch("server-timing-enabled", "false", "true"),
    case("server-trace-header", r#""""#, ("X-Trace", r#""X-Trace""#),
        Some(("X Trace", Error("server-trace-header is not a valid header name")))),
    case("server-unix-socket", r#""""#, ("/run/b.sock", r#""/run/b.sock""#), None),
    case("server-unix-socket-mode", r#""660""#, ("777", r#""777""#),
        Some(("0577", Error("Invalid server-unix-socket-mode: needs to be between 600 and 777")))),
    switch("url-use-legacy-target-names", "true", "false"),
];
