//! A bounded map that forgets with SIEVE (Zhang et al., NSDI 2024).
//!
//! Entries queue up by age. A look-up only marks its entry, so it needs no exclusive access. To make room a hand walks
//! from the oldest entry to the youngest and round again: it unmarks what was looked up since it last came by, and
//! evicts the first entry that was not.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};

/// A map of at most so many entries.
pub(crate) struct Sieve<K, V> {
    capacity: usize,
    places: HashMap<K, usize>,
    /// Every entry, linked by age; a place stays with its entry and is reused after it.
    entries: Vec<Entry<K, V>>,
    youngest: Option<usize>,
    oldest: Option<usize>,
    /// Where the next search for a victim begins; `None` is the oldest.
    hand: Option<usize>,
}

struct Entry<K, V> {
    key: K,
    value: V,
    visited: AtomicBool,
    younger: Option<usize>,
    older: Option<usize>,
}

impl<K: Clone + Eq + Hash, V> Sieve<K, V> {
    /// An empty map. A capacity of 0 keeps nothing.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, places: HashMap::new(), entries: Vec::new(), youngest: None, oldest: None, hand: None }
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        let entry = &self.entries[*self.places.get(key)?];
        // Written only when it changes, so that threads do not wrest the line from each other.
        if !entry.visited.load(Ordering::Relaxed) {
            entry.visited.store(true, Ordering::Relaxed);
        }
        Some(&entry.value)
    }

    /// Adds an entry unless its key is there. Says whether another had to go.
    pub(crate) fn insert(&mut self, key: K, value: V) -> bool {
        if self.capacity == 0 || self.places.contains_key(&key) {
            return false;
        }
        let entry = Entry { key: key.clone(), value, visited: AtomicBool::new(false), younger: None, older: None };
        let full = self.entries.len() == self.capacity;
        let place = if full {
            let place = self.evict();
            self.entries[place] = entry;
            place
        } else {
            self.entries.push(entry);
            self.entries.len() - 1
        };
        self.places.insert(key, place);
        self.link_youngest(place);
        full
    }

    fn link_youngest(&mut self, place: usize) {
        self.entries[place].older = self.youngest;
        match self.youngest.replace(place) {
            Some(next) => self.entries[next].younger = Some(place),
            None => self.oldest = Some(place),
        }
    }

    /// Takes the victim out of the queue and gives its place, whose entry is then of no more use.
    fn evict(&mut self) -> usize {
        let mut place = self.hand.or(self.oldest).unwrap_or_default();
        // Ends: a round unmarks every entry.
        while std::mem::take(self.entries[place].visited.get_mut()) {
            place = self.entries[place].younger.or(self.oldest).unwrap_or_default();
        }
        let Entry { ref key, younger, older, .. } = self.entries[place];
        self.places.remove(key);
        match younger {
            Some(younger) => self.entries[younger].older = older,
            None => self.youngest = older,
        }
        match older {
            Some(older) => self.entries[older].younger = younger,
            None => self.oldest = younger,
        }
        self.hand = younger;
        place
    }
}

#[cfg(test)]
mod tests {
    use super::Sieve;

    fn filled(capacity: usize, keys: &str) -> Sieve<char, char> {
        let mut sieve = Sieve::new(capacity);
        for key in keys.chars() {
            sieve.insert(key, key.to_ascii_uppercase());
        }
        sieve
    }

    /// What is kept, youngest first.
    fn kept(sieve: &Sieve<char, char>) -> String {
        std::iter::successors(sieve.youngest, |place| sieve.entries[*place].older)
            .map(|place| sieve.entries[place].key)
            .collect()
    }

    #[test]
    fn what_was_not_looked_up_goes_first() {
        let mut sieve = filled(3, "abc");
        assert_eq!(sieve.get(&'a'), Some(&'A'));
        assert!(sieve.insert('d', 'D'));
        assert_eq!(kept(&sieve), "dca");
        assert_eq!(sieve.get(&'b'), None);
    }

    #[test]
    fn the_hand_goes_on_where_it_stopped_and_round_again() {
        let mut sieve = filled(3, "abc");
        sieve.get(&'a');
        sieve.insert('d', 'D');
        // `a` lost its mark, but the hand is past it.
        sieve.insert('e', 'E');
        assert_eq!(kept(&sieve), "eda");
        for key in ['a', 'd', 'e'] {
            sieve.get(&key);
        }
        sieve.insert('f', 'F');
        assert_eq!(kept(&sieve), "fea");
    }

    #[test]
    fn an_entry_stays_as_it_is_when_it_is_added_again() {
        let mut sieve = filled(2, "ab");
        assert!(!sieve.insert('a', 'Z'));
        assert_eq!(sieve.get(&'a'), Some(&'A'));
        assert_eq!(kept(&sieve), "ba");
    }

    #[test]
    fn one_entry_and_none_are_capacities_too() {
        assert_eq!(kept(&filled(1, "abc")), "c");
        assert_eq!(kept(&filled(0, "abc")), "");
    }

    #[test]
    fn the_queue_and_the_map_agree_whatever_happens() {
        let mut sieve = Sieve::new(7);
        let mut state = 1_u32;
        for _ in 0..10_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = state >> 28;
            if state & 1 == 0 {
                sieve.insert(key, key);
            } else if let Some(value) = sieve.get(&key) {
                assert_eq!(*value, key);
            }
            let forwards: Vec<usize> =
                std::iter::successors(sieve.youngest, |place| sieve.entries[*place].older).collect();
            let mut backwards: Vec<usize> =
                std::iter::successors(sieve.oldest, |place| sieve.entries[*place].younger).collect();
            backwards.reverse();
            assert_eq!(forwards, backwards);
            assert_eq!(forwards.len(), sieve.places.len());
            assert!(sieve.places.len() <= 7);
        }
    }
}
