//! CSV bodies (MUT-08, RPC-19).
//!
//! ```text
//! csv    = record eol [ record ] { eol [ record ] }   ; the first record is the header, empty lines do not count
//! record = field { "," field }
//! field  = '"' { any but '"' | '""' } '"' | { any but '"' "," CR LF }
//! eol    = LF | CR LF | CR
//! ```
//!
//! Clients see the parser's own words, which PostgREST 16 takes from Haskell's cassava; hence no csv crate. One oddity
//! comes with them: a quoted field that the end of the body cuts off loses its last byte, and is no error.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use bytes::Bytes;
use compact_str::CompactString;

use super::PayloadError;
use crate::ast::Payload;
use crate::grammar::show_text;

/// Text that is not CSV.
#[derive(Debug, PartialEq, Eq)]
pub struct CsvError {
    reason: &'static str,
    /// What had not been read.
    rest: Vec<u8>,
}

impl fmt::Display for CsvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 100;
        write!(f, "parse error ({}) at ", self.reason)?;
        match self.rest.get(..SHOWN).filter(|shown| shown.len() < self.rest.len()) {
            Some(shown) => write!(f, "{} (truncated)", String::from_utf8_lossy(shown)),
            None => f.write_str(&show_text(self.rest.iter().copied().map(char::from))),
        }
    }
}

impl std::error::Error for CsvError {}

/// Turns the lines into a JSON array of objects of strings; the text `NULL` becomes null.
///
/// # Errors
///
/// [`PayloadError::Csv`], [`PayloadError::LinesDiffer`] or [`PayloadError::NotUtf8`].
pub(super) fn read(body: &Bytes) -> Result<(Payload, BTreeSet<CompactString>), PayloadError> {
    let mut csv = Csv { body, at: 0 };
    let names = csv.record()?;
    csv.end_of_line(true)?;
    let header = Header::new(&names)?;
    let mut rows = Rows::new(&header);
    loop {
        let record = csv.record()?;
        if record.len() > 1 || !record[0].is_empty() {
            rows.push(&record)?;
        }
        if csv.rest().is_empty() {
            return rows.finish();
        }
        csv.end_of_line(false)?;
    }
}

/// The names of the columns.
struct Header {
    names: Vec<CompactString>,
    /// For each name, where it comes next.
    repeated_at: Vec<Option<usize>>,
}

impl Header {
    fn new(names: &[Cow<[u8]>]) -> Result<Self, PayloadError> {
        let names: Vec<CompactString> =
            names.iter().map(|name| text(name).map(Into::into)).collect::<Result<_, _>>()?;
        let next = |(at, name)| names[at + 1..].iter().position(|other| other == name).map(|later| at + 1 + later);
        let repeated_at = names.iter().enumerate().map(next).collect();
        Ok(Self { names, repeated_at })
    }

    /// The places that count in a record of this length: of a name that is repeated, the last one.
    fn places(&self, length: usize) -> impl Iterator<Item = usize> {
        let length = length.min(self.names.len());
        (0..length).filter(move |&at| self.repeated_at[at].is_none_or(|later| later >= length))
    }
}

/// The rows written so far.
struct Rows<'h> {
    header: &'h Header,
    json: String,
    /// The length of the first record, and how many names it has values for.
    first: Option<(usize, usize)>,
    uniform: bool,
}

impl<'h> Rows<'h> {
    fn new(header: &'h Header) -> Self {
        Self { header, json: "[".into(), first: None, uniform: true }
    }

    fn push(&mut self, record: &[Cow<[u8]>]) -> Result<(), PayloadError> {
        let header = self.header;
        let places = header.places(record.len()).count();
        // Records take their names from the start of the header: as many names are the same names.
        self.uniform &= self.first.get_or_insert((record.len(), places)).1 == places;
        self.json.push_str(if self.json.len() > 1 { ",{" } else { "{" });
        for (nth, place) in header.places(record.len()).enumerate() {
            if nth > 0 {
                self.json.push(',');
            }
            push_string(&mut self.json, &header.names[place]);
            self.json.push(':');
            match record[place].as_ref() {
                b"NULL" => self.json.push_str("null"),
                value => push_string(&mut self.json, text(value)?),
            }
        }
        self.json.push('}');
        Ok(())
    }

    fn finish(mut self) -> Result<(Payload, BTreeSet<CompactString>), PayloadError> {
        if !self.uniform {
            return Err(PayloadError::LinesDiffer);
        }
        self.json.push(']');
        let length = self.first.map_or(0, |(length, _)| length);
        let keys = self.header.places(length).map(|place| self.header.names[place].clone()).collect();
        Ok((Payload::Json { text: self.json.into(), is_array: true }, keys))
    }
}

fn text(bytes: &[u8]) -> Result<&str, PayloadError> {
    std::str::from_utf8(bytes).map_err(|_| PayloadError::NotUtf8)
}

fn push_string(json: &mut String, text: &str) {
    json.push_str(&serde_json::Value::from(text).to_string());
}

/// A place in the body.
struct Csv<'a> {
    body: &'a [u8],
    at: usize,
}

