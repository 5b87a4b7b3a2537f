//! What the sources say, collected before anything is decided.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::app_setting::AppSetting;
use crate::error::{ConfigError, Invalid};
use crate::file::{self, FileError};
use crate::setting::{FileContent, Setting, SettingType, environment_name, underscored};
use crate::settings::SETTINGS;
use crate::sources::Sources;
use crate::value::Value;

/// The values of all sources, and the content of the files they name: deciding needs no more.
pub(crate) struct Raw<'a> {
    sources: &'a Sources,
    file: BTreeMap<String, Value>,
    /// The content of files that settings name with `@path`, by key; in place of what any source says.
    contents: BTreeMap<&'static str, Vec<u8>>,
    /// Those files.
    paths: BTreeMap<&'static str, PathBuf>,
}

impl<'a> Raw<'a> {
    /// Reads the configuration file.
    pub(crate) fn collect(sources: &'a Sources) -> Result<Self, FileError> {
        let file = sources.file().map(|path| file::read(path, sources.environment())).transpose()?;
        Ok(Self { sources, file: file.unwrap_or_default(), contents: BTreeMap::new(), paths: BTreeMap::new() })
    }

    /// Takes `content` for what the setting `key` says, whatever the sources do.
    pub(crate) fn settle(&mut self, key: &'static str, content: &str) {
        self.contents.insert(key, content.as_bytes().to_vec());
    }

    /// Reads the files that settings name with `@path`, unless they are settled.
    pub(crate) fn follow_references(&mut self) -> Result<(), ConfigError> {
        for setting in SETTINGS {
            let Some(file_content) = setting.file else { continue };
            let Some(Value::Text(text)) = setting.names().find_map(|name| self.value(setting, name)) else { continue };
            let Some(path) = text.strip_prefix('@').map(PathBuf::from) else { continue };
            let content = std::fs::read(&path).map_err(|reason| ConfigError::UnreadableValue {
                key: setting.key,
                path: path.clone(),
                reason,
            })?;
            self.contents.insert(setting.key, file_content.of(content));
            self.paths.insert(setting.key, path);
        }
        Ok(())
    }

    /// The file that the setting `key` names with `@path`.
    pub(crate) fn path(&self, key: &str) -> Option<&PathBuf> {
        self.paths.get(key)
    }

    /// The value of `setting` under the first of its names that has one.
    ///
    /// Per name the strongest source decides, even if it says nothing usable: an empty variable hides what the file
    /// says, an alias in the environment does not hide the key in the file (CFG-05).
    pub(crate) fn read<T: SettingType>(&self, setting: &Setting) -> Result<Option<T>, Invalid> {
        for name in setting.names() {
            if let Some(value) = self.value(setting, name)
                && let Some(decided) = T::read(setting.key, &value)?
            {
                return Ok(Some(decided));
            }
        }
        Ok(None)
    }

    /// `app.settings.*` of the file and the environment, one level deep (CFG-14). The database has no say.
    pub(crate) fn app_settings(&self) -> Vec<AppSetting> {
        let in_file = self.file.iter().filter_map(|(key, value)| {
            let name = key.strip_prefix("app.settings.").filter(|name| !name.contains('.'))?;
            Some((name, value.text().into_owned()))
        });
        let in_environment = self.sources.environment().iter().filter_map(|(variable, value)| {
            let name = variable.strip_prefix("PGRST_APP_SETTINGS_").filter(|name| !name.is_empty())?;
            Some((name, value.clone()))
        });
        let settings = in_file.chain(in_environment).collect::<BTreeMap<_, _>>();
        settings.into_iter().map(|(name, value)| AppSetting { name: name.to_owned(), value }).collect()
    }

    fn value(&self, setting: &Setting, name: &str) -> Option<Value> {
        if let Some(content) = self.contents.get(setting.key) {
            return Some(Value::Content(content.clone()));
        }
        let may_be_in_database = setting.in_database && name == setting.key;
        let in_database = may_be_in_database.then(|| self.sources.database().get(&underscored(name))).flatten();
        let text = in_database.or_else(|| self.sources.environment().get(&environment_name(name)));
        let value = text.cloned().map(Value::Text).or_else(|| self.file.get(name).cloned());
        value.filter(|value| setting.keeps_empty || !value.is_empty_text())
    }
}

impl FileContent {
    pub(crate) fn of(self, mut bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Trimmed => String::from_utf8_lossy(&bytes).trim().as_bytes().to_vec(),
            Self::Chomped => {
                if bytes.last() == Some(&b'\n') {
                    bytes.pop();
                }
                bytes
            }
        }
    }
}
