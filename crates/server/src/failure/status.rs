//! Which HTTP status a failure has: two tables.

use http::StatusCode;
use rowgate_core::ErrorCode;
use rowgate_postgres::ServerError;

/// The status of a failure of the gateway's own (contract §13.2).
pub(super) fn of_code(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::AmbiguousRelationship | ErrorCode::AmbiguousFunction => StatusCode::MULTIPLE_CHOICES,

        ErrorCode::InvalidQuery
        | ErrorCode::InvalidBody
        | ErrorCode::NotEmbedded
        | ErrorCode::PutWithWindow
        | ErrorCode::PutMismatch
        | ErrorCode::RelatedOrderNotToOne
        | ErrorCode::InvalidPreferences
        | ErrorCode::AggregatesNotAllowed
        | ErrorCode::MaxAffectedExceeded
        | ErrorCode::NotImplemented
        | ErrorCode::MaxAffectedNotSet
        | ErrorCode::RelationshipNotFound
        | ErrorCode::ColumnNotFound => StatusCode::BAD_REQUEST,

        ErrorCode::InvalidToken | ErrorCode::AnonymousDisabled | ErrorCode::InvalidClaims => StatusCode::UNAUTHORIZED,

        ErrorCode::InvalidPath | ErrorCode::RootDisabled | ErrorCode::FunctionNotFound | ErrorCode::TableNotFound => {
            StatusCode::NOT_FOUND
        }

        ErrorCode::InvalidRpcMethod | ErrorCode::InvalidPutFilters | ErrorCode::UnsupportedMethod => {
            StatusCode::METHOD_NOT_ALLOWED
        }

        ErrorCode::UnacceptableSchema | ErrorCode::UnacceptableMediaType | ErrorCode::NotSingular => {
            StatusCode::NOT_ACCEPTABLE
        }

        ErrorCode::InvalidRange => StatusCode::RANGE_NOT_SATISFIABLE,

        ErrorCode::InvalidResponseHeaders
        | ErrorCode::InvalidResponseStatus
        | ErrorCode::InvalidRaise
        | ErrorCode::NoJwtSecret
        | ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,

        ErrorCode::DatabaseUnavailable | ErrorCode::ConnectionLost | ErrorCode::NoCatalog | ErrorCode::KeysAwaited => {
            StatusCode::SERVICE_UNAVAILABLE
        }

        ErrorCode::PoolTimeout => StatusCode::GATEWAY_TIMEOUT,
    }
}

/// The status of an error that PostgreSQL reported (contract §13.3). The first line that fits counts.
#[expect(clippy::match_same_arms, reason = "the order of the lines is the contract's")]
pub(super) fn of_sqlstate(error: &ServerError, authenticated: bool) -> (StatusCode, Option<String>) {
    let message = error.message.as_str();
    let state = error.sqlstate.as_str();
    let class = state.get(..2).unwrap_or_default();
    let status = match (class, state) {
        ("08", _) => StatusCode::SERVICE_UNAVAILABLE,
        ("09", _) => StatusCode::INTERNAL_SERVER_ERROR,
        ("0L" | "0P", _) => StatusCode::FORBIDDEN,
        (_, "23503" | "23505") => StatusCode::CONFLICT,
        (_, "25006") => StatusCode::METHOD_NOT_ALLOWED,
        (_, "21000") if message.ends_with("requires a WHERE clause") => StatusCode::BAD_REQUEST,
        (_, "21000") => StatusCode::INTERNAL_SERVER_ERROR,
        (_, "22023") if message.starts_with("role") && message.ends_with("does not exist") => StatusCode::UNAUTHORIZED,
        (_, "22023") => StatusCode::BAD_REQUEST,
        ("25", _) => StatusCode::INTERNAL_SERVER_ERROR,
        ("28", _) => StatusCode::FORBIDDEN,
        ("2D" | "38" | "39" | "3B" | "40", _) | (_, "53400") => StatusCode::INTERNAL_SERVER_ERROR,
        ("53", _) => StatusCode::SERVICE_UNAVAILABLE,
        ("54" | "55", _) => StatusCode::INTERNAL_SERVER_ERROR,
        (_, "57P01") => StatusCode::SERVICE_UNAVAILABLE,
        ("57" | "58" | "F0" | "HV", _) => StatusCode::INTERNAL_SERVER_ERROR,
        (_, "P0001") => StatusCode::BAD_REQUEST,
        ("P0" | "XX", _) => StatusCode::INTERNAL_SERVER_ERROR,
        (_, "42883") if message.starts_with("function xmlagg(") => StatusCode::NOT_ACCEPTABLE,
        (_, "42883" | "42P01") => StatusCode::NOT_FOUND,
        (_, "42P17") => StatusCode::INTERNAL_SERVER_ERROR,
        (_, "42501") if authenticated => StatusCode::FORBIDDEN,
        (_, "42501") => StatusCode::UNAUTHORIZED,
        ("PT", _) => return chosen(&state[2..], message),
        _ => StatusCode::BAD_REQUEST,
    };
    (status, None)
}

/// `PT404` chooses its status, and its message becomes the reason phrase (ERR-31).
fn chosen(digits: &str, message: &str) -> (StatusCode, Option<String>) {
    match digits.parse().ok().and_then(|code| StatusCode::from_u16(code).ok()) {
        Some(status) => (status, Some(message.to_owned())),
        None => (StatusCode::INTERNAL_SERVER_ERROR, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(sqlstate: &str, message: &str, authenticated: bool) -> u16 {
        let error = ServerError { sqlstate: sqlstate.into(), message: message.into(), ..ServerError::default() };
        of_sqlstate(&error, authenticated).0.as_u16()
    }

    #[test]
    fn a_refused_privilege_depends_on_who_asks() {
        assert_eq!(status("42501", "permission denied", true), 403);
        assert_eq!(status("42501", "permission denied", false), 401);
    }

    #[test]
    fn the_message_decides_where_a_state_means_two_things() {
        assert_eq!(status("22023", "role \"x\" does not exist", true), 401);
        assert_eq!(status("22023", "invalid value for parameter \"TimeZone\"", true), 400);
        assert_eq!(status("21000", "UPDATE requires a WHERE clause", true), 400);
        assert_eq!(status("21000", "more than one row returned", true), 500);
    }

    #[test]
    fn single_states_come_before_their_classes() {
        for (sqlstate, expected) in [
            ("23505", 409),
            ("23502", 400),
            ("25006", 405),
            ("25P02", 500),
            ("53400", 500),
            ("53300", 503),
            ("P0001", 400),
        ] {
            assert_eq!(status(sqlstate, "", true), expected, "{sqlstate}");
        }
    }

    #[test]
    fn a_chosen_status_brings_its_reason() {
        let error = ServerError { sqlstate: "PT402".into(), message: "Payment".into(), ..ServerError::default() };
        assert_eq!(of_sqlstate(&error, true), (StatusCode::PAYMENT_REQUIRED, Some("Payment".into())));
        assert_eq!(status("PTxyz", "", true), 500);
    }
}
