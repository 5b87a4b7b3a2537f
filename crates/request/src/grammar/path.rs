//! The keys of filters, orders, limits and offsets (§2.5).
//!
//! ```text
//! tree-path = name { "." name } [ jsonpath ]      ; all but the last name lead to an embed
//! ```
//!
//! Nothing has to follow: `id::text=eq.1` is a filter on `id` (FLT-33).

use super::cursor::{Cursor, Parse};
use super::lexical::{delimiter, json_path, name};
use crate::ast::{EmbedPath, Field};

/// The embed a parameter is about, and its field.
pub(crate) fn tree_path(input: &mut Cursor) -> Parse<(EmbedPath, Field)> {
    let (mut path, mut last) = (Vec::new(), None);
    input.each_separated(name, delimiter, |name| path.extend(last.replace(name)))?;
    Ok((path, Field { name: last.unwrap_or_default(), path: json_path(input)? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::{QueryPart, parse};

    #[test]
    fn all_but_the_last_name_lead_to_an_embed() {
        let (path, field) = parse(QueryPart::TreePath, "a.\"b.c\".data->k::text", tree_path).unwrap();
        assert_eq!(path, ["a", "b.c"]);
        assert_eq!(field.to_string(), "data->k");
    }

    #[test]
    fn an_empty_name_is_refused() {
        let error = parse(QueryPart::TreePath, "id.", tree_path).unwrap_err();
        assert_eq!(error.to_string(), "\"failed to parse tree path (id.)\" (line 1, column 4)");
        assert_eq!(error.details(), "unexpected end of input expecting field name (* or [a..z0..9_$])");
    }
}
