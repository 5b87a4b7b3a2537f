//! What has been seen of reads, by the text of their select: which of them give many rows, none of them unfit.
//!
//! The rows themselves cost a statement more (what the database says about the response), which only pays when there are
//! some rows to save on. How many a request will give nobody knows beforehand; how many a request of the same shape gave
//! the last time is the best guess there is. A wrong guess costs a little time and changes nothing else.

use std::hash::BuildHasher;
use std::sync::{PoisonError, RwLock};

use hashbrown::{DefaultHashBuilder, HashMap};

use super::LARGEST;

/// From this number of rows on, rows are cheaper than `json_agg`.
pub(crate) const MANY: i64 = 8;

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
    /// The last one gave many rows, in a body of so many bytes.
    Many { bytes: usize },
    /// One of them could not be gathered: a type or a value has no form, or the body was too large.
    Unfit,
}

impl Shapes {
    /// The shape of a select.
    pub(crate) fn shape(&self, text: &str) -> Shape {
        Shape(self.hash.hash_one(text))
    }

    /// The size of the body to expect, where the rows are better asked for as they are.
    pub(crate) fn expects_many(&self, shape: Shape) -> Option<usize> {
        match self.known.read().unwrap_or_else(PoisonError::into_inner).get(&shape) {
            Some(Known::Many { bytes }) => Some(*bytes),
            Some(Known::Unfit) | None => None,
        }
    }

    /// Notes what a read gave, in whichever way it was served.
    pub(crate) fn note(&self, shape: Shape, rows: i64, bytes: usize) {
        let expected = self.expects_many(shape);
        if rows >= MANY && bytes <= LARGEST {
            // A body of much the same size is not worth a lock that keeps readers out.
            if expected.is_none_or(|expected| bytes > expected || bytes < expected / 4) {
                self.learn(shape, Known::Many { bytes });
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
        assert_eq!(shapes.expects_many(shape), None);
        shapes.note(shape, MANY - 1, 100);
        assert_eq!(shapes.expects_many(shape), None);
        shapes.note(shape, MANY, 100);
        assert_eq!(shapes.expects_many(shape), Some(100));
        assert_eq!(shapes.expects_many(shapes.shape("select 2")), None);
        shapes.note(shape, MANY - 1, 100);
        assert_eq!(shapes.expects_many(shape), None);
    }

    #[test]
    fn what_is_too_large_is_not_gathered() {
        let shapes = Shapes::default();
        let shape = shapes.shape("select 1");
        shapes.note(shape, MANY, LARGEST + 1);
        assert_eq!(shapes.expects_many(shape), None);
    }

    #[test]
    fn what_was_unfit_once_stays_so() {
        let shapes = Shapes::default();
        let shape = shapes.shape("select 1");
        shapes.note(shape, MANY, 100);
        shapes.note_unfit(shape);
        shapes.note(shape, MANY, 100);
        assert_eq!(shapes.expects_many(shape), None);
    }

    #[test]
    fn only_so_many_shapes_are_remembered() {
        let shapes = Shapes::default();
        for number in 0..=MOST {
            shapes.note(shapes.shape(&number.to_string()), MANY, 100);
        }
        assert_eq!(shapes.expects_many(shapes.shape("0")), None);
        assert_eq!(shapes.expects_many(shapes.shape(&MOST.to_string())), Some(100));
        assert!(shapes.write().len() <= MOST);
    }
}
