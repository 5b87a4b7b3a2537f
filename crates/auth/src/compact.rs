//! The compact form of a signed token.
//!
//! ```text
//! token = header "." payload "." signature     each part base64url, without padding
//! ```
//!
//! Whether the signature is right is for the keys to say.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use serde_json::{Map, Value};

use crate::algorithm::Algorithm;
use crate::error::AuthError;

/// A token taken apart.
pub(crate) struct Compact<'a> {
    /// The algorithm its header names.
    pub(crate) algorithm: Algorithm,
    /// The key its header names.
    pub(crate) key_id: Option<String>,
    /// What the signature is over: header and payload as they stand in the token.
    pub(crate) signed: &'a [u8],
    /// The decoded payload.
    pub(crate) payload: Vec<u8>,
    /// The decoded signature.
    pub(crate) signature: Vec<u8>,
}

/// Takes a token apart: `a.b` has two parts, `a.b.c` has three but a header that is no base64.
///
/// # Errors
///
/// Says which form the token lacks (AUT-03 … AUT-06).
pub(crate) fn parse(token: &[u8]) -> Result<Compact<'_>, AuthError> {
    if token.is_empty() {
        return Err(AuthError::EmptyToken);
    }
    let mut parts = token.split(|byte| *byte == b'.');
    let (Some(header), Some(payload), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(AuthError::WrongPartCount(token.split(|byte| *byte == b'.').count()));
    };

    let header = read_header(&decode(header)?)?;
    let payload = decode(payload)?;
    let Header::Signed { algorithm, key_id } = header else { return Err(AuthError::Unsecured) };
    let signature_at = token.len() - signature.len();
    Ok(Compact { algorithm, key_id, signed: &token[..signature_at - 1], payload, signature: decode(signature)? })
}

enum Header {
    Unsecured,
    Signed { algorithm: Algorithm, key_id: Option<String> },
}

/// Reads the members that PostgREST 16 reads; others, `crit` among them, are not looked at (AUT-09).
fn read_header(json: &[u8]) -> Result<Header, AuthError> {
    let header: Map<String, Value> = serde_json::from_slice(json).map_err(|_| AuthError::Undecodable)?;
    let name = optional_text(&header, "alg")?.ok_or(AuthError::Undecodable)?;
    if name == "none" {
        return Ok(Header::Unsecured);
    }
    // `enc` announces an encrypted token, which has five parts.
    if header.contains_key("enc") {
        return Err(AuthError::Undecodable);
    }
    let algorithm = Algorithm::from_name(name).ok_or(AuthError::Undecodable)?;
    optional_text(&header, "typ")?;
    optional_text(&header, "cty")?;
    Ok(Header::Signed { algorithm, key_id: optional_text(&header, "kid")?.map(str::to_owned) })
}

fn optional_text<'a>(header: &'a Map<String, Value>, key: &str) -> Result<Option<&'a str>, AuthError> {
    match header.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(AuthError::Undecodable),
    }
}

fn decode(part: &[u8]) -> Result<Vec<u8>, AuthError> {
    base64url(part).ok_or(AuthError::Undecodable)
}

/// Decodes unpadded base64url. Bits that fill the last character up are not looked at, as in PostgREST 16.
pub(crate) fn base64url(text: &[u8]) -> Option<Vec<u8>> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));
    ENGINE.decode(text).ok()
}
