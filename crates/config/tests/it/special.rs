//! Settings with rules of their own.

use rowgate_config::{Config, ErrorVerbosity, Host, LogLevel, NotReachable, Schemas, TransactionEnd};
use rowgate_core::Ident;
use tempfile::TempDir;

use crate::{dumped, error, load, write};

#[test]
fn the_admin_server_cannot_share_the_port() {
    let message = error("", &[("PGRST_SERVER_PORT", "4000"), ("PGRST_ADMIN_SERVER_PORT", "4000")]);
    assert_eq!(message, "Error in config admin-server-port cannot be the same as server-port");
    assert_eq!(error("admin-server-port = 3000", &[]), message, "the default counts too");
}

#[test]
fn the_admin_server_binds_where_the_api_does_unless_told() {
    assert_eq!(load("server-host = \"::1\"", &[]).unwrap().admin_server_host, Host::Named(String::from("::1")));
    let both = "server-host = \"::1\"\nadmin-server-host = \"*4\"";
    assert_eq!(load(both, &[]).unwrap().admin_server_host, Host::PreferIpv4);
}

#[test]
fn special_hosts_are_told_from_names() {
    for (text, host) in [
        ("*", Host::Any),
        ("*4", Host::PreferIpv4),
        ("!4", Host::OnlyIpv4),
        ("*6", Host::PreferIpv6),
        ("!6", Host::OnlyIpv6),
    ] {
        let config = load("", &[("PGRST_SERVER_HOST", text)]).unwrap();
        assert_eq!(config.server_host, host);
        assert!(host.is_special());
        assert_eq!(host.to_string(), text);
    }
    assert!(!Host::from("localhost").is_special());
}

#[test]
fn readiness_is_asked_of_the_admin_server() {
    let url = |environment: &[_]| load("admin-server-port = 3001", environment).unwrap().ready_url();
    assert_eq!(url(&[("PGRST_SERVER_HOST", "localhost")]).unwrap(), "http://localhost:3001/ready");
    assert_eq!(url(&[("PGRST_ADMIN_SERVER_HOST", "::1")]).unwrap(), "http://[::1]:3001/ready");
    let out_of_range = [("PGRST_SERVER_HOST", "a"), ("PGRST_ADMIN_SERVER_PORT", "-1")];
    assert_eq!(url(&out_of_range).unwrap(), "http://a:-1/ready");
}

#[test]
fn without_an_address_readiness_cannot_be_asked_for() {
    let no_port = Config::default().ready_url().unwrap_err();
    assert_eq!(no_port.to_string(), "Admin server is not running. Please check admin-server-port config.");
    let special = load("admin-server-port = 3001\nserver-host = \"*4\"", &[]).unwrap().ready_url().unwrap_err();
    assert_eq!(special, NotReachable::SpecialHost(String::from("*4")));
    assert_eq!(
        special.to_string(),
        "The `--ready` flag cannot be used when server-host is configured as \"*4\". \
         Please update your server-host config to \"localhost\"."
    );
}

#[test]
fn system_schemas_cannot_be_exposed() {
    for schema in ["pg_catalog", "information_schema"] {
        for list in [schema.to_owned(), format!("public, {schema}")] {
            let message = error("", &[("PGRST_DB_SCHEMAS", &list)]);
            assert_eq!(message, format!("Error in config db-schemas does not allow schema: '{schema}'"));
        }
    }
}

#[test]
fn a_star_exposes_all_schemas() {
    assert_eq!(load("db-schemas = \"*\"", &[]).unwrap().db_schemas, Schemas::All);
    let listed = Schemas::Listed(vec![String::from("*"), String::from("api")]);
    assert_eq!(load("db-schemas = [\"*\", \"api\"]", &[]).unwrap().db_schemas, listed);
}

