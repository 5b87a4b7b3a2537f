//! OpenAPI 3.1: the content of [`openapi2`](mod@crate::openapi2) in the words of 3.1 and JSON Schema 2020-12.
//!
//! What 2.0 could not say is said here: which columns may be null, what an insert needs and what it may leave out, what
//! functions return, and how failures look. Only what is true of values is a `default`: an expression such as `now()`
//! is none.

mod components;
mod default;
mod functions;
mod media;
mod names;
mod operation;
mod parameters;
mod relations;
mod returned;
mod rows;
mod schema;
#[cfg(test)]
mod tests;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::document::{DOCUMENTATION, SECURITY, ServerUrl, title_and_description};
use crate::outline::Outline;
use crate::{Document, text::Text};
use components::Components;
use names::PathSegment;
use operation::root;

/// The document.
pub(crate) struct OpenApi31<'a> {
    pub(crate) outline: Outline<'a>,
    pub(crate) document: &'a Document<'a>,
}

impl Serialize for OpenApi31<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { outline, document } = self;
        let (title, description) = title_and_description(outline.comment);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("openapi", "3.1.0")?;
        map.serialize_entry("info", &info(title, description, document.version))?;
        map.serialize_entry("servers", &json!([{ "url": url(&document.server) }]))?;
        if document.security {
            map.serialize_entry("security", &json!([{ SECURITY: [] }]))?;
        }
        map.serialize_entry("paths", &Paths(outline))?;
        map.serialize_entry("components", &Components { outline, security: document.security })?;
        let documentation = json!({ "description": DOCUMENTATION, "url": document.documentation_url() });
        map.serialize_entry("externalDocs", &documentation)?;
        map.end()
    }
}

fn info(title: &str, description: &str, version: &str) -> Value {
    let mut info = json!({ "title": title, "version": version });
    if !description.is_empty() {
        info["description"] = description.into();
    }
    info
}

/// Paths are appended to it, and they begin with a slash.
fn url(server: &ServerUrl<'_>) -> String {
    let ServerUrl { scheme, host, port, base_path } = server;
    let own_port = matches!((*scheme, *port), ("http", 80) | ("https", 443));
    let port = if own_port { String::new() } else { format!(":{port}") };
    let is_bare_ipv6 = host.contains(':') && !host.starts_with('[');
    let host = if is_bare_ipv6 { format!("[{host}]") } else { (*host).to_owned() };
    format!("{scheme}://{host}{port}{}", base_path.trim_end_matches('/'))
}

struct Paths<'a>(&'a Outline<'a>);

impl Serialize for Paths<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("/", &root())?;
        for relation in &self.0.relations {
            let path = format_args!("/{}", PathSegment(&relation.name.name));
            map.serialize_entry(&Text(path), &relations::path_item(relation))?;
        }
        for function in &self.0.functions {
            let path = format_args!("/rpc/{}", PathSegment(function.name()));
            map.serialize_entry(&Text(path), &functions::path_item(self.0, function))?;
        }
        map.end()
    }
}
