//! A dump, read as a file, is the same configuration (CLI-03).

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rowgate_config::{Config, SETTINGS, Sources, dump};

use crate::load;

proptest! {
    #[test]
    fn a_dump_reads_back_to_the_same_configuration(environment in environment()) {
        let config = Config::load(&Sources::new(None, environment)).unwrap();
        let again = load(&dump(&config), &[]).unwrap();
        prop_assert_eq!(dump(&again), dump(&config));
        prop_assert_eq!(again, config);
    }
}

/// Some settings, each with a value that it accepts.
fn environment() -> impl Strategy<Value = Vec<(String, String)>> {
    let settings = subsequence(SETTINGS, 0..=SETTINGS.len()).prop_flat_map(|settings| {
        settings.into_iter().map(|setting| (Just(setting.environment_name()), value(setting.key))).collect::<Vec<_>>()
    });
    let app_settings = vec(("PGRST_APP_SETTINGS_[a-zA-Z][a-zA-Z0-9_]{0,8}", any::<String>()), 0..3);
    (settings, app_settings).prop_map(|(settings, app_settings)| [settings, app_settings].concat())
}

fn value(key: &str) -> BoxedStrategy<String> {
    match key {
        "admin-server-port" => (4000..5000u16).prop_map(|port| port.to_string()).boxed(),
        "server-port" => (0..4000u16).prop_map(|port| port.to_string()).boxed(),
        "client-error-verbosity" => word(&["verbose", "minimal"]),
        "db-pool-acquisition-timeout-status" => word(&["503", "504"]),
        "log-format" => word(&["text", "json"]),
        "log-level" => word(&["crit", "error", "warn", "info", "debug"]),
        "openapi-mode" => word(&["follow-privileges", "ignore-privileges", "disabled"]),
        "db-tx-end" => word(&["commit", "commit-allow-override", "rollback", "rollback-allow-override"]),
        "openapi-server-proxy-uri" => {
            "https?://[a-z]{1,9}(:[1-9]{1,4})?(/[a-z$%5]{0,3})?".prop_map(|uri| uri.replace('%', "%20")).boxed()
        }
        "server-trace-header" => "[A-Za-z$'-]{1,9}".boxed(),
        // Padded to whole groups of four, so that it is base64 as well.
        "jwt-secret" => "([a-zA-Z0-9+/_-]{4}){0,9}".boxed(),
        "jwt-aud" => "[^:]{0,9}".boxed(),
        "db-uri" => "[^@].{0,9}".boxed(),
        _ if key.ends_with("-mode") => word(&["600", "660", "755", "777"]),
        // Whatever is no number counts as none, but a negative one is refused.
        "db-max-rows" => "[0-9]{0,9}|[a-z]{1,5}".boxed(),
        // A blank item that stands alone would be dumped like none; a function without a name like none.
        _ => prop_oneof![
            "[^., \t\n\r\0]{0,9}",
            "[a-z\"$\\\\']{1,5}( ?,[ a-z]{0,4}){0,3}",
            "(true|false|[0-9]{1,6})",
            "[a-z ]{1,4}[.][a-z\"]{1,4}"
        ]
        .prop_filter("not blank", |text| text.is_empty() || !text.trim().is_empty())
        .boxed(),
    }
}

fn word(words: &'static [&'static str]) -> BoxedStrategy<String> {
    select(words).prop_map(str::to_owned).boxed()
}
