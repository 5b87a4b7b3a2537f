//! What has been seen of reads, by the text of their select: whose rows can be made JSON here, and how long that was.
//!
//! Nothing is tried out on the first read of a shape, nor on one that has just had too large a body. A wrong guess costs
//! a little time and changes nothing else.

use std::hash::BuildHasher;
use std::sync::{PoisonError, RwLock};

use hashbrown::{DefaultHashBuilder, HashMap};

use super::LARGEST;

/// How many shapes are remembered. Whoever makes up more of them has all forgotten.
const MOST: usize = 4096;

/// What is known of reads, by shape.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    known: RwLock<HashMap<Shape, Known>>,
    hash: DefaultHashBuilder,
}

/// The text of a select. Should two ever share one, one of them is served in the slower way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shape(u64);

/// What is known of reads of one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// The last one had a body of so many bytes.
    Gave { bytes: usize },
    /// One of them could not be gathered: a type or a value has no form, or the body was too large.
    Unfit,
}

impl Shapes {
    /// The shape of a select.
    pub(crate) fn shape(&self, text: &str) -> Shape {
        Shape(self.hash.hash_one(text))
    }

    /// The size of the body to expect, where the rows are better asked for as they are.
    pub(crate) fn expected_bytes(&self, shape: Shape) -> Option<usize> {
        match self.known.read().unwrap_or_else(PoisonError::into_inner).get(&shape) {
            Some(Known::Gave { bytes }) => Some(*bytes),
            Some(Known::Unfit) | None => None,
        }
    }

    /// Notes how large the body of a read was, in whichever way it was served.
    pub(crate) fn note(&self, shape: Shape, bytes: usize) {
        let expected = self.expected_bytes(shape);
        if bytes <= LARGEST {
            // A body of much the same size is not worth a lock that keeps readers out.
            if expected.is_none_or(|expected| bytes > expected || bytes < expected / 4) {
                self.learn(shape, Known::Gave { bytes });
            }
        } else if expected.is_some() {
            self.write().remove(&shape);
        }
    }

    /// Notes that reads of this shape are left to PostgreSQL.
    pub(crate) fn note_unfit(&self, shape: Shape) {
        self.learn(shape, Known::Unfit);
    }

    fn learn(&self, shape: Shape, what: Known) {
        let mut known = self.write();
        if known.len() >= MOST && !known.contains_key(&shape) {
            known.clear();
        }
        let entry = known.entry(shape).or_insert(what);
        if *entry != Known::Unfit {
            *entry = what;
        }
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, HashMap<Shape, Known>> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_expected_to_give_what_it_gave_last() {
        let shapes = Shapes::default();
        let shape = shapes.shape("select 1");
        assert_eq!(shapes.expected_bytes(shape), None);
        shapes.note(shape, 100);
        assert_eq!(shapes.expected_bytes(shape), Some(100));
        assert_eq!(shapes.expected_bytes(shapes.shape("select 2")), None);
        shapes.note(shape, 200);
        assert_eq!(shapes.expected_bytes(shape), Some(200));
        // Not worth a lock.
        shapes.note(shape, 199);
        assert_eq!(shapes.expected_bytes(shape), Some(200));
        shapes.note(shape, 2);
        assert_eq!(shapes.expected_bytes(shape), Some(2));
    }

    #[test]
    fn what_is_too_large_is_not_gathered() {
        let shapes = Shapes::default();
        let shape = shapes.shape("select 1");
        shapes.note(shape, LARGEST);
        assert_eq!(shapes.expected_bytes(shape), Some(LARGEST));
        shapes.note(shape, LARGEST + 1);
        assert_eq!(shapes.expected_bytes(shape), None);
    }

    #[test]
    fn what_was_unfit_once_stays_so() {
        let shapes = Shapes::default();
        let shape = shapes.shape("select 1");
        shapes.note(shape, 100);
        shapes.note_unfit(shape);
        shapes.note(shape, 100);
        assert_eq!(shapes.expected_bytes(shape), None);
    }

    #[test]
    fn only_so_many_shapes_are_remembered() {
        let shapes = Shapes::default();
        for number in 0..=MOST {
            shapes.note(shapes.shape(&number.to_string()), 100);
        }
        assert_eq!(shapes.expected_bytes(shapes.shape("0")), None);
        assert_eq!(shapes.expected_bytes(shapes.shape(&MOST.to_string())), Some(100));
        assert!(shapes.write().len() <= MOST);
    }
}
