//! Connections on threads of their own.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::*;
use crate::edge::{Address, Crew, bind, serve};

/// Answers with the name of its thread.
#[derive(Debug)]
struct WhoAmI;

impl Handler for WhoAmI {
    async fn handle(&self, _: Incoming) -> Response<Body> {
        let thread = std::thread::current();
        Response::new(Body::from(thread.name().unwrap().to_owned()))
    }
}

async fn run(threads: usize) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
    let host = rowgate_config::Host::Named("127.0.0.1".into());
    let listener = bind(&Address::Tcp { host, port: 0, reuse_port: false }).await.unwrap();
    let address = listener.local_address().parse().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = async { stopped.await.unwrap() };
    let crew = Crew::of_threads(NonZeroUsize::new(threads).unwrap(), Duration::from_micros(200)).unwrap();
    (address, stop, tokio::spawn(serve(listener, crew, Arc::new(WhoAmI), shutdown, Limits::default())))
}

/// The name that a request with a body of so many bytes is answered with.
async fn ask(client: &mut TcpStream, length: usize) -> String {
    let head = format!("POST / HTTP/1.1\r\ncontent-length: {length}\r\n\r\n");
    client.write_all(head.as_bytes()).await.unwrap();
    client.write_all(&vec![b'x'; length]).await.unwrap();
    let mut answer = Vec::new();
    while !answer.windows(4).any(|window| window == b"\r\n\r\n") || !answer.ends_with(b"-0") && !answer.ends_with(b"-1")
    {
        answer.push(client.read_u8().await.unwrap());
    }
    String::from_utf8(answer).unwrap().rsplit_once("\r\n").unwrap().1.to_owned()
}

#[tokio::test]
async fn connections_gather_at_the_first_worker_and_make_way_for_others_with_long_work() {
    let (address, stop, server) = run(2).await;
    let mut client = TcpStream::connect(address).await.unwrap();
    let mut other = TcpStream::connect(address).await.unwrap();
    assert_eq!(ask(&mut client, 1).await, "worker-0");
    assert_eq!(ask(&mut other, 1).await, "worker-0");
    assert_eq!(ask(&mut client, 1 << 20).await, "worker-1");
    assert_eq!(ask(&mut other, 1).await, "worker-0");
    // It comes back when it is found to be no burden.
    while ask(&mut client, 1).await != "worker-0" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stop.send(()).unwrap();
    server.await.unwrap();
    assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_lone_worker_does_everything() {
    let (address, _stop, server) = run(1).await;
    let mut client = TcpStream::connect(address).await.unwrap();
    assert_eq!(ask(&mut client, 1 << 20).await, "worker-0");
    // Who serves is dropped, and with it the threads and their connections.
    server.abort();
    assert!(client.read(&mut [0]).await.is_ok_and(|read| read == 0));
}
