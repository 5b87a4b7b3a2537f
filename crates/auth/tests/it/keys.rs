//! Which key verifies which token: AUT-07 … AUT-10.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::signature::Signer;
use jsonwebtoken::{Algorithm, EncodingKey};
use rowgate_auth::{AuthConfig, KeyError, KeySet, Keys};
use serde_json::{Value, json};

use crate::{SECRET, config, outcome, parsed, signed};

const CLAIMS: &str = r#"{"role":"editor"}"#;
const UNDECODABLE: &str = "PGRST301: JWT cryptographic operation failed";
const NO_SUITABLE_KEY: &str =
    "PGRST301: No suitable key or wrong key type (No suitable key was found to decode the JWT)";
const NOT_VERIFIED: &str = "PGRST301: No suitable key or wrong key type (None of the keys was able to decode the JWT)";

/// The public keys, all but the shared one.
fn public(name: &str) -> Value {
    parsed(match name {
        "rsa" => include_str!("keys/rsa.jwk.json"),
        "p256" => include_str!("keys/p256.jwk.json"),
        "p384" => include_str!("keys/p384.jwk.json"),
        "p521" => include_str!("keys/p521.jwk.json"),
        "ed25519" => include_str!("keys/ed25519.jwk.json"),
        "oct" => return json!({ "kty": "oct", "k": URL_SAFE_NO_PAD.encode(SECRET) }),
        _ => unreachable!("no key is called {name}"),
    })
}

/// The key with members added or replaced.
fn public_with(name: &str, members: &Value) -> Value {
    let mut key = public(name);
    key.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    key
}

