//! Settings for SQL (CFG-14).

use std::fmt;

/// One of `app.settings.*`. Its `Debug` keeps the value to itself: applications put secrets there.
#[derive(Clone, PartialEq, Eq)]
pub struct AppSetting {
    /// What follows `app.settings.`, in the case it has in its source.
    pub name: String,
    /// The value; may be empty.
    pub value: String,
}

impl AppSetting {
    /// The whole name, as SQL knows it: `app.settings.region`.
    pub fn key(&self) -> String {
        format!("app.settings.{}", self.name)
    }
}

impl fmt::Debug for AppSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppSetting").field("name", &self.name).finish_non_exhaustive()
    }
}
