//! The canonical query string, for Content-Location (CAN-01 … CAN-03).

use crate::pairs::Pair;

/// Sorts the pairs by key and joins the values of each key by commas.
pub(crate) fn canonical(pairs: &[Pair]) -> String {
    let mut sorted: Vec<_> = pairs.iter().map(|pair| (pair.key.as_ref(), pair.value.as_deref())).collect();
    sorted.sort_by_key(|(key, _)| *key);
    let mut text = String::new();
    for same_key in sorted.chunk_by(|a, b| a.0 == b.0) {
        if !text.is_empty() {
            text.push('&');
        }
        encode(&mut text, same_key[0].0);
        for (nth, (_, value)) in same_key.iter().enumerate() {
            text.push(if nth == 0 { '=' } else { ',' });
            encode(&mut text, value.unwrap_or_default());
        }
    }
    text
}

/// PostgREST takes each byte for a Latin-1 character and encodes that as UTF-8, so text beyond ASCII is encoded twice.
fn encode(text: &mut String, bytes: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            text.push(char::from(byte));
            continue;
        }
        let mut utf8 = [0; 2];
        for byte in char::from(byte).encode_utf8(&mut utf8).bytes() {
            text.push('%');
            text.push(char::from(HEX[usize::from(byte >> 4)]));
            text.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pairs::pairs;

    fn canonical_of(query: &str) -> String {
        canonical(&pairs(query.as_bytes()).collect::<Vec<_>>())
    }

    #[test]
    fn pairs_are_sorted_by_key_and_keep_their_order_else() {
        assert_eq!(canonical_of("a=1&c=3&b=2&d"), "a=1&b=2&c=3&d=", "CAN-01");
        assert_eq!(canonical_of("b=2&a=x&b=1"), "a=x&b=2,1", "CAN-02");
        assert_eq!(canonical_of(""), "");
        assert_eq!(canonical_of("&a=1"), "=&a=1");
    }

    #[test]
    fn all_but_unreserved_characters_are_encoded_and_other_text_twice() {
        assert_eq!(canonical_of("select=*,a->b&x=A-z_0.~"), "select=%2A%2Ca-%3Eb&x=A-z_0.~");
        assert_eq!(canonical_of("a=é+%2B"), "a=%C3%83%C2%A9%20%2B", "CAN-03");
    }
}
