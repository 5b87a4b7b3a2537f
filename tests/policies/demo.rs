//! The database that `rowgate dev` serves. All tests share one, and leave it as it is.

use rowgate_testkit::{Template, TestDatabase};
use tokio::sync::OnceCell;
use tokio_postgres::types::ToSql;

/// Statics are never dropped: it goes with the run's cluster.
pub(crate) async fn demo() -> &'static TestDatabase {
    static SHARED: OnceCell<TestDatabase> = OnceCell::const_new();
    SHARED.get_or_init(|| async { TestDatabase::new(&Template::demo()).await }).await
}

/// The first column, which is text, of a query's rows.
pub(crate) async fn names(database: &TestDatabase, query: &str, parameters: &[&(dyn ToSql + Sync)]) -> Vec<String> {
    let rows = database.connect().await.query(query, parameters).await;
    rows.unwrap_or_else(|error| panic!("{query}: {error:?}")).iter().map(|row| row.get(0)).collect()
}
