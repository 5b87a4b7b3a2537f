//! The edge: everything between bytes on a socket and a [`RawRequest`](rowgate_request::RawRequest).
//!
//! ```text
//! Address ─bind→ Listener ─serve→ connection: socket ⇄ Wire ⇄ hyper → Incoming → Handler → Response<Body>
//! ```
//!
//! Only this module knows sockets, and only here is hyper driven. HTTP/1.0, HTTP/1.1 and HTTP/2 with prior knowledge
//! share one plain-text port (RTE-28a). What hyper refuses in a request's target although PostgREST serves it is
//! bridged by [`wire`], below hyper; everything else about the protocol is hyper's word.
//!
//! Not bridged is HTTP/2, whose targets arrive compressed: there `"`, `<` and `>` in a query, and `<`, `>` and a
//! backtick in a path, end the stream with `PROTOCOL_ERROR` unless they are percent-encoded, and `#` begins a fragment.

mod address;
mod body;
mod chunked;
mod collect;
mod connection;
mod crew;
mod framing;
mod gathering;
mod guard;
mod handler;
mod handover;
mod head;
mod incoming;
mod limits;
mod listener;
mod refusal;
mod serve;
mod stream;
mod target;
mod wire;

#[cfg(test)]
mod tests;

pub(crate) use address::Address;
pub(crate) use body::Body;
pub(crate) use crew::Crew;
pub(crate) use handler::Handler;
pub(crate) use incoming::Incoming;
pub(crate) use limits::Limits;
pub(crate) use listener::{Listener, bind};
pub(crate) use refusal::Refusal;
pub(crate) use serve::serve;
