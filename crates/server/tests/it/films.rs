//! A database with a few films, and a gateway with an admin server in front of it.

use rowgate_testkit::{Template, TestDatabase, TestGateway};
use tempfile::TempDir;

use crate::exchange::{Answer, get, send};

const SCHEMA: &str = "
    create table films (id int primary key, title text);
    insert into films values (1, 'Alien'), (2, 'Brazil');
    create table actors (id int primary key);
    create function half(number int) returns int language sql stable return number / 2;
    create function wait_for(lock int) returns text language plpgsql volatile as
        $$ begin perform pg_advisory_xact_lock(lock); return 'it was free'; end $$;
    grant all on all tables in schema public to anon;
    grant execute on all functions in schema public to anon;
";

/// What `GET /films?order=id` answers.
pub(crate) const FILMS: &str = "[{\"id\":1,\"title\":\"Alien\"}, \n {\"id\":2,\"title\":\"Brazil\"}]";

pub(crate) fn template() -> Template {
    Template::new().prelude().sql(SCHEMA)
}

/// A gateway of a test's own.
pub(crate) struct Films {
    pub(crate) gateway: TestGateway,
    pub(crate) database: TestDatabase,
    /// Where the admin server's socket is.
    _folder: TempDir,
}

impl Films {
    /// Starts one, with an admin server on a Unix socket.
    pub(crate) async fn start(settings: &[(&str, &str)]) -> Self {
        let database = TestDatabase::new(&template()).await;
        let folder = tempfile::tempdir().unwrap();
        let admin = folder.path().join("admin.sock");
        let mut all = vec![("PGRST_ADMIN_SERVER_UNIX_SOCKET", admin.to_str().unwrap())];
        all.extend(settings);
        Self { gateway: TestGateway::start(&database, &all).await, database, _folder: folder }
    }

    pub(crate) fn address(&self) -> String {
        self.gateway.gateway().address().to_owned()
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        get(&self.address(), target).await
    }

    pub(crate) async fn post(&self, target: &str, body: &str) -> Answer {
        send(&self.address(), "POST", target, "Content-Type: application/json", body).await.unwrap()
    }

    /// What the admin server says.
    pub(crate) async fn admin(&self, target: &str) -> Answer {
        get(self.gateway.gateway().admin_address().unwrap(), target).await
    }

    /// The value of a metric.
    pub(crate) async fn metric(&self, name: &str) -> f64 {
        let text = self.admin("/metrics").await.body;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {name} in\n{text}")).parse().unwrap()
    }

    /// How often the catalog has been loaded.
    pub(crate) async fn loads(&self) -> f64 {
        self.metric("pgrst_schema_cache_loads_total{status=\"SUCCESS\"}").await
    }
}
