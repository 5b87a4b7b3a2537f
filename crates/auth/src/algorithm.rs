//! The signature algorithms a token's header or a key may name (AUT-09).

use jsonwebtoken::Algorithm as Library;

/// A signature algorithm of RFC 7518 or RFC 8037.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// One the JWT library verifies.
    Library(Library),
    /// ES512, which it lacks.
    Es512,
}

/// What kind of key an algorithm needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyKind {
    /// A shared secret.
    Symmetric,
    /// RSA.
    Rsa,
    /// An elliptic curve.
    Curve,
    /// An Edwards curve.
    Edwards,
}

impl Algorithm {
    pub(crate) const HS256: Self = Self::Library(Library::HS256);

    /// The algorithm of that name, in its exact case.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        if name == "ES512" {
            return Some(Self::Es512);
        }
        name.parse().ok().map(Self::Library)
    }

    pub(crate) fn key_kind(self) -> KeyKind {
        use jsonwebtoken::AlgorithmFamily as Family;
        match self {
            Self::Es512 => KeyKind::Curve,
            Self::Library(algorithm) => match algorithm.family() {
                Family::Hmac => KeyKind::Symmetric,
                Family::Rsa => KeyKind::Rsa,
                Family::Ec => KeyKind::Curve,
                Family::Ed => KeyKind::Edwards,
            },
        }
    }

    /// Whether PostgREST 16 does not know it: RSASSA-PSS. Tokens signed so are accepted here, but a refusal reads as
    /// if the algorithm were unknown.
    pub(crate) fn is_extension(self) -> bool {
        matches!(self, Self::Library(Library::PS256 | Library::PS384 | Library::PS512))
    }
}

#[cfg(test)]
mod tests {
    use super::{Algorithm, KeyKind};

    #[test]
    fn names_are_exact_and_each_algorithm_knows_its_key() {
        for (kind, names) in [
            (KeyKind::Symmetric, "HS256 HS384 HS512"),
            (KeyKind::Rsa, "RS256 RS384 RS512 PS256 PS384 PS512"),
            (KeyKind::Curve, "ES256 ES384 ES512"),
            (KeyKind::Edwards, "EdDSA"),
        ] {
            for name in names.split(' ') {
                assert_eq!(Algorithm::from_name(name).map(Algorithm::key_kind), Some(kind), "{name}");
            }
        }
        for name in ["", "none", "hs256", "HS1", "ES256K", "RSA-OAEP", "eddsa"] {
            assert_eq!(Algorithm::from_name(name), None, "{name}");
        }
    }
}
