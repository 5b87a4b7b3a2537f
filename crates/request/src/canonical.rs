//! The canonical query string, for Content-Location (CAN-01 … CAN-03).

/// A key with its value, if it has one.
type Pair<'p> = (&'p str, Option<&'p str>);

/// Sorts the pairs by key and joins the values of each key by commas.
pub(crate) fn canonical<'p>(pairs: impl Iterator<Item = Pair<'p>> + Clone) -> String {
    if pairs.clone().is_sorted_by_key(|(key, _)| key) {
        return joined(pairs);
    }
    let mut sorted: Vec<_> = pairs.collect();
    sorted.sort_by_key(|(key, _)| *key);
    joined(sorted.into_iter())
}

fn joined<'p>(sorted: impl Iterator<Item = Pair<'p>> + Clone) -> String {
    let length = |(key, value): Pair<'p>| key.len() + value.unwrap_or_default().len();
    // Twice what has to be encoded is enough for most.
    let mut text = String::with_capacity(sorted.clone().map(|pair| 2 * length(pair) + 2).sum());
    let mut last = None;
    for (key, value) in sorted {
        if last == Some(key) {
            text.push(',');
        } else {
            if last.is_some() {
                text.push('&');
            }
            encode(&mut text, key.as_bytes());
            text.push('=');
        }
        encode(&mut text, value.unwrap_or_default().as_bytes());
        last = Some(key);
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
    use crate::query::Parameters;

    fn canonical_of(query: &str) -> String {
        Parameters::decode(query).unwrap().canonical()
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
