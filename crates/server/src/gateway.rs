//! A running gateway, from its start to its end.

use std::sync::Arc;
use std::time::Duration;

use rowgate_config::{Config, ConfigError};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::admin::{Admin, Liveness};
use crate::edge::{self, Address, Crew, Limits, Listener};
use crate::event::Event;
use crate::listening::Listening;
use crate::loader::Loader;
use crate::observer::{Ended, Observer};
use crate::options::Options;
use crate::reload::Reloads;
use crate::service::Service;
use crate::spool::Spool;
use crate::wiring::SettingError;

/// How long the first load waits for notifications to be heard. What is notified before that would be missed; a load
/// that comes first has to be repeated.
const PATIENCE: Duration = Duration::from_secs(1);

/// For how long the connection of a client that takes nothing outlives the response.
const GRACE: Duration = Duration::from_secs(5);

/// Why a gateway does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A setting of the configuration does not mean what it should.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {error}")]
    Bind {
        /// What was to be bound.
        address: String,
        /// Why it was not.
        error: std::io::Error,
    },
    /// The system gives no threads to serve with.
    #[error("cannot start threads: {0}")]
    Threads(std::io::Error),
    /// The database cannot be read; the log says why.
    #[error("the database cannot be read")]
    Database,
    /// It gave up before it served.
    #[error(transparent)]
    Ended(#[from] Ended),
}

/// A gateway that serves until it is shut down.
#[derive(Debug)]
pub struct Gateway {
    address: String,
    admin_address: Option<String>,
    reloads: Arc<Reloads>,
    tasks: Tasks,
}

impl Gateway {
    /// Starts a gateway: loads the configuration, starts the admin server, tries to load the catalog, then opens the
    /// socket (POOL-08).
    ///
    /// A database that is not there yet does not keep it from starting: it answers PGRST002 until a load succeeds. Nor do
    /// keys behind a URL: it answers PGRST304 to tokens until there are some. With `server-reuseport` it opens the socket
    /// only then, so that the process it takes over from goes on serving.
    ///
    /// # Errors
    ///
    /// For a configuration that cannot be used, an address that cannot be bound, and a database that will not do
    /// whatever is tried.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends what it has started.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let config = Config::load(&options.sources)?;
        let observer = Arc::new(Observer::default());
        let loader = Loader::new(options.sources, config.clone(), options.on_config, Arc::clone(&observer))?;
        observer.notice(&Event::Starting);
        if options.traces.is_some() {
            observer.notice(&Event::Tracing);
        }
        let reloads = Arc::new(Reloads::new(Arc::new(loader)));
        let listening = Arc::new(Listening::new(Arc::clone(&reloads)));
        let liveness = Arc::new(Liveness::of(&config));
        let mut tasks = Tasks::default();
        let admin =
            Admin { reloads: Arc::clone(&reloads), listening: Arc::clone(&listening), liveness: Arc::clone(&liveness) };
        let admin_address = start_admin(&config, admin, &observer, &mut tasks).await?;

        let follows = Arc::clone(&reloads);
        tasks.run(async move { follows.keys.follow_config().await });
        let told = Arc::clone(&observer);
        tasks.run(async move { told.log_pool_timeouts().await });
        start_loading(&config, &reloads, &listening, &mut tasks).await;
        tokio::select! {
            () = may_open(&config, &reloads) => {}
            ended = observer.ended() => return Err(ended.into()),
        }

