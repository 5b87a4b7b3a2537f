//! The query string (§2): which parameter is what, and what each says.

use std::borrow::Cow;
use std::collections::BTreeSet;

use compact_str::CompactString;

use crate::RequestError;
use crate::ast::{Filter, Query, SelectColumn, SelectItem};
use crate::canonical::canonical;
use crate::grammar::{self, QueryPart, SyntaxError};
use crate::pairs::{Pair, pairs};
use crate::window::Windows;

/// A key with its value; without `=` it has none, and is no parameter (QRY-03).
struct Parameter<'a> {
    key: Cow<'a, str>,
    value: Option<Cow<'a, str>>,
}

/// What a parameter is, by its key (QRY-04, QRY-05).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `select`, `columns` or `on_conflict`.
    Reserved,
    Order,
    Logic,
    Window,
    Filter,
}

impl Kind {
    /// By its last word, unless it is reserved. Quotes protect a name that is such a word (QRY-05).
    fn of(key: &str) -> Self {
        if matches!(key, "select" | "columns" | "on_conflict") {
            return Self::Reserved;
        }
        match last_word(key) {
            "order" => Self::Order,
            "and" | "or" => Self::Logic,
            "limit" | "offset" => Self::Window,
            _ => Self::Filter,
        }
    }
}

/// The parameters of a query string, decoded, in their order. They are few, so that each kind of them is found by going
/// through all (QRY-04 … QRY-06).
pub(crate) struct Parameters<'a> {
    all: Vec<Parameter<'a>>,
}

impl<'a> Parameters<'a> {
    /// Decodes a query string without its `?`.
    ///
    /// # Errors
    ///
    /// A key or value that is not valid UTF-8 (QRK-40).
    pub(crate) fn decode(query: &'a str) -> Result<Self, RequestError> {
        let mut all = Vec::new();
        for Pair { key, value } in pairs(query.as_bytes()) {
            all.push(Parameter { key: text(key)?, value: value.map(text).transpose()? });
        }
        Ok(Self { all })
    }

    /// The value of a reserved key. Only its first occurrence counts, even one without a value.
    fn reserved(&self, key: &str) -> Option<&str> {
        self.all.iter().find(|parameter| parameter.key == key)?.value.as_deref()
    }

    /// Whether there is a `columns` to honour.
    pub(crate) fn names_columns(&self) -> bool {
        self.reserved("columns").is_some()
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (&str, &str)> {
        let with_values = self.all.iter().filter_map(|Parameter { key, value }| Some((&**key, value.as_deref()?)));
        with_values.filter(move |(key, _)| Kind::of(key) == kind)
    }

    /// The canonical query string (CAN-01 … CAN-03).
    pub(crate) fn canonical(&self) -> String {
        canonical(self.all.iter().map(|Parameter { key, value }| (&**key, value.as_deref())))
    }

    /// The raw keys of all filters (MUT-40).
    pub(crate) fn filter_keys(&self) -> BTreeSet<CompactString> {
        self.of_kind(Kind::Filter).map(|(key, _)| key.into()).collect()
    }

    /// The limits and offsets.
    pub(crate) fn windows(&self) -> Windows<'_> {
        let mut windows = Windows::default();
        for (key, value) in self.of_kind(Kind::Window) {
            match key.strip_suffix("limit") {
                Some(node) => windows.limit(node, value),
                None => windows.offset(&key[..key.len() - "offset".len()], value),
            }
        }
        windows
    }

    /// Parses all parameters but the windows, in the order of ORD-E8. With `takes_arguments`, on GET and HEAD of a
    /// function, what does not begin as a filter is an argument (RPC-11).
    ///
    /// # Errors
    ///
    /// PGRST100 for the first parameter that left its grammar.
    pub(crate) fn parse(&self, takes_arguments: bool) -> Result<Query, RequestError> {
        let mut query = Query::default();
        for (key, value) in self.of_kind(Kind::Order) {
            let (path, _) = grammar::parse(QueryPart::TreePath, key, grammar::tree_path)?;
            query.order.push((path, grammar::parse(QueryPart::Order, value, grammar::order)?));
        }
        for (key, value) in self.of_kind(Kind::Logic) {
            let (path, connective) = grammar::parse(QueryPart::LogicPath, key, grammar::logic_path)?;
            // With the connective of its key in front, the value is a tree like those inside it (PRS-02).
            let tree = format!("{connective}{value}");
            let tree = grammar::parse_cited(QueryPart::LogicTree, value, &tree, grammar::logic_tree)?;
            query.logic.push((path, tree));
        }
        query.columns = self.reserved("columns").map(|value| names(QueryPart::Columns, value)).transpose()?;
        query.select = match self.reserved("select") {
            Some(select) => grammar::parse(QueryPart::Select, select, grammar::select)?,
            None => vec![SelectItem::Column(SelectColumn::all())],
        };
        for (key, value) in self.of_kind(Kind::Filter) {
            push_filter(&mut query, key, value, takes_arguments)?;
        }
        query.on_conflict =
            self.reserved("on_conflict").map(|value| names(QueryPart::OnConflict, value)).transpose()?;
        Ok(query)
    }
}

