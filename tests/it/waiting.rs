//! Waiting for what happens in its own time.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::library::Library;
use crate::wire::STUCK;

/// Asks again and again until the answer is yes.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !is_so().await {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(STUCK, asking).await.unwrap_or_else(|_| panic!("{what} never came to be"));
}

impl Library {
    /// Waits until the gateway listens for notifications.
    pub(crate) async fn hears_notifications(&self) {
        let query =
            "select count(*)::int from pg_stat_activity where datname = current_database() and query ilike 'listen %'";
        until("a listener", async || self.rows(query).await[0]["count"] == 1).await;
    }

    /// Waits until a statement of the gateway waits for the advisory lock.
    pub(crate) async fn waits_for_lock(&self, requests: u32) {
        let query = "select count(*)::int from pg_locks where locktype = 'advisory' and not granted \
                     and database = (select oid from pg_database where datname = current_database())";
        until("a waiting statement", async || self.rows(query).await[0]["count"] == requests).await;
    }
}
