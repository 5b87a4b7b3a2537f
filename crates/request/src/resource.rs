//! What a request is about, and what it wants of it (§1.1, §1.2, §11).

use compact_str::CompactString;
use percent_encoding::percent_decode_str;
use rowgate_core::Ident;

use crate::ast::{Action, CallMethod, Mutation};
use crate::{RawRequest, RequestConfig, RequestError};

/// What a path names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    Root,
    Relation(CompactString),
    Function(CompactString),
}

/// The resource that a path names (RTE-01 … RTE-08).
///
/// # Errors
///
/// [`RequestError::InvalidPath`] or [`RequestError::RootDisabled`].
pub(crate) fn resource(path: &str, config: &RequestConfig) -> Result<Resource, RequestError> {
    let path = path.strip_prefix('/').unwrap_or(path);
    if path.is_empty() {
        return root(config);
    }
    // Bytes that are no UTF-8 become U+FFFD, which no name has.
    let mut segments = path.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy());
    match (segments.next(), segments.next(), segments.next()) {
        (Some(relation), None, None) => Ok(Resource::Relation(relation.into())),
        (Some(rpc), Some(function), None) if rpc == "rpc" => Ok(Resource::Function(function.into())),
        _ => Err(RequestError::InvalidPath),
    }
}

fn root(config: &RequestConfig) -> Result<Resource, RequestError> {
    match &config.root_spec {
        _ if config.root_disabled => Err(RequestError::RootDisabled),
        Some(function) => Ok(Resource::Function(function.as_str().into())),
        None => Ok(Resource::Root),
    }
}

/// The schema, and whether it is one of several or was named by the client (SCH-01 … SCH-05).
///
/// # Errors
///
/// [`RequestError::UnacceptableSchema`]
pub(crate) fn schema(raw: &RawRequest, config: &RequestConfig) -> Result<(CompactString, bool), RequestError> {
    let header = match raw.method.as_str() {
        "POST" | "PATCH" | "PUT" | "DELETE" => "content-profile",
        _ => "accept-profile",
    };
    match raw.header(header) {
        Some(named) if config.schemas.iter().any(|schema| schema == named) => Ok((named.into(), true)),
        Some(other) => {
            Err(RequestError::UnacceptableSchema { schema: other.to_owned(), exposed: config.schemas.clone() })
        }
        None => {
            let default = config.schemas.first().map(Ident::as_str).unwrap_or_default();
            Ok((default.into(), config.schemas.len() > 1))
        }
    }
}

/// What the method does with the resource (RTE-11 … RTE-25).
///
/// # Errors
///
/// [`RequestError::UnsupportedMethod`] or [`RequestError::InvalidRpcMethod`].
pub(crate) fn action(resource: Resource, method: &str) -> Result<Action, RequestError> {
    match resource {
        Resource::Root => on_root(method),
        Resource::Relation(relation) => on_relation(relation, method),
        Resource::Function(function) => on_function(function, method),
    }
}

fn on_root(method: &str) -> Result<Action, RequestError> {
    match method {
        "GET" => Ok(Action::Describe { headers_only: false }),
        "HEAD" => Ok(Action::Describe { headers_only: true }),
        "OPTIONS" => Ok(Action::RootInfo),
        other => Err(RequestError::UnsupportedMethod(other.to_owned())),
    }
}

fn on_relation(relation: CompactString, method: &str) -> Result<Action, RequestError> {
    let mutation = match method {
        "GET" => return Ok(Action::Read { relation, headers_only: false }),
        "HEAD" => return Ok(Action::Read { relation, headers_only: true }),
        "OPTIONS" => return Ok(Action::RelationInfo { relation }),
        "POST" => Mutation::Insert,
        "PUT" => Mutation::SingleUpsert,
        "PATCH" => Mutation::Update,
        "DELETE" => Mutation::Delete,
        other => return Err(RequestError::UnsupportedMethod(other.to_owned())),
    };
    Ok(Action::Mutate { relation, mutation })
}