/// A token of `algorithm`, signed with the key of that name.
fn token(algorithm: &str, key: &str) -> String {
    token_with_header(algorithm, key, &format!(r#"{{"alg":"{algorithm}"}}"#))
}

fn token_with_header(algorithm: &str, key: &str, header: &str) -> String {
    let key = match key {
        "rsa" => EncodingKey::from_rsa_pem(include_bytes!("keys/rsa.pem")),
        "p256" => EncodingKey::from_ec_pem(include_bytes!("keys/p256.pem")),
        "p384" => EncodingKey::from_ec_pem(include_bytes!("keys/p384.pem")),
        "ed25519" => EncodingKey::from_ed_pem(include_bytes!("keys/ed25519.pem")),
        "p521" => return signed_with_p521(header),
        _ => Ok(EncodingKey::from_secret(SECRET)),
    };
    signed(header, CLAIMS, algorithm.parse::<Algorithm>().unwrap(), &key.unwrap())
}

fn signed_with_p521(header: &str) -> String {
    let private = URL_SAFE_NO_PAD.decode(public("p521")["d"].as_str().unwrap()).unwrap();
    let key = p521::ecdsa::SigningKey::from_slice(&private).unwrap();
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(CLAIMS));
    let signature: p521::ecdsa::Signature = key.sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn outcome_with(keys: &Value, token: &str) -> String {
    let keys = KeySet::parse(keys.to_string().as_bytes()).unwrap();
    outcome(AuthConfig { keys: Keys::Known(keys), ..config() }, token)
}

const ALGORITHMS: [(&str, &str); 13] = [
    ("HS256", "oct"),
    ("HS384", "oct"),
    ("HS512", "oct"),
    ("RS256", "rsa"),
    ("RS384", "rsa"),
    ("RS512", "rsa"),
    ("PS256", "rsa"),
    ("PS384", "rsa"),
    ("PS512", "rsa"),
    ("ES256", "p256"),
    ("ES384", "p384"),
    ("ES512", "p521"),
    ("EdDSA", "ed25519"),
];

/// AUT-09, and RSASSA-PSS on top.
#[test]
fn every_algorithm_verifies_its_own_tokens_and_no_altered_one() {
    for (algorithm, key) in ALGORITHMS {
        let token = token(algorithm, key);
        assert_eq!(outcome_with(&public(key), &token), "editor", "{algorithm}");
        assert_eq!(outcome_with(&json!({ "keys": [public(key)] }), &token), "editor", "{algorithm}");

        let refused = if algorithm.starts_with("PS") { UNDECODABLE } else { NOT_VERIFIED };
        let (header, rest) = token.split_once('.').unwrap();
        let (_, signature) = rest.split_once('.').unwrap();
        let forged = URL_SAFE_NO_PAD.encode(r#"{"role":"root"}"#);
        for altered in [
            format!("{header}.{forged}.{signature}"),
            format!("{header}.{forged}."),
            format!("{header}.{forged}.{}", URL_SAFE_NO_PAD.encode([0; 64])),
        ] {
            assert_eq!(outcome_with(&public(key), &altered), refused, "{altered}");
        }
    }
}

/// AUT-07: the key type fits the algorithm. A public key is never a shared secret.
#[test]
fn a_key_of_another_type_is_not_tried() {
    for (algorithm, own) in ALGORITHMS {
        let kind = |key: &str| public(key)["kty"].clone();
        for other in ["oct", "rsa", "p256", "ed25519"].into_iter().filter(|other| kind(other) != kind(own)) {
            let refused = if algorithm.starts_with("PS") { UNDECODABLE } else { NO_SUITABLE_KEY };
            assert_eq!(outcome_with(&public(other), &token(algorithm, own)), refused, "{algorithm} {other}");
        }
    }
}

#[test]
fn a_curve_belongs_to_its_algorithm() {
    for (algorithm, own) in [("ES256", "p256"), ("ES384", "p384"), ("ES512", "p521")] {
        for other in ["p256", "p384", "p521"].into_iter().filter(|other| *other != own) {
            assert_eq!(outcome_with(&public(other), &token(algorithm, own)), NOT_VERIFIED, "{algorithm} {other}");
        }
    }
}

/// AUT-07
#[test]
fn a_key_is_used_for_what_it_is_meant_for() {
    for (members, expected) in [
        (json!({ "use": "sig" }), "editor"),
        (json!({ "use": "enc" }), NO_SUITABLE_KEY),
        (json!({ "alg": "RS256" }), "editor"),
        (json!({ "alg": "RS512" }), NO_SUITABLE_KEY),
        (json!({ "alg": null, "use": null, "kid": null }), "editor"),
        (json!({ "kid": "k1" }), "editor"),
        (json!({ "key_ops": ["sign"], "x5t": "x" }), "editor"),
    ] {
        assert_eq!(outcome_with(&public_with("rsa", &members), &token("RS256", "rsa")), expected, "{members}");
    }
}

/// AUT-07
#[test]
fn a_token_that_names_its_key_is_checked_with_that_one_alone() {
    let named = token_with_header("RS256", "rsa", r#"{"alg":"RS256","kid":"k1"}"#);
    for (members, expected) in
        [(json!({ "kid": "k1" }), "editor"), (json!({ "kid": "K1" }), NO_SUITABLE_KEY), (json!({}), NO_SUITABLE_KEY)]
    {
        assert_eq!(outcome_with(&public_with("rsa", &members), &named), expected, "{members}");
    }
}

/// AUT-08
#[test]
fn usable_keys_are_tried_until_one_fits() {
    let stranger = json!({ "kty": "oct", "k": URL_SAFE_NO_PAD.encode("a stranger's secret") });
    let token = token("HS256", "oct");
    let set = |keys: &[&Value]| json!({ "keys": keys });
    assert_eq!(outcome_with(&set(&[&stranger, &public("rsa"), &public("oct")]), &token), "editor");
    assert_eq!(outcome_with(&set(&[&public("oct"), &stranger]), &token), "editor");
    assert_eq!(outcome_with(&set(&[&stranger, &stranger]), &token), NOT_VERIFIED);
    assert_eq!(outcome_with(&set(&[&public("rsa")]), &token), NO_SUITABLE_KEY);
    assert_eq!(outcome_with(&set(&[]), &token), NO_SUITABLE_KEY);
}

/// AUT-10
#[test]
fn a_secret_is_a_key_set_or_a_key_or_a_passphrase() {
    let parse = |secret: &str| KeySet::parse(secret.as_bytes()).map(|keys| keys.ignored());
    assert_eq!(parse("reallyreallyreallyreallyverysafe"), Ok(0));
    assert_eq!(parse("reallyreallyreallyreallyverysaf"), Err(KeyError::TooShort));
    assert_eq!(parse(""), Err(KeyError::TooShort));
    assert_eq!(parse("{}"), Err(KeyError::TooShort));
    assert_eq!(parse(r#"{"a":"JSON, but no key: a passphrase"}"#), Ok(0));
    assert_eq!(parse(r#""a JSON text is a passphrase as well""#), Ok(0));
    assert_eq!(KeySet::parse(&[0xFF; 32]).unwrap().ignored(), 0);
    assert_eq!(KeyError::TooShort.to_string(), "The JWT secret must be at least 32 characters long.");
}

/// AUT-10: what is plainly meant as keys is no passphrase, since public keys are no secret.
#[test]
fn a_key_that_cannot_be_read_is_not_taken_for_a_passphrase() {
    for secret in [r#"{"keys":5,"padding":"xxxxxxxxxxxxxxxxxxxxxxxx"}"#, r#"{"keys":["xxxxxxxxxxxxxxxxxxxxxxxxxxxx"]}"#]
    {
        assert_eq!(KeySet::parse(secret.as_bytes()).unwrap_err(), KeyError::NotAKeySet, "{secret}");
    }
    let whole = json!({ "keys": [public("rsa"), public("oct")] }).to_string();
    for end in [40, whole.len() / 2, whole.len() - 1] {
        assert_eq!(KeySet::parse(&whole.as_bytes()[..end]).unwrap_err(), KeyError::NotAKeySet, "{end} bytes");
    }
    for broken in broken_keys() {
        assert!(matches!(KeySet::parse(broken.to_string().as_bytes()), Err(KeyError::UnusableKey(_))), "{broken}");
    }
}

/// AUT-10
#[test]
fn keys_of_a_set_that_cannot_be_used_are_left_out() {
    let mut keys = broken_keys();
    let broken = keys.len();
    keys.push(public("oct"));
    let set = json!({ "keys": keys });
    assert_eq!(KeySet::parse(set.to_string().as_bytes()).unwrap().ignored(), broken);
    assert_eq!(outcome_with(&set, &token("HS256", "oct")), "editor");
}

#[test]
fn a_document_holds_keys_and_no_passphrase() {
    let parse = |document: &str| KeySet::from_document(document.as_bytes()).map(|keys| keys.ignored());
    let mut keys = broken_keys();
    let broken = keys.len();
    assert_eq!(parse(&json!({ "keys": keys }).to_string()), Err(KeyError::NoUsableKey));
    keys.push(public("rsa"));
    assert_eq!(parse(&json!({ "keys": keys }).to_string()), Ok(broken));
    assert_eq!(parse(&public("rsa").to_string()), Ok(0));
    assert_eq!(parse(r#"{"keys":[]}"#), Err(KeyError::NoUsableKey));
    assert_eq!(parse(r#"{"keys":"none"}"#), Err(KeyError::NotAKeySet));
    assert!(matches!(parse(r#"{"error":"This server is out of order, sorry"}"#), Err(KeyError::UnusableKey(_))));
    for no_keys in ["", "[]", "reallyreallyreallyreallyverysafe", r#""really really really really very safe""#] {
        assert_eq!(parse(no_keys), Err(KeyError::NotAKeySet), "{no_keys}");
    }
}

fn broken_keys() -> Vec<Value> {
    let padding = "x".repeat(32);
    vec![
        json!({ "kty": "unheard of", "padding": padding }),
        json!({ "kty": 1, "padding": padding }),
        json!({ "kty": "oct", "padding": padding }),
        json!({ "kty": "oct", "k": "", "padding": padding }),
        json!({ "kty": "oct", "k": "no base64!", "padding": padding }),
        public_with("oct", &json!({ "alg": "A128KW" })),
        public_with("oct", &json!({ "kid": 7 })),
        public_with("rsa", &json!({ "n": "AQAB" })),
        public_with("rsa", &json!({ "n": "A".repeat(400) })),
        public_with("rsa", &json!({ "e": null })),
        public_with("p256", &json!({ "crv": "secp256k1" })),
        public_with("p256", &json!({ "x": "A".repeat(200), "crv": "P-256", "y": "_".repeat(200) })),
        public_with("p521", &json!({ "x": "AQAB" })),
        public_with("ed25519", &json!({ "x": "AQAB" })),
        public_with("ed25519", &json!({ "crv": "Ed448" })),
    ]
}

#[test]
fn nothing_secret_is_printed() {
    let secret = URL_SAFE_NO_PAD.encode(SECRET);
    let key = public_with("oct", &json!({ "kid": "k1" }));
    for keys in [key.to_string().as_bytes(), SECRET] {
        let printed = format!("{:?}", AuthConfig { keys: Keys::Known(KeySet::parse(keys).unwrap()), ..config() });
        assert!(printed.contains("Symmetric"), "{printed}");
        assert!(!printed.contains(&secret) && !printed.contains("a-secret"), "{printed}");
        assert!(!printed.contains(&format!("{SECRET:?}")), "{printed}");
    }
}

#[test]
fn what_is_signed_here_is_accepted_here() {
    let claims = parsed(CLAIMS);
    let token = rowgate_auth::sign(&claims, SECRET).unwrap();
    assert_eq!(outcome(config(), &token), "editor");

    // With a key set, the first shared key that allows HS256 signs, and is named.
    let other = json!({ "kty": "oct", "k": "AAAA", "alg": "HS512" });
    let keys = json!({ "keys": [public("rsa"), other, public_with("oct", &json!({ "kid": "k1" }))] });
    let token = rowgate_auth::sign(&claims, keys.to_string().as_bytes()).unwrap();
    assert_eq!(outcome_with(&keys, &token), "editor");
    assert_eq!(outcome_with(&public("oct"), &token), NO_SUITABLE_KEY);

    assert!(rowgate_auth::sign(&claims, b"short").is_err());
    assert!(rowgate_auth::sign(&claims, public("rsa").to_string().as_bytes()).is_err());
    assert!(rowgate_auth::sign(&json!([]), SECRET).is_err());
}
