//! Clients that ask without a pause.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::task::JoinHandle;

use crate::exchange::{Answer, send, until};

/// Clients that ask for the same, each again as soon as it has its answer.
pub(crate) struct Load {
    shared: Arc<Shared>,
    clients: Vec<JoinHandle<()>>,
}

struct Shared {
    address: String,
    target: &'static str,
    expected: &'static str,
    header: Mutex<String>,
    is_over: AtomicBool,
    good: AtomicUsize,
    bad: AtomicUsize,
    /// The answers that were not good: one for each kind, and how many there were.
    kinds: Mutex<BTreeMap<(u16, String), (Answer, usize)>>,
}

impl Load {
    /// Lets `clients` ask for `target`, whose good answer has the body `expected`.
    pub(crate) fn start(address: &str, clients: usize, target: &'static str, expected: &'static str) -> Self {
        let shared = Arc::new(Shared {
            address: address.to_owned(),
            target,
            expected,
            header: Mutex::default(),
            is_over: AtomicBool::new(false),
            good: AtomicUsize::new(0),
            bad: AtomicUsize::new(0),
            kinds: Mutex::default(),
        });
        let clients = (0..clients).map(|_| tokio::spawn(ask(Arc::clone(&shared)))).collect();
        Self { shared, clients }
    }

    /// Lets the clients send this header from now on.
    pub(crate) fn send(&self, header: String) {
        *self.shared.header.lock().unwrap() = header;
    }

    /// Waits for so many more good answers.
    pub(crate) async fn good(&self, more: usize) {
        let wanted = self.shared.good.load(Ordering::SeqCst) + more;
        until("good answers", async || self.shared.good.load(Ordering::SeqCst) >= wanted).await;
    }

    /// Waits for so many more answers of another kind.
    pub(crate) async fn bad(&self, more: usize) {
        let wanted = self.shared.bad.load(Ordering::SeqCst) + more;
        until("bad answers", async || self.shared.bad.load(Ordering::SeqCst) >= wanted).await;
    }

    /// Lets the clients go home. Returns the answers that were not good, one for each kind.
    pub(crate) async fn stop(self) -> Vec<Answer> {
        self.shared.is_over.store(true, Ordering::SeqCst);
        for client in self.clients {
            client.await.unwrap();
        }
        let kinds = self.shared.kinds.lock().unwrap();
        kinds.values().map(|(answer, _)| answer.clone()).collect()
    }
}

async fn ask(shared: Arc<Shared>) {
    while !shared.is_over.load(Ordering::SeqCst) {
        let header = shared.header.lock().unwrap().clone();
        let answer = send(&shared.address, "GET", shared.target, &header, "").await;
        let answer = answer.unwrap_or_else(|error| Answer { status: 0, head: String::new(), body: error.to_string() });
        if answer.status == 200 && answer.body == shared.expected {
            shared.good.fetch_add(1, Ordering::SeqCst);
            continue;
        }
        shared.bad.fetch_add(1, Ordering::SeqCst);
        let mut kinds = shared.kinds.lock().unwrap();
        kinds.entry((answer.status, answer.code())).or_insert((answer, 0)).1 += 1;
    }
}
