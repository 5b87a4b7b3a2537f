//! Paths of functions (OAS-10).

use rowgate_catalog::Volatility;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::media::Body;
use super::names::Component;
use super::operation::{Operation, RequestBody};
use super::returned::{Responses, responses};
use super::schema::Schema;
use crate::outline::{Argument, Function, Outline};

/// How a function is called: by GET only if it changes nothing and all it needs has a name.
pub(super) fn path_item<'a>(outline: &Outline<'a>, function: &'a Function<'a>) -> impl Serialize + 'a {
    #[derive(Serialize)]
    struct PathItem<Get, Post> {
        #[serde(skip_serializing_if = "Option::is_none")]
        get: Option<Get>,
        post: Post,
    }
    let needs_body = function.arguments().any(|argument| argument.required && argument.name.is_empty());
    let get = Operation {
        parameters: function.arguments().filter(|argument| !argument.name.is_empty()).map(query_argument).collect(),
        ..on::<_, ()>(outline, function)
    };
    let body = RequestBody {
        required: function.arguments().any(|argument| argument.required),
        content: ArgumentsContent(function),
    };
    let post = Operation {
        parameters: vec![Component::Shared("preferParams").reference()],
        request_body: (function.arguments().len() > 0).then_some(body),
        ..on(outline, function)
    };
    let may_get = function.routine.volatility != Volatility::Volatile && !needs_body;
    PathItem { get: may_get.then_some(get), post }
}

fn on<'a, Parameter, Body>(
    outline: &Outline<'a>,
    function: &'a Function<'a>,
) -> Operation<'a, Parameter, Body, Responses<'a>> {
    let tag = format!("(rpc) {}", function.name());
    Operation::new(tag, function.routine.description.as_deref(), responses(outline, function.routine))
}

/// An argument in the query string.
#[derive(Serialize)]
struct QueryArgument<'a> {
    name: &'a str,
    #[serde(rename = "in")]
    location: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    schema: Schema<'a>,
}

fn query_argument(argument: Argument<'_>) -> QueryArgument<'_> {
    let Argument { name, required, .. } = argument;
    QueryArgument { name, location: "query", required, schema: Schema::of_query(argument) }
}

/// The arguments as an object, or the one that has no name as the body itself (RPC-20).
struct ArgumentsContent<'a>(&'a Function<'a>);

impl Serialize for ArgumentsContent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match whole_body(self.0) {
            Some("text") => map.serialize_entry("text/plain", &Body::of(Schema::of_type("text")))?,
            Some("xml") => map.serialize_entry("text/xml", &Body::of(Schema::of_type("text")))?,
            Some("bytea") => map.serialize_entry("application/octet-stream", &Body::of(Schema::default()))?,
            Some(_) => map.serialize_entry("application/json", &Body::of(Schema::default()))?,
            None => map.serialize_entry("application/json", &Body::of(arguments(self.0)))?,
        }
        map.end()
    }
}

/// The type of the only argument, if it has no name.
fn whole_body<'a>(function: &Function<'a>) -> Option<&'a str> {
    let mut arguments = function.arguments();
    let only = arguments.next().filter(|_| arguments.len() == 0);
    only.filter(|argument| argument.name.is_empty()).map(|argument| argument.type_name)
}

#[derive(Serialize)]
struct Arguments<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    properties: Properties<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    required: Vec<&'a str>,
}

struct Properties<'a>(&'a Function<'a>);

fn arguments<'a>(function: &'a Function<'a>) -> Arguments<'a> {
    let required = function.arguments().filter(|argument| argument.required).map(|argument| argument.name);
    Arguments { kind: "object", properties: Properties(function), required: required.collect() }
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.arguments().map(|argument| (argument.name, Schema::of_type(argument.type_name))))
    }
}
