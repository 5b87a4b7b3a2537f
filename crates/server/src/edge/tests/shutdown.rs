//! The end of a server, and of a client.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use super::*;
use crate::edge::{Address, Crew, bind, serve};

/// Says when it begins and when it is dropped, and answers once it is let go.
#[derive(Debug)]
pub(super) struct Slow {
    events: mpsc::UnboundedSender<&'static str>,
    go: Notify,
}

impl Slow {
    pub(super) fn new() -> (Self, mpsc::UnboundedReceiver<&'static str>) {
        let (sender, events) = mpsc::unbounded_channel();
        (Self { events: sender, go: Notify::new() }, events)
    }
}

/// More bytes than a socket takes at once.
const LARGE: usize = 16 << 20;

struct Dropped<'s>(&'s Slow);

impl Drop for Dropped<'_> {
    fn drop(&mut self) {
        self.0.events.send("dropped").unwrap();
    }
}

impl Handler for Slow {
    async fn handle(&self, request: Incoming) -> Response<Body> {
        match request.raw.path.as_str() {
            "/fast" => return Response::new(Body::from("fast")),
            "/large" => return Response::new(Body::from(vec![b'x'; LARGE])),
            _ => {}
        }
        let _dropped = Dropped(self);
        self.events.send("begun").unwrap();
        self.go.notified().await;
        Response::new(Body::from("slow"))
    }
}

struct Running {
    address: SocketAddr,
    slow: Arc<Slow>,
    events: mpsc::UnboundedReceiver<&'static str>,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

async fn run(limits: Limits) -> Running {
    let host = rowgate_config::Host::Named("127.0.0.1".into());
    let listener = bind(&Address::Tcp { host, port: 0, reuse_port: false }).await.unwrap();
    let address = listener.local_address().parse().unwrap();
    let (slow, events) = Slow::new();
    let slow = Arc::new(slow);
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async { stopped.await.unwrap() };
    let server = tokio::spawn(serve(listener, Crew::of_runtime(), Arc::clone(&slow), shutdown, limits));
    Running { address, slow, events, stop, server }
}

async fn begin(address: SocketAddr, path: &str) -> TcpStream {
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(format!("GET {path} HTTP/1.1\r\n\r\n").as_bytes()).await.unwrap();
    client
}

async fn read_all(client: &mut TcpStream) -> String {
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_server_finishes_what_it_began_and_nothing_else() {
    let Running { address, slow, mut events, stop, server } = run(Limits::default()).await;
    let mut idle = begin(address, "/fast").await;
    let mut answer = [0; 4];
    while &answer != b"fast" {
        answer.rotate_left(1);
        answer[3] = idle.read_u8().await.unwrap();
    }
    let mut silent = TcpStream::connect(address).await.unwrap();
    let mut busy = begin(address, "/slow").await;
    assert_eq!(events.recv().await, Some("begun"));

    stop.send(()).unwrap();
    assert_eq!(read_all(&mut idle).await, "", "an idle connection is closed");
    assert_eq!(read_all(&mut silent).await, "", "and so is one without a request");
    TcpStream::connect(address).await.unwrap_err();
    slow.go.notify_one();
    let answer = read_all(&mut busy).await;
    assert!(answer.contains("\r\nconnection: close\r\n") && answer.ends_with("slow"), "{answer}");
    server.await.unwrap();
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let limits = Limits { drain: Duration::from_millis(1), ..Limits::default() };
    let Running { address, mut events, stop, server, .. } = run(limits).await;
    let _busy = begin(address, "/slow").await;
    assert_eq!(events.recv().await, Some("begun"));
    stop.send(()).unwrap();
    server.await.unwrap();
    assert_eq!(events.recv().await, Some("dropped"));
}

#[tokio::test]
async fn a_request_is_dropped_when_its_client_goes_away() {
    let limits = Limits { half_closed: Duration::from_millis(1), ..Limits::default() };
    let Running { address, mut events, stop: _stop, .. } = run(limits).await;
    for path in ["/slow", "/slow?a>b"] {
        let client = begin(address, path).await;
        assert_eq!(events.recv().await, Some("begun"));
        drop(client);
        assert_eq!(events.recv().await, Some("dropped"));
    }
}

#[tokio::test]
async fn a_client_that_only_closed_its_side_is_answered() {
    let limits = Limits { half_closed: Duration::from_secs(3600), ..Limits::default() };
    let Running { address, slow, mut events, stop: _stop, .. } = run(limits).await;
    let mut client = begin(address, "/slow").await;
    client.shutdown().await.unwrap();
    assert_eq!(events.recv().await, Some("begun"));
    slow.go.notify_one();
    assert!(read_all(&mut client).await.ends_with("slow"));
}

/// Its answer may take longer to be written than a client may wait for one.
#[tokio::test]
async fn a_client_that_only_closed_its_side_reads_all_of_its_answer() {
    let limits = Limits { half_closed: Duration::ZERO, ..Limits::default() };
    let Running { address, stop: _stop, .. } = run(limits).await;
    let mut client = begin(address, "/large").await;
    client.shutdown().await.unwrap();
    assert_eq!(read_all(&mut client).await.matches('x').count(), LARGE);
}
