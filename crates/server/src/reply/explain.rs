//! Execution plans as answers (REP-22, REP-23).

use bytes::Bytes;
use http::StatusCode;
use rowgate_core::MediaType;
use rowgate_request::ApiRequest;

use super::{Reply, content_length, push_content_type};

/// Answers with the lines of an EXPLAIN, each ended by a newline.
pub(crate) fn explain<'r>(
    media_type: &MediaType,
    request: &ApiRequest,
    lines: impl Iterator<Item = &'r [u8]>,
) -> Reply {
    let mut text = Vec::new();
    for line in lines {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    let body = Bytes::from(text);
    let mut headers = vec![content_length(body.len())];
    push_content_type(&mut headers, media_type, request);
    Reply::new(StatusCode::OK, headers, body)
}
