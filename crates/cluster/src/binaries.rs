//! Where the machine keeps PostgreSQL's server programs. Debian and Homebrew leave them off `PATH`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::ClusterError;

/// The oldest major version that rowgate works with.
const MINIMUM_VERSION: u32 = 14;

/// Names a folder of binaries that goes before all others.
const FOLDER_VARIABLE: &str = "ROWGATE_PG_BIN";

/// Folders that hold one folder per version, and the path from there to the programs.
const VERSIONED: [(&str, &str); 5] = [
    ("/usr/lib/postgresql", "bin"),
    ("/usr/pgsql-*", "bin"),
    ("/opt/homebrew/opt/postgresql*", "bin"),
    ("/usr/local/opt/postgresql*", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "bin"),
];

/// A folder with `initdb` and `postgres` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The folder.
    pub folder: PathBuf,
    /// The major version of the programs in it.
    pub version: u32,
}

impl Binaries {
    /// The server to use: the folder named in `ROWGATE_PG_BIN`, else the first on `PATH`, else that of `pg_config`,
    /// else the highest version in the places where packages put it.
    ///
    /// # Errors
    ///
    /// When none of them holds version 14 or later.
    pub fn find() -> Result<Self, ClusterError> {
        Self::all()
            .into_iter()
            .next()
            .ok_or(ClusterError::NoBinaries { minimum: MINIMUM_VERSION, variable: FOLDER_VARIABLE })
    }

    /// Every server on the machine, the preferred one first.
    pub fn all() -> Vec<Self> {
        if let Some(named) = env::var_os(FOLDER_VARIABLE) {
            return Self::in_folder(Path::new(&named)).into_iter().collect();
        }
        let mut found: Vec<Self> = Vec::new();
        let on_path = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
        for folder in on_path.iter().chain(&pg_config_folder()) {
            found.extend(Self::in_folder(folder));
        }
        let mut packaged: Vec<Self> = versioned_folders().iter().filter_map(|folder| Self::in_folder(folder)).collect();
        packaged.sort_by_key(|binaries| std::cmp::Reverse(binaries.version));
        for binaries in packaged {
            if !found.contains(&binaries) {
                found.push(binaries);
            }
        }
        found
    }

    /// The server in `folder`, when it is there, runs, and is new enough.
    pub fn in_folder(folder: &Path) -> Option<Self> {
        if !folder.join("initdb").is_file() {
            return None;
        }
        let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
        let version = major_version(std::str::from_utf8(&output.stdout).ok()?)?;
        (version >= MINIMUM_VERSION).then(|| Self { folder: folder.to_path_buf(), version })
    }

    /// The path of one of the programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

fn pg_config_folder() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = std::str::from_utf8(&output.stdout).ok()?.trim_end();
    (!folder.is_empty()).then(|| PathBuf::from(folder))
}

/// The folders of [`VERSIONED`] that exist. A `*` at the end of a name stands for any ending; without one, every
/// folder inside is a version.
fn versioned_folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for (place, rest) in VERSIONED {
        let (parent, prefix) = match place.strip_suffix('*').and_then(|place| place.rsplit_once('/')) {
            Some(split) => split,
            None => (place, ""),
        };
        let Ok(entries) = Path::new(parent).read_dir() else { continue };
        let named = entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
        folders.extend(named.map(|entry| entry.path().join(rest)));
    }
    folders.sort();
    folders
}

/// The major version in the answer to `postgres --version`.
///
/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` is 15, `postgres (PostgreSQL) 18beta1` is 18, and
/// `postgres: no such command` has none.
fn major_version(answer: &str) -> Option<u32> {
    let (_, number) = answer.split_once("(PostgreSQL) ")?;
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_ends_where_the_digits_do() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major_version("postgres: no such command\n"), None);
    }

    #[test]
    fn a_folder_without_a_server_is_not_taken() {
        let empty = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(Binaries::in_folder(empty.path()), None);
    }
}
