//! Custom media type handlers.

use hashbrown::HashMap;
use rowgate_catalog::{HandlerKey, HandlerScope, MediaHandler};
use rowgate_core::MediaType;
use tokio_postgres::types::Type;
use tokio_postgres::{Error, Row, Transaction};

use super::names::qualified_name;

const QUERY: &str = include_str!("media_handlers.sql");

/// Reads the handlers in the schemas numbered `exposed`. The built-in ones are not among them.
pub(super) async fn media_handlers(
    tx: &Transaction<'_>,
    exposed: &[u32],
) -> Result<HashMap<HandlerKey, MediaHandler>, Error> {
    let rows = tx.query_typed(QUERY, &[(&exposed, Type::OID_ARRAY)]).await?;
    rows.iter().map(media_handler).collect()
}

fn media_handler(row: &Row) -> Result<(HandlerKey, MediaHandler), Error> {
    let media_type = MediaType::parse(row.try_get("media_type")?);
    let function = qualified_name(row, "function_schema", "function_name")?;
    if !row.try_get::<_, bool>("is_aggregate")? {
        let key = HandlerKey { scope: HandlerScope::Named(function.clone()), media_type };
        return Ok((key, MediaHandler::Function(function)));
    }
    let argument = match row.try_get::<_, Option<&str>>("argument_name")? {
        Some(_) => Some(qualified_name(row, "argument_schema", "argument_name")?),
        None => None,
    };
    let scope = argument.clone().map_or(HandlerScope::AnyElement, HandlerScope::Named);
    Ok((HandlerKey { scope, media_type }, MediaHandler::Aggregate { function, argument }))
}
