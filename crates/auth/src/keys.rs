//! The keys that tokens are checked against (AUT-07 … AUT-10).

use jsonwebtoken::{EncodingKey, Header};
use serde::Deserialize;
use serde_json::Value;

use crate::algorithm::Algorithm;
use crate::compact::Compact;
use crate::error::AuthError;
use crate::jwk::{Key, parse_jwk};

/// How many bytes a passphrase must have.
const SHORTEST_PASSPHRASE: usize = 32;

/// What tokens are checked against.
#[derive(Clone, Debug)]
pub enum Keys {
    /// Nothing, so that a token is a server error (AUT-02).
    None,
    /// Keys that are elsewhere and have not been read yet, so that a token has to wait.
    Awaited,
    /// These keys.
    Known(KeySet),
}

/// The keys of a `jwt-secret`, in their order. `Debug` prints no key.
#[derive(Clone, Debug)]
pub struct KeySet {
    keys: Vec<Key>,
    ignored: usize,
}

/// Why a `jwt-secret` holds no keys. Carries nothing of the secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A passphrase that is too short to be safe.
    #[error("The JWT secret must be at least 32 characters long.")]
    TooShort,
    /// A JSON Web Key that cannot be used.
    #[error("The JWT secret is a JSON Web Key that cannot be used: {0}.")]
    UnusableKey(&'static str),
    /// A JSON object with `keys` that are not a list of objects, or the beginning of a JSON object.
    #[error("The JWT secret is not a JSON Web Key Set.")]
    NotAKeySet,
    /// A document that holds no key that can be used.
    #[error("There is no usable key among the JSON Web Keys.")]
    NoUsableKey,
}

/// Why a token cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The secret holds no keys.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// None of the keys is a shared secret for HS256.
    #[error("The JWT secret has no key that HS256 could sign with.")]
    NoSigningKey,
    /// The claims are not a JSON object.
    #[error("The claims must be a JSON object.")]
    NotAnObject,
    /// The library refused.
    #[error("The token could not be signed.")]
    Library(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Signs `claims` with HS256 and the first key of `secret` that allows it; `secret` is read as [`KeySet::parse`] does.
///
/// # Errors
///
/// When the secret has no such key, or the claims are not a JSON object.
pub fn sign(claims: &Value, secret: &[u8]) -> Result<String, SignError> {
    if !claims.is_object() {
        return Err(SignError::NotAnObject);
    }
    let set = KeySet::parse(secret)?;
    let signer = set.keys.iter().find_map(|key| Some((key, key.shared_secret(Algorithm::HS256)?)));
    let (key, shared) = signer.ok_or(SignError::NoSigningKey)?;
    let header = Header { kid: key.id().map(str::to_owned), ..Header::default() };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(shared))
        .map_err(|error| SignError::Library(error.into()))
}

impl KeySet {
    /// Reads a `jwt-secret`: a JSON Web Key Set, else a single JSON Web Key, else a passphrase for HS256 (AUT-10).
    ///
    /// Keys of a set that cannot be used here (of an unknown type, algorithm or curve, or broken) are left out, as
    /// RFC 7517 recommends. A JSON object with `keys` or `kty` is never taken for a passphrase, nor is one that is cut
    /// off: a set of public keys is no secret. (PostgREST 16 does, when it cannot read one of the keys.)
    ///
    /// # Errors
    ///
    /// When a passphrase is too short, or a JSON Web Key is unusable.
    pub fn parse(secret: &[u8]) -> Result<Self, KeyError> {
        let single = |key| Self { keys: vec![key], ignored: 0 };
        match serde_json::from_slice(secret) {
            Ok(Value::Object(object)) if object.contains_key("keys") => Self::from_jwks(Value::Object(object)),
            Ok(Value::Object(object)) if object.contains_key("kty") => parse_jwk(&object).map(single),
            Err(_) if begins_as_object(secret) => Err(KeyError::NotAKeySet),
            _ if secret.len() < SHORTEST_PASSPHRASE => Err(KeyError::TooShort),
            _ => Ok(single(Key::passphrase(secret))),
        }
    }

    /// Reads a document that was fetched from elsewhere: a JSON Web Key Set or a single JSON Web Key with at least one
    /// usable key. Nothing else is: an error page is no passphrase.
    ///
    /// # Errors
    ///
    /// When it is no such document.
    pub fn from_document(document: &[u8]) -> Result<Self, KeyError> {
        let set = match serde_json::from_slice(document) {
            Ok(Value::Object(object)) if object.contains_key("keys") => Self::from_jwks(Value::Object(object))?,
            Ok(Value::Object(object)) => Self { keys: vec![parse_jwk(&object)?], ignored: 0 },
            _ => return Err(KeyError::NotAKeySet),
        };
        if set.keys.is_empty() { Err(KeyError::NoUsableKey) } else { Ok(set) }
    }

    fn from_jwks(set: Value) -> Result<Self, KeyError> {
        #[derive(Deserialize)]
        struct Jwks {
            keys: Vec<serde_json::Map<String, Value>>,
        }
        let Jwks { keys: listed } = serde_json::from_value(set).map_err(|_| KeyError::NotAKeySet)?;
        let keys: Vec<Key> = listed.iter().filter_map(|jwk| parse_jwk(jwk).ok()).collect();
        Ok(Self { ignored: listed.len() - keys.len(), keys })
    }

    /// How many keys of the set were left out.
    pub fn ignored(&self) -> usize {
        self.ignored
    }

    /// Checks a token's signature with every usable key in turn.
    pub(crate) fn verify(&self, token: &Compact<'_>) -> Result<(), AuthError> {
        self.try_keys(token)
            .map_err(|error| if token.algorithm.is_extension() { AuthError::Undecodable } else { error })
    }

    fn try_keys(&self, token: &Compact<'_>) -> Result<(), AuthError> {
        let mut usable =
            self.keys.iter().filter(|key| key.is_usable(token.algorithm, token.key_id.as_deref())).peekable();
        if usable.peek().is_none() {
            return Err(AuthError::NoSuitableKey);
        }
        if usable.any(|key| key.verify(token.algorithm, token.signed, &token.signature)) {
            return Ok(());
        }
        Err(AuthError::NotVerified)
    }
}

/// Whether it is plainly meant as a JSON object with something in it.
fn begins_as_object(secret: &[u8]) -> bool {
    let inside = secret.trim_ascii_start().strip_prefix(b"{");
    inside.is_some_and(|inside| inside.trim_ascii_start().starts_with(b"\""))
}
