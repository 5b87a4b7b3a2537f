//! OpenAPI 2.0, as `PostgREST` 16.1 writes it (OAS-03 … OAS-16). What is empty is left out.

mod definitions;
mod functions;
mod parameters;
mod paths;
mod property;
mod relations;
#[cfg(test)]
mod tests;

use serde::{Serialize, Serializer};

use crate::Document;
use crate::document::{DOCUMENTATION, title_and_description};
use crate::outline::Outline;
use definitions::Definitions;
use parameters::Parameters;
use paths::Paths;

/// The document.
pub(crate) struct OpenApi2<'a> {
    pub(crate) outline: Outline<'a>,
    pub(crate) document: &'a Document<'a>,
}

impl Serialize for OpenApi2<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { outline, document } = self;
        let server = &document.server;
        let (title, description) = title_and_description(outline.comment);
        Root {
            swagger: "2.0",
            info: Info { description, title, version: document.version },
            host: format!("{}:{}", server.host, server.port),
            base_path: server.base_path,
            schemes: [server.scheme],
            consumes: TABLE_TYPES,
            produces: TABLE_TYPES,
            paths: Paths(outline),
            definitions: Some(Definitions(outline)).filter(|_| !outline.relations.is_empty()),
            parameters: Parameters(outline),
            security_definitions: document.security.then_some(SecurityDefinitions { jwt: TOKEN_HEADER }),
            security: document.security.then_some([SecurityRequirement { jwt: [] }]),
            external_docs: ExternalDocs { description: DOCUMENTATION, url: document.documentation_url() },
        }
        .serialize(serializer)
    }
}

const JSON: &str = "application/json";
const OBJECT: &str = "application/vnd.pgrst.object+json";
const STRIPPED_OBJECT: &str = "application/vnd.pgrst.object+json;nulls=stripped";

/// What relations take and give (OAS-06).
const TABLE_TYPES: [&str; 4] = [JSON, STRIPPED_OBJECT, OBJECT, "text/csv"];

/// What functions give.
const FUNCTION_TYPES: [&str; 3] = [JSON, STRIPPED_OBJECT, OBJECT];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Root<'a> {
    swagger: &'static str,
    info: Info<'a>,
    host: String,
    base_path: &'a str,
    schemes: [&'a str; 1],
    consumes: [&'static str; 4],
    produces: [&'static str; 4],
    paths: Paths<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    definitions: Option<Definitions<'a>>,
    parameters: Parameters<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    security_definitions: Option<SecurityDefinitions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    security: Option<[SecurityRequirement; 1]>,
    external_docs: ExternalDocs,
}

#[derive(Serialize)]
struct Info<'a> {
    description: &'a str,
    title: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct ExternalDocs {
    description: &'static str,
    url: String,
}

#[derive(Serialize)]
struct SecurityDefinitions {
    #[serde(rename = "JWT")]
    jwt: ApiKey,
}

#[derive(Serialize)]
struct SecurityRequirement {
    #[serde(rename = "JWT")]
    jwt: [&'static str; 0],
}

#[derive(Serialize)]
struct ApiKey {
    description: &'static str,
    #[serde(rename = "in")]
    location: &'static str,
    name: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// A bearer token (OAS-16). OpenAPI 2.0 knows no better name for it.
const TOKEN_HEADER: ApiKey = ApiKey {
    description: "Add the token prepending \"Bearer \" (without quotes) to it",
    location: "header",
    name: "Authorization",
    kind: "apiKey",
};
