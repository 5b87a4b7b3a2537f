//! One JSON Web Key (RFC 7517): what it may be used for, and whether a signature is its own.

use std::fmt;

use jsonwebtoken::crypto::rust_crypto;
use jsonwebtoken::signature::Verifier;
use jsonwebtoken::{Algorithm as Library, DecodingKey};
use serde_json::{Map, Value};

use crate::algorithm::{Algorithm, KeyKind};
use crate::compact::base64url;
use crate::keys::KeyError;

/// How many bytes the modulus of an RSA key must have: 1024 bits. Anything shorter is no protection.
const SHORTEST_MODULUS: usize = 128;

/// A key, and what narrows its use.
#[derive(Clone)]
pub(crate) struct Key {
    id: Option<String>,
    algorithm: Option<Algorithm>,
    /// Whether its `use` is encryption.
    encrypts: bool,
    material: Material,
}

#[derive(Clone)]
enum Material {
    Symmetric(DecodingKey),
    Rsa(DecodingKey),
    P256(DecodingKey),
    P384(DecodingKey),
    P521(Box<p521::ecdsa::VerifyingKey>),
    Ed25519(DecodingKey),
}

/// Prints what kind of key it is and its id, which is public; never the key.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("kind", &self.material.kind())
            .field("id", &self.id)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

impl Key {
    /// A passphrase: for HS256 alone (AUT-10).
    pub(crate) fn passphrase(secret: &[u8]) -> Self {
        let material = Material::Symmetric(DecodingKey::from_secret(secret));
        Self { id: None, algorithm: Some(Algorithm::HS256), encrypts: false, material }
    }

    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether it may be tried on a token with this algorithm and key id (AUT-07).
    pub(crate) fn is_usable(&self, algorithm: Algorithm, key_id: Option<&str>) -> bool {
        !self.encrypts
            && key_id.is_none_or(|id| self.id() == Some(id))
            && self.algorithm.is_none_or(|own| own == algorithm)
            && self.material.kind() == algorithm.key_kind()
    }

    /// Whether `signature` is this key's, over `signed`. Secrets are compared in constant time.
    pub(crate) fn verify(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        match (&self.material, algorithm) {
            (Material::P521(key), Algorithm::Es512) => p521::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(signed, &signature).is_ok()),
            (Material::Symmetric(key) | Material::Rsa(key) | Material::Ed25519(key), Algorithm::Library(algorithm))
            | (Material::P256(key), Algorithm::Library(algorithm @ Library::ES256))
            | (Material::P384(key), Algorithm::Library(algorithm @ Library::ES384)) => {
                (rust_crypto::DEFAULT_PROVIDER.verifier_factory)(&algorithm, key)
                    .is_ok_and(|verifier| verifier.verify(signed, &signature.to_vec()).is_ok())
            }
            // A curve belongs to its algorithm (RFC 7518, 3.4).
            _ => false,
        }
    }

    /// The shared secret, if this is one that `algorithm` may use.
    pub(crate) fn shared_secret(&self, algorithm: Algorithm) -> Option<&[u8]> {
        match &self.material {
            Material::Symmetric(key) if self.is_usable(algorithm, None) => key.try_get_as_bytes().ok(),
            _ => None,
        }
    }
}

impl Material {
    fn kind(&self) -> KeyKind {
        match self {
            Self::Symmetric(_) => KeyKind::Symmetric,
            Self::Rsa(_) => KeyKind::Rsa,
            Self::P256(_) | Self::P384(_) | Self::P521(_) => KeyKind::Curve,
            Self::Ed25519(_) => KeyKind::Edwards,
        }
    }
}

