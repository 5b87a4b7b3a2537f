//! What `--dump-config` and `--example` print, and the table in the documentation.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rowgate_config::{Config, SETTINGS, Sources, dump, example, reference};

use crate::load;

/// Each `golden/‹name›.conf` is read and dumped; `golden/‹name›.dump` is what must come of it.
#[test]
fn dumps_are_as_they_were() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden");
    let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let configs = files.filter(|path| path.extension().is_some_and(|extension| extension == "conf"));
    let mut names = BTreeSet::new();
    for path in configs {
        let config = Config::load(&Sources::new(Some(path.clone()), [])).unwrap();
        let expected = fs::read_to_string(path.with_extension("dump")).unwrap();
        assert_eq!(dump(&config), expected, "{}", path.display());
        names.insert(path.file_stem().unwrap().to_owned());
    }
    assert_eq!(names, ["aliases", "all", "empty", "types"].map(Into::into).into());
}

#[test]
fn the_example_changes_nothing() {
    assert_eq!(load(&example(), &[]).unwrap(), Config::default());
}

#[test]
fn every_line_of_the_example_can_be_used() {
    let uncommented = example().replace("\n# ", "\n").replace("\"@/run/secrets/jwt\"", "\"secret\"");
    let config = load(&uncommented, &[]).unwrap();
    let unset = dump(&config).lines().filter(|line| line.ends_with("\"\"")).count();
    assert_eq!(unset, 0, "{}", dump(&config));
}

#[test]
fn the_example_and_the_reference_show_every_setting() {
    for setting in SETTINGS {
        assert!(example().contains(&format!("\n## {}\n", setting.help)), "{}", setting.key);
        assert!(reference().contains(&format!("| `{}`", setting.key)), "{}", setting.key);
    }
}

#[test]
fn a_row_of_the_reference_tells_all_about_a_setting() {
    let rows = |key: &str| {
        let reference = reference();
        reference.lines().filter(|line| line.starts_with(&format!("| `{key}`"))).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(rows("db-max-rows"), @"| `db-max-rows` (or `max-rows`) | Most rows that a response holds; no limit when unset. | integer | – | `PGRST_DB_MAX_ROWS` | `pgrst.db_max_rows` | yes |");
    insta::assert_snapshot!(rows("jwt-role-claim-key"), @r#"| `jwt-role-claim-key` (or `role-claim-key`) | JSON path to the role among a token's claims. | text | `"$.role"` | `PGRST_JWT_ROLE_CLAIM_KEY` | `pgrst.jwt_role_claim_key` | yes |"#);
    insta::assert_snapshot!(rows("server-port"), @"| `server-port` | Port to bind; 0 lets the system choose. | integer | `3000` | `PGRST_SERVER_PORT` | – | no |");
    insta::assert_snapshot!(rows("db-tx-end"), @r#"| `db-tx-end` | How transactions end, and whether `Prefer: tx=` may override it. | `commit`, `commit-allow-override`, `rollback`, `rollback-allow-override` | `"commit"` | `PGRST_DB_TX_END` | `pgrst.db_tx_end` | yes |"#);
}
