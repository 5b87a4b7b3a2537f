//! Functions that settings name (CFG-30, CFG-32, CFG-34).

use std::fmt;

use rowgate_core::Ident;

use crate::error::Invalid;
use crate::setting::SettingType;
use crate::value::{Value, quoted};

/// The name of a function, perhaps with its schema. Neither is quoted, and the schema ends at the first dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutineName {
    /// The schema; the `search_path` decides when it is unset.
    pub schema: Option<Ident>,
    /// The function's own name.
    pub name: Ident,
}

/// Unquoted, as the configuration says it.
impl fmt::Display for RoutineName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => write!(f, "{}", self.name),
        }
    }
}

impl SettingType for RoutineName {
    const KIND: &'static str = "function, `name` or `schema.name`";

    fn read(_: &'static str, value: &Value) -> Result<Option<Self>, Invalid> {
        let text = value.text();
        Ok(Some(match text.split_once('.') {
            // A dot with nothing on one side of it separates nothing, as in PostgREST 16.1.
            Some((schema, "")) => Self { schema: None, name: schema.into() },
            Some(("", name)) => Self { schema: None, name: name.into() },
            Some((schema, name)) => Self { schema: Some(schema.into()), name: name.into() },
            None => Self { schema: None, name: text.as_ref().into() },
        }))
    }

    fn write(&self) -> String {
        quoted(&self.to_string())
    }
}
