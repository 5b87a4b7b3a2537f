//! The system user that the server runs as: ourselves, or, because PostgreSQL refuses root, somebody else.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Attempt, ClusterError};

/// Whom root becomes to run the server, in order of preference.
const STAND_INS: [&str; 2] = ["postgres", "nobody"];

/// The user that owns the data files and runs the server's programs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Account {
    /// The user that we are.
    Ourselves,
    /// Another user, which only root can become.
    Other { uid: u32, gid: u32 },
}

impl Account {
    /// The user to run a server as.
    ///
    /// # Errors
    ///
    /// When we are root and the machine has nobody else.
    pub(crate) fn for_server() -> Result<Self, ClusterError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        STAND_INS.iter().find_map(|name| entry(&users, name)).ok_or(ClusterError::NoAccount)
    }

    /// A command that runs as this user, from a folder that every user may enter.
    pub(crate) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/");
        if let Self::Other { uid, gid } = self {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Hands an entry of the file system to this user.
    pub(crate) fn own(self, path: &Path) -> Result<(), ClusterError> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { uid, gid } => {
                chown(path, Some(uid), Some(gid)).attempt(|| format!("giving {} to the server's user", path.display()))
            }
        }
    }

    /// Whether this user can walk down to `path`, as far as the permissions of its folders tell.
    pub(crate) fn reaches(self, path: &Path) -> bool {
        let Self::Other { uid, gid } = self else { return true };
        let absolute = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
        let resolved = absolute.ancestors().find_map(|folder| folder.canonicalize().ok());
        let Some(resolved) = resolved else { return false };
        resolved.ancestors().filter_map(|folder| fs::metadata(folder).ok()).all(|folder| {
            let mode = folder.permissions().mode();
            let class = if folder.uid() == uid {
                mode >> 6
            } else if folder.gid() == gid {
                mode >> 3
            } else {
                mode
            };
            class & 0o1 != 0
        })
    }
}

/// The account of `name` in the text of a passwd file.
fn entry(users: &str, name: &str) -> Option<Account> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let mut ids = fields.skip(1);
        Some(Account::Other { uid: ids.next()?.parse().ok()?, gid: ids.next()?.parse().ok()? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/bash\npostgresql:x:7:8::/:\npostgres:x:101:104:,,,:/var:/bin/sh\n";

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        assert!(matches!(entry(USERS, "postgres"), Some(Account::Other { uid: 101, gid: 104 })));
        assert!(entry(USERS, "nobody").is_none());
    }

    #[test]
    fn a_closed_folder_on_the_way_is_out_of_reach_for_others() {
        let closed = tempfile::tempdir().expect("a temporary folder");
        let set_mode = |mode| fs::set_permissions(closed.path(), fs::Permissions::from_mode(mode)).expect("our folder");
        set_mode(0o700);
        let stranger = Account::Other { uid: 4_000_000, gid: 4_000_000 };
        assert!(!stranger.reaches(&closed.path().join("not/there/yet")));
        assert!(Account::Ourselves.reaches(&closed.path().join("not/there/yet")));
        set_mode(0o711);
        assert_eq!(stranger.reaches(closed.path()), stranger.reaches(&std::env::temp_dir()));
    }
}
