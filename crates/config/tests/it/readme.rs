//! The README's table of settings is the one that the code makes.

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");

#[test]
fn the_readme_lists_every_setting() {
    let readme = std::fs::read_to_string(README).expect("README.md");
    let table = rowgate_config::reference();
    assert!(readme.contains(&table), "README.md should contain this table:\n\n{table}");
}
