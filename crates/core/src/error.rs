//! What a client may read about a failure.

use serde_json::Value;

/// A failure that a client may read. An error without this trait never leaves the process.
///
/// `Display` gives the message.
pub trait ClientError: std::error::Error {
    /// The stable code, `PGRST200` and its kin. Its HTTP status is the server's affair.
    fn code(&self) -> ErrorCode;
    /// What more is known of this one failure: text, or for PGRST201 an array of relationships.
    fn details(&self) -> Option<Value> {
        None
    }
    /// What the client could change.
    fn hint(&self) -> Option<String> {
        None
    }
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// Every failure the gateway itself can report (§13.2 of the surface contract).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl ErrorCode {
            /// The code as clients see it, such as `PGRST100`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

error_codes! {
    /// The database cannot be reached.
    DatabaseUnavailable = "PGRST000",
    /// The connection failed while it was in use.
    ConnectionLost = "PGRST001",
    /// No catalog has been loaded yet.
    NoCatalog = "PGRST002",
    /// No connection became free in time.
    PoolTimeout = "PGRST003",
    /// A query parameter left its grammar.
    InvalidQuery = "PGRST100",
    /// The method cannot call a function.
    InvalidRpcMethod = "PGRST101",
    /// The body, or its type, is not acceptable.
    InvalidBody = "PGRST102",
    /// The requested window cannot be satisfied.
    InvalidRange = "PGRST103",
    /// PUT with filters that are not exactly the primary key.
    InvalidPutFilters = "PGRST105",
    /// The schema is not exposed.
    UnacceptableSchema = "PGRST106",
    /// No representation has an accepted media type.
    UnacceptableMediaType = "PGRST107",
    /// A parameter addresses an embed that is not in `select`.
    NotEmbedded = "PGRST108",
    /// `response.headers` is not the expected JSON.
    InvalidResponseHeaders = "PGRST111",
    /// `response.status` is not a status code.
    InvalidResponseStatus = "PGRST112",
    /// PUT with limit or offset.
    PutWithWindow = "PGRST114",
    /// PUT whose payload names another row than its URL.
    PutMismatch = "PGRST115",
    /// A singular representation of more or fewer rows than one.
    NotSingular = "PGRST116",
    /// The method is not supported.
    UnsupportedMethod = "PGRST117",
    /// An order by a to-many embed.
    RelatedOrderNotToOne = "PGRST118",
    /// A `RAISE SQLSTATE 'PGRST'` that cannot be read.
    InvalidRaise = "PGRST121",
    /// Unknown preferences under `handling=strict`.
    InvalidPreferences = "PGRST122",
    /// Aggregates are switched off.
    AggregatesNotAllowed = "PGRST123",
    /// More rows were affected than `max-affected` allows.
    MaxAffectedExceeded = "PGRST124",
    /// The path names no resource.
    InvalidPath = "PGRST125",
    /// The root document is switched off.
    RootDisabled = "PGRST126",
    /// A combination that is not implemented.
    NotImplemented = "PGRST127",
    /// `max-affected` on a function that returns one row.
    MaxAffectedNotSet = "PGRST128",
    /// No relationship joins the two relations.
    RelationshipNotFound = "PGRST200",
    /// More than one relationship joins the two relations.
    AmbiguousRelationship = "PGRST201",
    /// No function takes these arguments.
    FunctionNotFound = "PGRST202",
    /// Several functions take these arguments.
    AmbiguousFunction = "PGRST203",
    /// The relation has no such column.
    ColumnNotFound = "PGRST204",
    /// The schema has no such relation.
    TableNotFound = "PGRST205",
    /// A token came and no key is configured.
    NoJwtSecret = "PGRST300",
    /// The token cannot be decoded or verified.
    InvalidToken = "PGRST301",
    /// A token is needed.
    AnonymousDisabled = "PGRST302",
    /// The token's claims do not hold.
    InvalidClaims = "PGRST303",
    /// The keys that verify tokens have not been read yet. PostgREST, which knows no keys elsewhere, has no such code.
    KeysAwaited = "PGRST304",
    /// A result that should be impossible.
    Internal = "PGRSTX00",
}
