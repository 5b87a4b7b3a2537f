//! What a login is bound to, so that it is worth nothing on any other TLS connection: a hash of the certificate that the
//! server has shown (`tls-server-end-point`, RFC 5929 section 4.1).

use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

/// The hash of a certificate (DER) by the function that its own signature uses, SHA-256 in place of MD5 and SHA-1.
///
/// `None` for a signature that is made without a hash function of its own (Ed25519), or with one not known here: RFC 5929
/// then leaves the binding undefined.
pub(crate) fn tls_server_end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    Some(match signature_hash(certificate)? {
        Hash::Md5 | Hash::Sha1 | Hash::Sha256 => Sha256::digest(certificate).to_vec(),
        Hash::Sha224 => Sha224::digest(certificate).to_vec(),
        Hash::Sha384 => Sha384::digest(certificate).to_vec(),
        Hash::Sha512 => Sha512::digest(certificate).to_vec(),
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// Signature algorithms by their object identifiers (RFC 3279, 4055, 5758), and the hash function each uses.
const SIGNATURES: &[(&[u8], Hash)] = &[
    // RSA, 1.2.840.113549.1.1.
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04", Hash::Md5),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05", Hash::Sha1),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", Hash::Sha256),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c", Hash::Sha384),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d", Hash::Sha512),
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e", Hash::Sha224),
    // ECDSA, 1.2.840.10045.4.
    (b"\x2a\x86\x48\xce\x3d\x04\x01", Hash::Sha1),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x01", Hash::Sha224),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x02", Hash::Sha256),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x03", Hash::Sha384),
    (b"\x2a\x86\x48\xce\x3d\x04\x03\x04", Hash::Sha512),
];

/// RSASSA-PSS, whose parameters name the hash function (RFC 4055 section 3.1).
const PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";

/// Hash functions by their object identifiers.
const HASHES: &[(&[u8], Hash)] = &[
    (b"\x2b\x0e\x03\x02\x1a", Hash::Sha1),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x01", Hash::Sha256),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x02", Hash::Sha384),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x03", Hash::Sha512),
    (b"\x60\x86\x48\x01\x65\x03\x04\x02\x04", Hash::Sha224),
];

const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
/// The first of the explicitly tagged fields of a sequence.
const FIELD_0: u8 = 0xa0;

/// ```text
/// Certificate         = SEQUENCE { tbsCertificate, signatureAlgorithm AlgorithmIdentifier, signatureValue }
/// AlgorithmIdentifier = SEQUENCE { algorithm OBJECT IDENTIFIER, parameters }
/// ```
fn signature_hash(certificate: &[u8]) -> Option<Hash> {
    let (fields, _) = element(SEQUENCE, certificate)?;
    let (_, after_tbs) = element(SEQUENCE, fields)?;
    let (algorithm, _) = element(SEQUENCE, after_tbs)?;
    let (identifier, parameters) = element(OBJECT_IDENTIFIER, algorithm)?;
    if identifier == PSS { pss_hash(parameters) } else { look_up(SIGNATURES, identifier) }
}

/// ```text
/// RSASSA-PSS-params = SEQUENCE { [0] AlgorithmIdentifier of the hash function, SHA-1 if left out, … }
/// ```
fn pss_hash(parameters: &[u8]) -> Option<Hash> {
    let (fields, _) = element(SEQUENCE, parameters)?;
    let Some((field, _)) = element(FIELD_0, fields) else { return Some(Hash::Sha1) };
    let (algorithm, _) = element(SEQUENCE, field)?;
    let (identifier, _) = element(OBJECT_IDENTIFIER, algorithm)?;
    look_up(HASHES, identifier)
}

fn look_up(known: &[(&[u8], Hash)], identifier: &[u8]) -> Option<Hash> {
    known.iter().find(|(known, _)| *known == identifier).map(|(_, hash)| *hash)
}

/// Takes a DER element with that tag from the front: its content, and what follows it.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = der.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = if short < 0x80 {
        (usize::from(short), rest)
    } else {
        // The length is in as many bytes as the lower bits say.
        let (bytes, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
        let length = bytes.iter().try_fold(0_usize, |sum, byte| sum.checked_mul(256)?.checked_add((*byte).into()));
        (length?, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    (first == tag).then_some((content, rest))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};

    use super::*;

    /// An element whose length takes one byte.
    fn short(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    /// As much of a certificate as is looked at.
    fn certificate(identifier: &[u8], parameters: &[u8]) -> Vec<u8> {
        let algorithm = short(SEQUENCE, &[short(OBJECT_IDENTIFIER, identifier), parameters.to_vec()].concat());
        // Long enough for a length of two bytes.
        let tbs = [&[SEQUENCE, 0x82, 1, 0][..], &[0; 256]].concat();
        let fields = [tbs, algorithm].concat();
        [&[SEQUENCE, 0x82][..], &u16::try_from(fields.len()).unwrap().to_be_bytes(), &fields].concat()
    }

    fn made_by_rcgen(algorithm: &'static rcgen::SignatureAlgorithm) -> Vec<u8> {
        let key = KeyPair::generate_for(algorithm).unwrap();
        CertificateParams::new(["db".to_owned()]).unwrap().self_signed(&key).unwrap().der().to_vec()
    }

    #[test]
    fn the_hash_is_the_one_of_the_signature() {
        let der = made_by_rcgen(&PKCS_ECDSA_P256_SHA256);
        assert_eq!(tls_server_end_point(&der), Some(Sha256::digest(&der).to_vec()));
        let der = made_by_rcgen(&PKCS_ECDSA_P384_SHA384);
        assert_eq!(tls_server_end_point(&der), Some(Sha384::digest(&der).to_vec()));
        for (identifier, hash) in SIGNATURES {
            assert_eq!(signature_hash(&certificate(identifier, b"\x05\0")), Some(*hash));
        }
    }

    #[test]
    fn broken_hashes_are_replaced() {
        for identifier in [&b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"[..], b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"] {
            let der = certificate(identifier, b"\x05\0");
            assert_eq!(tls_server_end_point(&der), Some(Sha256::digest(&der).to_vec()));
        }
    }

    #[test]
    fn pss_names_its_hash_among_its_parameters() {
        for (identifier, hash) in HASHES {
            let algorithm = short(SEQUENCE, &short(OBJECT_IDENTIFIER, identifier));
            let parameters = short(SEQUENCE, &short(FIELD_0, &algorithm));
            assert_eq!(signature_hash(&certificate(PSS, &parameters)), Some(*hash));
        }
        assert_eq!(signature_hash(&certificate(PSS, &short(SEQUENCE, b""))), Some(Hash::Sha1));
    }

    #[test]
    fn there_is_none_where_the_rfc_leaves_it_undefined() {
        assert_eq!(tls_server_end_point(&made_by_rcgen(&PKCS_ED25519)), None);
    }

    #[test]
    fn half_a_certificate_is_none() {
        let whole = certificate(SIGNATURES[0].0, b"");
        assert!((0..whole.len()).all(|end| signature_hash(&whole[..end]).is_none()));
        assert_eq!(signature_hash(b"\x30\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), None);
    }
}