        let listener = bind(&Address::of(&config)).await?;
        let address = listener.local_address();
        let service = Service {
            reloads: Arc::clone(&reloads),
            path_prefixes: options.path_prefixes,
            apikey_as_bearer: options.apikey_as_bearer,
            traces: options.traces,
            spool: Arc::new(Spool::of_megabytes(config.server_spool_size)),
        };
        let crew = match options.threads {
            Some(count) => {
                Crew::of_threads(count, Duration::from_micros(config.server_busy_poll)).map_err(StartError::Threads)?
            }
            None => Crew::of_runtime(),
        };
        liveness.set_serving(true);
        observer.notice(&Event::ApiListening { address: &address });
        let stopped = tasks.stopped();
        // What holds a connection of the pool is cut before its client's connection is, and so known for what it is.
        let limits = Limits { stall: config.server_stall_timeout.saturating_add(GRACE), ..Limits::default() };
        tasks.finish(async move {
            edge::serve(listener, crew, Arc::new(service), stopped, limits).await;
            liveness.set_serving(false);
        });
        Ok(Self { address, admin_address, reloads, tasks })
    }

    /// Where the API listens, such as `127.0.0.1:3000`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Where the admin server listens, if there is one.
    pub fn admin_address(&self) -> Option<&str> {
        self.admin_address.as_deref()
    }

    /// Reads the configuration that is in the database, and the catalog again, and waits until that is done.
    ///
    /// # Errors
    ///
    /// Says why the old catalog goes on serving. It is tried again in the background.
    pub async fn reload(&self) -> Result<(), String> {
        self.reloads.reload_catalog().await
    }

    /// Asks for a reload of the configuration, as SIGUSR2 does.
    pub fn request_config_reload(&self) {
        self.reloads.demand_config();
    }

    /// Asks for a reload of the schema cache, as SIGUSR1 does.
    pub fn request_schema_reload(&self) {
        self.reloads.catalog.demand();
    }

    /// Waits until the gateway gives up: what is wrong lasts until somebody changes something. It goes on serving what
    /// it can until it is shut down.
    pub async fn ended(&self) -> Ended {
        self.reloads.loader.observer.ended().await
    }

    /// Stops accepting, lets requests in flight finish, and waits for that (POOL-09).
    pub async fn shutdown(self) {
        self.tasks.stop().await;
    }
}

async fn start_admin(
    config: &Config,
    admin: Admin,
    observer: &Arc<Observer>,
    tasks: &mut Tasks,
) -> Result<Option<String>, StartError> {
    let Some(address) = Address::of_admin(config) else { return Ok(None) };
    let listener = bind(&address).await?;
    let address = listener.local_address();
    observer.notice(&Event::AdminListening { address: &address });
    let serving =
        tokio::spawn(edge::serve(listener, Crew::of_runtime(), Arc::new(admin), tasks.stopped(), Limits::default()));
    let observer = Arc::clone(observer);
    tasks.finish(async move {
        if serving.await.is_err() {
            observer.notice(&Event::AdminEnded);
            observer.give_up(Ended::AdminServer);
        }
    });
    Ok(Some(address))
}

/// Starts to listen, then to load.
async fn start_loading(config: &Config, reloads: &Arc<Reloads>, listening: &Arc<Listening>, tasks: &mut Tasks) {
    let listens = Arc::clone(listening);
    tasks.run(async move { listens.follow_config().await });
    if config.db_channel_enabled {
        // However it ends: who listens later asks for another load.
        let _ = timeout(PATIENCE, listening.tried()).await;
    }
    reloads.catalog.demand();
    let loads = Arc::clone(reloads);
    tasks.run(async move { loads.follow_catalog_demands().await });
    let configures = Arc::clone(reloads);
    tasks.run(async move { configures.follow_config_demands().await });
}

/// Waits until the API may take connections (POOL-08).
async fn may_open(config: &Config, reloads: &Reloads) {
    let must_succeed = config.server_reuseport && config.server_unix_socket.is_none();
    reloads.catalog.until(|loads| loads.ended > 0 && (loads.failure.is_none() || !must_succeed)).await;
    if must_succeed {
        reloads.keys.known().await;
    }
}

async fn bind(address: &Address) -> Result<Listener, StartError> {
    edge::bind(address).await.map_err(|error| StartError::Bind { address: address.to_string(), error })
}

/// What runs as long as the gateway does.
#[derive(Debug, Default)]
struct Tasks {
    stop: watch::Sender<bool>,
    handles: Vec<JoinHandle<()>>,
}

impl Tasks {
    /// Runs a task that is dropped at the end.
    fn run(&mut self, task: impl Future<Output = ()> + Send + 'static) {
        let stopped = self.stopped();
        self.finish(async move {
            tokio::select! {
                () = task => {}
                () = stopped => {}
            }
        });
    }

    /// Runs a task that ends by itself, once told.
    fn finish(&mut self, task: impl Future<Output = ()> + Send + 'static) {
        self.handles.push(tokio::spawn(task));
    }

    /// Resolves at the end.
    fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopped = self.stop.subscribe();
        async move {
            // A sender that is gone means that nobody can keep the gateway running.
            let _ = stopped.wait_for(|stop| *stop).await;
        }
    }

    async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.handles {
            // A task that failed has nothing left to finish.
            let _ = task.await;
        }
    }
}
