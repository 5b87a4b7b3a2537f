//! Custom media type handlers (contract §7.4).

use rowgate_core::{MediaType, QualifiedName};
use serde::Serialize;

/// What a handler serves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HandlerKey {
    /// For which relation or function.
    pub scope: HandlerScope,
    /// Under which media type; [`MediaType::Any`] for a `*/*` domain.
    pub media_type: MediaType,
}

/// Where a handler applies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum HandlerScope {
    /// One relation, or the function that is its own handler.
    Named(QualifiedName),
    /// Every relation: an aggregate over `anyelement`.
    AnyElement,
}

/// How a handler makes the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum MediaHandler {
    /// An aggregate over the rows.
    Aggregate {
        /// The aggregate.
        function: QualifiedName,
        /// The argument's row type to cast to; `None` for `anyelement`.
        argument: Option<QualifiedName>,
    },
    /// The called function's own result is the body.
    Function(QualifiedName),
}
