//! Answers to reads (HDR-01, HDR-02).

use http::StatusCode;
use http::header::CONTENT_LOCATION;
use rowgate_plan::ReadPlan;
use rowgate_request::ApiRequest;

use super::range::{self, Page};
use super::{
    Content, Headers, Overrides, Reply, USUAL_HEADERS, content_length, header_value_of, preferences, push_content_type,
};
use crate::failure::{Failure, Verbosity};
use crate::result::Rows;

/// Shapes the result of a read.
pub(crate) fn read(
    plan: &ReadPlan,
    request: &ApiRequest,
    headers_only: bool,
    allows_tx: bool,
    rows: Rows,
    verbosity: Verbosity,
) -> Result<Reply, Failure> {
    let page = Page::of(request.window, rows.page_total, rows.total);
    let status = page.status();
    let mut headers = Headers::with_capacity(USUAL_HEADERS);
    headers.extend([page.content_range(), (CONTENT_LOCATION, header_value_of(location(plan, request)))]);
    let body = body(status, page, headers_only, rows.body, verbosity);
    if !headers_only {
        headers.push(content_length(body.len()));
    }
    push_content_type(&mut headers, &plan.output.media_type, request);
    headers.extend(preferences::applied_to_read(&request.preferences, allows_tx));
    let overrides = Overrides::parse(rows.response_status.as_deref(), rows.response_headers.as_deref())?;
    Ok(overrides.apply(Reply::new(status, headers, body)))
}

/// A window behind the last row answers with an error's body under the read's own headers (PAG-06).
pub(super) fn body(status: StatusCode, page: Page, headers_only: bool, body: Content, verbosity: Verbosity) -> Content {
    if status == StatusCode::RANGE_NOT_SATISFIABLE {
        Failure::OutOfBounds { details: range::out_of_bounds(page) }.body(verbosity).into()
    } else if headers_only {
        Content::default()
    } else {
        body
    }
}

/// The relation's name stands there unescaped (PAG-14, QRK-47).
fn location(plan: &ReadPlan, request: &ApiRequest) -> String {
    let relation = &plan.relation.name;
    let query = request.query.canonical.as_str();
    let mut location = String::with_capacity(relation.len() + query.len() + 2);
    location.push('/');
    location.push_str(relation);
    if !query.is_empty() {
        location.push('?');
        location.push_str(query);
    }
    location
}
