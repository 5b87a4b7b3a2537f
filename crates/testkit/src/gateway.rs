use rowgate_config::Sources;
use rowgate_server::{Gateway, Options};

use crate::database::TestDatabase;

/// The secret that every test gateway verifies tokens with.
pub const JWT_SECRET: &str = "the-tests-sign-their-tokens-with-this";

/// A gateway in the test's own process, on a port of its own, in front of a [`TestDatabase`].
///
/// It runs on the test's runtime and ends with it; [`shutdown`](Self::shutdown) ends it in good order before.
#[derive(Debug)]
pub struct TestGateway {
    gateway: Gateway,
}

impl TestGateway {
    /// Starts a gateway that connects as `authenticator`, runs requests without a token as `anon`, and verifies tokens
    /// with [`JWT_SECRET`]. `settings` are further ones, or other values of these, by the names of their variables:
    /// `("PGRST_DB_SCHEMAS", "films")`.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start(database: &TestDatabase, settings: &[(&str, &str)]) -> Self {
        Self::start_at(&database.authenticator_uri(), settings).await
    }

    /// The same in front of a database elsewhere, which need not be there yet. The URI names the role to connect as.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start_at(uri: &str, settings: &[(&str, &str)]) -> Self {
        Self::start_with(Options { sources: sources_at(uri, settings), ..Options::default() }).await
    }

    /// Starts a gateway from options of the test's own making.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start_with(options: Options) -> Self {
        let gateway = Gateway::start(options).await.unwrap_or_else(|error| panic!("starting the gateway: {error}"));
        Self { gateway }
    }

    /// The settings of [`start`](Self::start).
    pub fn sources(database: &TestDatabase, settings: &[(&str, &str)]) -> Sources {
        sources_at(&database.authenticator_uri(), settings)
    }

    /// The URL of a path, which begins with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.gateway.address())
    }

    /// The gateway itself.
    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// Lets requests in flight finish, and ends.
    pub async fn shutdown(self) {
        self.gateway.shutdown().await;
    }
}

fn sources_at(uri: &str, settings: &[(&str, &str)]) -> Sources {
    let usual = [
        ("PGRST_DB_URI", uri),
        ("PGRST_DB_ANON_ROLE", "anon"),
        ("PGRST_JWT_SECRET", JWT_SECRET),
        ("PGRST_SERVER_HOST", "127.0.0.1"),
        ("PGRST_SERVER_PORT", "0"),
    ];
    let all = usual.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Sources::new(None, all)
}
