//! The film library of `tests/fixtures`, served.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use rowgate_testkit::{Template, TestDatabase, TestGateway};
use serde_json::Value;
use tokio::runtime::{self, Runtime};
use tokio::sync::OnceCell;
use tokio_postgres::Client;

use crate::exchange::Request;
use crate::wire::Connection;

/// The library that many tests read at once, and none may change.
pub(crate) async fn films() -> Library {
    static SHARED: OnceCell<Library> = OnceCell::const_new();
    let start = || async { Library::start(films_database().await, SHARED_SETTINGS).await };
    SHARED.get_or_init(|| on_shared_runtime(start)).await.clone()
}

/// The same rows behind a gateway of the test's own, with further settings.
pub(crate) async fn films_with(settings: &[(&str, &str)]) -> Library {
    Library::start(films_database().await, settings).await
}

/// A library of the test's own, to change at will.
pub(crate) async fn own_films() -> Library {
    own_films_with(SHARED_SETTINGS).await
}

/// A library of the test's own behind a gateway with further settings.
pub(crate) async fn own_films_with(settings: &[(&str, &str)]) -> Library {
    Library::start(Arc::new(TestDatabase::new(&template()).await), settings).await
}

/// What an operator may allow and most tests do not mind.
const SHARED_SETTINGS: &[(&str, &str)] = &[
    ("PGRST_DB_AGGREGATES_ENABLED", "true"),
    ("PGRST_DB_PLAN_ENABLED", "true"),
    ("PGRST_DB_TX_END", "commit-allow-override"),
];

/// The fixtures, on the development prelude.
pub(crate) fn template() -> Template {
    Template::new().prelude().folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"))
}

/// The shared database. Statics are never dropped: it goes with the run's cluster.
async fn films_database() -> Arc<TestDatabase> {
    static SHARED: OnceCell<Arc<TestDatabase>> = OnceCell::const_new();
    let make = || async { Arc::new(TestDatabase::new(&template()).await) };
    Arc::clone(SHARED.get_or_init(|| on_shared_runtime(make)).await)
}

/// Runs what has to outlive the test that happens to come first.
async fn on_shared_runtime<T: Send + 'static, F: Future<Output = T> + Send + 'static>(make: impl FnOnce() -> F) -> T {
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
        runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
    });
    RUNTIME.spawn(make()).await.expect("what the tests share")
}

/// A database and the gateway in front of it.
#[derive(Clone)]
pub(crate) struct Library {
    gateway: Arc<TestGateway>,
    database: Arc<TestDatabase>,
}

impl Library {
    async fn start(database: Arc<TestDatabase>, settings: &[(&str, &str)]) -> Self {
        let exposed = [("PGRST_DB_SCHEMAS", "library,festival,Box Office")];
        let settings = [exposed.as_slice(), settings].concat();
        let gateway = Arc::new(TestGateway::start(&database, &settings).await);
        Self { gateway, database }
    }

    pub(crate) fn gateway(&self) -> &TestGateway {
        &self.gateway
    }

    pub(crate) fn database(&self) -> &TestDatabase {
        &self.database
    }

    pub(crate) fn get(&self, target: &str) -> Request {
        self.request("GET", target)
    }

    pub(crate) fn head(&self, target: &str) -> Request {
        self.request("HEAD", target)
    }

    pub(crate) fn post(&self, target: &str) -> Request {
        self.request("POST", target)
    }

    pub(crate) fn put(&self, target: &str) -> Request {
        self.request("PUT", target)
    }

    pub(crate) fn patch(&self, target: &str) -> Request {
        self.request("PATCH", target)
    }

    pub(crate) fn delete(&self, target: &str) -> Request {
        self.request("DELETE", target)
    }

    pub(crate) fn options(&self, target: &str) -> Request {
        self.request("OPTIONS", target)
    }

    pub(crate) fn request(&self, method: &str, target: &str) -> Request {
        Request::new(self.gateway.gateway().address(), method, target)
    }

    /// A socket to the gateway, for what no client would send.
    pub(crate) async fn connect(&self) -> Connection {
        Connection::open(self.gateway.gateway().address()).await
    }

    /// The rows of a query, as the superuser sees them.
    pub(crate) async fn rows(&self, query: &str) -> Value {
        rows(&self.database.connect().await, query).await
    }

    /// Holds a query's rows against what they should be, whoever may see them.
    pub(crate) async fn expect_rows(&self, query: &str, expected: Value) {
        assert_eq!(self.rows(query).await, expected, "{query}");
    }

    /// Every row of every table. What was refused leaves it as it was.
    pub(crate) async fn fingerprint(&self) -> Value {
        let client = self.database.connect().await;
        let mut all = serde_json::Map::new();
        for table in rows(&client, TABLES).await.as_array().expect("a list of tables") {
            let name = table["name"].as_str().expect("a name");
            all.insert(name.to_owned(), rows(&client, &format!("select * from {name} row order by row::text")).await);
        }
        Value::Object(all)
    }
}

const TABLES: &str = "select oid::regclass::text as name from pg_class where relkind in ('r', 'p') \
                      and relnamespace in ('library'::regnamespace, 'festival'::regnamespace)";

async fn rows(client: &Client, query: &str) -> Value {
    let query = format!("select coalesce(json_agg(row), '[]')::text from ({query}) row");
    let row = client.query_one(&query, &[]).await;
    let text: String = row.unwrap_or_else(|error| panic!("{query}: {error:?}")).get(0);
    serde_json::from_str(&text).expect("JSON from PostgreSQL")
}
