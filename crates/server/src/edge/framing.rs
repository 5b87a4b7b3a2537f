//! Where in the stream of a connection requests begin, as hyper sees it.
//!
//! Only a request's target may be touched (see [`target`](super::target)), so it must be known where the next head
//! begins; and that depends on what the head before it says about its body. Reading that here would be a second opinion
//! on how HTTP frames messages, and two opinions are how requests are smuggled. So there is one, hyper's: after a head
//! nothing more is let through until hyper has called the service, whose request says [what follows](Handover::begin).
//! Only the end of a chunked body is looked for here, and [`Chunked`] gives up rather than end early.
//!
//! Should all of this be wrong, no request is framed otherwise than without it: a target is masked byte for byte, and
//! neither spaces nor line ends are. And no request gets another's target: see [`Target::restore`].
//!
//! [`Target::restore`]: super::target::Target::restore

use std::sync::Arc;

use super::chunked::Chunked;
use super::handover::{Follows, Handover};
use super::head::Head;

/// The way of a connection's bytes to hyper.
#[derive(Debug)]
pub(super) struct Framing {
    place: Place,
    handover: Arc<Handover>,
}

#[derive(Debug)]
enum Place {
    Head(Head),
    /// A head is with hyper, which has not said yet what follows.
    HeadGiven,
    /// This many bytes of a body follow.
    Body(u64),
    Chunked(Chunked),
    /// hyper does not see what we see. Nothing is looked for any more.
    Lost,
    /// This is not HTTP/1.
    Foreign,
}

impl Framing {
    pub(super) fn new(handover: Arc<Handover>) -> Self {
        Self { place: Place::Head(Head::default()), handover }
    }

    /// Lets everything through from now on: this is another protocol.
    pub(super) fn stand_aside(&mut self) {
        self.place = Place::Foreign;
    }

    /// Prepares `bytes`, the next ones of the stream, for hyper, and says how many of them hyper may have now: at least
    /// one, if there are any.
    pub(super) fn admit(&mut self, bytes: &mut [u8]) -> usize {
        if bytes.is_empty() {
            return 0;
        }
        self.proceed();
        if matches!(self.place, Place::HeadGiven) {
            // hyper asks for more before it has understood the head, so it sees no head where we did. It is right.
            self.place = Place::Lost;
        }
        let mut at = 0;
        while at < bytes.len() && !matches!(self.place, Place::HeadGiven) {
            at += self.step(&mut bytes[at..]);
        }
        at
    }

    /// Whether the client may still be sending the rest of a request.
    pub(super) fn is_within_request(&mut self) -> bool {
        self.proceed();
        match &self.place {
            Place::Head(head) => !head.is_unbegun(),
            Place::HeadGiven | Place::Body(_) | Place::Chunked(_) | Place::Lost => true,
            Place::Foreign => false,
        }
    }

    /// Goes on from a head to what hyper says follows.
    fn proceed(&mut self) {
        if matches!(self.place, Place::HeadGiven) {
            match self.handover.follows() {
                None => {}
                Some(Follows::Head) => self.place = Place::Head(Head::default()),
                Some(Follows::Body(length)) => self.place = Place::Body(length),
                Some(Follows::Chunked) => self.place = Place::Chunked(Chunked::Start),
            }
        }
    }

    fn step(&mut self, bytes: &mut [u8]) -> usize {
        match &mut self.place {
            Place::Head(head) => {
                let taken = head.read(bytes);
                if head.has_ended() {
                    if let Some(sent) = std::mem::take(head).into_sent() {
                        self.handover.give(sent);
                    }
                    self.place = Place::HeadGiven;
                }
                taken
            }
            Place::Body(rest) => {
                let taken = usize::try_from(*rest).unwrap_or(usize::MAX).min(bytes.len());
                *rest -= taken as u64;
                if *rest == 0 {
                    self.place = Place::Head(Head::default());
                }
                taken
            }
            Place::Chunked(body) => {
                let taken = body.read(bytes);
                match body {
                    Chunked::Ended => self.place = Place::Head(Head::default()),
                    Chunked::Lost => self.place = Place::Lost,
                    _ => {}
                }
                taken
            }
            Place::HeadGiven => 0,
            Place::Lost | Place::Foreign => bytes.len(),
        }
    }
}
