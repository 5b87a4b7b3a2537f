//! A cluster must not outlive its owner, not even one that was killed and had no chance to clean up. So a small shell
//! stands beside every cluster, sees its owner end, and then stops the server and removes what was temporary.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::cluster::Shutdown;
use crate::error::{Attempt, ClusterError};

/// How long a cluster lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// As long as its [`Cluster`](crate::Cluster), and no longer than this process.
    Owner,
    /// As long as the process of this id. Dropping the [`Cluster`](crate::Cluster) leaves it running.
    Process(u32),
}

/// `$1` process to wait for, or nothing to wait for the end of standard input; `$2` data folder; `$3` signal;
/// `$4` folder to remove, or nothing.
///
/// The server's id is read from its own file when it is needed, because the server may have been restarted since.
const SCRIPT: &str = r#"
if [ -z "$1" ]; then
    read -r released && exit
else
    while kill -0 "$1"; do sleep 1; done
fi
server=$(head -n 1 "$2/postmaster.pid") && kill -s "$3" "$server"
tries=0
while [ -n "$server" ] && kill -0 "$server" && [ $tries -lt 300 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
[ -z "$4" ] || rm -rf "$4"
"#;

/// The shell beside a cluster.
#[derive(Debug)]
pub(crate) struct Guardian(Child);

impl Guardian {
    /// Watches over the server of `data`, and over the folder `scratch`, which goes with it.
    pub(crate) fn watch(
        lifetime: Lifetime,
        data: &Path,
        shutdown: Shutdown,
        scratch: Option<&Path>,
    ) -> Result<Self, ClusterError> {
        let (process, stdin) = match lifetime {
            Lifetime::Owner => (String::new(), Stdio::piped()),
            Lifetime::Process(id) => (id.to_string(), Stdio::null()),
        };
        // Its own process group: an interrupt typed at the terminal is for the owner, who then stops in good order.
        Command::new("/bin/sh")
            .args(["-c", SCRIPT, "rowgate-guardian", &process])
            .arg(data)
            .arg(shutdown.signal_name())
            .arg(scratch.unwrap_or(Path::new("")))
            .current_dir("/")
            .stdin(stdin)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map(Self)
            .attempt(|| "starting the shell that watches over the cluster".to_owned())
    }

    /// Sends the guardian home: its owner has cleaned up.
    pub(crate) fn release(mut self) {
        if let Some(mut stdin) = self.0.stdin.take() {
            // A guardian that is gone already has nothing to be told.
            let _ = stdin.write_all(b"released\n");
        }
        let _ = self.0.wait();
    }
}