#[test]
fn a_function_is_split_at_the_first_dot() {
    let name = |text: &str| load("", &[("PGRST_DB_PRE_REQUEST", text)]).unwrap().db_pre_request.unwrap();
    assert_eq!((name("check").schema, name("check").name), (None, Ident::new("check")));
    assert_eq!((name("a.b.c").schema, name("a.b.c").name), (Some(Ident::new("a")), Ident::new("b.c")));
    assert_eq!((name("a.").schema, name("a.").name), (None, Ident::new("a")));
    assert_eq!((name(".b").schema, name(".b").name), (None, Ident::new("b")));
}

#[test]
fn transactions_end_in_one_of_four_ways() {
    for (end, rolls_back, allows_override) in [
        (TransactionEnd::Commit, false, false),
        (TransactionEnd::CommitAllowOverride, false, true),
        (TransactionEnd::Rollback, true, false),
        (TransactionEnd::RollbackAllowOverride, true, true),
    ] {
        assert_eq!(load("", &[("PGRST_DB_TX_END", end.as_str())]).unwrap().db_tx_end, end);
        assert_eq!((end.rolls_back(), end.allows_override()), (rolls_back, allows_override));
    }
}

#[test]
fn greater_levels_log_more() {
    use LogLevel::{Crit, Debug, Error, Info, Warn};
    assert!([Crit, Error, Warn, Info, Debug].is_sorted());
    assert_eq!(load("log-level = \"warn\"", &[]).unwrap().log_level, Warn);
    assert_eq!(Config::default().client_error_verbosity, ErrorVerbosity::Verbose);
}

#[test]
fn socket_modes_keep_the_owner_in() {
    let mode = |text: &str| load("", &[("PGRST_SERVER_UNIX_SOCKET_MODE", text)]);
    assert_eq!(mode("0700").unwrap().server_unix_socket_mode.bits(), 0o700);
    assert_eq!(mode("6609").unwrap().server_unix_socket_mode.bits(), 0o660, "as PostgREST reads it");
    for (text, problem) in [
        ("800", "not an octal"),
        ("", "660"),
        ("599", "needs to be between 600 and 777"),
        ("1000", "needs to be between 600 and 777"),
        ("7777777777777777", "needs to be between 600 and 777"),
    ] {
        match mode(text) {
            Ok(config) => assert_eq!(config.server_unix_socket_mode.to_string(), problem),
            Err(error) => {
                assert_eq!(error.to_string(), format!("Error in config Invalid server-unix-socket-mode: {problem}"));
            }
        }
    }
}

#[test]
fn negative_capacities_and_durations_are_zero() {
    let config = load("", &[("PGRST_JWT_CACHE_MAX_ENTRIES", "-1"), ("PGRST_DB_POOL_MAX_LIFETIME", "-1")]).unwrap();
    assert_eq!((config.jwt_cache_max_entries, config.db_pool_max_lifetime.as_secs()), (0, 0));
}

#[test]
fn a_base64_secret_is_decoded_and_dumped_encoded() {
    let secret = |text: &str| load("jwt-secret-is-base64 = true", &[("PGRST_JWT_SECRET", text)]);
    for spelling in [" +/8/YQ== ", "-_8_YQ..", "+/8/YQ=="] {
        let config = secret(spelling).unwrap();
        assert_eq!(config.jwt_secret.as_ref().unwrap().expose(), b"\xfb\xff\x3fa");
        assert_eq!(dumped(&config, "jwt-secret").as_deref(), Some("\"+/8/YQ==\""));
    }
    for wrong in ["no base-64!", "+/8/YQ", "+/8/YR=="] {
        let message = secret(wrong).unwrap_err().to_string();
        assert_eq!(message, "Error in config jwt-secret is not valid base64, although jwt-secret-is-base64 is set");
    }
}

