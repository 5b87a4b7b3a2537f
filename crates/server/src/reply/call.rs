//! Answers to calls (HDR-11 … HDR-13).

use bytes::Bytes;
use http::StatusCode;
use rowgate_plan::CallPlan;
use rowgate_request::ApiRequest;

use super::range::Page;
use super::{Headers, Overrides, Reply, USUAL_HEADERS, content_length, preferences, push_content_type, read};
use crate::failure::{Failure, Verbosity};
use crate::result::Rows;

/// Shapes the result of a call.
pub(crate) fn call(
    plan: &CallPlan,
    request: &ApiRequest,
    allows_tx: bool,
    rows: Rows,
    verbosity: Verbosity,
) -> Result<Reply, Failure> {
    let overrides = Overrides::parse(rows.response_status.as_deref(), rows.response_headers.as_deref())?;
    let page = Page::of(request.window, rows.page_total, rows.total);
    let mut headers = Headers::with_capacity(USUAL_HEADERS);
    headers.push(page.content_range());
    headers.extend(preferences::applied_to_call(&request.preferences, allows_tx));
    if plan.routine.returns_void() {
        return Ok(overrides.apply(Reply::new(StatusCode::NO_CONTENT, headers, Bytes::new())));
    }
    let status = page.status();
    let body = read::body(status, page, plan.headers_only, rows.body, verbosity);
    if !plan.headers_only {
        headers.push(content_length(body.len()));
    }
    push_content_type(&mut headers, &plan.output.media_type, request);
    Ok(overrides.apply(Reply::new(status, headers, body)))
}
