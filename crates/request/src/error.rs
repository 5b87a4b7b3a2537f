//! Why a request is refused before any name in it is looked up.

use rowgate_core::{ClientError, ErrorCode, Ident};
use serde_json::Value;

use crate::grammar::SyntaxError;
use crate::payload::PayloadError;
use crate::window::RangeError;

/// Why a request is not well-formed. `Display` gives the message (§13.2).
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The path names no resource (RTE-06).
    #[error("Invalid path specified in request URL")]
    InvalidPath,
    /// The root document is switched off (RTE-07).
    #[error("Root endpoint metadata is disabled")]
    RootDisabled,
    /// The profile header names a schema that is not exposed (SCH-03).
    #[error("Invalid schema: {schema}")]
    UnacceptableSchema {
        /// As the client named it.
        schema: String,
        /// The schemas that are exposed.
        exposed: Vec<Ident>,
    },
    /// The method means nothing for a relation or the root (RTE-25).
    #[error("Unsupported HTTP method: {0}")]
    UnsupportedMethod(String),
    /// The method cannot call a function (RTE-21).
    #[error("Cannot use the {0} method on RPC")]
    InvalidRpcMethod(String),
    /// A query parameter left its grammar (PRS-01).
    #[error(transparent)]
    Syntax(#[from] Box<SyntaxError>),
    /// No row can be in the window (PAG-02, PAG-03, LIM-03 … LIM-06).
    #[error("Requested range not satisfiable")]
    Range(RangeError),
    /// PUT with a window (LIM-08).
    #[error("limit/offset querystring parameters are not allowed for PUT")]
    PutWithWindow,
    /// The body cannot be read (MUT-03 … MUT-08).
    #[error(transparent)]
    Payload(#[from] PayloadError),
}

impl ClientError for RequestError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::InvalidPath => ErrorCode::InvalidPath,
            Self::RootDisabled => ErrorCode::RootDisabled,
            Self::UnacceptableSchema { .. } => ErrorCode::UnacceptableSchema,
            Self::UnsupportedMethod(_) => ErrorCode::UnsupportedMethod,
            Self::InvalidRpcMethod(_) => ErrorCode::InvalidRpcMethod,
            Self::Syntax(_) => ErrorCode::InvalidQuery,
            Self::Range(_) => ErrorCode::InvalidRange,
            Self::PutWithWindow => ErrorCode::PutWithWindow,
            Self::Payload(_) => ErrorCode::InvalidBody,
        }
    }

    fn details(&self) -> Option<Value> {
        match self {
            Self::Syntax(error) => Some(error.details().into()),
            Self::Range(error) => Some(error.to_string().into()),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::UnacceptableSchema { exposed, .. } => {
                let names: Vec<_> = exposed.iter().map(Ident::as_str).collect();
                Some(format!("Only the following schemas are exposed: {}", names.join(", ")))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_schema_is_answered_with_the_known_ones() {
        let error = RequestError::UnacceptableSchema { schema: "x".into(), exposed: vec!["api".into(), "v 2".into()] };
        assert_eq!(error.code().as_str(), "PGRST106");
        assert_eq!(error.to_string(), "Invalid schema: x");
        assert_eq!(error.hint().unwrap(), "Only the following schemas are exposed: api, v 2");
    }

    #[test]
    fn an_empty_window_says_why_in_its_details() {
        let error = RequestError::Range(RangeError::NegativeLimit);
        assert_eq!(error.to_string(), "Requested range not satisfiable");
        assert_eq!(error.details().unwrap(), "Limit should be greater than or equal to zero.");
    }
}
