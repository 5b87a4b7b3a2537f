//! The simple query protocol: a text, its rows, no bind values. For the gateway's own few words to a session.

use postgres_protocol::message::{backend::Message, frontend};

use crate::error::{DatabaseError, Lost};
use crate::row::Row;
use crate::server_error::ServerError;
use crate::session::{Session, TransactionStatus};
use crate::wire::{Incoming, Wire};

/// Runs `text` and returns its rows, and what the session is in the middle of afterwards.
pub(crate) async fn simple_query(
    wire: &mut Wire,
    session: &mut Session,
    text: &str,
) -> Result<(Vec<Row>, TransactionStatus), DatabaseError> {
    frontend::query(text, wire.output()).map_err(DatabaseError::Unsendable)?;
    let mut rows = Vec::new();
    let mut refused = None;
    loop {
        let message = match wire.next().await? {
            Incoming::Row(row) => {
                rows.push(row);
                continue;
            }
            Incoming::Message(message) => message,
        };
        match session.absorb(message) {
            None | Some(Message::RowDescription(_) | Message::CommandComplete(_) | Message::EmptyQueryResponse) => {}
            Some(Message::ErrorResponse(body)) => {
                let error = ServerError::from_fields(body.fields()).map_err(Lost::protocol)?;
                if error.ends_connection() {
                    return Err(error.into());
                }
                refused = Some(error);
            }
            Some(Message::ReadyForQuery(body)) => {
                let status = TransactionStatus::from_byte(body.status())?;
                return refused.map_or(Ok((rows, status)), |error| Err(error.into()));
            }
            Some(_) => return Err(Lost::protocol("unexpected answer to a simple query").into()),
        }
    }
}
