//! A catalog as a role sees it becomes an OpenAPI document (contract §12).
//!
//! Takes a [`Catalog`], what the database lets a role see of one schema, and what the server knows of itself. Gives
//! OpenAPI 2.0, exactly as `PostgREST` 16.1 writes it, or the same content as OpenAPI 3.1. Does no IO, asks no
//! database, and does not know which of the two a client asked for.
//!
//! A document is made while it is written: it can be far larger than the catalog behind it.
//!
//! ```
//! use rowgate_catalog::Catalog;
//! use rowgate_core::Ident;
//! use rowgate_describe::{Access, Document, ServerUrl, Visible, openapi2};
//!
//! let catalog = Catalog::default();
//! let access = Access::from_json(br#"{"comment": "Films\n\nAll of them.", "relations": [], "routines": []}"#)?;
//! let visible = Visible { catalog: &catalog, schema: &Ident::new("api"), access: &access };
//! let server = ServerUrl::listening("*", 3000);
//! let document = Document { version: "16.1", docs_version: "v16", security: false, server };
//! let text = serde_json::to_string(&openapi2(&visible, &document))?;
//! assert!(text.starts_with(r#"{"swagger":"2.0","info":{"description":"All of them.","title":"Films","version":"16.1"}"#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access;
mod comment;
mod document;
mod json_type;
mod notes;
mod openapi2;
mod openapi31;
mod outline;
mod parameter;
mod text;

#[cfg(test)]
mod example;

use rowgate_catalog::Catalog;
use rowgate_core::Ident;
use serde::Serialize;

pub use access::{Access, AccessError, Relations, Routines, Signature};
pub use document::{Document, ServerUrl};

use openapi2::OpenApi2;
use openapi31::OpenApi31;
use outline::Outline;

/// A schema as a role sees it.
#[derive(Clone, Copy, Debug)]
pub struct Visible<'a> {
    /// The database.
    pub catalog: &'a Catalog,
    /// The schema that the request is about.
    pub schema: &'a Ident,
    /// What of it the document names.
    pub access: &'a Access,
}

/// The OpenAPI 2.0 document (OAS-03 … OAS-16).
pub fn openapi2<'a>(visible: &Visible<'a>, document: &'a Document<'a>) -> impl Serialize + 'a {
    OpenApi2 { outline: Outline::of(visible), document }
}

/// The OpenAPI 3.1 document of the same content.
pub fn openapi31<'a>(visible: &Visible<'a>, document: &'a Document<'a>) -> impl Serialize + 'a {
    OpenApi31 { outline: Outline::of(visible), document }
}
