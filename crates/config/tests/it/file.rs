//! Configuration files: grammar, groups, imports, interpolation (CFG-03, CFG-04).

use rowgate_config::Config;
use tempfile::TempDir;

use crate::{dumped, error, load, message, sources, write};

/// The anonymous role that a file sets.
fn role(file: &str) -> String {
    load(file, &[("HOME", "/home/me")]).unwrap().db_anon_role.unwrap()
}

#[test]
fn white_space_and_comments_may_stand_anywhere() {
    let file = "# a comment, with ünïcode\r\n\r\n  db-pool\t=\n  # in between\n  7 # and after\r\n\t\
                db-channel=\"a # b\"#;\n\n# end";
    let config = load(file, &[]).unwrap();
    assert_eq!((config.db_pool, config.db_channel.as_str()), (7, "a # b"));
}

#[test]
fn a_directive_can_be_left_out() {
    let config = load("#; db-pool = 7\n#;db {\n pool = 8\n}\ndb-max-rows = 1", &[]).unwrap();
    assert_eq!((config.db_pool, config.db_max_rows), (10, Some(1)));
    assert!(error("#; db-pool", &[]).ends_with("1:11: unexpected end of file, expecting '=' or '{'"));
}

#[test]
fn strings_have_escapes() {
    assert_eq!(role(r#"db-anon-role = "\"\\\n\t\r\u00e9\ud83d\ude00é""#), "\"\\\n\t\ré😀é");
    assert_eq!(role("db-anon-role = \"two\nlines\""), "two\nlines");
}

#[test]
fn numbers_booleans_and_lists_are_values() {
    let config =
        load("db-pool = 1.2e1\nlog-query = on\ndb-config = off\ndb-schemas = [ \"a\" ,\n# b\n \"c\" ]\nx = []", &[]);
    let config = config.unwrap();
    assert_eq!((config.db_pool, config.log_query, config.db_config), (12, true, false));
    assert_eq!(dumped(&config, "db-schemas").as_deref(), Some("\"a,c\""));
}

#[test]
fn values_of_the_wrong_type_count_as_unset() {
    let config = load("db-channel-enabled = 13\ndb-max-rows = true\ndb-pool = [1]\nlog-query = [true]", &[]).unwrap();
    assert_eq!(config, Config::default());
}

#[test]
fn the_last_value_of_a_setting_counts() {
    assert_eq!(role("db-anon-role = \"a\"\ndb-anon-role = \"b\""), "b");
}

#[test]
fn a_dollar_sign_brings_in_other_settings_and_variables() {
    assert_eq!(role("db-anon-role = \"$$($$) $(HOME)\""), "$($) /home/me");
    assert_eq!(role("HOME = \"mine\"\ndb-anon-role = \"$(HOME)\""), "mine");
    assert_eq!(role("a = 7\nb = 1.5\nc = 1e3\ndb-anon-role = \"$(a)-$(b)-$(c)\""), "7-1.5-1000");
    assert_eq!(role("a.b = \"x\"\ndb-anon-role = \"$(a.b)\""), "x");
}

#[test]
fn in_a_group_the_nearest_setting_is_meant() {
    let file = r#"
        x = "outer"
        y = "outer"
        a {
            x = "middle"
            b { z = "$(x) $(y)" }
        }
        db-anon-role = "$(a.b.z)"
    "#;
    assert_eq!(role(file), "middle outer");
}

#[test]
fn dollar_signs_mean_nothing_in_the_environment() {
    let config = load("", &[("PGRST_DB_ANON_ROLE", "$(HOME) $$ $")]).unwrap();
    assert_eq!(config.db_anon_role.as_deref(), Some("$(HOME) $$ $"));
}

#[test]
fn a_dollar_sign_that_brings_in_nothing_is_an_error() {
    for (text, problem) in [
        ("$", "a '$' must be part of '$(name)' or written '$$'"),
        ("5 $ note", "a '$' must be part of '$(name)' or written '$$'"),
        ("$(a", "a '$' must be part of '$(name)' or written '$$'"),
        ("$()", "a '$' must be part of '$(name)' or written '$$'"),
        ("$(NOT_THERE)", "no such variable: 'NOT_THERE'"),
        ("$(yes)", "variable 'yes' is not a string or number"),
    ] {
        let message = error(&format!("yes = true\n g {{ k = \"{text}\" }}"), &[]);
        assert_eq!(message, format!("Error in config rowgate.conf:2:6: g.k: {problem}"));
    }
}

#[test]
fn an_import_is_relative_to_the_file_that_imports() {
    let directory = TempDir::new().unwrap();
    std::fs::create_dir(directory.path().join("more")).unwrap();
    write(&directory, "more/a.conf", "import \"b.conf\"\ndb-pool = 5");
    write(&directory, "more/b.conf", "db-pool = 4\nsettings.c = \"inner\"");
    let absolute = write(&directory, "c.conf", "log-query = true");
    let file =
        format!("app {{\n import \"more/b.conf\"\n}}\nimport \"more/a.conf\"\nimport \"{}\"", absolute.display());
    let config = Config::load(&sources(&write(&directory, "rowgate.conf", file), &[])).unwrap();

    assert_eq!((config.db_pool, config.log_query), (5, true));
    assert_eq!(dumped(&config, "app.settings.c").as_deref(), Some("\"inner\""));
}

#[test]
fn a_file_cannot_import_itself() {
    let directory = TempDir::new().unwrap();
    let file = write(&directory, "a.conf", "import \"a.conf\"");
    let result = Config::load(&sources(&file, &[])).map(|_| String::new());
    assert_eq!(message(&directory, result), "Error in config a.conf: imported in a circle");
}

#[test]
fn a_file_must_be_there_and_in_utf_8() {
    let directory = TempDir::new().unwrap();
    let missing = Config::load(&sources(&directory.path().join("none"), &[])).map(|_| String::new());
    assert_eq!(message(&directory, missing), "Error in config none: No such file or directory (os error 2)");
    let latin_1 = Config::load(&sources(&write(&directory, "latin", b"# \xe9"), &[])).map(|_| String::new());
    assert_eq!(message(&directory, latin_1), "Error in config latin: not UTF-8 from byte 2 on");
}

#[test]
fn a_syntax_error_says_where_and_what_was_expected() {
    for (file, problem) in [
        ("yaml:\n  is: 1", "1:5: unexpected ':', expecting '=' or '{'"),
        ("a = 1\né = x", "2:5: unexpected 'x', expecting a value (text needs double quotes)"),
        ("a = 'x'", "1:5: unexpected '\\'', expecting a value (text needs double quotes)"),
        ("a = -1", "1:5: unexpected '-', expecting a value (text needs double quotes)"),
        ("a = \n", "2:1: unexpected end of file, expecting a value (text needs double quotes)"),
        ("a = 1 b = 2", "1:7: unexpected 'b', expecting a setting or end of file"),
        ("a = truer", "1:9: unexpected 'r', expecting a setting or end of file"),
        ("a = \"x", "1:7: unexpected end of file, expecting '\"' at the end of the string"),
        ("a = \"\\x\"", "1:7: unexpected 'x', expecting one of n, t, r, u, '\"' and '\\' after the backslash"),
        ("a = \"\\u12\n\"", "1:10: unexpected end of line, expecting four hex digits"),
        ("a = \"\\ud800\"", "1:12: unexpected '\"', expecting the second half of a surrogate pair"),
        ("a = \"\\udc00\\ud800\"", "1:18: unexpected '\"', expecting a surrogate pair before this"),
        ("a = 1.", "1:7: unexpected end of file, expecting a digit"),
        ("a = 1e+", "1:8: unexpected end of file, expecting a digit"),
        ("a = [1 2]", "1:8: unexpected '2', expecting ',' or ']'"),
        ("a = [1,]", "1:8: unexpected ']', expecting a value (text needs double quotes)"),
        ("a..b = 1", "1:3: unexpected '.', expecting a name"),
        ("a { b = 1", "1:10: unexpected end of file, expecting a setting or '}'"),
        ("import x", "1:8: unexpected 'x', expecting a string in double quotes"),
        ("1 = 1", "1:1: unexpected '1', expecting a setting or end of file"),
    ] {
        assert_eq!(error(file, &[]), format!("Error in config rowgate.conf:{problem}"), "{file}");
    }
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth| format!("a = {}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(load(&nested(64), &[]).is_ok());
    for too_deep in [nested(65), "a {".repeat(100_000)] {
        let message = error(&too_deep, &[]);
        assert!(message.ends_with("expecting at most 64 levels of nesting"), "{message}");
    }
}
