//! Paths of functions (OAS-10).

use rowgate_catalog::Volatility;
use serde::{Serialize, Serializer};

use super::FUNCTION_TYPES;
use super::parameters::Name;
use super::paths::{OK, Operation, Success, Tag};
use super::property::{Property, format};
use crate::json_type::{JsonType, element_type};
use crate::outline::{Argument, Function};

/// A function that may write is not called by GET.
pub(super) fn path_item<'a>(function: &'a Function<'a>) -> impl Serialize + 'a {
    #[derive(Serialize)]
    struct PathItem<Get, Post> {
        #[serde(skip_serializing_if = "Option::is_none")]
        get: Option<Get>,
        post: Post,
    }
    let query: Vec<_> = function.arguments().map(QueryArgument::of).collect();
    let query = Some(query).filter(|query| !query.is_empty());
    let body = Some((ArgumentsBody::of(function), Name::Shared("preferParams").reference()));
    PathItem {
        get: (function.routine.volatility != Volatility::Volatile).then(|| on(function, query)),
        post: on(function, body),
    }
}

fn on<'a, Parameters>(
    function: &'a Function<'a>,
    parameters: Option<Parameters>,
) -> Operation<'a, Parameters, Success> {
    let tag = Tag::Function(function.name());
    let operation = Operation::new(tag, function.routine.description.as_deref(), OK);
    Operation { parameters, produces: &FUNCTION_TYPES, ..operation }
}

/// An argument in the query string. Untyped ones are strings there, and so are arrays, in PostgreSQL's braces; only
/// those of a VARIADIC parameter come one by one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct QueryArgument<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    collection_format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'a str>,
    #[serde(rename = "in")]
    location: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<QueryItems<'a>>,
    name: &'a str,
    required: bool,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct QueryItems<'a> {
    format: &'a str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
}

impl<'a> QueryArgument<'a> {
    fn of(argument: Argument<'a>) -> Self {
        let Argument { name, type_name, required, variadic } = argument;
        let kind = match JsonType::of(type_name) {
            JsonType::Array if !variadic => "string",
            json_type => json_type.name().unwrap_or("string"),
        };
        let element = element_type(type_name);
        let items = || QueryItems { format: format(element), kind: JsonType::of(element).name() };
        Self {
            collection_format: variadic.then_some("multi"),
            format: (!variadic).then(|| format(type_name)),
            location: "query",
            items: variadic.then(items),
            name,
            required,
            kind,
        }
    }
}

/// The arguments as an object.
#[derive(Serialize)]
struct ArgumentsBody<'a> {
    #[serde(rename = "in")]
    location: &'static str,
    name: &'static str,
    required: bool,
    schema: Arguments<'a>,
}

#[derive(Serialize)]
struct Arguments<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<&'a str>,
    #[serde(skip_serializing_if = "Properties::is_empty")]
    properties: Properties<'a>,
    #[serde(rename = "type")]
    kind: &'static str,
}

struct Properties<'a>(&'a Function<'a>);

impl<'a> ArgumentsBody<'a> {
    fn of(function: &'a Function<'a>) -> Self {
        let required = function.arguments().filter(|argument| argument.required).map(|argument| argument.name);
        let schema = Arguments {
            description: function.routine.description.as_deref(),
            required: required.collect(),
            properties: Properties(function),
            kind: "object",
        };
        Self { location: "body", name: "args", required: true, schema }
    }
}

impl Properties<'_> {
    fn is_empty(&self) -> bool {
        self.0.arguments().len() == 0
    }
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.arguments().map(|argument| (argument.name, Property::of_argument(argument))))
    }
}
