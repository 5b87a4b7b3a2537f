//! All of it, in the order of ORD-E5 … ORD-E10.

use crate::accept::accept;
use crate::ast::{Action, ApiRequest, CallMethod, Mutation};
use crate::preferences::Preferences;
use crate::query::Parameters;
use crate::{RawRequest, RequestConfig, RequestError, payload, resource};
use rowgate_core::MediaType;

/// Reads a request: path, profile header, method, query string, ranges, body. The first of them that is not well-formed
/// decides the error.
///
/// Header values have to be text already. What the server could not read as UTF-8 it may replace by U+FFFD: no schema or
/// media type has that in its name, so it is refused by name, where PostgREST 16 dies with a plain 500 (QRK-40).
///
/// # Errors
///
/// Says what is not well-formed. Limits and offsets of embeds are the exception to the order: PostgREST looks at their
/// keys only when it plans a read; here they come last, and only where there is one.
pub fn parse(raw: &RawRequest, config: &RequestConfig) -> Result<ApiRequest, RequestError> {
    let resource = resource::resource(&raw.path, config)?;
    let (schema, schema_is_negotiated) = resource::schema(raw, config)?;
    let action = resource::action(resource, &raw.method)?;

    let parameters = Parameters::decode(&raw.query)?;
    let takes_arguments = matches!(action, Action::Call { method: CallMethod::Read { .. }, .. });
    let mut query = parameters.parse(takes_arguments)?;
    match action {
        Action::Read { .. } => query.canonical = parameters.canonical(),
        Action::Mutate { mutation: Mutation::SingleUpsert, .. } => query.filter_keys = parameters.filter_keys(),
        _ => {}
    }
    let windows = parameters.windows();
    let window = windows.root(&raw.method, raw.header("range"))?;

    let content_type = content_type(raw);
    let (payload, columns) = payload::read(&raw.body, &content_type, &action, query.columns.as_ref())?;
    if matches!(action, Action::Read { .. } | Action::Call { .. } | Action::FunctionInfo { .. }) {
        query.windows = windows.embeds()?;
    }
    Ok(ApiRequest {
        action,
        schema,
        schema_is_negotiated,
        query,
        window,
        preferences: Preferences::from_headers(raw.headers("prefer")),
        accept: accept(raw.header("accept")),
        content_type,
        payload,
        columns,
    })
}

/// Whether nobody will look into the body of a request: JSON is left to PostgreSQL where `columns` says what is in it
/// (COL-02). Such a body need not be in memory.
///
/// Whether the request is well-formed remains to be seen.
pub fn leaves_body_unread(raw: &RawRequest) -> bool {
    // Whatever the path names, what these methods do with it honours `columns`.
    matches!(raw.method.as_str(), "POST" | "PATCH")
        && content_type(raw) == MediaType::Json
        && Parameters::decode(&raw.query).is_ok_and(|parameters| parameters.names_columns())
}

/// MUT-01
fn content_type(raw: &RawRequest) -> MediaType {
    raw.header("content-type").map_or(MediaType::Json, MediaType::parse)
}

#[cfg(test)]
mod tests {
    use std::io;

    use bytes::Bytes;
    use rowgate_core::{Blob, Store, Stored};

    use super::*;
    use crate::PayloadError;
    use crate::ast::{Payload, Window};

    fn config() -> RequestConfig {
        RequestConfig { schemas: vec!["api".into()], root_spec: None, root_disabled: false }
    }

    /// `GET /films?a=eq.1`, then headers as `name: value`.
    fn raw(line: &str, headers: &[&str], body: &str) -> RawRequest {
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = headers.iter().filter_map(|header| header.split_once(": "));
        RawRequest {
            method: method.into(),
            path: path.into(),
            query: query.into(),
            headers: headers.map(|(name, value)| (name.into(), value.into())).collect(),
            body: body.to_owned().into(),
        }
    }

    fn request(line: &str) -> ApiRequest {
        parse(&raw(line, &[], "{}"), &config()).unwrap()
    }

    fn refused(line: &str, headers: &[&str], body: &str) -> String {
        use rowgate_core::ClientError;
        parse(&raw(line, headers, body), &config()).unwrap_err().code().as_str().to_owned()
    }

