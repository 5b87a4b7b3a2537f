//! The configuration in the shapes the pipeline's steps take it.

use http::{HeaderName, StatusCode};
use rowgate_catalog::Catalog;
use rowgate_config::{Config, ErrorVerbosity, OpenApiMode, PoolTimeoutStatus, Schemas, TransactionEnd};
use rowgate_core::Ident;
use rowgate_plan::PlanConfig;
use rowgate_request::RequestConfig;
use rowgate_sql::PreRequest;

use crate::asked::Memory;
use crate::cors::Origins;

/// What a request needs of the configuration. Made once per reload, of the catalog too.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) request: RequestConfig,
    pub(crate) plan: PlanConfig,
    pub(crate) extra_search_path: Vec<Ident>,
    /// `app.settings.*` by their whole names.
    pub(crate) of_apps: Vec<(String, String)>,
    pub(crate) pre_request: Option<PreRequest>,
    pub(crate) transaction_end: TransactionEnd,
    pub(crate) verbosity: ErrorVerbosity,
    /// The status of requests that get no connection in time.
    pub(crate) pool_timeout: StatusCode,
    pub(crate) origins: Origins,
    pub(crate) trace_header: Option<HeaderName>,
    pub(crate) timing: bool,
    pub(crate) openapi_mode: OpenApiMode,
    pub(crate) config: Config,
    /// What has been asked under these settings and their catalog.
    pub(crate) asked: Memory,
}

impl Settings {
    /// Shapes a configuration. With `db-schemas = *` the exposed schemas are those of the catalog.
    pub(crate) fn new(config: Config, catalog: Option<&Catalog>) -> Self {
        Self {
            request: RequestConfig {
                schemas: schemas(&config, catalog),
                root_spec: config.db_root_spec.as_ref().map(|routine| Ident::new(&routine.name)),
                root_disabled: config.openapi_mode == OpenApiMode::Disabled,
            },
            plan: PlanConfig {
                max_rows: config.db_max_rows.map(|rows| i64::try_from(rows).unwrap_or(i64::MAX)),
                aggregates_enabled: config.db_aggregates_enabled,
                plans_enabled: config.db_plan_enabled,
                legacy_target_names: config.url_use_legacy_target_names,
                cross_schema_embeds: config.db_cross_schema_embeds,
            },
            extra_search_path: config.db_extra_search_path.iter().map(|schema| Ident::new(schema)).collect(),
            of_apps: config
                .app_settings
                .iter()
                .map(|setting| (format!("app.settings.{}", setting.name), setting.value.clone()))
                .collect(),
            pre_request: config
                .db_pre_request
                .as_ref()
                .map(|routine| (routine.schema.as_ref().map(|it| Ident::new(it)), Ident::new(&routine.name))),
            transaction_end: config.db_tx_end,
            verbosity: config.client_error_verbosity,
            pool_timeout: match config.db_pool_acquisition_timeout_status {
                PoolTimeoutStatus::GatewayTimeout => StatusCode::GATEWAY_TIMEOUT,
                PoolTimeoutStatus::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            },
            origins: Origins::new(&config.server_cors_allowed_origins),
            trace_header: config
                .server_trace_header
                .as_ref()
                .and_then(|header| HeaderName::from_bytes(header.as_str().as_bytes()).ok()),
            timing: config.server_timing_enabled,
            openapi_mode: config.openapi_mode,
            config,
            asked: Memory::default(),
        }
    }

    /// Whether `Prefer: tx=` counts (PRF-10).
    pub(crate) fn allows_tx(&self) -> bool {
        matches!(self.transaction_end, TransactionEnd::CommitAllowOverride | TransactionEnd::RollbackAllowOverride)
    }
}

fn schemas(config: &Config, catalog: Option<&Catalog>) -> Vec<Ident> {
    match &config.db_schemas {
        Schemas::Listed(names) => names.iter().map(|name| Ident::new(name)).collect(),
        Schemas::All => {
            let exposed = catalog.map(|catalog| catalog.schemas.iter().map(|(name, _)| name.clone()).collect());
            exposed.unwrap_or_default()
        }
    }
}
