//! The schemas to expose (CFG-33).

use std::fmt;

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::value::{Value, quoted};

/// The schemas to expose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schemas {
    /// These, at least one. The first is meant when a request names none.
    Listed(Vec<String>),
    /// `*`: all but the system's. PostgREST 16.1 would look for a schema of that name.
    All,
}

/// `public`.
impl Default for Schemas {
    fn default() -> Self {
        Self::Listed(vec![String::from("public")])
    }
}

/// As the setting is written: names joined by commas, or `*`.
impl fmt::Display for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(schemas) => f.write_str(&schemas.join(",")),
            Self::All => f.write_str("*"),
        }
    }
}

impl SettingType for Schemas {
    const KIND: &'static str = "list, separated by commas, or `*`";

    fn read(key: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        if value.text() == "*" {
            return Ok(Some(Self::All));
        }
        let Some(schemas) = Vec::<String>::read(key, value)?.filter(|schemas| !schemas.is_empty()) else {
            return Ok(None);
        };
        let system = ["pg_catalog", "information_schema"];
        match system.into_iter().find(|system| schemas.iter().any(|schema| schema == system)) {
            Some(system) => Err(Invalid::SystemSchema(system)),
            None => Ok(Some(Self::Listed(schemas))),
        }
    }

    fn write(&self) -> String {
        match self {
            Self::Listed(schemas) => schemas.write(),
            Self::All => quoted("*"),
        }
    }
}
