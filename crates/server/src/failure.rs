//! Failures as clients read them (contract §13).

mod raised;
mod status;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use rowgate_auth::AuthError;
use rowgate_core::{ClientError, ErrorCode};
use rowgate_plan::PlanError;
use rowgate_postgres::{DatabaseError, ServerError};
use rowgate_request::RequestError;
use serde_json::{Map, Value};

use crate::reply::{Headers, Reply, content_length, header_value};
use raised::Raised;

const PROXY_STATUS: HeaderName = HeaderName::from_static("proxy-status");

/// Why a request was not served.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It is not well-formed.
    Request(RequestError),
    /// It does not fit the catalog.
    Plan(PlanError),
    /// Its token does not hold.
    Auth(AuthError),
    /// The database refused it, or could not be reached.
    Database {
        error: DatabaseError,
        /// Whether the role was another than the anonymous one (AUT-34).
        authenticated: bool,
        /// Whether it shows that the database is no longer as the catalog has it.
        outdated: bool,
    },
    /// No catalog has been loaded yet.
    NoCatalog,
    /// One object was asked for, and there were more or fewer rows.
    NotSingular { rows: i64 },
    /// The payload of a PUT is not the row its URL names.
    PutMismatch,
    /// More rows were affected than allowed.
    MaxAffected { rows: i64 },
    /// The window begins behind the last row.
    OutOfBounds { details: String },
    /// `response.headers` cannot be read.
    InvalidResponseHeaders,
    /// `response.status` cannot be read.
    InvalidResponseStatus,
    /// The database answered what it cannot have been asked.
    UnexpectedResult(&'static str),
}

/// How much an error body says (`client-error-verbosity`).
pub(crate) type Verbosity = rowgate_config::ErrorVerbosity;

/// An error as its body shows it.
struct Body {
    code: String,
    message: String,
    details: Value,
    hint: Value,
}

impl Failure {
    /// Whether PostgreSQL refused the main statement before anything of it had run.
    pub(crate) fn came_before_main(&self) -> bool {
        matches!(self, Self::Database { error: DatabaseError::Server(error), .. } if error.before_main)
    }

