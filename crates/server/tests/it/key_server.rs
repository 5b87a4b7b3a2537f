//! A server that gives out keys.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server whose keys a test can change.
#[derive(Clone)]
pub(crate) struct KeyServer {
    pub(crate) url: String,
    /// Head and body.
    answer: Arc<Mutex<(String, String)>>,
    asked: Arc<AtomicUsize>,
}

impl KeyServer {
    /// Starts one with these keys.
    pub(crate) async fn start(ids: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys.json", listener.local_addr().unwrap());
        let server = Self { url, answer: Arc::default(), asked: Arc::default() };
        server.rotate(ids);
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.asked.fetch_add(1, Ordering::SeqCst);
                let (head, body) = serving.answer.lock().unwrap().clone();
                // A client that goes away has what it wants.
                let _ = answer(stream, &head, &body).await;
            }
        });
        server
    }

    /// Gives out other keys from now on.
    pub(crate) fn rotate(&self, ids: &[&str]) {
        self.say("200 OK", &key_set(ids));
    }

    /// Gives out something else from now on. `head` is a status and perhaps headers, in lines.
    pub(crate) fn say(&self, head: &str, body: &str) {
        *self.answer.lock().unwrap() = (head.to_owned(), body.to_owned());
    }

    /// How often it has been asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn answer(mut stream: TcpStream, head: &str, body: &str) -> std::io::Result<()> {
    let mut request = [0; 1024];
    let length = stream.read(&mut request).await?;
    assert!(request[..length].starts_with(b"GET /keys.json HTTP/1.1\r\n"));
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).await
}

/// A set of secrets that are made of their ids.
pub(crate) fn key_set(ids: &[&str]) -> String {
    json!({ "keys": ids.iter().map(|id| key(id)).collect::<Vec<_>>() }).to_string()
}

fn key(id: &str) -> Value {
    // The letters of an id that is repeated are base64url as they are.
    json!({ "kty": "oct", "alg": "HS256", "kid": id, "k": id.repeat(64) })
}

/// A token that the key of that id signed.
pub(crate) fn token(id: &str) -> String {
    rowgate_auth::sign(&json!({ "role": "anon" }), key(id).to_string().as_bytes()).unwrap()
}
