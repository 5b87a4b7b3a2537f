//! Text in quotes, as Haskell's `show` writes it: parser messages reach the client in this form (PRS-04, MUT-08).

/// `text` in double quotes.
pub(crate) fn show_text(text: impl IntoIterator<Item = char>) -> String {
    let mut shown = String::from('"');
    let mut previous = Escape::None;
    for c in text {
        // `\&` is nothing; it keeps an escape apart from a character that would continue it.
        if (previous == Escape::Numeric && c.is_ascii_digit()) || (previous == Escape::ShiftOut && c == 'H') {
            shown.push_str("\\&");
        }
        previous = push(&mut shown, c, '"');
    }
    shown.push('"');
    shown
}

/// `c` in single quotes.
pub(super) fn show_char(c: char) -> String {
    let mut shown = String::from('\'');
    push(&mut shown, c, '\'');
    shown.push('\'');
    shown
}

#[derive(PartialEq, Eq)]
enum Escape {
    None,
    Numeric,
    ShiftOut,
}

/// The names of the control characters, by code.
const CONTROLS: [&str; 32] = [
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "a", "b", "t", "n", "v", "f", "r", "SO", "SI", "DLE", "DC1",
    "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS", "US",
];

fn push(shown: &mut String, c: char, quote: char) -> Escape {
    let code = u32::from(c);
    if c == '\\' || c == quote {
        shown.push('\\');
        shown.push(c);
    } else if let Some(name) = CONTROLS.get(code as usize) {
        shown.push('\\');
        shown.push_str(name);
        return if *name == "SO" { Escape::ShiftOut } else { Escape::None };
    } else if c == '\u{7f}' {
        shown.push_str("\\DEL");
    } else if c.is_ascii() {
        shown.push(c);
    } else {
        shown.push('\\');
        shown.push_str(&code.to_string());
        return Escape::Numeric;
    }
    Escape::None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shown_as_haskell_shows_it() {
        assert_eq!(show_text("say \"hi\"\\".chars()), r#""say \"hi\"\\""#);
        assert_eq!(show_text("\0\t\u{7f}é1\u{e}H".chars()), r#""\NUL\t\DEL\233\&1\SO\&H""#);
    }

    #[test]
    fn a_character_escapes_its_own_quote_only() {
        assert_eq!(show_char('"'), "'\"'");
        assert_eq!(show_char('\''), r"'\''");
        assert_eq!(show_char('é'), r"'\233'");
    }
}
