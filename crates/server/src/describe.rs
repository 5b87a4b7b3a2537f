//! The root document (contract §12).

use bytes::Bytes;
use http::StatusCode;
use rowgate_catalog::Catalog;
use rowgate_config::{Config, OpenApiMode};
use rowgate_core::MediaType;
use rowgate_describe::{Access, Document, ServerUrl, Visible, openapi2, openapi31};
use rowgate_plan::DescribePlan;
use rowgate_postgres::ResultSet;
use rowgate_request::ApiRequest;
use rowgate_sql::Statement;

use crate::failure::Failure;
use crate::reply::{Reply, content_length, push_content_type};

/// The statement that says what the document may name: what the role may use, or only the schema's comment (OAS-02).
pub(crate) fn statement(plan: &DescribePlan, mode: OpenApiMode) -> Statement {
    match mode {
        OpenApiMode::FollowPrivileges => rowgate_sql::visible_objects(&plan.schema),
        // A disabled root is refused before there is a plan (RTE-07).
        OpenApiMode::IgnorePrivileges | OpenApiMode::Disabled => rowgate_sql::schema_comment(&plan.schema),
    }
}

/// Shapes the document of what the statement gave (HDR-15).
pub(crate) fn reply(
    plan: &DescribePlan,
    request: &ApiRequest,
    catalog: &Catalog,
    config: &Config,
    port: u16,
    results: &ResultSet,
) -> Result<Reply, Failure> {
    let unreadable = Failure::UnexpectedResult("The visible objects cannot be read");
    let json = results.rows.first().and_then(|row| row.get(0));
    let access = json.and_then(|json| Access::from_json(json).ok()).ok_or(unreadable)?;
    let visible = Visible { catalog, schema: &plan.schema, access: &access };
    let host = config.server_host.to_string();
    let document = Document {
        version: crate::WIRE_VERSION,
        docs_version: "v16",
        security: config.openapi_security_active,
        server: server_url(config, &host, port),
    };
    let text = if plan.headers_only {
        Ok(Vec::new())
    } else if plan.media_type == MediaType::OpenApi31 {
        serde_json::to_vec(&openapi31(&visible, &document))
    } else {
        serde_json::to_vec(&openapi2(&visible, &document))
    };
    let body = Bytes::from(text.map_err(|_| Failure::UnexpectedResult("The document cannot be written"))?);
    let mut headers = Vec::with_capacity(3);
    push_content_type(&mut headers, &plan.media_type, request);
    if !plan.headers_only {
        headers.insert(1, content_length(body.len()));
    }
    Ok(Reply::new(StatusCode::OK, headers, body))
}

/// OAS-07
fn server_url<'a>(config: &'a Config, host: &'a str, port: u16) -> ServerUrl<'a> {
    match &config.openapi_server_proxy_uri {
        Some(proxy) => {
            ServerUrl { scheme: proxy.scheme(), host: proxy.host(), port: proxy.port(), base_path: proxy.path() }
        }
        None => ServerUrl::listening(host, port),
    }
}