fn on_function(function: CompactString, method: &str) -> Result<Action, RequestError> {
    let method = match method {
        "GET" => CallMethod::Read { headers_only: false },
        "HEAD" => CallMethod::Read { headers_only: true },
        "POST" => CallMethod::Post,
        "OPTIONS" => return Ok(Action::FunctionInfo { function }),
        other => return Err(RequestError::InvalidRpcMethod(other.to_owned())),
    };
    Ok(Action::Call { function, method })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> RequestConfig {
        RequestConfig { schemas: vec!["api".into(), "v2".into()], root_spec: None, root_disabled: false }
    }

    fn of(path: &str) -> Result<Resource, RequestError> {
        resource(path, &config())
    }

    #[test]
    fn paths_name_relations_and_functions() {
        assert_eq!(of("/"), Ok(Resource::Root), "RTE-01");
        assert_eq!(of(""), Ok(Resource::Root));
        assert_eq!(of("/items"), Ok(Resource::Relation("items".into())), "RTE-02");
        assert_eq!(of("/rpc/add"), Ok(Resource::Function("add".into())), "RTE-03");
        assert_eq!(of("/rpc"), Ok(Resource::Relation("rpc".into())), "RTE-04");
        assert_eq!(of("/rpc/"), Ok(Resource::Function("".into())), "RTE-05");
        assert_eq!(of("/a%2Fb+%zz%C3%A9"), Ok(Resource::Relation("a/b+%zzé".into())), "RTE-08");
        for invalid in ["/items/", "/a/b", "/rpc/a/b", "//", "/a/b/c"] {
            assert_eq!(of(invalid), Err(RequestError::InvalidPath), "RTE-06: {invalid}");
        }
    }

    #[test]
    fn the_root_may_be_a_function_or_nothing() {
        let with_spec = RequestConfig { root_spec: Some("root".into()), ..config() };
        assert_eq!(resource("/", &with_spec), Ok(Resource::Function("root".into())), "RTE-24");
        let disabled = RequestConfig { root_disabled: true, ..with_spec };
        assert_eq!(resource("/", &disabled), Err(RequestError::RootDisabled), "RTE-07");
    }

    #[test]
    fn methods_are_case_sensitive() {
        let relation = || Resource::Relation("t".into());
        assert_eq!(action(relation(), "get"), Err(RequestError::UnsupportedMethod("get".into())), "RTE-25");
        let function = Resource::Function("f".into());
        assert_eq!(action(function, "PUT"), Err(RequestError::InvalidRpcMethod("PUT".into())), "RTE-21");
        assert_eq!(action(Resource::Root, "POST"), Err(RequestError::UnsupportedMethod("POST".into())));
        assert!(matches!(action(relation(), "PUT"), Ok(Action::Mutate { mutation: Mutation::SingleUpsert, .. })));
    }

    #[test]
    fn the_method_decides_which_profile_header_counts() {
        let schema_of = |method: &str, name: &str, value: &str| {
            let headers = vec![(name.into(), value.into())];
            let raw = RawRequest { method: method.into(), headers, ..RawRequest::default() };
            schema(&raw, &config())
        };
        assert_eq!(schema_of("GET", "accept-profile", "v2"), Ok(("v2".into(), true)), "SCH-01");
        assert_eq!(schema_of("PATCH", "content-profile", "v2"), Ok(("v2".into(), true)));
        assert_eq!(schema_of("POST", "accept-profile", "nope"), Ok(("api".into(), true)), "SCH-04, SCH-05");
        for unknown in ["", "V2", "\"v2\""] {
            assert!(schema_of("OPTIONS", "accept-profile", unknown).is_err(), "SCH-02: {unknown}");
        }
    }

    #[test]
    fn a_schema_without_alternatives_is_not_negotiated() {
        let config = RequestConfig { schemas: vec!["api".into()], ..config() };
        assert_eq!(schema(&RawRequest::default(), &config), Ok(("api".into(), false)), "SCH-05");
    }
}
