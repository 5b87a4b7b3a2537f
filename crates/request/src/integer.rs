//! Integers as Haskell's `read` takes them: PostgREST reads `limit`, `offset` and `max-affected` so (LIM-01).
//!
//! ```text
//! integer = space ( "(" integer ")" | [ "-" space ] number ) space
//! number  = digit { digit } | "0x" hex { hex } | "0o" octal { octal } | "0b" bit { bit }
//! ```

/// Greater than whatever PostgreSQL takes for a number of rows, and small enough to be added up.
const LARGEST: i128 = 10_i128.pow(37);

/// Reads `text` as an integer; anything else is none. What has more than 37 digits is cut to 10³⁷.
pub(crate) fn read_integer(text: &str) -> Option<i128> {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(') {
        text = inner.strip_suffix(')')?.trim();
    }
    match text.strip_prefix('-') {
        Some(number) => read_number(number.trim_start()).map(|number| -number),
        None => read_number(text),
    }
}

fn read_number(text: &str) -> Option<i128> {
    let (radix, digits) = match text.get(..2) {
        Some("0x" | "0X") => (16, &text[2..]),
        Some("0o" | "0O") => (8, &text[2..]),
        Some("0b" | "0B") => (2, &text[2..]),
        _ => (10, text),
    };
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0_i128, |number, c| {
        let digit = c.to_digit(radix)?;
        Some((number * i128::from(radix) + i128::from(digit)).min(LARGEST))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_parentheses_signs_and_other_bases_are_read() {
        for (text, value) in
            [("12", 12), (" 1 ", 1), ("(1)", 1), ("( (-2) )", -2), ("- 3", -3), ("-0", 0), ("0x1F", 31), ("0b11", 3)]
        {
            assert_eq!(read_integer(text), Some(value), "{text}");
        }
        assert_eq!(read_integer("99999999999999999999"), Some(99_999_999_999_999_999_999));
        assert_eq!(read_integer(&"9".repeat(100)), Some(LARGEST));
    }

    #[test]
    fn anything_else_is_no_integer() {
        for text in ["", " ", "1.5", "1e3", "+1", "--1", "-(1)", "(1", "1)", "0x", "-", "1 2", "null", "١"] {
            assert_eq!(read_integer(text), None, "{text}");
        }
    }
}
