//! Applying changed files while the API runs.

use std::time::Duration;

use tokio::time::sleep;

use super::database::Database;
use super::folders::{Folders, Stamp};
use super::load::load;

/// How often the folders are looked at. Asking the system to tell is faster, but differs from system to system, and
/// does not work on shared folders of virtual machines.
const INTERVAL: Duration = Duration::from_millis(300);

/// Looks for changes since `seen`, for ever. A file that is refused is shown and tried again with the next change.
pub(crate) async fn watch(folders: &Folders, mut seen: Stamp, database: &Database) -> anyhow::Result<()> {
    loop {
        sleep(INTERVAL).await;
        if folders.stamp() == seen {
            continue;
        }
        seen = settled(folders).await;
        if let Err(error) = reload(folders, database).await {
            eprintln!("{error:#}");
        }
    }
}

/// Waits until an editor or a checkout is done writing.
async fn settled(folders: &Folders) -> Stamp {
    let mut before = folders.stamp();
    loop {
        sleep(INTERVAL).await;
        let now = folders.stamp();
        if now == before {
            return now;
        }
        before = now;
    }
}

async fn reload(folders: &Folders, database: &Database) -> anyhow::Result<()> {
    load(&mut database.connect().await?, &folders.read()?).await?;
    database.publish().await?;
    Ok(())
}
