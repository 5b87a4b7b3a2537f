//! JSON's own values, as PostgreSQL writes them.

/// Writes a text in quotes, escaped as PostgreSQL's `escape_json` does: `\b \f \n \r \t \" \\`, `\u00xx` for the other
/// characters below the space, and everything else as it is.
pub(super) fn string(text: &[u8], out: &mut Vec<u8>) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| is_escaped(*byte)) {
        out.extend_from_slice(&rest[..at]);
        escape(rest[at], out);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Writes a number as PostgreSQL prints it. What JSON has no number for (NaN, Infinity) becomes a text.
pub(super) fn number(text: &[u8], out: &mut Vec<u8>) {
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    if unsigned.first().is_some_and(u8::is_ascii_digit) {
        out.extend_from_slice(text);
    } else {
        string(text, out);
    }
}

fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

fn escape(byte: u8, out: &mut Vec<u8>) {
    let letter = match byte {
        0x08 => b'b',
        0x0c => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        b'"' | b'\\' => byte,
        _ => {
            let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', letter]);
}
