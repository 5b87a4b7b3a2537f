//! A running gateway.

use std::sync::Arc;

use arc_swap::ArcSwap;
use http::header::SERVER;
use rowgate_config::{Config, ConfigError, Sources};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::access_log;
use crate::answer::{Answer, answer};
use crate::edge::{self, Address, Body, Incoming, Limits};
use crate::reload::{Loader, Reload};
use crate::snapshot::Snapshot;

/// How a gateway is started.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where the configuration comes from.
    pub sources: Sources,
    /// Paths, such as `/rest/v1`, under which everything is served besides `/`.
    pub path_prefixes: Vec<String>,
    /// Whether the `apikey` header is the bearer token of requests without an `Authorization`.
    pub apikey_as_bearer: bool,
}

/// Why a gateway does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A setting of the configuration does not mean what it should.
    #[error("{0}")]
    Setting(String),
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {error}")]
    Bind {
        /// What was to be bound.
        address: String,
        /// Why it was not.
        error: std::io::Error,
    },
}

/// A gateway that serves until it is shut down.
#[derive(Debug)]
pub struct Gateway {
    address: String,
    loader: Arc<Loader>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Gateway {
    /// Starts a gateway: loads the configuration, tries to load the catalog once, then opens the socket (POOL-08).
    ///
    /// A database that is not there yet does not keep it from starting: it answers PGRST002 until a load succeeds.
    ///
    /// # Errors
    ///
    /// For a configuration that cannot be used and an address that cannot be bound.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let config = Config::load(&options.sources)?;
        let loader = Arc::new(Loader::new(options.sources.clone(), config)?);
        let (stop, stopped) = watch::channel(false);
        access_log::notice(&format!("Starting rowgate {}...", env!("CARGO_PKG_VERSION")));
        let loaded = loader.load_and_report().await.is_ok();
        let mut tasks = loader.spawn(loaded, stopped.clone());

        let config = loader.config();
        let address = Address::of(&config);
        let listener =
            edge::bind(&address).await.map_err(|error| StartError::Bind { address: address.to_string(), error })?;
        let bound = listener.local_address();
        access_log::notice(&format!("API server listening on {bound}"));
        let service = Arc::new(Service {
            current: loader.current(),
            path_prefixes: options.path_prefixes,
            apikey_as_bearer: options.apikey_as_bearer,
        });
        tasks.push(tokio::spawn(edge::serve(listener, service, until(stopped), Limits::default())));
        Ok(Self { address: bound, loader, stop, tasks })
    }

    /// Where it listens, such as `127.0.0.1:3000`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Reads the configuration and the catalog again, and waits until that is done.
    ///
    /// # Errors
    ///
    /// Says why the old catalog goes on serving.
    pub async fn reload(&self) -> Result<(), String> {
        self.loader.load_and_report().await.map_err(|error| error.to_string())
    }

    /// Asks for a reload of the configuration, as SIGUSR2 does.
    pub fn request_config_reload(&self) {
        self.loader.request(Reload::Config);
    }

    /// Asks for a reload of the schema cache, as SIGUSR1 does.
    pub fn request_schema_reload(&self) {
        self.loader.request(Reload::Schema);
    }

    /// Stops accepting, lets requests in flight finish, and waits for that (POOL-09).
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            // A task that failed has nothing left to finish.
            let _ = task.await;
        }
    }
}

/// Resolves once the gateway is told to stop.
pub(crate) async fn until(mut stopped: watch::Receiver<bool>) {
    // A sender that is gone means that nobody can keep the gateway running.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// What the edge hands requests to.
#[derive(Debug)]
struct Service {
    current: Arc<ArcSwap<Snapshot>>,
    path_prefixes: Vec<String>,
    apikey_as_bearer: bool,
}

impl edge::Handler for Service {
    async fn handle(&self, mut incoming: Incoming) -> http::Response<Body> {
        self.adopt(&mut incoming);
        let snapshot = self.current.load_full();
        let answer = answer(&snapshot, &incoming.raw).await;
        access_log::log(
            snapshot.settings.config.log_level,
            incoming.peer,
            &incoming.original_target,
            &incoming.raw,
            &answer,
        );
        into_http(answer)
    }
}

impl Service {
    /// Takes a known prefix off the path, and the API key for a token.
    fn adopt(&self, incoming: &mut Incoming) {
        let raw = &mut incoming.raw;
        let stripped = self.path_prefixes.iter().find_map(|prefix| raw.path.strip_prefix(prefix.as_str()));
        if let Some(rest) = stripped.filter(|rest| rest.is_empty() || rest.starts_with('/')) {
            raw.path = if rest.is_empty() { "/".to_owned() } else { rest.to_owned() };
        }
        let has = |name: &str| raw.headers.iter().any(|(other, _)| other == name);
        if self.apikey_as_bearer && !has("authorization") {
            let key = raw.headers.iter().find(|(name, _)| name == "apikey").map(|(_, key)| format!("Bearer {key}"));
            raw.headers.extend(key.map(|key| ("authorization".to_owned(), key)));
        }
    }
}

fn into_http(answer: Answer) -> http::Response<Body> {
    let Answer { reply, .. } = answer;
    let mut response = http::Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    headers.reserve(reply.headers.len() + 1);
    for (name, value) in reply.headers {
        headers.append(name, value);
    }
    headers.append(SERVER, http::HeaderValue::from_static(SERVER_NAME));
    // Without a phrase hyper writes `<none>` (AUT-72).
    let phrase = reply.reason.or_else(|| reply.status.canonical_reason().is_none().then(String::new));
    if let Some(reason) = phrase.and_then(|text| hyper::ext::ReasonPhrase::try_from(text.into_bytes()).ok()) {
        response.extensions_mut().insert(reason);
    }
    response
}

/// Names the protocol's version first, as clients of PostgREST expect (OBS-20).
const SERVER_NAME: &str = concat!("postgrest/16.1 rowgate/", env!("CARGO_PKG_VERSION"));
