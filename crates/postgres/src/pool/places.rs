//! Who is next to have a connection.
//!
//! Those who wait are served in the order of asking, but that a place which is given back on some runtime may go to
//! somebody near the front who waits on the same one: they are woken without a word to another thread, and find the
//! connection where its socket is waited for already. Nobody is passed over for long by this, see [`PATIENCE`].

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::runtime;
use tokio::sync::oneshot;

/// How many times in a row somebody else may be served before the one who has waited longest.
const PATIENCE: u32 = 16;

/// How many of those who wait are looked at for one of the same runtime.
const NEAR: usize = 32;

/// Places, and who waits for one. A place that is taken is a `P`, which gives itself back when it is dropped.
#[derive(Debug)]
pub(super) struct Places<P>(Mutex<Line<P>>);

#[derive(Debug)]
struct Line<P> {
    /// Places nobody has. There are none while anybody waits.
    free: usize,
    waiting: VecDeque<Waiting<P>>,
    /// How many times in a row the first has been passed over.
    passed_over: u32,
}

#[derive(Debug)]
struct Waiting<P> {
    home: runtime::Id,
    call: oneshot::Sender<P>,
}

impl<P> Places<P> {
    pub(super) fn new(count: usize) -> Self {
        Self(Mutex::new(Line { free: count, waiting: VecDeque::new(), passed_over: 0 }))
    }

    /// Takes a place, or stands in line for one: then it is sent. A receiver that is dropped stands in line no longer.
    pub(super) fn take(&self, home: runtime::Id) -> Result<(), oneshot::Receiver<P>> {
        let mut line = self.line();
        if let Some(left) = line.free.checked_sub(1) {
            line.free = left;
            return Ok(());
        }
        line.forget_gone();
        let (call, called) = oneshot::channel();
        line.waiting.push_back(Waiting { home, call });
        Err(called)
    }

    /// Gives a place back that was taken on the runtime `home`: whom it is to be sent to, or nobody where it is free now.
    /// Who does not want it any more sends it back, and it is to be given to the next.
    pub(super) fn give_back(&self, home: Option<runtime::Id>) -> Option<oneshot::Sender<P>> {
        let mut line = self.line();
        let next = line.next(home);
        line.free += usize::from(next.is_none());
        next
    }

    fn line(&self) -> MutexGuard<'_, Line<P>> {
        // Nobody panics while holding it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P> Line<P> {
    /// Who goes away has mostly waited in vain, and so stands in front.
    fn forget_gone(&mut self) {
        while self.waiting.front().is_some_and(|first| first.call.is_closed()) {
            self.waiting.pop_front();
        }
    }

    fn next(&mut self, home: Option<runtime::Id>) -> Option<oneshot::Sender<P>> {
        self.forget_gone();
        let near = |waiting: &Waiting<P>| Some(waiting.home) == home && !waiting.call.is_closed();
        let index = match self.passed_over {
            PATIENCE => 0,
            _ => self.waiting.iter().take(NEAR).position(near).unwrap_or_default(),
        };
        self.passed_over = if index == 0 { 0 } else { self.passed_over + 1 };
        self.waiting.remove(index).map(|waiting| waiting.call)
    }
}

#[cfg(test)]
mod tests {
    use tokio::runtime::Runtime;

    use super::*;

    type Called = oneshot::Receiver<u32>;

    fn runtimes() -> [Runtime; 2] {
        [(); 2].map(|()| tokio::runtime::Builder::new_current_thread().build().unwrap())
    }

    fn waiting(places: &Places<u32>, home: runtime::Id) -> Called {
        places.take(home).unwrap_err()
    }

    /// Gives a place back at `home`, and says who of these has been called.
    fn called(places: &Places<u32>, home: runtime::Id, line: &mut [Called]) -> Option<usize> {
        places.give_back(Some(home)).expect("somebody waits").send(7).unwrap();
        line.iter_mut().position(|called| called.try_recv().is_ok())
    }

    #[test]
    fn places_are_free_until_all_are_taken_and_again_when_given_back() {
        let [here, _] = runtimes().map(|it| it.handle().id());
        let places = Places::<u32>::new(2);
        assert!(places.take(here).is_ok());
        assert!(places.take(here).is_ok());
        let waits = waiting(&places, here);
        drop(waits);
        assert!(places.give_back(Some(here)).is_none());
        assert!(places.take(here).is_ok());
        assert!(places.take(here).is_err());
    }

    #[test]
    fn who_waits_on_one_runtime_is_served_in_the_order_of_asking() {
        let [here, _] = runtimes().map(|it| it.handle().id());
        let places = Places::new(0);
        let mut line: Vec<_> = (0..3).map(|_| waiting(&places, here)).collect();
        let order: Vec<_> = (0..3).map(|_| called(&places, here, &mut line)).collect();
        assert_eq!(order, [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn who_waits_where_a_place_is_given_back_comes_before_others() {
        let [here, there] = runtimes().map(|it| it.handle().id());
        let places = Places::new(0);
        let mut line = [there, there, here].map(|home| waiting(&places, home));
        assert_eq!(called(&places, here, &mut line), Some(2));
        assert_eq!(called(&places, here, &mut line), Some(0));
        assert!(places.give_back(None).expect("one is left").send(7).is_ok());
        assert!(line[1].try_recv().is_ok());
    }

    #[test]
    fn nobody_is_passed_over_for_ever() {
        let [here, there] = runtimes().map(|it| it.handle().id());
        let places = Places::new(0);
        let mut line: Vec<_> = vec![waiting(&places, there)];
        line.extend((0..=PATIENCE).map(|_| waiting(&places, here)));
        let before = (0..100).take_while(|_| called(&places, here, &mut line) != Some(0)).count();
        assert_eq!(before, PATIENCE as usize);
    }

    #[test]
    fn somebody_far_behind_does_not_come_first() {
        let [here, there] = runtimes().map(|it| it.handle().id());
        let places = Places::new(0);
        let mut line: Vec<_> = (0..NEAR).map(|_| waiting(&places, there)).collect();
        line.push(waiting(&places, here));
        assert_eq!(called(&places, here, &mut line), Some(0));
        assert_eq!(called(&places, here, &mut line), Some(NEAR));
    }

    #[test]
    fn who_has_gone_is_not_called_and_does_not_stay_in_line() {
        let [here, there] = runtimes().map(|it| it.handle().id());
        let places = Places::new(0);
        for _ in 0..100 {
            drop(waiting(&places, here));
        }
        let mut line = [there, here].map(|home| waiting(&places, home));
        assert_eq!(places.line().waiting.len(), 2);
        drop(waiting(&places, here));
        assert_eq!(called(&places, here, &mut line), Some(1));
        assert_eq!(called(&places, here, &mut line), Some(0));
        assert!(places.give_back(Some(here)).is_none());
    }
}
