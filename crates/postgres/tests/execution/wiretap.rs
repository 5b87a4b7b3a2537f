//! A relay that notes what a client sends.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rowgate_cluster::{Address, Host};
use rowgate_postgres::ConnInfo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream, tcp, unix};

/// A relay to a server, on a port of its own.
pub(crate) struct Wiretap {
    pub(crate) info: ConnInfo,
    /// The type bytes of the messages that clients have sent since they were last taken.
    tags: Arc<Mutex<String>>,
    /// Whether the next batch ends its connection instead of reaching the server.
    cuts: Arc<AtomicBool>,
}

impl Wiretap {
    pub(crate) async fn to(address: &Address) -> Self {
        let Host::Socket(folder) = &address.host else { panic!("a server on a socket") };
        let socket = folder.join(format!(".s.PGSQL.{}", address.port));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let tags = Arc::new(Mutex::new(String::new()));
        let cuts = Arc::new(AtomicBool::new(false));
        let (noted, cut) = (tags.clone(), cuts.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&socket).await.unwrap();
                tokio::spawn(relay(client, server, noted.clone(), cut.clone()));
            }
        });
        let Address { user, database, .. } = address;
        let text = format!("host=127.0.0.1 port={port} user={user} dbname={database} sslmode=disable");
        Self { info: ConnInfo::parse(&text).unwrap(), tags, cuts }
    }

    /// What was sent since the last time, a letter for each message.
    pub(crate) fn take(&self) -> String {
        std::mem::take(&mut self.tags.lock().unwrap())
    }

    /// Has the next batch end its connection without a word, before the server sees it.
    pub(crate) fn cut_next_batch(&self) {
        self.cuts.store(true, Ordering::SeqCst);
    }
}

async fn relay(client: TcpStream, server: UnixStream, tags: Arc<Mutex<String>>, cuts: Arc<AtomicBool>) {
    let (from_client, mut to_client) = client.into_split();
    let (mut from_server, to_server) = server.into_split();
    tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    });
    let _ = forward(from_client, to_server, &tags, &cuts).await;
}

async fn forward(
    mut client: tcp::OwnedReadHalf,
    mut server: unix::OwnedWriteHalf,
    tags: &Mutex<String>,
    cuts: &AtomicBool,
) -> io::Result<()> {
    // The startup message, and it alone, has no type.
    forward_body(&mut client, &mut server, Vec::new()).await?;
    loop {
        let tag = client.read_u8().await?;
        tags.lock().unwrap().push(char::from(tag));
        if matches!(tag, b'P' | b'B' | b'C') && cuts.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        forward_body(&mut client, &mut server, vec![tag]).await?;
    }
}

async fn forward_body(
    client: &mut tcp::OwnedReadHalf,
    server: &mut unix::OwnedWriteHalf,
    mut message: Vec<u8>,
) -> io::Result<()> {
    let length = client.read_u32().await?;
    message.extend(length.to_be_bytes());
    let head = message.len();
    message.resize(head + usize::try_from(length).unwrap() - 4, 0);
    client.read_exact(&mut message[head..]).await?;
    server.write_all(&message).await
}
