//! The settings, each declared once.
//!
//! An entry is a sentence of help, the field of [`Config`] and its type, the default, and the names. To add a setting,
//! add an entry: nothing else knows the list. In alphabetical order of keys.

use std::path::PathBuf;
use std::time::Duration;

use crate::app_setting::AppSetting;
use crate::audience::Audience;
use crate::database_uri::DatabaseUri;
use crate::error::Invalid;
use crate::host::Host;
use crate::keyword::{ErrorVerbosity, LogFormat, LogLevel, OpenApiMode, TransactionEnd};
use crate::pool_timeout_status::PoolTimeoutStatus;
use crate::proxy_uri::ProxyUri;
use crate::raw::Raw;
use crate::routine_name::RoutineName;
use crate::schemas::Schemas;
use crate::secret::Secret;
use crate::setting::{FileContent, Setting, SettingType};
use crate::socket_mode::SocketMode;
use crate::trace_header::TraceHeader;

macro_rules! settings {
    ($( #[doc = $help:literal] $field:ident: $type:ty = $default:expr, $setting:expr; )*) => {
        /// Every setting, decided. Each field is the setting of the same name (CFG-10 … CFG-55).
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Config {
            /// Settings that every transaction makes known to SQL as `app.settings.*` (CFG-14). Sorted by name.
            pub app_settings: Vec<AppSetting>,
            $( #[doc = $help] pub $field: $type, )*
        }

        /// The table of settings, in alphabetical order of keys. `app.settings.*` is not in it: its names are free.
        pub const SETTINGS: &[Setting] = &[$(
            Setting {
                // The text of a doc comment begins with the space after its slashes.
                help: $help.trim_ascii_start(),
                kind: <$type as SettingType>::KIND,
                default: || <$type as SettingType>::write(&$default),
                ..$setting
            },
        )*];

        impl Default for Config {
            fn default() -> Self {
                Self { app_settings: Vec::new(), $( $field: $default, )* }
            }
        }

        impl Config {
            /// Reads each setting on its own; what holds between settings is for [`Config::load`] to check.
            pub(crate) fn read(raw: &Raw) -> Result<Self, Invalid> {
                Ok(Self {
                    app_settings: raw.app_settings(),
                    $( $field: raw.read(&$setting)?.unwrap_or_else(|| $default), )*
                })
            }

            /// Every setting of the table with its value, as a configuration file writes it.
            pub(crate) fn write(&self) -> Vec<(&'static Setting, String)> {
                let values = [$( self.$field.write(), )*];
                SETTINGS.iter().zip(values).collect()
            }
        }
    };
}

settings! {
    /// Host that the admin server binds; by default that of the API.
    admin_server_host: Host = Host::default(),
        Setting::new("admin-server-host").or("server-host").at_startup().example(r#""localhost""#);
    /// Port of the admin server, which only runs when this or its socket is set. Not that of the API.
    admin_server_port: Option<i64> = None,
        Setting::new("admin-server-port").at_startup().example("3001");
    /// Unix socket of the admin server, instead of its port.
    admin_server_unix_socket: Option<PathBuf> = None,
        Setting::new("admin-server-unix-socket").at_startup().example(r#""/run/rowgate/admin.sock""#);
    /// File mode of the admin server's socket.
    admin_server_unix_socket_mode: SocketMode = SocketMode::default(),
        Setting::new("admin-server-unix-socket-mode").at_startup();
    /// Whether error bodies also carry details and hint, or only code and message.
    client_error_verbosity: ErrorVerbosity = ErrorVerbosity::Verbose,
        Setting::new("client-error-verbosity").in_database();
    /// Allows aggregate functions in `select`.
    db_aggregates_enabled: bool = false,
        Setting::new("db-aggregates-enabled").in_database();
    /// Role of requests without a token; such requests are refused when it is unset.
    db_anon_role: Option<String> = None,
        Setting::new("db-anon-role").in_database().example(r#""anonymous""#);
    /// Channel on which the database asks for a reload.
    db_channel: String = String::from("pgrst"),
        Setting::new("db-channel");
    /// Listens on the channel.
    db_channel_enabled: bool = true,
        Setting::new("db-channel-enabled");
    /// Reads settings from the database as well.
    db_config: bool = true,
        Setting::new("db-config");
    /// Embeds relations of other exposed schemas where a foreign key leads there; PostgREST never does.
    db_cross_schema_embeds: bool = true,
        Setting::new("db-cross-schema-embeds").in_database().own();
    /// Schemas that follow the request's own in the `search_path`; `""` for none.
    db_extra_search_path: Vec<String> = vec![String::from("public")],
        Setting::new("db-extra-search-path").in_database().keeping_empty();
    /// Settings of functions that apply to the whole transaction which calls them.
    db_hoisted_tx_settings: Vec<String> =
        ["statement_timeout", "plan_filter.statement_cost_limit", "default_transaction_isolation"]
            .map(String::from)
            .into(),
        Setting::new("db-hoisted-tx-settings").in_database();
    /// Most rows that a response holds; no limit when unset.
    db_max_rows: Option<u64> = None,
        Setting::new("db-max-rows").or("max-rows").in_database().example("1000");
    /// Answers `Accept: application/vnd.pgrst.plan` with the execution plan.
    db_plan_enabled: bool = false,
        Setting::new("db-plan-enabled").in_database();
    /// Most connections in the pool.
    db_pool: usize = 10,
        Setting::new("db-pool").at_startup();
    /// Seconds that a request waits for a connection of the pool.
    db_pool_acquisition_timeout: Duration = Duration::from_secs(10),
        Setting::new("db-pool-acquisition-timeout").at_startup();
    /// Status of a request that waited in vain: PostgREST's 504, or 503 with a `Retry-After`.
    db_pool_acquisition_timeout_status: PoolTimeoutStatus = PoolTimeoutStatus::GatewayTimeout,
        Setting::new("db-pool-acquisition-timeout-status").in_database().own();
    /// Tries again, ever more slowly, when the database cannot be reached; otherwise the process exits.
    db_pool_automatic_recovery: bool = true,
        Setting::new("db-pool-automatic-recovery");
    /// Seconds after which an unused connection is closed.
    db_pool_max_idletime: Duration = Duration::from_secs(30),
        Setting::new("db-pool-max-idletime").preferring("db-pool-timeout").at_startup();
    /// Seconds after which a connection is replaced.
    db_pool_max_lifetime: Duration = Duration::from_secs(1800),
        Setting::new("db-pool-max-lifetime").at_startup();
    /// Function that sets in-database settings before they are read.
    db_pre_config: Option<RoutineName> = None,
        Setting::new("db-pre-config").in_database().example(r#""rowgate.pre_config""#);
    /// Function that runs in each transaction before the request's own statement.
    db_pre_request: Option<RoutineName> = None,
        Setting::new("db-pre-request").or("pre-request").in_database().example(r#""auth.check_request""#);
    /// Prepares statements; turn it off behind a pooler that shares connections between transactions.
    db_prepared_statements: bool = true,
        Setting::new("db-prepared-statements").in_database();
    /// Function that answers the root path instead of the OpenAPI document.
    db_root_spec: Option<RoutineName> = None,
        Setting::new("db-root-spec").or("root-spec").in_database().example(r#""root""#);
    /// Schemas to expose, the default one first; `*` exposes all but the system's.
    db_schemas: Schemas = Schemas::default(),
        Setting::new("db-schemas").or("db-schema").in_database();
    /// How transactions end, and whether `Prefer: tx=` may override it.
    db_tx_end: TransactionEnd = TransactionEnd::Commit,
        Setting::new("db-tx-end").in_database();
    /// Connection string, as URI or in keywords, or `@file`; libpq's `PG*` variables say what it does not.
    db_uri: DatabaseUri = DatabaseUri::default(),
        Setting::new("db-uri").at_startup().or_file(FileContent::Trimmed);
    /// Audience that a token must be for: text, or a URI if it contains a colon.
    jwt_aud: Option<Audience> = None,
        Setting::new("jwt-aud").in_database().example(r#""https://api.example.com""#);
    /// Most verified tokens that are remembered; 0 for none.
    jwt_cache_max_entries: usize = 1000,
        Setting::new("jwt-cache-max-entries");
    /// Seconds after which a `jwt-secret` that is a file or a URL is read again, if no token wants it sooner; 0 for never.
    jwt_keys_refresh_interval: Duration = Duration::from_secs(300),
        Setting::new("jwt-keys-refresh-interval").own();
    /// JSON path to the role among a token's claims.
    jwt_role_claim_key: String = String::from("$.role"),
        Setting::new("jwt-role-claim-key").or("role-claim-key").in_database();
    /// Secret of at least 32 bytes, JSON Web Key or key set that verifies tokens; `@file`, or the URL of keys.
    jwt_secret: Option<Secret> = None,
        Setting::new("jwt-secret").in_database().or_file(FileContent::Chomped).example(r#""@/run/secrets/jwt""#);
    /// Whether the secret is written in base64.
    jwt_secret_is_base64: bool = false,
        Setting::new("jwt-secret-is-base64").or("secret-is-base64").in_database();
    /// How log lines are written: as PostgREST does, or as JSON objects.
    log_format: LogFormat = LogFormat::Text,
        Setting::new("log-format").own();
    /// What is logged: nothing but the process's own life, server errors, client errors, or every request.
    log_level: LogLevel = LogLevel::Error,
        Setting::new("log-level");
    /// Logs the SQL of the requests that are logged.
    log_query: bool = false,
        Setting::new("log-query");
    /// Whether the OpenAPI document shows what the role may use, or everything, or does not exist.
    openapi_mode: OpenApiMode = OpenApiMode::FollowPrivileges,
        Setting::new("openapi-mode").in_database();
    /// Mentions tokens in the OpenAPI document.
    openapi_security_active: bool = false,
        Setting::new("openapi-security-active").in_database();
    /// Base URI in the OpenAPI document, where clients reach the API through a proxy.
    openapi_server_proxy_uri: Option<ProxyUri> = None,
        Setting::new("openapi-server-proxy-uri").in_database().example(r#""https://example.com:8443/base""#);
    /// Microseconds that a thread looks for more to do before it sleeps, while at most two are served; 0 for never.
    server_busy_poll: u64 = 200,
        Setting::new("server-busy-poll").at_startup().own();
    /// Origins that browsers may call from; any when unset.
    server_cors_allowed_origins: Vec<String> = Vec::new(),
        Setting::new("server-cors-allowed-origins").in_database().example(r#""https://app.example.com""#);
    /// Host to bind: a name or address; `*` any, `*4` and `*6` with a preference, `!4` and `!6` of one family.
    server_host: Host = Host::default(),
        Setting::new("server-host").at_startup();
    /// Port to bind; 0 lets the system choose.
    server_port: i64 = 3000,
        Setting::new("server-port").at_startup();
    /// Lets several processes bind the port (`SO_REUSEPORT`).
    server_reuseport: bool = false,
        Setting::new("server-reuseport").at_startup();
    /// Megabytes of temporary files for results that are read slowly and bodies that only PostgreSQL reads; 0 for none.
    server_spool_size: usize = 2000,
        Setting::new("server-spool-size").at_startup().own();
    /// Seconds that a client may take nothing of a response before it is cut.
    server_stall_timeout: Duration = Duration::from_secs(30),
        Setting::new("server-stall-timeout").at_startup().own();
    /// Sends the `Server-Timing` header.
    server_timing_enabled: bool = false,
        Setting::new("server-timing-enabled").in_database();
    /// Request header that every response repeats.
    server_trace_header: Option<TraceHeader> = None,
        Setting::new("server-trace-header").in_database().example(r#""X-Request-Id""#);
    /// Unix socket to bind instead of the port.
    server_unix_socket: Option<PathBuf> = None,
        Setting::new("server-unix-socket").at_startup().example(r#""/run/rowgate/api.sock""#);
    /// File mode of the socket.
    server_unix_socket_mode: SocketMode = SocketMode::default(),
        Setting::new("server-unix-socket-mode").at_startup();
    /// Lets filters address an embed by its relation's name although it has an alias.
    url_use_legacy_target_names: bool = true,
        Setting::new("url-use-legacy-target-names").in_database();
}
