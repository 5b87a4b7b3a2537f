//! The SQL files that make the database, in the order in which they are run.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, ensure};
use rowgate_cluster::{SqlFile, sql_files};

/// The roles, the schema `auth` and the extensions that every schema stands on.
const PRELUDE: &str = include_str!("prelude.sql");

/// What is run first, what after it.
const ROOTS: [&str; 2] = ["schema", "policies"];

/// The schema's and the policies' folder.
pub(crate) struct Folders([PathBuf; 2]);

/// A file, and the name under which the database remembers it.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) key: Key,
    pub(crate) file: SqlFile,
}

/// A file's place in the folders, wherever those are: `schema/films/10-tables.sql`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key(pub(crate) String);

/// Times and sizes of all files, to see a change by.
#[derive(PartialEq, Eq)]
pub(crate) struct Stamp(Vec<(PathBuf, Option<SystemTime>, u64)>);

impl Folders {
    pub(crate) fn new(schema: &Path, policies: &Path) -> anyhow::Result<Self> {
        ensure!(
            schema.is_dir(),
            "there is no folder {}: put the schema's SQL files there, or name their folder with --schema",
            schema.display()
        );
        Ok(Self([schema.to_path_buf(), policies.to_path_buf()]))
    }

    /// All files with their content, the prelude first.
    pub(crate) fn read(&self) -> anyhow::Result<Vec<Source>> {
        let prelude = SqlFile { name: "prelude".to_owned(), text: PRELUDE.to_owned() };
        let mut sources = vec![Source { key: Key(prelude.name.clone()), file: prelude }];
        for (root, name) in self.0.iter().zip(ROOTS) {
            for path in files_below(root).with_context(|| format!("listing {}", root.display()))? {
                let below = path.strip_prefix(root).unwrap_or(&path);
                let file = SqlFile::read(&path).with_context(|| format!("reading {}", path.display()))?;
                sources.push(Source { key: Key(format!("{name}/{}", below.display())), file });
            }
        }
        Ok(sources)
    }

    /// How the files look from outside. What cannot be listed right now looks empty.
    pub(crate) fn stamp(&self) -> Stamp {
        let files = self.0.iter().flat_map(|root| files_below(root).unwrap_or_default());
        let stamps = files.map(|path| {
            let metadata = fs::metadata(&path).ok();
            let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
            (path, modified, metadata.map_or(0, |metadata| metadata.len()))
        });
        Stamp(stamps.collect())
    }
}

impl std::fmt::Display for Folders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} and {}", self.0[0].display(), self.0[1].display())
    }
}

impl Key {
    /// Whether this file, a policy's, has to be run again after `other`, one of its schema, was: policies and grants
    /// are often given to whatever is there. The folder below the root, such as `films`, ties the two together.
    pub(crate) fn follows(&self, other: &Self) -> bool {
        let folder = |key: &Self, root: &str| {
            let below = key.0.strip_prefix(root)?.strip_prefix('/')?;
            Some(below.split_once('/').map_or("", |(folder, _)| folder).to_owned())
        };
        let schema = folder(other, ROOTS[0]);
        schema.is_some() && schema == folder(self, ROOTS[1])
    }
}

/// A folder that is not there has no files.
fn files_below(root: &Path) -> std::io::Result<Vec<PathBuf>> {
    if root.exists() { sql_files(root) } else { Ok(Vec::new()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> (tempfile::TempDir, Folders) {
        let root = tempfile::tempdir().expect("a temporary folder");
        for path in ["s/films/2.sql", "s/films/1.sql", "s/0.sql", "p/films/1.sql"] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, "select 1").expect("a file");
        }
        let folders = Folders::new(&root.path().join("s"), &root.path().join("p")).expect("both folders");
        (root, folders)
    }

    #[test]
    fn the_schema_comes_before_its_policies_and_the_prelude_before_both() {
        let (_root, folders) = folders();
        let keys: Vec<_> = folders.read().expect("the files").into_iter().map(|source| source.key.0).collect();
        let expected = ["prelude", "schema/0.sql", "schema/films/1.sql", "schema/films/2.sql", "policies/films/1.sql"];
        assert_eq!(keys, expected);
    }

    #[test]
    fn policies_may_be_missing_but_not_the_schema() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let missing = root.path().join("missing");
        assert!(Folders::new(&missing, root.path()).is_err());
        assert_eq!(Folders::new(root.path(), &missing).expect("a schema").read().expect("no files").len(), 1);
    }

    #[test]
    fn a_change_shows_in_the_stamp() {
        let (root, folders) = folders();
        let before = folders.stamp();
        assert!(before == folders.stamp());
        fs::write(root.path().join("p/films/1.sql"), "select 12").expect("a file");
        assert!(before != folders.stamp());
    }

    #[test]
    fn policies_follow_the_schema_of_their_folder() {
        let follows = |policy: &str, schema: &str| Key(policy.to_owned()).follows(&Key(schema.to_owned()));
        assert!(follows("policies/films/1.sql", "schema/films/2/3.sql"));
        assert!(follows("policies/1.sql", "schema/2.sql"));
        assert!(!follows("policies/films/1.sql", "schema/books/1.sql"));
        assert!(!follows("policies/films/1.sql", "policies/films/2.sql"));
        assert!(!follows("schema/films/1.sql", "schema/films/2.sql"));
        assert!(!follows("prelude", "prelude"));
    }
}
