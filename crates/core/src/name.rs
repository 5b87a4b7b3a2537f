//! Names as PostgreSQL compares them: verbatim, without case folding (RTE-09).

use std::borrow::Borrow;
use std::fmt;

use compact_str::CompactString;
use serde::Serialize;

/// An SQL identifier, unquoted.
///
/// Invariant: it holds no NUL character; everything from the first NUL on is dropped when it is made, because
/// PostgreSQL's protocol ends a statement there. Only the SQL writer puts it into a statement, always in double quotes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default)]
#[serde(transparent)]
pub struct Ident(CompactString);

impl Ident {
    /// Makes an identifier of `text`, cut at the first NUL.
    pub fn new(text: &str) -> Self {
        match text.find('\0') {
            Some(end) => Self(CompactString::new(&text[..end])),
            None => Self(CompactString::new(text)),
        }
    }

    /// The identifier's text, unquoted.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl std::ops::Deref for Ident {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for Ident {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Ident {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl Borrow<str> for Ident {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for Ident {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Ident {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// The name of an object in its schema. Ordered by schema, then name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default)]
pub struct QualifiedName {
    /// The schema.
    pub schema: Ident,
    /// The object's own name.
    pub name: Ident,
}

impl QualifiedName {
    /// Joins a schema and a name.
    pub fn new(schema: impl Into<Ident>, name: impl Into<Ident>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }
}

/// `schema.name`, unquoted, as error messages print it.
impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.name)
    }
}