/// Reads a JSON Web Key. Of a private key the public half is used.
///
/// # Errors
///
/// When its type, algorithm or curve is unknown here, or a member is missing or out of range.
pub(crate) fn parse_jwk(jwk: &Map<String, Value>) -> Result<Key, KeyError> {
    let material = match text(jwk, "kty")? {
        Some("oct") => symmetric(jwk)?,
        Some("RSA") => rsa(jwk)?,
        Some("EC") => curve(jwk)?,
        Some("OKP") => edwards(jwk)?,
        _ => return Err(KeyError::UnusableKey("its type is unknown")),
    };
    let algorithm = match text(jwk, "alg")? {
        None => None,
        Some(name) => Some(Algorithm::from_name(name).ok_or(KeyError::UnusableKey("its algorithm is unknown"))?),
    };
    let encrypts = text(jwk, "use")? == Some("enc");
    Ok(Key { id: text(jwk, "kid")?.map(str::to_owned), algorithm, encrypts, material })
}

fn symmetric(jwk: &Map<String, Value>) -> Result<Material, KeyError> {
    match bytes(jwk, "k")?.as_slice() {
        [] => Err(KeyError::UnusableKey("it is empty")),
        secret => Ok(Material::Symmetric(DecodingKey::from_secret(secret))),
    }
}

fn rsa(jwk: &Map<String, Value>) -> Result<Material, KeyError> {
    let (n, e) = (bytes(jwk, "n")?, bytes(jwk, "e")?);
    let n = without_leading_zeros(&n);
    if n.len() < SHORTEST_MODULUS {
        return Err(KeyError::UnusableKey("its modulus is too short"));
    }
    Ok(Material::Rsa(DecodingKey::from_rsa_raw_components(n, &e)))
}

fn curve(jwk: &Map<String, Value>) -> Result<Material, KeyError> {
    let off_curve = || KeyError::UnusableKey("it is no point of its curve");
    match text(jwk, "crv")? {
        Some("P-256") => Ok(Material::P256(DecodingKey::from_ec_der(&point(jwk, 32)?))),
        Some("P-384") => Ok(Material::P384(DecodingKey::from_ec_der(&point(jwk, 48)?))),
        Some("P-521") => {
            let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(&point(jwk, 66)?).map_err(|_| off_curve())?;
            Ok(Material::P521(Box::new(key)))
        }
        _ => Err(KeyError::UnusableKey("its curve is unknown")),
    }
}

/// Ed25519. Ed448, the other curve of RFC 8037, has no stable implementation to build on.
fn edwards(jwk: &Map<String, Value>) -> Result<Material, KeyError> {
    match (text(jwk, "crv")?, bytes(jwk, "x")?) {
        (Some("Ed25519"), x) if x.len() == 32 => Ok(Material::Ed25519(DecodingKey::from_ed_der(&x))),
        (Some("Ed25519"), _) => Err(KeyError::UnusableKey("it is no point of its curve")),
        _ => Err(KeyError::UnusableKey("its curve is unknown")),
    }
}

/// The public point as SEC 1 writes it: 4, then both coordinates at full width.
fn point(jwk: &Map<String, Value>, width: usize) -> Result<Vec<u8>, KeyError> {
    let mut point = vec![4];
    for name in ["x", "y"] {
        let coordinate = bytes(jwk, name)?;
        let digits = without_leading_zeros(&coordinate);
        let padding = width.checked_sub(digits.len()).ok_or(KeyError::UnusableKey("it is no point of its curve"))?;
        point.resize(point.len() + padding, 0);
        point.extend_from_slice(digits);
    }
    Ok(point)
}

fn without_leading_zeros(number: &[u8]) -> &[u8] {
    &number[number.iter().take_while(|digit| **digit == 0).count()..]
}

fn bytes(jwk: &Map<String, Value>, name: &str) -> Result<Vec<u8>, KeyError> {
    let text = text(jwk, name)?.ok_or(KeyError::UnusableKey("a member is missing"))?;
    base64url(text.as_bytes()).ok_or(KeyError::UnusableKey("a member is not base64url"))
}

fn text<'a>(jwk: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, KeyError> {
    match jwk.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(KeyError::UnusableKey("a member is not text")),
    }
}
