//! The parameters that all relations share (OAS-11).

/// A parameter whose value is a string, and which no request needs.
pub(crate) struct Parameter {
    /// What operations refer to it by.
    pub(crate) key: &'static str,
    /// `query` or `header`
    pub(crate) location: &'static str,
    /// Its name there.
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    /// The values it may have; empty when it may have any.
    pub(crate) values: &'static [&'static str],
    pub(crate) default: Option<&'static str>,
}

const fn query(name: &'static str, description: &'static str) -> Parameter {
    Parameter { key: name, location: "query", name, description, values: &[], default: None }
}

const fn header(key: &'static str, name: &'static str, description: &'static str) -> Parameter {
    Parameter { key, location: "header", name, description, values: &[], default: None }
}

const fn prefer(key: &'static str, values: &'static [&'static str]) -> Parameter {
    Parameter { values, ..header(key, "Prefer", "Preference") }
}

const WINDOW: &str = "Limiting and Pagination";

/// All of them.
pub(crate) const SHARED: &[Parameter] = &[
    prefer("preferParams", &[]),
    prefer("preferReturn", &["return=representation", "return=minimal", "return=none"]),
    prefer("preferCount", &["count=none"]),
    prefer(
        "preferPost",
        &[
            "return=representation",
            "return=minimal",
            "return=none",
            "resolution=ignore-duplicates",
            "resolution=merge-duplicates",
        ],
    ),
    query("select", "Filtering Columns"),
    query("on_conflict", "On Conflict"),
    query("order", "Ordering"),
    header("range", "Range", WINDOW),
    Parameter { default: Some("items"), ..header("rangeUnit", "Range-Unit", WINDOW) },
    query("offset", WINDOW),
    query("limit", WINDOW),
];

/// Those of a read.
pub(crate) const OF_READ: &[&str] = &["select", "order", "range", "rangeUnit", "offset", "limit", "preferCount"];
