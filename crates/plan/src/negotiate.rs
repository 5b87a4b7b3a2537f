//! Which representation the client gets (contract §7).

use rowgate_catalog::{HandlerKey, HandlerScope, MediaHandler};
use rowgate_core::{MediaType, QualifiedName};

use crate::{Context, Output, PlanError};

/// What makes a body of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handler {
    /// A JSON array of the rows.
    JsonArray {
        /// Whether null members are left out.
        nulls_stripped: bool,
    },
    /// The first row as a JSON object.
    JsonObject {
        /// Whether null members are left out.
        nulls_stripped: bool,
    },
    /// Comma-separated values with a header line.
    Csv,
    /// A GeoJSON feature collection.
    GeoJson,
    /// An aggregate of the database (REP-31).
    Aggregate {
        /// The aggregate.
        function: QualifiedName,
        /// The row type its argument is cast to.
        argument: Option<QualifiedName>,
    },
    /// The called function's own value (REP-32).
    Value,
    /// No body.
    None,
}

/// The representation of rows of `relation`, by the first accepted type that has one (REP-05).
pub(crate) fn output(context: Context<'_>, relation: &QualifiedName, is_default: bool) -> Result<Output, PlanError> {
    let accept = &context.request.accept;
    accept
        .iter()
        .find_map(|media_type| offer(context, relation, is_default, media_type))
        .ok_or_else(|| unacceptable(accept))
}

/// The root document is JSON, whatever comes first in the list (OAS-01); OpenAPI 3.1 where that comes before 2.0.
pub(crate) fn description(accept: &[MediaType]) -> Result<MediaType, PlanError> {
    let offer = |media_type: &MediaType| match media_type {
        MediaType::OpenApi31 => Some(MediaType::OpenApi31),
        MediaType::OpenApi | MediaType::Json | MediaType::Any => Some(MediaType::OpenApi),
        _ => None,
    };
    accept.iter().find_map(offer).ok_or_else(|| unacceptable(accept))
}

fn unacceptable(accept: &[MediaType]) -> PlanError {
    PlanError::UnacceptableMediaType { accepted: accept.iter().map(MediaType::mime).collect() }
}

/// Vendor types have their own meaning and cannot be overridden by handlers of the database (REP-33).
fn offer(context: Context<'_>, relation: &QualifiedName, is_default: bool, media_type: &MediaType) -> Option<Output> {
    match media_type {
        MediaType::Object { nulls_stripped } => {
            let handler = Handler::JsonObject { nulls_stripped: *nulls_stripped };
            Some(Output { handler, media_type: media_type.clone() })
        }
        MediaType::ArrayStripped => {
            let handler = Handler::JsonArray { nulls_stripped: true };
            Some(Output { handler, media_type: media_type.clone() })
        }
        MediaType::Plan { of, .. } if context.config.plans_enabled && !matches!(**of, MediaType::Plan { .. }) => {
            let explained = offer(context, relation, is_default, of)?;
            Some(Output { media_type: media_type.clone(), ..explained })
        }
        MediaType::Plan { .. } => None,
        _ => custom(context, relation, is_default, media_type).or_else(|| builtin(media_type)),
    }
}

/// Handlers of one relation need the default select, because they take its whole row (REP-31, REP-33).
fn custom(context: Context<'_>, relation: &QualifiedName, is_default: bool, media_type: &MediaType) -> Option<Output> {
    let handlers = &context.catalog.handlers;
    if handlers.is_empty() {
        return None;
    }
    let find = |scope: HandlerScope, media_type: &MediaType| {
        let handler = handlers.get(&HandlerKey { scope, media_type: media_type.clone() })?;
        let media_type = match media_type {
            MediaType::Any => MediaType::OctetStream,
            other => other.clone(),
        };
        Some(Output { handler: Handler::of(handler), media_type })
    };
    let named = || HandlerScope::Named(relation.clone());
    let for_relation = || find(named(), &MediaType::Any).or_else(|| find(named(), media_type));
    is_default.then(for_relation).flatten().or_else(|| find(HandlerScope::AnyElement, media_type))
}

impl Handler {
    fn of(handler: &MediaHandler) -> Self {
        match handler {
            MediaHandler::Aggregate { function, argument } => {
                Self::Aggregate { function: function.clone(), argument: argument.clone() }
            }
            MediaHandler::Function(_) => Self::Value,
        }
    }
}

fn builtin(media_type: &MediaType) -> Option<Output> {
    let (handler, media_type) = match media_type {
        MediaType::Any | MediaType::Json => (Handler::JsonArray { nulls_stripped: false }, MediaType::Json),
        MediaType::Csv => (Handler::Csv, MediaType::Csv),
        MediaType::GeoJson => (Handler::GeoJson, MediaType::GeoJson),
        _ => return None,
    };
    Some(Output { handler, media_type })
}
