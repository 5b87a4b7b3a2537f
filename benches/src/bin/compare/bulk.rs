//! A bulk insert whose body is made as it is sent, so that nobody but the gateway and the database need hold it.

use std::net::SocketAddr;

use anyhow::ensure;
use rowgate_benches::WORKLOADS;

use crate::http::Connection;

/// How many rows go out at once.
const ROWS: usize = 1_000;

/// A row of a kilobyte, all but the comma.
fn row() -> String {
    format!(r#"{{"filler":"{}"}}"#, "x".repeat(986))
}

/// Many rows for `/bulk`.
pub(crate) struct Bulk {
    head: Vec<u8>,
    rows: u32,
}

impl Bulk {
    /// So many megabytes of rows.
    pub(crate) fn new(query: &str, megabytes: u32, address: SocketAddr) -> Self {
        let rows = megabytes * 1_000;
        // One comma less than rows, and two brackets.
        let size = (row().len() + 1) * rows as usize + 1;
        let mut head = format!("POST /bulk{query} HTTP/1.1\r\n");
        for (name, value) in WORKLOADS[0].headers(&address.to_string()) {
            head = format!("{head}{name}: {value}\r\n");
        }
        let of_body = "prefer: return=minimal\r\ncontent-type: application/json";
        let head = format!("{head}{of_body}\r\ncontent-length: {size}\r\n\r\n").into_bytes();
        Self { head, rows }
    }

    /// Sends it, and reads the answer.
    pub(crate) async fn send(self, address: SocketAddr) -> anyhow::Result<()> {
        let mut connection = Connection::open(address).await?;
        connection.write(&self.head).await?;
        let rows = vec![row(); ROWS].join(",").into_bytes();
        let batches = self.rows as usize / ROWS;
        for batch in 0..batches {
            connection.write(if batch == 0 { b"[" } else { b"," }).await?;
            connection.write(&rows).await?;
        }
        connection.write(b"]").await?;
        let answer = connection.answer().await?;
        ensure!(answer.is_success(), "status {}", answer.status);
        Ok(())
    }
}
