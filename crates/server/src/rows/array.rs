//! Arrays, from the text PostgreSQL prints them as.
//!
//! ```text
//! array   = [ bounds "=" ] braces
//! braces  = "{" [ item { "," item } ] "}"
//! item    = braces | NULL | text without quotes | '"' text with backslashes before '"' and '\' '"'
//! ```

use super::Inexact;
use super::form::Scalar;

/// Writes an array as nested JSON arrays, its items in their own form.
pub(super) fn array(element: Scalar, text: &[u8], out: &mut Vec<u8>) -> Result<(), Inexact> {
    // `[0:1]={a,b}`: JSON has no lower bounds.
    let start = if text.starts_with(b"[") { after_bounds(text)? } else { 0 };
    let mut rest = &text[start..];
    let mut item = Vec::new();
    loop {
        match rest {
            [] => return Ok(()),
            [b'{', tail @ ..] => {
                out.push(b'[');
                rest = tail;
            }
            [b'}', tail @ ..] => {
                out.push(b']');
                rest = tail;
            }
            [b',', tail @ ..] => {
                out.push(b',');
                rest = tail;
            }
            [b'"', tail @ ..] => {
                item.clear();
                rest = unquoted(tail, &mut item)?;
                element.write(&item, out)?;
            }
            _ => {
                let end = rest.iter().position(|byte| matches!(byte, b',' | b'}')).ok_or(Inexact)?;
                match &rest[..end] {
                    b"NULL" => out.extend_from_slice(b"null"),
                    item => element.write(item, out)?,
                }
                rest = &rest[end..];
            }
        }
    }
}

fn after_bounds(text: &[u8]) -> Result<usize, Inexact> {
    text.iter().position(|byte| *byte == b'=').map(|at| at + 1).ok_or(Inexact)
}

/// Takes the item up to its closing quote, and returns what follows that.
fn unquoted<'a>(mut rest: &'a [u8], item: &mut Vec<u8>) -> Result<&'a [u8], Inexact> {
    loop {
        match rest {
            [b'"', tail @ ..] => return Ok(tail),
            [b'\\', byte, tail @ ..] | [byte, tail @ ..] => {
                item.push(*byte);
                rest = tail;
            }
            [] => return Err(Inexact),
        }
    }
}