fn push_filter(query: &mut Query, key: &str, value: &str, takes_arguments: bool) -> Result<(), RequestError> {
    let (path, field) = grammar::parse(QueryPart::TreePath, key, grammar::tree_path)?;
    let condition = if takes_arguments {
        grammar::parse(QueryPart::Filter, value, grammar::argument_or_condition)?
    } else {
        grammar::parse(QueryPart::Filter, value, grammar::condition).map(Some)?
    };
    match condition {
        Some((negated, operation)) => query.filters.push((path, Filter { field, negated, operation })),
        None => query.arguments.push((field.name, value.into())),
    }
    Ok(())
}

fn names<T: FromIterator<CompactString>>(part: QueryPart, value: &str) -> Result<T, RequestError> {
    Ok(grammar::parse(part, value, grammar::names)?.into_iter().collect())
}

fn last_word(key: &str) -> &str {
    key.rfind('.').map_or(key, |dot| &key[dot + 1..])
}

fn text(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, RequestError> {
    let text = match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| (error, bytes.to_vec())),
        Cow::Owned(bytes) => {
            String::from_utf8(bytes).map(Cow::Owned).map_err(|error| (error.utf8_error(), error.into_bytes()))
        }
    };
    text.map_err(|(error, bytes)| Box::new(SyntaxError::not_utf8(&bytes, error.valid_up_to())).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::Window;

    fn parsed(query: &str) -> Result<Query, String> {
        read(query, false)
    }

    fn read(query: &str, takes_arguments: bool) -> Result<Query, String> {
        Parameters::decode(query)
            .and_then(|parameters| {
                let query = parameters.parse(takes_arguments)?;
                Ok(Query { filter_keys: parameters.filter_keys(), canonical: parameters.canonical(), ..query })
            })
            .map_err(|error| error.to_string())
    }

    fn printed<T: ToString>(items: &[(Vec<CompactString>, T)]) -> Vec<String> {
        items.iter().map(|(path, item)| format!("{}|{}", path.join("."), item.to_string())).collect()
    }

    fn select(query: &str) -> Vec<String> {
        parsed(query).unwrap().select.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_the_first_occurrence_of_a_reserved_key_counts() {
        assert_eq!(parsed("a=eq.1").unwrap().select, parsed("select=*&a=eq.1").unwrap().select, "SEL-01");
        assert_eq!(select("select="), [""; 0], "SEL-02");
        assert_eq!(select("select=a&select=b"), ["a"], "QRY-04");
        assert_eq!(select("select&select=b"), ["*"], "QRY-04");
    }

    #[test]
    fn the_last_word_of_a_key_tells_what_it_is() {
        let query = parsed("a.b.order=c&x.not.or=(d.is.null)&\"order\"=eq.1&a.select=eq.2&e.f->>g=neq.3").unwrap();
        assert_eq!(query.order[0].0, ["a", "b"]);
        assert_eq!(query.order[0].1[0].to_string(), "c");
        assert_eq!(printed(&query.logic), ["x|not.or(d.is.null)"]);
        assert_eq!(printed(&query.filters), ["|order.eq.\"1\"", "a|select.eq.\"2\"", "e|f->>g.neq.\"3\""], "QRY-05");
        let keys: Vec<_> = query.filter_keys.into_iter().collect();
        assert_eq!(keys, ["\"order\"", "a.select", "e.f->>g"], "MUT-40");
    }

    #[test]
    fn keys_without_a_value_are_ignored() {
        let ignored = parsed("a&order&or&limit").unwrap();
        let nothing = parsed("").unwrap();
        assert_eq!(ignored, Query { canonical: "a=&limit=&or=&order=".into(), ..nothing }, "QRY-03");
    }

    #[test]
    fn windows_are_kept_apart_by_node() {
        let parameters = Parameters::decode("limit=3&a.offset=1&offset=2&a.limit=4").unwrap();
        let windows = parameters.windows();
        assert_eq!(windows.root("GET", None).unwrap(), Window { offset: 2, limit: Some(3) });
        assert_eq!(windows.embeds().unwrap(), [(vec!["a".into()], Window { offset: 1, limit: Some(4) })]);
    }

    #[test]
    fn parameters_are_checked_in_a_fixed_order() {
        let broken = ["on_conflict=", "x=1", "select=a,", "columns=", "or=", "order="];
        let parts = ["on_conflict parameter", "filter", "select parameter", "columns parameter", "logic tree", "order"];
        for (from, part) in parts.iter().enumerate() {
            let error = parsed(&broken[..=from].join("&")).unwrap_err();
            assert!(error.contains(part), "ORD-E8: {error}");
        }
    }

    #[test]
    fn calls_by_get_tell_arguments_from_filters() {
        let query = read("a=1&b=eq.2&c.d=eqfoo&a=3", true).unwrap();
        let argument = |name: &str, value: &str| (name.into(), value.into());
        assert_eq!(query.arguments, [argument("a", "1"), argument("d", "eqfoo"), argument("a", "3")], "RPC-11");
        assert_eq!(query.filters.len(), 1);
        assert!(read("a=not.foo", true).is_err(), "FLT-37");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_a_reason() {
        let error = Parameters::decode("a=eq.%C3%A9%ff").err().unwrap();
        assert_eq!(error.to_string(), "\"failed to parse query string (eq.é\u{fffd})\" (line 1, column 5)", "QRK-40");
    }
}
