//! A relay that notes what a client sends.

use std::sync::{Arc, Mutex};

use rowgate_postgres::ConnInfo;
use rowgate_testkit::Address;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};

/// A relay to a server, on a port of its own.
pub(crate) struct Wiretap {
    pub(crate) info: ConnInfo,
    /// The type bytes of the messages that clients have sent since they were last taken.
    tags: Arc<Mutex<String>>,
}

impl Wiretap {
    pub(crate) async fn to(address: &Address) -> Self {
        let rowgate_testkit::Host::Socket(folder) = &address.host else { panic!("a server on a socket") };
        let socket = folder.join(format!(".s.PGSQL.{}", address.port));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let tags = Arc::new(Mutex::new(String::new()));
        let noted = tags.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&socket).await.unwrap();
                tokio::spawn(relay(client, server, noted.clone()));
            }
        });
        let Address { user, database, .. } = address;
        let text = format!("host=127.0.0.1 port={port} user={user} dbname={database} sslmode=disable");
        Self { info: ConnInfo::parse(&text).unwrap(), tags }
    }

    /// What was sent since the last time, a letter for each message.
    pub(crate) fn take(&self) -> String {
        std::mem::take(&mut self.tags.lock().unwrap())
    }
}

async fn relay(client: TcpStream, server: UnixStream, tags: Arc<Mutex<String>>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    });
    // The startup message, and it alone, has no type.
    let mut is_first = true;
    let _ = async {
        loop {
            let mut head = Vec::new();
            if !is_first {
                head.push(from_client.read_u8().await?);
                tags.lock().unwrap().push(char::from(head[0]));
            }
            is_first = false;
            let length = from_client.read_u32().await?;
            head.extend(length.to_be_bytes());
            let mut body = vec![0; usize::try_from(length).unwrap() - 4];
            from_client.read_exact(&mut body).await?;
            to_server.write_all(&[head, body].concat()).await?;
        }
        #[expect(unreachable_code, reason = "names the type of the errors above")]
        Ok::<(), std::io::Error>(())
    }
    .await;
}
