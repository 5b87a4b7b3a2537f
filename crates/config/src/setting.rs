//! How a setting is declared, and what a type must do to be a setting's.

use crate::error::Invalid;
use crate::settings::SETTINGS;
use crate::value::Value;

/// One row of the table of settings.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a setting")]
pub struct Setting {
    /// The name in configuration files, such as `db-max-rows`.
    pub key: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// What its values are, in words.
    pub kind: &'static str,
    /// A value worth showing where the default is to be unset, as a configuration file writes it.
    pub sample: Option<&'static str>,
    /// Whether the database may set it (CFG-61).
    pub in_database: bool,
    /// Whether a reload makes a difference: what PostgREST does, not what its documentation says (§14.2, `R*`).
    pub reloadable: bool,
    /// The default, as a configuration file writes it; `""` when the default is to be unset.
    pub(crate) default: fn() -> String,
    /// Looked up before the key.
    pub(crate) before: Option<&'static str>,
    /// Looked up when the key is unset.
    pub(crate) after: Option<&'static str>,
    /// Whether an empty value means something, instead of counting as unset.
    pub(crate) keeps_empty: bool,
    /// Whether PostgREST does not have it. Then it is dumped only when it is set, so that dumps stay PostgREST's.
    pub(crate) is_own: bool,
    /// Whether `@path` stands for the content of a file, and which part of it.
    pub(crate) file: Option<FileContent>,
}

/// Which part of a file is the value of a setting that says `@path`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FileContent {
    /// All but white space around it (POOL-01).
    Trimmed,
    /// All but one newline at its end (AUT-11).
    Chomped,
}

/// A type that a setting can have.
pub(crate) trait SettingType: Sized {
    /// What values of it are, in words.
    const KIND: &'static str;

    /// Reads a value of the setting `key`. Nothing, when the value counts as unset (CFG-05).
    fn read(key: &'static str, value: &Value) -> Result<Option<Self>, Invalid>;

    /// Writes it as configuration files do, such that reading it again gives the same.
    fn write(&self) -> String;
}

/// The names under which the database may hold settings, such as `pgrst.db_max_rows` (CFG-61).
pub fn in_database_names() -> impl Iterator<Item = String> {
    SETTINGS.iter().filter_map(Setting::in_database_name)
}

impl Setting {
    /// Its default as a configuration file writes it; `""` when the default is to be unset.
    pub fn default_value(&self) -> String {
        (self.default)()
    }

    /// The names under which files and the environment are searched for it, in order; the first that is set wins.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.before.into_iter().chain([self.key]).chain(self.after)
    }

    /// Its name in the environment, such as `PGRST_DB_MAX_ROWS` (CFG-02).
    pub fn environment_name(&self) -> String {
        environment_name(self.key)
    }

    /// Its name in the database, such as `pgrst.db_max_rows`, if it can be set there.
    pub fn in_database_name(&self) -> Option<String> {
        self.in_database.then(|| format!("pgrst.{}", underscored(self.key)))
    }

    /// A setting that a reload changes and the database cannot set.
    pub(crate) const fn new(key: &'static str) -> Self {
        Self {
            key,
            help: "",
            kind: "",
            sample: None,
            in_database: false,
            reloadable: true,
            default: String::new,
            before: None,
            after: None,
            keeps_empty: false,
            is_own: false,
            file: None,
        }
    }

    /// Another name, for when the key is unset.
    pub(crate) const fn or(self, name: &'static str) -> Self {
        Self { after: Some(name), ..self }
    }

    /// Another name, which wins over the key.
    pub(crate) const fn preferring(self, name: &'static str) -> Self {
        Self { before: Some(name), ..self }
    }

    /// The database may set it.
    pub(crate) const fn in_database(self) -> Self {
        Self { in_database: true, ..self }
    }

    /// Only the start of the process reads it.
    pub(crate) const fn at_startup(self) -> Self {
        Self { reloadable: false, ..self }
    }

    /// Its empty value means something.
    pub(crate) const fn keeping_empty(self) -> Self {
        Self { keeps_empty: true, ..self }
    }

    /// PostgREST does not have it.
    pub(crate) const fn own(self) -> Self {
        Self { is_own: true, ..self }
    }

    /// `@path` stands for the content of a file.
    pub(crate) const fn or_file(self, content: FileContent) -> Self {
        Self { file: Some(content), ..self }
    }

    /// A value to show in the example.
    pub(crate) const fn example(self, value: &'static str) -> Self {
        Self { sample: Some(value), ..self }
    }
}

/// The name in the environment of the setting that files call `name`.
pub(crate) fn environment_name(name: &str) -> String {
    format!("PGRST_{}", underscored(name).to_uppercase())
}

/// `name` with the underscores that the environment and the database need for dashes.
pub(crate) fn underscored(name: &str) -> String {
    name.replace('-', "_")
}
