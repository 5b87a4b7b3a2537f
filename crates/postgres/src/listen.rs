//! Hearing what is notified on a channel (POOL-03).

use std::collections::VecDeque;

use postgres_protocol::escape::escape_identifier;
use postgres_protocol::message::backend::{Message, NotificationResponseBody};
use postgres_protocol::message::frontend;

use crate::connect::{Connected, connect};
use crate::conninfo::ConnInfo;
use crate::error::{DatabaseError, Lost};
use crate::server_error::ServerError;
use crate::wire::{Incoming, Wire};

/// A connection that listens on a channel.
pub struct Listener {
    wire: Wire,
    server: String,
    address: String,
    /// What was heard before LISTEN itself was answered.
    heard: VecDeque<String>,
}

/// Connects to a server that can write, as one that is read only sends no notifications, and listens on `channel`.
///
/// `info` must lead to the server itself. A pooler in transaction mode takes LISTEN without a word and passes no
/// notification on, for it lends the server connection that listens to others.
///
/// # Errors
///
/// [`DatabaseError::Connect`], or whatever LISTEN fails with.
pub async fn listen(info: &ConnInfo, channel: &str) -> Result<Listener, DatabaseError> {
    let Connected { wire, session, route } = connect(&info.clone().read_write()).await?;
    let server =
        session.parameter("server_version").map_or_else(String::new, |version| format!("PostgreSQL {version}"));
    let mut listener = Listener { wire, server, address: route.peer.host_and_port(), heard: VecDeque::new() };
    let text = format!("LISTEN {}", escape_identifier(channel));
    frontend::query(&text, listener.wire.output()).map_err(DatabaseError::Unsendable)?;
    loop {
        match listener.receive().await? {
            Message::NotificationResponse(notification) => listener.heard.push_back(payload(&notification)?),
            Message::ReadyForQuery(_) => return Ok(listener),
            _ => {}
        }
    }
}

impl Listener {
    /// The server's product and version, such as `PostgreSQL 15.4 (Debian 15.4-1)`.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Where the server is, as libpq has it: `db.example:5432`, or the directory of its socket and its port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits for the next notification and returns its payload.
    ///
    /// # Errors
    ///
    /// Once the connection has ended: the server's last words, or [`DatabaseError::Lost`]. Whatever is notified until
    /// there is a new listener will not be heard.
    ///
    /// # Cancel safety
    ///
    /// No notification is lost.
    pub async fn next(&mut self) -> Result<String, DatabaseError> {
        if let Some(payload) = self.heard.pop_front() {
            return Ok(payload);
        }
        loop {
            if let Message::NotificationResponse(notification) = self.receive().await? {
                return Ok(payload(&notification)?);
            }
        }
    }

    /// Takes the next message that is not an error.
    async fn receive(&mut self) -> Result<Message, DatabaseError> {
        match self.wire.next().await? {
            Incoming::Message(Message::ErrorResponse(body)) => {
                Err(ServerError::from_fields(body.fields()).map_err(Lost::protocol)?.into())
            }
            Incoming::Message(message) => Ok(message),
            Incoming::Row(_) => Err(Lost::protocol("unexpected message while listening").into()),
        }
    }
}

fn payload(notification: &NotificationResponseBody) -> Result<String, Lost> {
    notification.message().map(str::to_owned).map_err(Lost::protocol)
}
