//! Answers to changes (HDR-03 … HDR-10).

use http::header::LOCATION;
use http::{HeaderName, HeaderValue, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rowgate_plan::MutatePlan;
use rowgate_request::{ApiRequest, Count, Mutation, Resolution, Return};

use super::{Content, Headers, Overrides, Reply, content_length, header_value, preferences, push_content_type, range};
use crate::failure::Failure;
use crate::result::Rows;

/// What stays as it is in a `Location` (MUT-24).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Shapes the result of a change.
pub(crate) fn mutate(plan: &MutatePlan, request: &ApiRequest, allows_tx: bool, rows: Rows) -> Result<Reply, Failure> {
    let overrides = Overrides::parse(rows.response_status.as_deref(), rows.response_headers.as_deref())?;
    let applied = preferences::applied_to_mutation(plan, request, allows_tx);
    let reply = match plan.mutation {
        Mutation::Insert => insert(plan, request, applied, rows),
        Mutation::SingleUpsert => put(plan, request, applied, rows),
        Mutation::Update => {
            let content_range = range::content_range(0, i128::from(rows.page_total) - 1, counted(request, &rows));
            changed(plan, request, content_range, applied, rows.body)
        }
        Mutation::Delete => {
            let content_range = range::content_range(1, 0, counted(request, &rows));
            changed(plan, request, content_range, applied, rows.body)
        }
    };
    Ok(overrides.apply(reply))
}

type Header = (HeaderName, HeaderValue);

/// 201; but 200 when everything was merged into rows that existed (MUT-33).
fn insert(plan: &MutatePlan, request: &ApiRequest, applied: Option<Header>, rows: Rows) -> Reply {
    let merged_all = request.preferences.resolution == Some(Resolution::Merge) && rows.inserted.is_none_or(|n| n <= 0);
    let status = if merged_all { StatusCode::OK } else { StatusCode::CREATED };
    let has_body = plan.representation == Some(Return::Representation);
    let content_range = range::content_range(1, 0, counted(request, &rows));
    let body = if has_body { rows.body } else { Content::default() };
    let mut headers: Headers = vec![content_length(body.len())];
    headers.extend(location(plan, &rows.location));
    headers.push(content_range);
    headers.extend(applied);
    if has_body {
        push_content_type(&mut headers, &plan.output.media_type, request);
    }
    Reply::new(status, headers, body)
}

fn put(plan: &MutatePlan, request: &ApiRequest, applied: Option<Header>, rows: Rows) -> Reply {
    if plan.representation != Some(Return::Representation) {
        return Reply::new(StatusCode::NO_CONTENT, applied.into_iter().collect(), Content::default());
    }
    let is_new = rows.inserted.is_some_and(|inserted| inserted > 0);
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    let mut headers: Headers = vec![content_length(rows.body.len())];
    push_content_type(&mut headers, &plan.output.media_type, request);
    headers.extend(applied);
    Reply::new(status, headers, rows.body)
}

fn changed(
    plan: &MutatePlan,
    request: &ApiRequest,
    content_range: Header,
    applied: Option<Header>,
    body: Content,
) -> Reply {
    let mut headers: Headers = vec![content_range];
    headers.extend(applied);
    if plan.representation != Some(Return::Representation) {
        return Reply::new(StatusCode::NO_CONTENT, headers, Content::default());
    }
    headers.push(content_length(body.len()));
    push_content_type(&mut headers, &plan.output.media_type, request);
    Reply::new(StatusCode::OK, headers, body)
}

/// The number of changed rows, when it was asked for (PAG-11).
fn counted(request: &ApiRequest, rows: &Rows) -> Option<i64> {
    matches!(request.preferences.count, Some(Count::Exact | Count::Estimated)).then_some(rows.page_total)
}

/// `/films?id=eq.1&year=is.null`
fn location(plan: &MutatePlan, key: &[(String, Option<String>)]) -> Option<Header> {
    if key.is_empty() {
        return None;
    }
    let encode = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let pairs: Vec<String> = key
        .iter()
        .map(|(column, value)| match value {
            Some(value) => format!("{}={}", encode(column), encode(&format!("eq.{value}"))),
            None => format!("{}=is.null", encode(column)),
        })
        .collect();
    Some((LOCATION, header_value(&format!("/{}?{}", plan.relation.name, pairs.join("&")))))
}