impl<'a> Csv<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.body[self.at..]
    }

    fn fail(&self, reason: &'static str) -> CsvError {
        CsvError { reason, rest: self.rest().to_vec() }
    }

    fn record(&mut self) -> Result<Vec<Cow<'a, [u8]>>, CsvError> {
        let mut fields = vec![self.field()?];
        while self.rest().first() == Some(&b',') {
            self.at += 1;
            fields.push(self.field()?);
        }
        Ok(fields)
    }

    fn field(&mut self) -> Result<Cow<'a, [u8]>, CsvError> {
        let rest = self.rest();
        if rest.first() == Some(&b'"') {
            self.at += 1;
            return self.quoted();
        }
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')).unwrap_or(rest.len());
        self.at += end;
        Ok(Cow::Borrowed(&rest[..end]))
    }

    /// What follows an opening quote. It goes up to a quote that is not doubled, or the end.
    fn quoted(&mut self) -> Result<Cow<'a, [u8]>, CsvError> {
        let rest = self.rest();
        let mut after_quote = false;
        let end = rest.iter().position(|&byte| {
            let closed = after_quote && byte != b'"';
            after_quote = byte == b'"' && !after_quote;
            closed
        });
        let end = end.unwrap_or(rest.len());
        self.at += end;
        let Some(last) = end.checked_sub(1) else { return Err(self.fail("Failed reading: trailing double quote")) };
        self.unescaped(&rest[..last])
    }

    fn unescaped(&self, text: &'a [u8]) -> Result<Cow<'a, [u8]>, CsvError> {
        if !text.contains(&b'"') {
            return Ok(Cow::Borrowed(text));
        }
        let mut unescaped = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = memchr::memchr(b'"', rest) {
            if rest.get(at + 1).is_none() {
                return Err(self.fail("Failed reading: insufficient input"));
            }
            unescaped.extend_from_slice(&rest[..=at]);
            rest = &rest[at + 2..];
        }
        unescaped.extend_from_slice(rest);
        Ok(Cow::Owned(unescaped))
    }

    fn end_of_line(&mut self, is_header: bool) -> Result<(), CsvError> {
        self.at += match self.rest() {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            [] if is_header => return Err(self.fail("not enough input")),
            _ => return Err(self.fail("Failed reading: satisfy")),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(body: &str) -> Result<(String, Vec<String>), String> {
        let (payload, keys) = read(&Bytes::copy_from_slice(body.as_bytes())).map_err(|error| error.to_string())?;
        let Payload::Json { text, is_array: true } = payload else { panic!("{payload:?}") };
        Ok((String::from_utf8(text.opening().to_vec()).unwrap(), keys.into_iter().map(Into::into).collect()))
    }

    #[test]
    fn lines_become_objects_of_strings() {
        let (json, keys) = read_text("id,name\r\n1,\"say \"\"hi\"\", é\"\r\n2,NULL\r\n").unwrap();
        assert_eq!(json, r#"[{"id":"1","name":"say \"hi\", é"},{"id":"2","name":null}]"#, "MUT-08");
        assert_eq!(keys, ["id", "name"]);
    }

    #[test]
    fn empty_lines_do_not_count_but_empty_fields_do() {
        assert_eq!(read_text("a\n\n1\n\r\n\"\"\n").unwrap().0, r#"[{"a":"1"}]"#);
        assert_eq!(read_text("a,b\n,\n").unwrap().0, r#"[{"a":"","b":""}]"#);
        assert_eq!(read_text("a\n").unwrap(), ("[]".into(), vec![]));
    }

    #[test]
    fn lines_must_be_equally_long_up_to_the_length_of_the_header() {
        let differ = "All lines must have same number of fields";
        assert_eq!(read_text("a,b\n1,2\n1").unwrap_err(), differ);
        assert_eq!(read_text("a,b\n1\n1,2").unwrap_err(), differ);
        assert_eq!(read_text("a,b\n1,2\n1,2,3").unwrap().0, r#"[{"a":"1","b":"2"},{"a":"1","b":"2"}]"#);
        assert_eq!(read_text("a,b\n1\n2").unwrap(), (r#"[{"a":"1"},{"a":"2"}]"#.into(), vec!["a".into()]));
    }

    #[test]
    fn of_a_repeated_name_the_last_value_counts() {
        assert_eq!(read_text("a,b,a\n1,2,3").unwrap(), (r#"[{"b":"2","a":"3"}]"#.into(), vec!["a".into(), "b".into()]));
    }

    #[test]
    fn refusals_are_cassavas() {
        for (body, error) in [
            ("", r#"parse error (not enough input) at """#),
            ("{}", r#"parse error (not enough input) at """#),
            ("{\"id\":+1}", r#"parse error (Failed reading: satisfy) at "\"id\":+1}""#),
            ("a\n1\"é2", r#"parse error (Failed reading: satisfy) at "\"\195\169\&2""#),
            ("a\n\"", r#"parse error (Failed reading: trailing double quote) at """#),
            ("a\n\"x\"y", r#"parse error (Failed reading: satisfy) at "y""#),
            ("a\n\"x\"\"", r#"parse error (Failed reading: insufficient input) at """#),
        ] {
            assert_eq!(read_text(body).unwrap_err(), error, "{body}");
        }
        let long = format!("a\"{}", "x".repeat(100));
        let error = format!("parse error (Failed reading: satisfy) at \"{} (truncated)", "x".repeat(99));
        assert_eq!(read_text(&long).unwrap_err(), error);
    }

    #[test]
    fn a_quoted_field_that_is_cut_off_loses_its_last_byte() {
        assert_eq!(read_text("a\n\"xyz").unwrap().0, r#"[{"a":"xy"}]"#);
        assert_eq!(read_text("a\n\"é").unwrap_err(), "Body is not valid UTF-8");
    }

    #[test]
    fn other_bytes_than_utf_8_are_refused() {
        assert_eq!(read(&Bytes::from_static(b"a\n\xff")).unwrap_err(), PayloadError::NotUtf8);
    }
}
