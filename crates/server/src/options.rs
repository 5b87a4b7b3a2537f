//! How a gateway is started.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

use rowgate_config::{Config, Sources};

use crate::traces::Traces;

/// How a gateway is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where the configuration comes from.
    pub sources: Sources,
    /// Paths, such as `/rest/v1`, under which everything is served besides `/`.
    pub path_prefixes: Vec<String>,
    /// Whether the `apikey` header is the bearer token of requests without an `Authorization`.
    pub apikey_as_bearer: bool,
    /// How many threads of its own serve the API; `None` leaves that to the runtime that starts the gateway.
    pub threads: Option<NonZeroUsize>,
    /// Called with the configuration before it takes effect, at the start and after each reload: for what has to
    /// follow it outside the gateway, such as the log's level.
    pub on_config: Option<ConfigHook>,
    /// Makes spans of requests.
    pub traces: Option<Traces>,
}

/// Called with a configuration before it takes effect.
#[derive(Clone)]
pub struct ConfigHook(Arc<dyn Fn(&Config) + Send + Sync>);

impl ConfigHook {
    /// Makes a hook of a function, which must not block.
    pub fn new(hook: impl Fn(&Config) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hook))
    }

    pub(crate) fn call(&self, config: &Config) {
        (self.0)(config);
    }
}

impl fmt::Debug for ConfigHook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConfigHook")
    }
}
