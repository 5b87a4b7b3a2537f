//! Dates and times. In JSON, PostgreSQL writes them as XML Schema has it, whatever the session's `DateStyle`; as text it
//! follows that setting. Only the style `ISO`, the default, is turned into the other here.

use super::Inexact;

/// Writes a date: `"2001-02-03"`, `"0044-03-15 BC"`.
pub(super) fn date(text: &[u8], out: &mut Vec<u8>) -> Result<(), Inexact> {
    if is_infinite(text) {
        return quoted(&[text], out);
    }
    match &text[iso_date(text)?..] {
        b"" | b" BC" => quoted(&[text], out),
        _ => Err(Inexact),
    }
}

/// Writes a moment without time zone: `2001-02-03 04:05:06` as `"2001-02-03T04:05:06"`.
pub(super) fn timestamp(text: &[u8], out: &mut Vec<u8>) -> Result<(), Inexact> {
    if is_infinite(text) {
        return quoted(&[text], out);
    }
    let (date, time) = split(text)?;
    quoted(&[date, b"T", time], out)
}

/// Writes a moment with its offset, minutes and all: `2001-02-03 04:05:06+00` as `"2001-02-03T04:05:06+00:00"`.
pub(super) fn timestamp_tz(text: &[u8], out: &mut Vec<u8>) -> Result<(), Inexact> {
    if is_infinite(text) {
        return quoted(&[text], out);
    }
    let (date, rest) = split(text)?;
    let (time, era) = match rest.strip_suffix(b" BC") {
        Some(time) => (time, &b" BC"[..]),
        None => (rest, &b""[..]),
    };
    let sign = time.iter().rposition(|byte| matches!(byte, b'+' | b'-')).ok_or(Inexact)?;
    let minutes: &[u8] = match &time[sign + 1..] {
        [_, _] => b":00",
        [_, _, b':', ..] => b"",
        _ => return Err(Inexact),
    };
    quoted(&[date, b"T", time, minutes, era], out)
}

fn is_infinite(text: &[u8]) -> bool {
    matches!(text, b"infinity" | b"-infinity")
}

/// The date and the time, without the space between them.
fn split(text: &[u8]) -> Result<(&[u8], &[u8]), Inexact> {
    let (date, rest) = text.split_at(iso_date(text)?);
    match rest {
        [b' ', time @ ..] if time.first().is_some_and(u8::is_ascii_digit) => Ok((date, time)),
        _ => Err(Inexact),
    }
}

/// The length of `2001-02-03` at the beginning; years have at least four digits in no other style.
fn iso_date(text: &[u8]) -> Result<usize, Inexact> {
    let year = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match text[year..] {
        [b'-', a, b, b'-', c, d, ..] if year >= 4 && [a, b, c, d].iter().all(u8::is_ascii_digit) => Ok(year + 6),
        _ => Err(Inexact),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what every form ends with")]
fn quoted(parts: &[&[u8]], out: &mut Vec<u8>) -> Result<(), Inexact> {
    out.push(b'"');
    for part in parts {
        out.extend_from_slice(part);
    }
    out.push(b'"');
    Ok(())
}
