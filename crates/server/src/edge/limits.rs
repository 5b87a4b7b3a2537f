//! How much one client may ask of the edge.

use std::time::Duration;

/// How much one client may ask of the edge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of a request's body; a larger one is refused with 413.
    pub(crate) body: usize,
    /// Bytes of a request line and its headers together; a larger head is refused with 431.
    pub(crate) head: usize,
    /// Bytes of a request's target; a longer one is refused with 414. More than [`Limits::LONGEST_TARGET`] never pass.
    pub(crate) target: usize,
    /// How long a client may take for a head, counted from the end of the response before it. It is therefore also how
    /// long an unused connection is kept.
    pub(crate) head_time: Duration,
    /// How long a client may pause within a body; a longer pause is answered with 408.
    pub(crate) body_pause: Duration,
    /// How long a client may take nothing of what is written to it; then its connection is closed.
    pub(crate) stall: Duration,
    /// How long a request may go on after its client has closed its side: the client may have gone, or only have
    /// nothing more to ask. Sockets do not tell.
    pub(crate) half_closed: Duration,
    /// How long after it was accepted a connection is kept for its first request although the server shuts down: its
    /// client came before the door closed.
    pub(crate) welcome: Duration,
    /// How long requests in flight may take to finish once the server shuts down.
    pub(crate) drain: Duration,
}

impl Limits {
    /// What `http::Uri` can hold.
    pub(crate) const LONGEST_TARGET: usize = (u16::MAX - 1) as usize;
}

/// Room for a long `in.(…)` list and large tokens, for a bulk insert of a gigabyte, and the 30 seconds that PostgREST's
/// HTTP server waits for a silent client.
impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 30,
            head: 128 << 10,
            target: Self::LONGEST_TARGET,
            head_time: Duration::from_secs(30),
            body_pause: Duration::from_secs(30),
            stall: Duration::from_secs(60),
            half_closed: Duration::from_secs(3),
            welcome: Duration::from_millis(500),
            drain: Duration::from_secs(30),
        }
    }
}