    #[test]
    fn the_first_fault_in_the_order_of_evaluation_decides() {
        let headers = ["accept-profile: nope", "content-profile: nope", "range: 5-2"];
        assert_eq!(refused("FOO /a/b?x=1", &headers, ""), "PGRST125", "ORD-E5");
        assert_eq!(refused("FOO /a?x=1", &headers, ""), "PGRST106", "ORD-E6");
        assert_eq!(refused("FOO /a?x=1", &headers[2..], ""), "PGRST117", "ORD-E7");
        assert_eq!(refused("FOO /rpc/a?x=1", &headers[2..], ""), "PGRST101", "ORD-E7");
        assert_eq!(refused("POST /a?x=1&limit=-1", &headers[2..], ""), "PGRST100", "ORD-E8");
        assert_eq!(refused("POST /a?limit=-1", &headers[2..], ""), "PGRST103", "ORD-E9");
        assert_eq!(refused("POST /a", &headers[2..], ""), "PGRST102", "ORD-E10");
        assert_eq!(refused("PUT /a?limit=1", &[], ""), "PGRST114");
    }

    #[test]
    fn any_query_string_must_parse_even_where_it_means_nothing() {
        for line in ["GET /?x=1", "OPTIONS /a?x=1", "DELETE /a?order=", "POST /rpc/f?x=1", "OPTIONS /rpc/f?x=1"] {
            assert_eq!(refused(line, &[], ""), "PGRST100", "QRY-08, QRK-46, OPT-06: {line}");
        }
        assert_eq!(request("GET /rpc/f?x=1").query.arguments, [("x".into(), "1".into())], "RPC-10");
    }

    #[test]
    fn windows_of_embeds_matter_only_where_something_is_read() {
        assert_eq!(refused("GET /a?.limit=1", &[], ""), "PGRST100");
        assert!(request("DELETE /a?.limit=1").query.windows.is_empty());
        let request = request("POST /rpc/f?b.limit=1");
        assert_eq!(request.query.windows, [(vec!["b".into()], Window { offset: 0, limit: Some(1) })]);
    }

    #[test]
    fn a_body_stays_unread_only_where_columns_stand_for_its_keys() {
        let unread = |line: &str, headers: &[&str]| leaves_body_unread(&raw(line, headers, ""));
        for line in ["POST /a?columns=x", "PATCH /a?b=eq.1&columns=x,y", "POST /rpc/f?columns=", "POST /a?c%6Flumns=x"]
        {
            assert!(unread(line, &[]), "{line}");
            assert!(unread(line, &["content-type: application/json; charset=utf-8"]), "{line}");
            for other in ["text/csv", "application/x-www-form-urlencoded", "application/octet-stream", "a/b"] {
                assert!(!unread(line, &[&format!("content-type: {other}")]), "{line} {other}");
            }
        }
        for line in [
            "POST /a",
            "POST /a?columns",
            "POST /a?columns&columns=x",
            "POST /a?a.columns=x",
            "POST /a?columns=x&b=%FF",
            "PUT /a?columns=x",
            "DELETE /a?columns=x",
            "post /a?columns=x",
        ] {
            assert!(!unread(line, &[]), "{line}");
        }
    }

    /// Whatever a request is, what nobody looks at may be elsewhere.
    #[test]
    fn what_is_left_unread_may_be_stored() {
        struct Elsewhere;
        impl Store for Elsewhere {
            fn read_exact_at(&self, _piece: &mut [u8], _offset: u64) -> io::Result<()> {
                unreachable!("nobody looks at it")
            }
        }
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FOO"] {
            for target in
                ["/a?columns=x", "/rpc/f?columns=x", "/?columns=x", "/a", "/rpc/f", "/a?columns=,", "/a/b?columns=x"]
            {
                for media in ["application/json", "text/csv", "text/plain", "application/x-www-form-urlencoded"] {
                    let mut raw = raw(&format!("{method} {target}"), &[&format!("content-type: {media}")], "");
                    raw.body = Blob::Stored(Stored::new(Elsewhere, 1 << 30, Bytes::from_static(b"\n{")));
                    let parsed = parse(&raw, &config());
                    let is_refused = matches!(&parsed, Err(RequestError::Payload(PayloadError::OutOfReach)));
                    assert!(!(leaves_body_unread(&raw) && is_refused), "{method} {target} {media}");
                    if let Some(Payload::Json { text, is_array }) = parsed.ok().and_then(|request| request.payload) {
                        assert_eq!((text, is_array), (raw.body, false));
                    }
                }
            }
        }
    }

    #[test]
    fn headers_say_what_comes_and_what_is_wanted() {
        let headers =
            ["accept: text/csv", "accept: a/b", "content-type: text/plain", "prefer: a", "prefer: count=exact"];
        let request = parse(&raw("POST /rpc/f", &headers, "hi"), &config()).unwrap();
        assert_eq!(request.accept, [MediaType::Csv], "REP-01");
        assert_eq!(request.content_type, MediaType::Text);
        assert_eq!(request.payload, Some(Payload::Raw("hi".into())));
        assert_eq!(request.preferences.invalid, ["a"]);
        assert!(request.preferences.count.is_some());
    }
}
