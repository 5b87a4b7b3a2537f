//! Absolute URIs as RFC 3986 has them, as far as settings need to know.
//!
//! ```text
//! URI       = scheme ":" [ "//" authority ] path [ "?" query ] [ "#" fragment ]
//! authority = [ userinfo "@" ] host [ ":" port ]
//! ```

use std::net::Ipv6Addr;

/// The parts of a URI, without the punctuation between them.
#[derive(Debug, PartialEq)]
pub(crate) struct Uri<'a> {
    pub(crate) scheme: &'a str,
    pub(crate) authority: Option<Authority<'a>>,
    pub(crate) path: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) fragment: Option<&'a str>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Authority<'a> {
    pub(crate) user_info: Option<&'a str>,
    /// An IP literal keeps its brackets.
    pub(crate) host: &'a str,
    pub(crate) port: Option<&'a str>,
}

/// Takes a URI apart: `https://a.example/x` is one, `https://%%a` and `//a.example` are not.
pub(crate) fn parse(text: &str) -> Option<Uri<'_>> {
    let (rest, fragment) = split_off(text, '#');
    let (rest, query) = split_off(rest, '?');
    let (scheme, rest) = rest.split_once(':')?;
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority(host)?), path)
        }
        None => (None, rest),
    };
    let well_formed = is_scheme(scheme)
        && consists_of(path, "/:@")
        && query.is_none_or(|query| consists_of(query, "/?:@"))
        && fragment.is_none_or(|fragment| consists_of(fragment, "/?:@"));
    well_formed.then_some(Uri { scheme, authority, path, query, fragment })
}

fn authority(text: &str) -> Option<Authority<'_>> {
    let (user_info, rest) = match text.split_once('@') {
        Some((user_info, rest)) => (Some(user_info), rest),
        None => (None, text),
    };
    let (host, port) = match rest.rfind(']') {
        Some(end) if end + 1 == rest.len() => (rest, None),
        // After the bracket of an IP literal only a port may follow.
        Some(end) => (&rest[..=end], Some(rest[end + 1..].strip_prefix(':')?)),
        None => split_off(rest, ':'),
    };
    let well_formed = user_info.is_none_or(|user_info| consists_of(user_info, ":"))
        && is_host(host)
        && port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    well_formed.then_some(Authority { user_info, host, port })
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_host(text: &str) -> bool {
    match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        Some(literal) => literal.parse::<Ipv6Addr>().is_ok() || is_future_address(literal),
        None => consists_of(text, ""),
    }
}

/// `"v" hex "." text`: room for addresses that do not exist yet.
fn is_future_address(text: &str) -> bool {
    let parts = text.strip_prefix(['v', 'V']).and_then(|text| text.split_once('.'));
    parts.is_some_and(|(version, address)| {
        let is_hex = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex(version) && !address.is_empty() && !address.contains('%') && consists_of(address, ":")
    })
}

/// Whether `text` is made of unreserved characters, sub-delimiters, percent-encoded bytes and those of `also`.
fn consists_of(text: &str, also: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let well_formed = match byte {
            b'%' => (0..2).all(|_| bytes.next().is_some_and(|digit| digit.is_ascii_hexdigit())),
            byte => plain(byte) || also.as_bytes().contains(&byte),
        };
        if !well_formed {
            return false;
        }
    }
    true
}

fn split_off(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.split_once(separator) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_is_taken_apart() {
        let authority = Authority { user_info: Some("me"), host: "[::1]", port: Some("80") };
        assert_eq!(
            parse("https://me@[::1]:80/a/b?c=/?#d"),
            Some(Uri {
                scheme: "https",
                authority: Some(authority),
                path: "/a/b",
                query: Some("c=/?"),
                fragment: Some("d")
            })
        );
        for uri in ["urn:example:a", "a:", "http://", "http://%20", "http://[v7.x:y]", "a+b-c.d:/x", "x:?", "h://a:"] {
            assert!(parse(uri).is_some(), "{uri}");
        }
    }

    #[test]
    fn what_is_no_uri_is_refused() {
        for text in [
            "",
            ":",
            "text",
            "1a:b",
            "a b:c",
            "http://%%a",
            "http://%2",
            "http://a b",
            "http://[::1",
            "http://[::g]",
            "http://[::1]80",
            "http://[v.x]",
            "http://a:b",
            "http://a@b@c",
            "http://ä",
            "a:b#c#d",
            "a:[",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
