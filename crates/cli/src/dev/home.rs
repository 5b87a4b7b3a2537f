//! The folder in which `rowgate dev` keeps what outlives a run.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rustix::fs::{FlockOperation, flock};

/// How many random bytes are in the secret, and in the password, which people may have to type.
const SECRET_BYTES: usize = 32;
const PASSWORD_BYTES: usize = 12;

/// `.rowgate/`: the database's files, the secret that signs tokens, and the database's password.
pub(crate) struct Home {
    folder: PathBuf,
}

impl Home {
    /// Where it is when nobody says otherwise.
    pub(crate) const DEFAULT: &str = ".rowgate";

    pub(crate) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    /// Makes the folder, if it is not there, and takes it for as long as the returned lock lives.
    pub(crate) fn open(&self) -> anyhow::Result<File> {
        fs::create_dir_all(&self.folder).with_context(|| format!("creating {self}"))?;
        // Nothing in here is for a repository.
        self.kept(".gitignore", || Ok("*\n".to_owned()))?;
        let lock = File::create(self.folder.join("lock")).with_context(|| format!("creating a file in {self}"))?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {
                // What a run that was killed has left; the next one is not ready yet.
                drop(Announcement(self.announcement()));
                Ok(lock)
            }
            Err(rustix::io::Errno::WOULDBLOCK) => {
                bail!("another rowgate dev runs in {self}: stop it, or give this one a folder with --data")
            }
            Err(error) => Err(error).with_context(|| format!("locking {self}")),
        }
    }

    /// The database's files.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The secret that signs and verifies tokens; made on first use.
    pub(crate) fn jwt_secret(&self) -> anyhow::Result<String> {
        self.kept("jwt-secret", || random_text(SECRET_BYTES))
    }

    /// The secret, if there is one yet.
    pub(crate) fn known_jwt_secret(&self) -> anyhow::Result<Option<String>> {
        self.read("jwt-secret")
    }

    /// The database superuser's password; made on first use.
    pub(crate) fn database_password(&self) -> anyhow::Result<String> {
        self.kept("database-password", || random_text(PASSWORD_BYTES))
    }

    /// Writes shell variables with addresses and tokens, for scripts and tests. The file is there while the API is.
    pub(crate) fn announce(&self, variables: &str) -> anyhow::Result<Announcement> {
        let path = self.announcement();
        write_private(&path, variables).with_context(|| format!("writing {}", path.display()))?;
        Ok(Announcement(path))
    }

    fn announcement(&self) -> PathBuf {
        self.folder.join("dev.env")
    }

    /// The content of a file that is made, readable for us only, when it is not there.
    fn kept(&self, name: &str, make: fn() -> io::Result<String>) -> anyhow::Result<String> {
        if let Some(known) = self.read(name)? {
            return Ok(known);
        }
        let path = self.folder.join(name);
        let text = make().with_context(|| format!("making up {}", path.display()))?;
        write_private(&path, &text).with_context(|| format!("writing {}", path.display()))?;
        Ok(text)
    }

    fn read(&self, name: &str) -> anyhow::Result<Option<String>> {
        let path = self.folder.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
        }
    }
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.folder.display().fmt(f)
    }
}

/// The file of [`Home::announce`], removed when this is dropped.
pub(crate) struct Announcement(PathBuf);

impl Drop for Announcement {
    fn drop(&mut self) {
        // Somebody who tidied up before us did no harm.
        let _ = fs::remove_file(&self.0);
    }
}

/// Makes a file that only we may read. It appears with all of its content, or not at all.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let unfinished = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    fs::rename(unfinished, path)
}

/// Random bytes from the system, in hexadecimal.
fn random_text(length: usize) -> io::Result<String> {
    let mut bytes = vec![0; length];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stay_and_differ() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = Home::at(&folder.path().join("home"));
        assert_eq!(home.known_jwt_secret().expect("no file"), None);
        let _lock = home.open().expect("a new folder");
        let secret = home.jwt_secret().expect("a new secret");
        assert_eq!(secret.len(), 64);
        assert_eq!(home.jwt_secret().expect("the secret"), secret);
        assert_ne!(home.database_password().expect("a password"), secret);
    }

    #[test]
    fn only_one_may_use_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = Home::at(folder.path());
        let lock = home.open().expect("the folder");
        let error = home.open().expect_err("a second one").to_string();
        assert!(error.starts_with("another rowgate dev runs in "), "{error}");
        drop(lock);
        let left_behind = folder.path().join("dev.env");
        fs::write(&left_behind, "").expect("a file");
        home.open().expect("the folder, free again");
        assert!(!left_behind.exists());
    }
}
