//! The token in an `Authorization` header (AUT-01).
//!
//! ```text
//! authorization = scheme [ blanks token ]
//! scheme        = what precedes the first blank, "bearer" in any case
//! ```

/// The token of a bearer header: empty when nothing follows the scheme, `None` when the scheme is another.
pub(crate) fn token(authorization: &[u8]) -> Option<&[u8]> {
    let end = authorization.iter().position(|byte| is_blank(*byte)).unwrap_or(authorization.len());
    let (scheme, rest) = authorization.split_at(end);
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return None;
    }
    let start = rest.iter().position(|byte| !is_blank(*byte)).unwrap_or(rest.len());
    Some(&rest[start..])
}

/// White space as PostgREST 16 sees it: bytes are taken for Latin-1, so the no-break space counts.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r' | 0xA0)
}

#[cfg(test)]
mod tests {
    use super::token;

    #[test]
    fn the_scheme_is_bearer_in_any_case_and_blanks_may_follow() {
        for header in ["Bearer a.b.c", "bearer a.b.c", "BEARER  a.b.c", "bEaReR \t a.b.c"] {
            assert_eq!(token(header.as_bytes()), Some(&b"a.b.c"[..]), "{header}");
        }
        assert_eq!(token(b"Bearer\xA0a.b.c"), Some(&b"a.b.c"[..]));
    }

    #[test]
    fn a_bearer_without_a_token_has_an_empty_one() {
        for header in ["Bearer", "Bearer ", "bearer   "] {
            assert_eq!(token(header.as_bytes()), Some(&b""[..]), "{header}");
        }
    }

    #[test]
    fn any_other_scheme_has_none() {
        for header in ["", " Bearer a.b.c", "Basic eDp5", "Token a.b.c", "Bearera.b.c", "a.b.c"] {
            assert_eq!(token(header.as_bytes()), None, "{header}");
        }
    }
}
