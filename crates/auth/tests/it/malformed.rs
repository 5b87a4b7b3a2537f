//! Whatever a client or an operator writes, the answer is a value: nothing panics.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use rowgate_auth::{Authenticator, KeySet, RoleClaimPath};

use crate::{NOW, at, config, outcome, with_header, with_payload};

/// Text made of the pieces tokens and keys are made of.
fn near_json() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\u",
            "d800",
            "null",
            "true",
            "-",
            "1",
            ".5",
            "e9",
            "\"exp\"",
            "\"alg\"",
            "\"HS256\"",
            "\"none\"",
            "\"kty\"",
            "\"keys\"",
            "\"oct\"",
            "\"k\"",
            "\"aud\"",
            "\"role\"",
            " ",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_header(header in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Authenticator::new(config()).authenticate(Some(&header), at(NOW));
    }

    #[test]
    fn any_token(token in prop::collection::vec(any::<u8>(), 0..200)) {
        let header = [b"Bearer ".as_slice(), &token].concat();
        let blank = token.first().is_none_or(|byte| byte.is_ascii_whitespace() || *byte == 0xA0);
        let answer = Authenticator::new(config()).authenticate(Some(&header), at(NOW));
        prop_assert!(answer.is_err() || blank);
    }

    #[test]
    fn any_parts(header in near_json(), payload in near_json(), signature in any::<[u8; 32]>()) {
        let [header, payload] = [header, payload].map(|part| URL_SAFE_NO_PAD.encode(part));
        let token = format!("{header}.{payload}.{}", URL_SAFE_NO_PAD.encode(signature));
        prop_assert!(outcome(config(), &token).starts_with("PGRST301"));
    }

    #[test]
    fn any_signed_header(header in near_json()) {
        outcome(config(), &with_header(&header));
    }

    #[test]
    fn any_signed_payload(payload in near_json()) {
        outcome(config(), &with_payload(&payload));
    }

    #[test]
    fn any_signed_claim(value in near_json(), name in prop::sample::select(vec!["exp", "nbf", "iat", "aud", "role"])) {
        outcome(config(), &with_payload(&format!(r#"{{"{name}":{value}}}"#)));
    }

    #[test]
    fn any_altered_token(position in 0..200_usize, byte in any::<u8>()) {
        let mut header = format!("Bearer {}", with_payload(r#"{"role":"editor"}"#)).into_bytes();
        let position = position % header.len();
        header[position] = byte;
        if let Ok(caller) = Authenticator::new(config()).authenticate(Some(&header), at(NOW)) {
            prop_assert!(["editor", "anon"].contains(&caller.role.as_str()));
        }
    }

    #[test]
    fn any_secret(secret in near_json()) {
        let _ = KeySet::parse(secret.as_bytes());
        let _ = KeySet::parse(format!(r#"{{"keys":[{{"kty":{secret}}}]}}"#).as_bytes());
    }

    #[test]
    fn any_role_path(path in r#"[$.\[\]?@()=^*!"'a-z0-9é ]{0,24}"#) {
        if let Ok(parsed) = RoleClaimPath::parse(&path) {
            let printed = parsed.to_string();
            prop_assert_eq!(RoleClaimPath::parse(&printed).map(|path| path.to_string()), Ok(printed));
        }
    }
}
