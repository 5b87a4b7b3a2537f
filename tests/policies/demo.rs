//! The database that `rowgate dev` serves, with rows in the tables that it leaves empty: `specification/*.sql`. All tests
//! share one, and leave it as it is.

use std::path::Path;

use rowgate_testkit::{Template, TestDatabase};
use tokio::sync::OnceCell;
use tokio_postgres::types::ToSql;

use crate::applications::APPLICATIONS;

/// Statics are never dropped: it goes with the run's cluster.
pub(crate) async fn demo() -> &'static TestDatabase {
    static SHARED: OnceCell<TestDatabase> = OnceCell::const_new();
    SHARED.get_or_init(|| async { TestDatabase::new(&template()).await }).await
}

fn template() -> Template {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/specification");
    let files = APPLICATIONS.iter().map(|application| folder.join(format!("{}.sql", application.name)));
    files.filter(|file| file.exists()).fold(Template::demo(), |template, file| template.file(&file))
}

/// The first column, which is text, of a query's rows.
pub(crate) async fn names(database: &TestDatabase, query: &str, parameters: &[&(dyn ToSql + Sync)]) -> Vec<String> {
    let rows = database.connect().await.query(query, parameters).await;
    rows.unwrap_or_else(|error| panic!("{query}: {error:?}")).iter().map(|row| row.get(0)).collect()
}
