//! What values of a PostgreSQL type are in JSON (OAS-13).

/// A type of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonType {
    String,
    Boolean,
    Integer,
    Number,
    Array,
    /// `json` and `jsonb`.
    Any,
}

impl JsonType {
    /// The type of JSON that values of the named PostgreSQL type have. Composite types, too, count as strings.
    pub(crate) fn of(type_name: &str) -> Self {
        match type_name {
            "boolean" => Self::Boolean,
            "smallint" | "integer" | "bigint" => Self::Integer,
            "numeric" | "real" | "double precision" => Self::Number,
            "json" | "jsonb" => Self::Any,
            _ if type_name.ends_with("[]") => Self::Array,
            _ => Self::String,
        }
    }

    /// Its name in JSON Schema; `None` for [`Self::Any`].
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::String => Some("string"),
            Self::Boolean => Some("boolean"),
            Self::Integer => Some("integer"),
            Self::Number => Some("number"),
            Self::Array => Some("array"),
            Self::Any => None,
        }
    }
}

/// The type of an array's elements.
pub(crate) fn element_type(array_type: &str) -> &str {
    array_type.strip_suffix("[]").unwrap_or(array_type)
}
