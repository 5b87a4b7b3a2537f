//! One run, from the start of the cluster to its end.

use std::fs::File;
use std::time::Duration;

use rowgate_server::Gateway;
use tokio::time::sleep;

use super::DevArguments;
use super::database::Database;
use super::folders::{Folders, Stamp};
use super::home::{Announcement, Home};
use super::load::load;
use super::people::Keys;
use super::{gateway, welcome};

/// How often the folders are looked at. Asking the system to tell is faster, but differs from system to system, and
/// does not work on shared folders of virtual machines.
const INTERVAL: Duration = Duration::from_millis(300);

/// Everything that runs. Dropped in this order: the gateway before its database, the lock last.
pub(crate) struct Session {
    _announcement: Announcement,
    gateway: Gateway,
    database: Database,
    folders: Folders,
    seen: Stamp,
    _lock: File,
}

impl Session {
    /// Starts the cluster, loads the files, starts the gateway, and tells where everything is.
    pub(crate) async fn start(arguments: &DevArguments) -> anyhow::Result<Self> {
        let home = Home::at(&arguments.data);
        let lock = home.open()?;
        let folders = Folders::new(&arguments.schema, &arguments.policies)?;
        gateway::check_port(arguments.port)?;
        if arguments.reset {
            rowgate_cluster::erase(&home.data())?;
        }
        let database = Database::start(&home, arguments.database_port).await?;
        let seen = folders.stamp();
        load(&mut database.connect().await?, &folders.read()?).await?;
        let exposed = database.publish().await?;

        let keys = Keys::new(home.jwt_secret()?);
        let gateway = gateway::start(&database, keys.secret(), arguments.port).await?;
        let url = format!("http://{}", gateway.address());
        let guide = welcome::Guide::new(&url, &database, &keys, &exposed).await?;
        let announcement = home.announce(&guide.environment())?;
        println!("{guide}");
        Ok(Self { _announcement: announcement, gateway, database, folders, seen, _lock: lock })
    }

    /// Applies changed files, for ever. A file that is refused is shown, and tried again with the next change.
    pub(crate) async fn watch(&mut self) {
        loop {
            sleep(INTERVAL).await;
            if self.folders.stamp() == self.seen {
                continue;
            }
            self.seen = self.settled().await;
            if let Err(error) = self.reload().await {
                eprintln!("{error:#}");
            }
        }
    }

    /// Lets requests in flight finish.
    pub(crate) async fn end(self) {
        self.gateway.shutdown().await;
    }

    /// Waits until an editor or a checkout is done writing.
    async fn settled(&self) -> Stamp {
        let mut before = self.folders.stamp();
        loop {
            sleep(INTERVAL).await;
            let now = self.folders.stamp();
            if now == before {
                return now;
            }
            before = now;
        }
    }

    async fn reload(&self) -> anyhow::Result<()> {
        load(&mut self.database.connect().await?, &self.folders.read()?).await?;
        self.database.publish().await?;
        self.gateway.reload().await.map_err(anyhow::Error::msg)?;
        println!("  The API serves the change.");
        Ok(())
    }
}