    /// The response; with the status `pool_timeout` where there was no connection in time.
    pub(crate) fn reply(&self, verbosity: Verbosity, pool_timeout: StatusCode) -> Reply {
        let (status, reason) = self.status(pool_timeout);
        let body = self.body(verbosity);
        let mut headers: Headers = Vec::with_capacity(5);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.push((RETRY_AFTER, self.retry_after()));
        }
        headers.push((CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8")));
        headers.push(content_length(body.len()));
        headers.push((PROXY_STATUS, header_value(&format!("PostgREST; error={}", self.describe().code))));
        headers.extend(self.own_headers());
        Reply { reason, ..Reply::new(status, headers, body) }
    }

    /// The status, and a reason phrase where it is not the standard one.
    fn status(&self, pool_timeout: StatusCode) -> (StatusCode, Option<String>) {
        match self {
            Self::Database { error: DatabaseError::PoolTimeout, .. } => (pool_timeout, None),
            Self::Database { error: DatabaseError::Server(error), authenticated, .. } => match Raised::of(error) {
                Some(Ok(raised)) => (raised.status, raised.reason),
                Some(Err(_)) => (StatusCode::INTERNAL_SERVER_ERROR, None),
                None => status::of_sqlstate(error, *authenticated),
            },
            _ => (status::of_code(self.code()), None),
        }
    }

    /// Whole seconds until another attempt makes sense: at once where a new connection is all it takes (POOL-04), later
    /// where there are too many requests already.
    fn retry_after(&self) -> HeaderValue {
        match self {
            Self::Database { error: DatabaseError::PoolTimeout, .. } => HeaderValue::from_static("1"),
            _ => HeaderValue::from_static("0"),
        }
    }

    /// The JSON body (ERR-01).
    pub(crate) fn body(&self, verbosity: Verbosity) -> Bytes {
        self.describe().json(verbosity).into()
    }

    /// A failure of the database as the log shows it (OBS-04).
    pub(crate) fn json_of(error: &DatabaseError) -> String {
        Body::of_database(error).json(Verbosity::Verbose)
    }

    /// The code in its body.
    pub(crate) fn shown_code(&self) -> String {
        self.describe().code
    }

    /// The code of a failure that is the gateway's own.
    fn code(&self) -> ErrorCode {
        match self {
            Self::Request(error) => error.code(),
            Self::Plan(error) => error.code(),
            Self::Auth(error) => error.code(),
            Self::NoCatalog => ErrorCode::NoCatalog,
            Self::NotSingular { .. } => ErrorCode::NotSingular,
            Self::PutMismatch => ErrorCode::PutMismatch,
            Self::MaxAffected { .. } => ErrorCode::MaxAffectedExceeded,
            Self::OutOfBounds { .. } => ErrorCode::InvalidRange,
            Self::InvalidResponseHeaders => ErrorCode::InvalidResponseHeaders,
            Self::InvalidResponseStatus => ErrorCode::InvalidResponseStatus,
            Self::UnexpectedResult(_) => ErrorCode::Internal,
            Self::Database { error, .. } => error.code().unwrap_or(ErrorCode::Internal),
        }
    }

    fn describe(&self) -> Body {
        match self {
            Self::Request(error) => Body::of(error),
            Self::Plan(error) => Body::of(error),
            Self::Auth(error) => Body::of(error),
            Self::Database { error, .. } => Body::of_database(error),
            Self::NoCatalog => {
                Body::plain(ErrorCode::NoCatalog, "Could not query the database for the schema cache. Retrying.")
            }
            Self::NotSingular { rows } => Body {
                details: format!("The result contains {rows} rows").into(),
                ..Body::plain(ErrorCode::NotSingular, "Cannot coerce the result to a single JSON object")
            },
            Self::PutMismatch => {
                Body::plain(ErrorCode::PutMismatch, "Payload values do not match URL in primary key column(s)")
            }
            Self::MaxAffected { rows } => Body {
                details: format!("The query affects {rows} rows").into(),
                ..Body::plain(ErrorCode::MaxAffectedExceeded, "Query result exceeds max-affected preference constraint")
            },
            Self::OutOfBounds { details } => Body {
                details: details.as_str().into(),
                ..Body::plain(ErrorCode::InvalidRange, "Requested range not satisfiable")
            },
            Self::InvalidResponseHeaders => Body::plain(
                ErrorCode::InvalidResponseHeaders,
                "response.headers guc must be a JSON array composed of objects with a single key and a string value",
            ),
            Self::InvalidResponseStatus => {
                Body::plain(ErrorCode::InvalidResponseStatus, "response.status guc must be a valid status code")
            }
            Self::UnexpectedResult(what) => Body::plain(ErrorCode::Internal, what),
        }
    }

    fn own_headers(&self) -> Headers {
        let challenge = |value: &str| vec![(WWW_AUTHENTICATE, header_value(value))];
        match self {
            Self::Auth(error) => error.www_authenticate().map(|value| challenge(&value)).unwrap_or_default(),
            Self::Database { error: DatabaseError::Server(error), authenticated, .. } => match Raised::of(error) {
                Some(Ok(raised)) => raised.headers,
                None if status::of_sqlstate(error, *authenticated).0 == StatusCode::UNAUTHORIZED => challenge("Bearer"),
                Some(Err(_)) | None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}

impl Body {
    fn json(self, verbosity: Verbosity) -> String {
        let Self { code, message, details, hint } = self;
        let mut object = Map::with_capacity(4);
        object.insert("code".into(), code.into());
        if verbosity == Verbosity::Verbose {
            object.insert("details".into(), details);
            object.insert("hint".into(), hint);
        }
        object.insert("message".into(), message.into());
        Value::Object(object).to_string()
    }

    fn plain(code: ErrorCode, message: &str) -> Self {
        Self { code: code.as_str().into(), message: message.into(), details: Value::Null, hint: Value::Null }
    }

    fn of(error: &impl ClientError) -> Self {
        Self {
            code: error.code().as_str().into(),
            message: error.to_string(),
            details: error.details().unwrap_or_default(),
            hint: error.hint().map(Value::from).unwrap_or_default(),
        }
    }

    fn of_database(error: &DatabaseError) -> Self {
        if let DatabaseError::Server(error) = error {
            return match Raised::of(error) {
                Some(Ok(raised)) => raised.body(),
                Some(Err(unreadable)) => unreadable.body(),
                None => Self::of_server(error),
            };
        }
        Self {
            details: error.details().map(|text| Value::from(text.into_owned())).unwrap_or_default(),
            ..Self::plain(error.code().unwrap_or(ErrorCode::Internal), &error.to_string())
        }
    }

    fn of_server(error: &ServerError) -> Self {
        Self {
            code: error.sqlstate.clone(),
            message: error.message.clone(),
            details: error.detail.clone().map(Value::from).unwrap_or_default(),
            hint: error.hint.clone().map(Value::from).unwrap_or_default(),
        }
    }
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self::Plan(error)
    }
}

impl From<AuthError> for Failure {
    fn from(error: AuthError) -> Self {
        Self::Auth(error)
    }
}
