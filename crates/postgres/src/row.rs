//! Rows, as slices of the bytes they arrived in.

use bytes::{Buf, BufMut, Bytes, BytesMut};

use crate::tail::Tail;

/// What a transaction returned, the last value of which may still be on its way.
#[derive(Debug)]
pub struct Delivery {
    /// The rows. Where there is a tail, the one row of the main statement has every value but its last.
    pub results: ResultSet,
    /// That last value.
    pub tail: Option<Tail>,
}

impl From<ResultSet> for Delivery {
    fn from(results: ResultSet) -> Self {
        Self { results, tail: None }
    }
}

/// What a transaction returned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultSet {
    /// The rows of the statement before the main one, if there is one.
    pub before: Vec<Row>,
    /// The rows of the main statement.
    pub rows: Vec<Row>,
    /// How many rows the main statement has changed or returned.
    pub affected: u64,
    /// The rows of the statement after it, if there is one.
    pub after: Vec<Row>,
}

/// One row: its values in the format that the statement asked for.
///
/// A row holds on to the buffer that was read from the socket; its values are slices of it and never copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// For each column a length (-1 for NULL) in four bytes, then as many bytes. Checked when the row was made.
    fields: Bytes,
    columns: usize,
}

impl Row {
    /// Takes the body of a `DataRow` message: a column count, then the fields. `None` where they contradict.
    pub(crate) fn from_body(mut body: Bytes) -> Option<Self> {
        let columns = usize::from(body.try_get_u16().ok()?);
        let row = Self { fields: body, columns };
        let mut fields = row.iter();
        (0..columns).try_for_each(|_| fields.next().map(drop))?;
        fields.rest.is_empty().then_some(())?;
        Some(row)
    }

    /// Takes what stands before the last value of a `DataRow` message, after the column count.
    pub(crate) fn without_last(fields: Bytes, columns: usize) -> Self {
        Self { fields, columns }
    }

    /// How many columns it has.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many bytes its values take, their lengths included.
    pub fn size(&self) -> usize {
        self.fields.len()
    }

    /// The value of a column, counted from 0; `None` for NULL and for a column there is not.
    pub fn get(&self, column: usize) -> Option<&[u8]> {
        self.iter().nth(column).flatten()
    }

    /// The value of a column, sharing the row's memory.
    pub fn bytes(&self, column: usize) -> Option<Bytes> {
        self.get(column).map(|value| self.fields.slice_ref(value))
    }

    /// The values from left to right, `None` for NULL.
    pub fn iter(&self) -> Fields<'_> {
        Fields { rest: &self.fields }
    }
}

impl<'a> IntoIterator for &'a Row {
    type Item = Option<&'a [u8]>;
    type IntoIter = Fields<'a>;

    fn into_iter(self) -> Fields<'a> {
        self.iter()
    }
}

/// Where the last value of a row begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LastValue {
    pub(crate) columns: usize,
    /// Where its length stands in the body of the message: the values before it end there.
    pub(crate) length_at: usize,
    pub(crate) length: usize,
}

impl LastValue {
    /// Where its length ends, and it begins.
    pub(crate) fn begin(self) -> usize {
        self.length_at + size_of::<i32>()
    }

    /// Finds it in as much as there is of the body of a `DataRow` message. `None` where that is too little, or the last
    /// value is NULL.
    pub(crate) fn find(body: &[u8]) -> Option<Self> {
        let (columns, mut rest) = body.split_first_chunk()?;
        let columns = usize::from(u16::from_be_bytes(*columns));
        for _ in 1..columns {
            let (length, value) = rest.split_first_chunk()?;
            // NULL has a negative length and no bytes.
            rest = value.get(usize::try_from(i32::from_be_bytes(*length)).unwrap_or(0)..)?;
        }
        let (length, _) = rest.split_first_chunk()?;
        let length = usize::try_from(i32::from_be_bytes(*length)).ok()?;
        Some(Self { columns, length_at: body.len() - rest.len(), length })
    }
}

/// The values of a row from left to right, `None` for NULL.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Fields<'a> {
    type Item = Option<&'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.rest.split_first_chunk()?;
        match i32::from_be_bytes(*length) {
            -1 => {
                self.rest = rest;
                Some(None)
            }
            length => {
                let (value, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
                self.rest = rest;
                Some(Some(value))
            }
        }
    }
}

/// A row of these values, `None` for NULL, as if it had been read.
impl<'a> FromIterator<Option<&'a [u8]>> for Row {
    fn from_iter<T: IntoIterator<Item = Option<&'a [u8]>>>(values: T) -> Self {
        let (mut fields, mut columns) = (BytesMut::new(), 0);
        for value in values {
            columns += 1;
            // PostgreSQL's values end before a gigabyte.
            fields.put_i32(value.map_or(-1, |value| i32::try_from(value.len()).unwrap_or(i32::MAX)));
            fields.put_slice(value.unwrap_or_default());
        }
        Self { fields: fields.freeze(), columns }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(columns: u16, fields: &[u8]) -> Bytes {
        [&columns.to_be_bytes(), fields].concat().into()
    }

    #[test]
    fn null_is_not_the_empty_text() {
        let row = Row::from_body(body(3, b"\0\0\0\x02ab\xff\xff\xff\xff\0\0\0\0")).unwrap();
        assert_eq!(row.columns(), 3);
        assert_eq!(row.iter().collect::<Vec<_>>(), [Some(&b"ab"[..]), None, Some(&b""[..])]);
        assert_eq!((row.get(1), row.get(2), row.get(3)), (None, Some(&b""[..]), None));
    }

    #[test]
    fn a_row_that_was_made_reads_like_one_that_was_read() {
        let made: Row = [Some(&b"ab"[..]), None, Some(b"")].into_iter().collect();
        assert_eq!(Some(made), Row::from_body(body(3, b"\0\0\0\x02ab\xff\xff\xff\xff\0\0\0\0")));
    }

    #[test]
    fn values_share_the_memory_they_were_read_into() {
        let body = body(1, b"\0\0\0\x03abc");
        let row = Row::from_body(body.clone()).unwrap();
        assert_eq!(row.bytes(0).unwrap().as_ptr(), body[6..].as_ptr());
    }

    #[test]
    fn the_last_value_is_found_as_soon_as_its_length_is_there() {
        let body = body(3, b"\0\0\0\x02ab\xff\xff\xff\xff\0\0\0\x09nin");
        let found = LastValue { columns: 3, length_at: 12, length: 9 };
        assert_eq!(LastValue::find(&body), Some(found));
        assert_eq!(&body[found.begin()..], b"nin");
        for short in 0..found.begin() {
            assert_eq!(LastValue::find(&body[..short]), None, "{short}");
        }
    }

    #[test]
    fn a_row_that_contradicts_itself_is_refused() {
        for (columns, fields) in [
            (1, &b""[..]),
            (1, b"\0\0\0\x04abc"),
            (1, b"\0\0\0\x01abc"),
            (1, b"\xff\xff\xff\xfeabc"),
            (2, b"\0\0\0\x01a"),
            (0, b"\0\0\0\0"),
        ] {
            assert_eq!(Row::from_body(body(columns, fields)), None, "{columns} {fields:?}");
        }
        assert_eq!(Row::from_body(Bytes::from_static(b"\0")), None);
    }
}