#[test]
fn a_secret_is_read_from_a_file_without_its_last_newline() {
    let directory = TempDir::new().unwrap();
    for (content, secret) in [("s\n\n", &b"s\n"[..]), ("s", b"s"), ("", b"")] {
        let path = format!("@{}", write(&directory, "secret", content).display());
        let config = load("", &[("PGRST_JWT_SECRET", &path)]).unwrap();
        assert_eq!(config.jwt_secret.unwrap().expose(), secret, "an empty file is an empty secret, not none");
    }
    let binary = format!("@{}", write(&directory, "binary", b"\xff\x00\xfe\n").display());
    let config = load("", &[("PGRST_JWT_SECRET", &binary)]).unwrap();
    assert_eq!(config.jwt_secret.unwrap().expose(), b"\xff\x00\xfe");
    let base64 = format!("@{}", write(&directory, "base64", "+/8/YQ==\n").display());
    let config = load("secret-is-base64 = true", &[("PGRST_JWT_SECRET", &base64)]).unwrap();
    assert_eq!(config.jwt_secret.unwrap().expose(), b"\xfb\xff\x3fa");
}

#[test]
fn a_secret_in_a_file_can_be_read_again() {
    let directory = TempDir::new().unwrap();
    for (is_base64, content, secret) in [("false", "second\n", "second"), ("true", "c2Vjb25k\n", "second")] {
        let path = write(&directory, "secret", "Zmlyc3Q=");
        let setting = format!("@{}", path.display());
        let config = load("", &[("PGRST_JWT_SECRET", &setting), ("PGRST_JWT_SECRET_IS_BASE64", is_base64)]).unwrap();
        let first = config.jwt_secret.unwrap();
        assert_eq!(first.file(), Some(path.as_path()));
        assert_eq!(first.read_again().unwrap(), first);
        write(&directory, "secret", content);
        let second = first.read_again().unwrap();
        assert_eq!((second.expose(), second.file()), (secret.as_bytes(), Some(path.as_path())));
        std::fs::remove_file(&path).unwrap();
        let gone = format!("Error in config jwt-secret: {}: No such file", path.display());
        assert!(second.read_again().unwrap_err().to_string().starts_with(&gone));
    }
    let given = load("", &[("PGRST_JWT_SECRET", "given")]).unwrap().jwt_secret.unwrap();
    assert_eq!((given.file(), given.read_again().unwrap()), (None, given.clone()));
}

#[test]
fn a_secret_may_be_a_url() {
    let url = |secret: &str, is_base64: &str| {
        let settings = [("PGRST_JWT_SECRET", secret), ("PGRST_JWT_SECRET_IS_BASE64", is_base64)];
        load("", &settings).unwrap().jwt_secret.unwrap().url().map(str::to_owned)
    };
    for text in ["https://auth.example/keys", "http://auth:9999/keys", "HTTPS://", " https://auth.example/keys\n"] {
        assert_eq!(url(text, "false").as_deref(), Some(text.trim()), "{text}");
    }
    for text in ["http", "https:/auth.example/", "ftp://auth.example/keys", "a secret with https://"] {
        assert_eq!(url(text, "false"), None, "{text}");
    }
    assert_eq!(url("aHR0cDovL2F1dGgv", "true"), None, "what is written in base64 is a secret");
}

#[test]
fn a_file_that_a_setting_names_must_be_there() {
    let message = error("", &[("PGRST_JWT_SECRET", "@/not/there")]);
    assert_eq!(message, "Error in config jwt-secret: /not/there: No such file or directory (os error 2)");
}

#[test]
fn secrets_are_not_printed_for_debugging() {
    let config = load(
        "",
        &[
            ("PGRST_JWT_SECRET", "hidden-a"),
            ("PGRST_DB_URI", "postgres://u:hidden-b@h"),
            ("PGRST_APP_SETTINGS_k", "hidden-c"),
        ],
    );
    let debug = format!("{:?}", config.unwrap());
    assert!(debug.contains("jwt_secret: Some(Secret(…))"));
    assert!(!debug.contains("hidden"), "{debug}");
}

#[test]
fn an_audience_with_a_colon_is_a_uri() {
    assert_eq!(load("jwt-aud = \"any text\"", &[]).unwrap().jwt_aud.unwrap().as_str(), "any text");
    for no_uri in ["http://%%a.invalid", "foo://%%$$^^.com", ":", "a b:c"] {
        let message = error("", &[("PGRST_JWT_AUD", no_uri)]);
        assert_eq!(message, "Error in config jwt-aud should be a string or a valid URI");
    }
}
