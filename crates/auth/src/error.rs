//! Why a caller is not let in, in the words clients know (AUT-02 … AUT-26).

use rowgate_core::{ClientError, ErrorCode};
use serde_json::Value;

/// Why a request has no caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// A token came and no key is configured (AUT-02).
    #[error("Server lacks JWT secret")]
    NoSecret,
    /// A token came before the keys did, which are elsewhere.
    #[error("The keys that verify tokens could not be read yet. Retrying.")]
    KeysAwaited,
    /// `Bearer` with nothing behind it (AUT-03).
    #[error("Empty JWT is sent in Authorization header")]
    EmptyToken,
    /// The token has this many parts between its dots, not three (AUT-04).
    #[error("Expected 3 parts in JWT; got {0}")]
    WrongPartCount(usize),
    /// A part cannot be decoded, or the header names no algorithm that is known here (AUT-05).
    #[error("JWT cryptographic operation failed")]
    Undecodable,
    /// `"alg": "none"` (AUT-06).
    #[error("Wrong or unsupported encoding algorithm")]
    Unsecured,
    /// No configured key may be used for the token's header (AUT-07).
    #[error("No suitable key or wrong key type")]
    NoSuitableKey,
    /// Keys were tried, and the signature is of none of them (AUT-08).
    #[error("No suitable key or wrong key type")]
    NotVerified,
    /// The claims are not a JSON object (AUT-12).
    #[error("Parsing claims failed")]
    ClaimsUnreadable,
    /// A claim that is a point in time is not a number (AUT-21 … AUT-23).
    #[error("The JWT '{}' claim must be a number", .0.name())]
    NotANumber(TimeClaim),
    /// `exp` is past (AUT-21).
    #[error("JWT expired")]
    Expired,
    /// `nbf` is still to come (AUT-22).
    #[error("JWT not yet valid")]
    NotYetValid,
    /// `iat` is still to come (AUT-23).
    #[error("JWT issued at future")]
    IssuedAtFuture,
    /// `aud` is of another shape (AUT-25).
    #[error("The JWT 'aud' claim must be a string or an array of strings")]
    AudienceShape,
    /// `aud` names others (AUT-25).
    #[error("JWT not in audience")]
    NotInAudience,
    /// No role was claimed and no anonymous role is configured (AUT-30).
    #[error("Anonymous access is disabled")]
    AnonymousDisabled,
}

/// The claims that are points in time, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeClaim {
    /// `exp`: until when the token holds.
    Expiry,
    /// `nbf`: from when it holds.
    NotBefore,
    /// `iat`: when it was made.
    IssuedAt,
}

impl TimeClaim {
    /// The claim's key.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expiry => "exp",
            Self::NotBefore => "nbf",
            Self::IssuedAt => "iat",
        }
    }
}

impl AuthError {
    /// The value of the `WWW-Authenticate` header that goes with this failure, if one does (AUT-26).
    pub fn www_authenticate(&self) -> Option<String> {
        match self.code() {
            ErrorCode::InvalidToken | ErrorCode::InvalidClaims => {
                Some(format!("Bearer error=\"invalid_token\", error_description=\"{self}\""))
            }
            ErrorCode::AnonymousDisabled => Some("Bearer".to_owned()),
            _ => None,
        }
    }
}

impl ClientError for AuthError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::NoSecret => ErrorCode::NoJwtSecret,
            Self::KeysAwaited => ErrorCode::KeysAwaited,
            Self::EmptyToken
            | Self::WrongPartCount(_)
            | Self::Undecodable
            | Self::Unsecured
            | Self::NoSuitableKey
            | Self::NotVerified => ErrorCode::InvalidToken,
            Self::ClaimsUnreadable
            | Self::NotANumber(_)
            | Self::Expired
            | Self::NotYetValid
            | Self::IssuedAtFuture
            | Self::AudienceShape
            | Self::NotInAudience => ErrorCode::InvalidClaims,
            Self::AnonymousDisabled => ErrorCode::AnonymousDisabled,
        }
    }

    fn details(&self) -> Option<Value> {
        let text = match self {
            Self::Unsecured => "JWT is unsecured but expected 'alg' was not 'none'",
            Self::NoSuitableKey => "No suitable key was found to decode the JWT",
            Self::NotVerified => "None of the keys was able to decode the JWT",
            _ => return None,
        };
        Some(text.into())
    }
}
