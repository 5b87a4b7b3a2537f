//! Which source wins (CFG-01, CFG-05), and what a reload changes.

use rowgate_config::{AppSetting, Config, Sources, in_database_names};
use tempfile::TempDir;

use crate::{dumped, load, owned, sources, write};

#[test]
fn the_database_wins_over_the_environment_and_the_environment_over_the_file() {
    let directory = TempDir::new().unwrap();
    let file = write(&directory, "rowgate.conf", "db-max-rows = 1\ndb-anon-role = \"file\"\njwt-aud = \"file\"");
    let sources = sources(&file, &[("PGRST_DB_MAX_ROWS", "2"), ("PGRST_DB_ANON_ROLE", "environment")]);
    let sources = sources.with_database(owned(&[("db_max_rows", "3"), ("db_max_rows", "4")]));

    let config = Config::load(&sources).unwrap();
    assert_eq!(config.db_max_rows, Some(3));
    assert_eq!(config.db_anon_role.as_deref(), Some("environment"));
    assert_eq!(dumped(&config, "jwt-aud").as_deref(), Some("\"file\""));
}

#[test]
fn the_key_wins_over_its_alias_whatever_their_sources() {
    let config = load("db-max-rows = 1", &[("PGRST_MAX_ROWS", "2")]).unwrap();
    assert_eq!(config.db_max_rows, Some(1));
    let config = load("max-rows = 2", &[("PGRST_DB_MAX_ROWS", "none")]).unwrap();
    assert_eq!(config.db_max_rows, Some(2), "a key that says nothing usable leaves it to the alias");
}

#[test]
fn the_old_name_of_the_idle_time_wins_over_the_new_one() {
    let config = load("db-pool-timeout = 5\ndb-pool-max-idletime = 6", &[]).unwrap();
    assert_eq!(config.db_pool_max_idletime.as_secs(), 5);
}

#[test]
fn the_database_sets_nothing_under_an_alias() {
    let sources = Sources::new(None, []).with_database(owned(&[("max_rows", "5"), ("app_settings_a", "b")]));
    assert_eq!(Config::load(&sources).unwrap(), Config::default());
}

#[test]
fn unknown_settings_are_ignored() {
    let environment = [("PGRST_NOT_THERE", "1"), ("DB_POOL", "7"), ("pgrst_db_pool", "7")];
    assert_eq!(load("not-there = [1]\nnot { there = 2 }", &environment).unwrap(), Config::default());
}

#[test]
fn settings_for_sql_come_from_the_file_and_the_environment_one_level_deep() {
    let file = r#"
        app.settings.Region = "eu"
        app { settings { size = 3 } }
        app.settings.deep.er = 1
        app.settings.on = on
        app.settings.blank = ""
    "#;
    let environment =
        [("PGRST_APP_SETTINGS_Region", "us"), ("PGRST_APP_SETTINGS_Zone", ""), ("PGRST_APP_SETTINGS_", "x")];
    let config = load(file, &environment).unwrap();

    let settings = config.app_settings.iter().map(|AppSetting { name, value }| (name.as_str(), value.as_str()));
    let expected = [("Region", "us"), ("Zone", ""), ("blank", ""), ("on", "Bool True"), ("size", "Number 3.0")];
    assert_eq!(settings.collect::<Vec<_>>(), expected);
}

#[test]
fn the_database_is_asked_for_the_settings_it_may_set() {
    let names = in_database_names().collect::<Vec<_>>();
    assert_eq!(names.len(), 26);
    assert!(names.contains(&String::from("pgrst.db_schemas")));
    for never in ["pgrst.db_uri", "pgrst.db_config", "pgrst.log_level", "pgrst.jwt_cache_max_entries"] {
        assert!(!names.contains(&never.to_owned()), "{never}");
    }
}

#[test]
fn a_reload_reads_everything_again_but_the_connection_string() {
    let directory = TempDir::new().unwrap();
    let uri = write(&directory, "uri", " postgres://first \n");
    let secret = write(&directory, "secret", "first secret\n");
    let file = format!("db-uri = \"@{}\"\njwt-secret = \"@{}\"\ndb-pool = 1", uri.display(), secret.display());
    let file = write(&directory, "rowgate.conf", file);
    let sources = sources(&file, &[]);
    let config = Config::load(&sources).unwrap();
    assert_eq!(config.db_uri.as_str(), "postgres://first");

    std::fs::remove_file(uri).unwrap();
    std::fs::write(secret, "second secret\n").unwrap();
    let sources = sources.with_database(owned(&[("db_max_rows", "9")]));
    let reloaded = config.reload(&sources).unwrap();
    assert_eq!(reloaded.db_uri, config.db_uri);
    assert_eq!(reloaded.jwt_secret.unwrap().expose(), b"second secret");
    assert_eq!(reloaded.db_max_rows, Some(9));

    std::fs::write(file, "db-pool = one").unwrap();
    assert!(config.reload(&sources).is_err());
}
