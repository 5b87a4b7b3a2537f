//! Request targets as clients send them.
//!
//! PostgREST serves `?select=data->>name&name=eq."a"` as curl sends it. RFC 3986 has no place for `>`, `<`, `"`, `{`,
//! `|`, `}`, `^`, `\`, a backtick and bytes above 0x7F in a target, and `#` would begin a fragment; `http::Uri` refuses
//! some of them, cuts others off, and hyper answers 400 by itself. So such *bare* bytes never reach hyper: [`mask`]
//! puts one [`STAND_IN`] for each, and [`Target::restore`] puts what the client sent in place of what hyper read.
//!
//! Controls, spaces and DEL stay refused: no client sends them, and they are what requests are smuggled with.

use compact_str::CompactString;
use http::Uri;

/// What hyper sees of a bare byte. It may stand anywhere in a target and divides nothing.
pub(super) const STAND_IN: u8 = b'_';

/// Whether a target with this byte is withheld from hyper.
pub(super) fn is_bare(byte: u8) -> bool {
    BARE[usize::from(byte)]
}

/// Exchanges every bare byte for a stand-in; the length stays.
pub(super) fn mask(target: &mut [u8]) {
    for byte in target.iter_mut().filter(|byte| is_bare(**byte)) {
        *byte = STAND_IN;
    }
}

static BARE: [bool; 256] = {
    let mut bare = [false; 256];
    let mut byte = u8::MIN;
    while byte < u8::MAX {
        bare[byte as usize] = is_no_uri_byte(byte);
        byte += 1;
    }
    bare[u8::MAX as usize] = is_no_uri_byte(u8::MAX);
    bare
};

const fn is_no_uri_byte(byte: u8) -> bool {
    matches!(byte, b'"' | b'#' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x80..)
}

/// A target in the pieces that requests are parsed from.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The whole as the client sent it.
    pub(super) sent: CompactString,
    /// The path, never empty.
    pub(super) path: CompactString,
    /// What follows the first `?`.
    pub(super) query: CompactString,
}

impl Target {
    /// The target that hyper read, which is the one sent.
    pub(super) fn of(uri: &Uri) -> Self {
        let (path, query) = (uri.path(), uri.query().unwrap_or_default());
        let sent = uri.path_and_query().map_or(path, |both| both.as_str());
        Self { sent: sent.into(), path: path.into(), query: query.into() }
    }

    /// The target that was sent where hyper read `uri`; `None` if these two are not the same target.
    ///
    /// A byte that is not UTF-8 comes back percent-encoded, which means the same (RTE-08).
    pub(super) fn restore(sent: &[u8], uri: &Uri) -> Option<Self> {
        let mut masked = sent.to_vec();
        mask(&mut masked);
        if !is_target_of(uri, origin_form(&masked)) {
            return None;
        }
        let sent = text(sent);
        let origin = origin_form(sent.as_bytes()).len();
        let (path, query) = {
            let origin = &sent[sent.len() - origin..];
            origin.split_once('?').unwrap_or((origin, ""))
        };
        let path = if path.is_empty() { "/" } else { path };
        let (path, query) = (path.into(), query.into());
        Some(Self { sent, path, query })
    }
}

/// An absolute target without scheme and authority (RTE-10), any other as it is.
fn origin_form(target: &[u8]) -> &[u8] {
    if target.starts_with(b"/") {
        return target;
    }
    let Some(scheme) = memchr::memmem::find(target, b"://") else { return target };
    let rest = &target[scheme + 3..];
    let authority = rest.iter().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
    &rest[authority..]
}

fn is_target_of(uri: &Uri, origin: &[u8]) -> bool {
    // What has no path and query is an authority: `CONNECT host:port`.
    uri.path_and_query().is_none_or(|both| both.as_str().as_bytes() == origin || (both == "/" && origin.is_empty()))
}

fn text(bytes: &[u8]) -> CompactString {
    let mut text = CompactString::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(percent_encoding::percent_encode(chunk.invalid(), percent_encoding::NON_ALPHANUMERIC));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn restore(sent: &str) -> Target {
        let mut masked = sent.as_bytes().to_vec();
        mask(&mut masked);
        let uri = Uri::try_from(masked).expect("hyper can read it");
        Target::restore(sent.as_bytes(), &uri).expect("it is the same target")
    }

    fn parts(sent: &str) -> (CompactString, CompactString) {
        let Target { path, query, .. } = restore(sent);
        (path, query)
    }

    #[test]
    fn whatever_is_not_bare_is_read_as_it_was_sent() {
        for byte in (0x21..0x7F_u8).filter(|byte| !is_bare(*byte)) {
            let (path, query) = (vec![b'/', b'a', byte], vec![b'/', b'?', b'a', byte]);
            for target in [path, query] {
                let uri = Uri::try_from(target.clone()).unwrap_or_else(|error| panic!("{byte:#x}: {error}"));
                assert_eq!(Target::of(&uri).sent.as_bytes(), target);
            }
        }
    }

    #[test]
    fn bare_bytes_come_back() {
        assert_eq!(parts("/a>b?c=\"d\"&e->>f"), ("/a>b".into(), "c=\"d\"&e->>f".into()));
        assert_eq!(parts("/täble?näme=eq.é#{}|^`\\"), ("/täble".into(), "näme=eq.é#{}|^`\\".into()));
    }

    #[test]
    fn an_absolute_target_is_reduced_to_its_path() {
        assert_eq!(parts("http://example.com/a?b=c>d"), ("/a".into(), "b=c>d".into()));
        assert_eq!(parts("HTTP://example.com?b=://"), ("/".into(), "b=://".into()));
        assert_eq!(parts("https://example.com"), ("/".into(), CompactString::default()));
        assert_eq!(restore("http://example.com/a").sent, "http://example.com/a");
    }

    #[test]
    fn other_forms_are_their_own_path() {
        assert_eq!(parts("*"), ("*".into(), CompactString::default()));
        assert_eq!(parts("example.com:80"), ("example.com:80".into(), CompactString::default()));
    }

    #[test]
    fn bytes_that_are_not_text_come_back_encoded() {
        let mut masked = b"/\xFF?\xC3\xA4\xE9".to_vec();
        mask(&mut masked);
        let target = Target::restore(b"/\xFF?\xC3\xA4\xE9", &Uri::try_from(masked).unwrap()).unwrap();
        assert_eq!((target.path.as_str(), target.query.as_str()), ("/%FF", "ä%E9"));
    }

    #[test]
    fn a_target_that_hyper_did_not_read_is_not_taken() {
        assert_eq!(Target::restore(b"/a>b", &Uri::from_static("/other")), None);
        assert_eq!(Target::restore(b"/a>b", &Uri::from_static("/a>b".split('>').next().unwrap())), None);
    }
}
