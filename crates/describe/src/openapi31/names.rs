//! Names of the database where only some characters may stand.

use std::fmt::{self, Write as _};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::text::Reference;

/// What RFC 3986 calls unreserved stands for itself.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A name as one segment of a path. A brace would begin a variable.
pub(super) struct PathSegment<'a>(pub(super) &'a str);

impl fmt::Display for PathSegment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        utf8_percent_encode(self.0, RESERVED).fmt(f)
    }
}

/// A shared part of the document, by what it is for. Displays its name.
#[derive(Clone, Copy)]
pub(super) enum Component<'a> {
    /// The schema of a relation's row.
    Row(&'a str),
    /// The schema of what is inserted into a relation.
    Insert(&'a str),
    /// The schema of what is changed in a relation.
    Update(&'a str),
    /// A parameter of all relations.
    Shared(&'static str),
    /// The parameter that filters by a relation's column.
    RowFilter(&'a str, &'a str),
    /// The response of a relation's rows.
    Rows(&'a str),
    /// The response when a request fails.
    Error,
}

impl fmt::Display for Component<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(relation) => Escaped(relation).fmt(f),
            Self::Insert(relation) => write!(f, "{}.insert", Escaped(relation)),
            Self::Update(relation) => write!(f, "{}.update", Escaped(relation)),
            Self::Shared(name) => f.write_str(name),
            Self::RowFilter(relation, column) => write!(f, "rowFilter.{}.{}", Escaped(relation), Escaped(column)),
            Self::Rows(relation) => write!(f, "rows.{}", Escaped(relation)),
            Self::Error => f.write_str("error"),
        }
    }
}

impl<'a> Component<'a> {
    pub(super) fn reference(self) -> Reference<Pointer<'a>> {
        Reference::to(Pointer(self))
    }

    fn section(self) -> &'static str {
        match self {
            Self::Row(_) | Self::Insert(_) | Self::Update(_) => "schemas",
            Self::Shared(_) | Self::RowFilter(..) => "parameters",
            Self::Rows(_) | Self::Error => "responses",
        }
    }
}

/// Where a component stands.
pub(super) struct Pointer<'a>(pub(super) Component<'a>);

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#/components/{}/{}", self.0.section(), self.0)
    }
}

/// Where the schema of a relation's column stands.
pub(super) struct PropertyPointer<'a> {
    pub(super) relation: &'a str,
    pub(super) column: &'a str,
}

/// A JSON pointer (RFC 6901) in a URI's fragment: two escapes, one in the other.
impl fmt::Display for PropertyPointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/properties/", Pointer(Component::Row(self.relation)))?;
        let token = self.column.replace('~', "~0").replace('/', "~1");
        utf8_percent_encode(&token, RESERVED).fmt(f)
    }
}

/// A name among the characters a component's name may have: `-` and the number of a character, in hexadecimal, and
/// `-` again for all others, and `--` for `-`. The dot is among them too: it is what parts a name from ours, so that
/// no two components have the same name.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => f.write_char(c)?,
                '-' => f.write_str("--")?,
                _ => write!(f, "-{:x}-", u32::from(c))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_has_a_name_that_no_other_has() {
        assert_eq!(Component::RowFilter("film_titles", "id").to_string(), "rowFilter.film_titles.id");
        assert_eq!(Component::RowFilter("film.titles", "id").to_string(), "rowFilter.film-2e-titles.id");
        assert_eq!(Component::Row("films.insert").to_string(), "films-2e-insert");
        assert_eq!(Component::Insert("films").to_string(), "films.insert");
        assert_eq!(Component::Row("a-2e-b").to_string(), "a--2e--b");
        assert_eq!(Component::Row("مرد").to_string(), "-645--631--62f-");
    }

    #[test]
    fn a_pointer_can_be_followed_whatever_the_column_is_called() {
        let pointer = PropertyPointer { relation: "films", column: "a/b ~c%" };
        assert_eq!(pointer.to_string(), "#/components/schemas/films/properties/a~1b%20~0c%25");
    }

    #[test]
    fn a_path_has_no_variables_and_one_segment() {
        assert_eq!(PathSegment("{a}/b é").to_string(), "%7Ba%7D%2Fb%20%C3%A9");
    }
}
