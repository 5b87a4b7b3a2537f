//! A relay that notes what a client sends, and can see to it that it does not arrive.

use std::io;
use std::sync::{Arc, Mutex};

use rowgate_cluster::{Address, Host};
use rowgate_postgres::ConnInfo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream, tcp, unix};

/// A relay to a server, on a port of its own.
pub(crate) struct Wiretap {
    pub(crate) info: ConnInfo,
    tap: Arc<Tap>,
}

struct Tap {
    address: Address,
    /// The type bytes of the messages that clients have sent since they were last taken.
    tags: Mutex<String>,
    /// What is to befall the next batch.
    ambush: Mutex<Option<Ambush>>,
}

#[derive(Clone, Copy)]
enum Ambush {
    Cut,
    Terminate,
}

impl Wiretap {
    pub(crate) async fn to(address: &Address) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let Address { user, database, .. } = address;
        let text = format!("host=127.0.0.1 port={port} user={user} dbname={database} sslmode=disable");
        let tap = Arc::new(Tap { address: address.clone(), tags: Mutex::default(), ambush: Mutex::default() });
        tokio::spawn(accept(listener, tap.clone()));
        Self { info: ConnInfo::parse(&text).unwrap(), tap }
    }

    /// What was sent since the last time, a letter for each message.
    pub(crate) fn take(&self) -> String {
        std::mem::take(&mut self.tap.tags.lock().unwrap())
    }

    /// Has the next batch end its connection without a word, before the server sees it.
    pub(crate) fn cut_next_batch(&self) {
        *self.tap.ambush.lock().unwrap() = Some(Ambush::Cut);
    }

    /// Has an administrator end the connection of the next batch, before the server sees the batch.
    pub(crate) fn terminate_next_batch(&self) {
        *self.tap.ambush.lock().unwrap() = Some(Ambush::Terminate);
    }
}

async fn accept(listener: TcpListener, tap: Arc<Tap>) {
    let Host::Socket(folder) = &tap.address.host else { panic!("a server on a socket") };
    let socket = folder.join(format!(".s.PGSQL.{}", tap.address.port));
    while let Ok((client, _)) = listener.accept().await {
        let server = UnixStream::connect(&socket).await.unwrap();
        tokio::spawn(relay(client, server, tap.clone()));
    }
}

async fn relay(client: TcpStream, server: UnixStream, tap: Arc<Tap>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move {
        let _ = tokio::io::copy(&mut from_server, &mut to_client).await;
    });
    match forward(&mut from_client, &mut to_server, &tap).await {
        Ok(Ambush::Cut) | Err(_) => {}
        Ok(Ambush::Terminate) => {
            terminate_others(&tap.address).await;
            // The server's good-bye is on its way to the client, who hangs up in turn.
            let _ = tokio::io::copy(&mut from_client, &mut tokio::io::sink()).await;
        }
    }
}

/// Forwards messages until one is ambushed.
async fn forward(client: &mut tcp::OwnedReadHalf, server: &mut unix::OwnedWriteHalf, tap: &Tap) -> io::Result<Ambush> {
    // The startup message, and it alone, has no type.
    forward_body(client, server, Vec::new()).await?;
    loop {
        let tag = client.read_u8().await?;
        tap.tags.lock().unwrap().push(char::from(tag));
        if matches!(tag, b'P' | b'B' | b'C')
            && let Some(ambush) = tap.ambush.lock().unwrap().take()
        {
            return Ok(ambush);
        }
        forward_body(client, server, vec![tag]).await?;
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

async fn terminate_others(address: &Address) {
    let (client, connection) = tokio_postgres::connect(&address.to_string(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let text = "select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()";
    client.batch_execute(text).await.unwrap();
}
