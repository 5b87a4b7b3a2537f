//! The crate as its users see it: sources in, configuration and dump out.

mod every_setting;
mod file;
mod golden;
mod precedence;
mod readme;
mod round_trip;
mod special;

use std::path::{Path, PathBuf};

use rowgate_config::{Config, ConfigError, Sources, dump};
use tempfile::TempDir;

/// Loads a configuration from the text of a file and an environment.
fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let directory = TempDir::new().unwrap();
    Config::load(&sources(&write(&directory, "rowgate.conf", file), environment))
}

/// The message of the error that loading gives, without the name of the file's directory.
fn error(file: &str, environment: &[(&str, &str)]) -> String {
    let directory = TempDir::new().unwrap();
    let sources = sources(&write(&directory, "rowgate.conf", file), environment);
    message(&directory, Config::load(&sources).map(|config| dump(&config)))
}

fn message(directory: &TempDir, result: Result<String, ConfigError>) -> String {
    result.unwrap_err().to_string().replace(&format!("{}/", directory.path().display()), "")
}

fn sources(file: &Path, environment: &[(&str, &str)]) -> Sources {
    Sources::new(Some(file.to_owned()), owned(environment))
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn write(directory: &TempDir, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = directory.path().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

/// What the dump of `config` says about `key`.
fn dumped(config: &Config, key: &str) -> Option<String> {
    let dump = dump(config);
    dump.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = ")).map(str::to_owned)
}
