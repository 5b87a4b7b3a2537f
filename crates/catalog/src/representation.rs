//! Data representations: implicit casts between a domain and json or text (contract §7.5).

use rowgate_core::QualifiedName;
use serde::Serialize;

/// The two types a representation converts between, as `format_type` prints them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RepresentationKey {
    /// The type that is converted.
    pub source: String,
    /// The type it becomes.
    pub target: String,
}

/// A cast function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Representation {
    /// The function that converts.
    pub function: QualifiedName,
}
