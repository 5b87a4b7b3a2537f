//! Where settings come from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// The places that settings are read from. The database wins over the environment, the environment over the file
/// (CFG-01).
///
/// Keep it for as long as the process runs: a reload reads the same file and the same environment again, with what the
/// database holds by then.
#[derive(Clone, Default)]
pub struct Sources {
    file: Option<PathBuf>,
    environment: BTreeMap<String, String>,
    database: BTreeMap<String, String>,
}

/// Names where settings come from, and none of their values: there are secrets among them.
impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Sources {
    /// A configuration file, if there is one, and an environment.
    ///
    /// Settings are taken from variables that begin with `PGRST_`; the others are for `$(NAME)` in the file.
    pub fn new(file: Option<PathBuf>, environment: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { file, environment: environment.into_iter().collect(), database: BTreeMap::new() }
    }

    /// A configuration file, if there is one, and the environment of this process.
    pub fn of_process(file: Option<PathBuf>) -> Self {
        // A variable that is not Unicode may be some other program's; where it is ours, the damage shows in the value.
        let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        Self::new(file, std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))))
    }

    /// The same, with the settings that the database holds for the authenticator (CFG-60) in place of earlier ones.
    ///
    /// Names come without their `pgrst.`, such as `db_max_rows`; of several with one name the first counts. Those that
    /// the database may not set are ignored (CFG-61).
    #[must_use]
    pub fn with_database(&self, settings: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut database = BTreeMap::new();
        for (name, value) in settings {
            database.entry(name).or_insert(value);
        }
        Self { database, ..self.clone() }
    }

    /// The configuration file.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.file.as_deref()
    }

    pub(crate) fn environment(&self) -> &BTreeMap<String, String> {
        &self.environment
    }

    pub(crate) fn database(&self) -> &BTreeMap<String, String> {
        &self.database
    }
}
