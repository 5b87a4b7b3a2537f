//! Folders of SQL files, in the order in which they are run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file of SQL statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlFile {
    /// What people call it: its path as they gave it.
    pub name: String,
    /// The statements.
    pub text: String,
}

impl SqlFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> io::Result<Self> {
        Ok(Self { name: path.display().to_string(), text: fs::read_to_string(path)? })
    }
}

/// The `.sql` files below `folder`: its own in name order, then those of each folder in it, folders in name order too.
/// What starts with a dot is passed over.
///
/// # Errors
///
/// When a folder cannot be listed.
pub fn sql_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = folder.read_dir()?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.retain(|path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.')));
    entries.sort();
    let (folders, mut files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|path| path.is_dir());
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    for folder in folders {
        files.extend(sql_files(&folder)?);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_in_name_order_and_folders_after_files() {
        let root = tempfile::tempdir().expect("a temporary folder");
        for path in ["b/2.sql", "b/10.sql", "a/x.sql", "a/.draft.sql", "a/notes.md", ".git/h.sql", "z.sql"] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, "").expect("a file");
        }
        let files = sql_files(root.path()).expect("a listing");
        let names: Vec<_> = files.iter().map(|path| path.strip_prefix(root.path()).expect("below the root")).collect();
        assert_eq!(names, ["z.sql", "a/x.sql", "b/10.sql", "b/2.sql"].map(Path::new));
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        assert!(sql_files(Path::new("no/such/folder")).is_err());
    }
}
