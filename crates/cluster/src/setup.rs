use std::env;
use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::error::{Attempt, ClusterError};
use crate::guardian::Lifetime;

/// A socket's path has at most 103 bytes on some systems; `/.s.PGSQL.65535.lock` takes 20 of them.
const MAX_SOCKET_FOLDER: usize = 80;

/// What a scratch cluster trades for speed: it may lose everything with the power, and starts without statistics jobs.
const SCRATCH_SETTINGS: [(&str, &str); 8] = [
    ("fsync", "off"),
    ("synchronous_commit", "off"),
    ("full_page_writes", "off"),
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("autovacuum", "off"),
    ("max_connections", "400"),
    ("timezone", "UTC"),
];

/// How a cluster is to be run.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The folder of the data files. Made by `initdb` when it is not there.
    pub data: PathBuf,
    /// The folder of the socket and of the server's log. Short, because a socket's path must be.
    pub sockets: PathBuf,
    /// What is removed when the cluster ends.
    pub scratch: Option<PathBuf>,
    /// Whether, and where, the server also listens on the loopback address.
    pub tcp: Tcp,
    /// The superuser's password, asked for over TCP; the socket asks for none. Counts when the data folder is made.
    pub password: Option<String>,
    /// Server settings, over those of `postgresql.conf`.
    pub settings: Vec<(String, String)>,
    /// How long the cluster lives.
    pub lifetime: Lifetime,
}

/// Whether a cluster listens on a TCP port of the loopback address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tcp {
    /// On its socket only.
    Off,
    /// On any free port.
    AnyPort,
    /// On this port, or any free one if it is taken.
    Prefer(u16),
}

impl Setup {
    /// A throw-away cluster in a folder of its own, on a socket only.
    ///
    /// # Errors
    ///
    /// When there is no place for temporary files, or nobody to run the server as.
    pub fn scratch() -> Result<Self, ClusterError> {
        Ok(Self::scratch_in(temporary_folder()?))
    }

    /// A throw-away cluster in `folder`, which is removed with it.
    pub fn scratch_in(folder: PathBuf) -> Self {
        let settings = SCRATCH_SETTINGS.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            data: folder.join("data"),
            sockets: folder.join("s"),
            scratch: Some(folder),
            tcp: Tcp::Off,
            password: None,
            settings: settings.into(),
            lifetime: Lifetime::Owner,
        }
    }

    /// A cluster whose data files stay in `data` when it ends. Only its socket is temporary.
    ///
    /// When we are root, and the user that runs the server in our place cannot reach `data`, the files are kept in
    /// `/var/tmp`, and `data` becomes a link to there.
    ///
    /// # Errors
    ///
    /// As [`scratch`](Self::scratch), and when the parent folder of `data` cannot be made.
    pub fn kept(data: &Path) -> Result<Self, ClusterError> {
        let data = reachable(data, Account::for_server()?)?;
        let folder = temporary_folder()?;
        Ok(Self {
            data,
            sockets: folder.join("s"),
            scratch: Some(folder),
            tcp: Tcp::Off,
            password: None,
            settings: vec![("timezone".to_owned(), "UTC".to_owned())],
            lifetime: Lifetime::Owner,
        })
    }

    /// Adds a server setting, over an earlier one of the same name.
    #[must_use]
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A new folder for temporary files, with a short name, that the server's user can enter.
fn temporary_folder() -> Result<PathBuf, ClusterError> {
    let account = Account::for_server()?;
    let usual = env::temp_dir();
    let fits = usual.as_os_str().len() + "/rowgate-123456/s".len() <= MAX_SOCKET_FOLDER;
    let parent = if fits && account.reaches(&usual) { usual } else { PathBuf::from("/tmp") };
    folder_in(&parent)
}

/// Removes the data files of a cluster that [`Setup::kept`] made, and the link to them, if that is what `data` is.
///
/// # Errors
///
/// When something of it cannot be removed. Data that is not there is no error.
pub fn erase(data: &Path) -> Result<(), ClusterError> {
    let remove = || match fs::read_link(data) {
        Ok(elsewhere) => {
            fs::remove_dir_all(elsewhere.parent().unwrap_or(&elsewhere)).or_else(not_there)?;
            fs::remove_file(data)
        }
        Err(_) => fs::remove_dir_all(data).or_else(not_there),
    };
    remove().attempt(|| format!("removing {}", data.display()))
}

fn not_there(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// `data`, or where it has to be so that the server's user can reach it.
fn reachable(data: &Path, account: Account) -> Result<PathBuf, ClusterError> {
    let parent = data.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).attempt(|| format!("creating {}", parent.display()))?;
    let parent = parent.canonicalize().attempt(|| format!("resolving {}", parent.display()))?;
    let name = data.file_name().unwrap_or(data.as_os_str());
    let data = parent.join(name);
    match fs::read_link(&data) {
        Ok(elsewhere) if elsewhere.exists() => return Ok(elsewhere),
        // Somebody tidied up in /var/tmp.
        Ok(_) => fs::remove_file(&data).attempt(|| format!("removing {}", data.display()))?,
        Err(_) => {}
    }
    if account.reaches(&parent) {
        return Ok(data);
    }
    let elsewhere = folder_in(Path::new("/var/tmp"))?.join(name);
    symlink(&elsewhere, &data).attempt(|| format!("linking {}", data.display()))?;
    Ok(elsewhere)
}

/// A new folder in `parent`, which every user may enter but not list.
fn folder_in(parent: &Path) -> Result<PathBuf, ClusterError> {
    let folder = tempfile::Builder::new()
        .prefix("rowgate-")
        .tempdir_in(parent)
        .attempt(|| format!("creating a folder in {}", parent.display()))?;
    // Asked for afterwards, because what is asked for at creation the umask may take away.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711))
        .attempt(|| format!("opening {}", folder.path().display()))?;
    Ok(folder.keep())
}

/// Makes a folder that only the server's user and we may enter.
pub(crate) fn private_folder(path: &Path, account: Account) -> Result<(), ClusterError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).attempt(|| format!("creating {}", path.display()))?;
    account.own(path)
}
