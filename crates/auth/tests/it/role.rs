//! From claims to role: AUT-30 … AUT-34, AUT-52.

use rowgate_auth::{AuthConfig, Authenticator, Caller, RoleClaimPath};

use crate::{NOW, at, authenticate, config, outcome, with_payload};

fn caller(config: AuthConfig, claims: &str) -> Caller {
    authenticate(config, &with_payload(claims)).unwrap()
}

fn path(text: &str) -> AuthConfig {
    AuthConfig { role_claim: RoleClaimPath::parse(text).unwrap(), ..config() }
}

/// AUT-30
#[test]
fn the_role_is_found_along_the_path_or_anonymous() {
    for (text, claims, role) in [
        ("$.role", r#"{"role":"editor"}"#, "editor"),
        ("$.role", r#"{"roles":"editor"}"#, "anon"),
        ("$.app.roles[?search(@, '^ed')]", r#"{"app":{"roles":["x","editor"]}}"#, "editor"),
        ("$.app.*", r#"{"app":{"z":"last","a":"first"}}"#, "first"),
        (".app.roles[?(@ ==^ \"tor\")]", r#"{"app":{"roles":["x","editor"]}}"#, "editor"),
    ] {
        assert_eq!(caller(path(text), claims).role, role, "{text} {claims}");
    }
}

/// AUT-30
#[test]
fn without_an_anonymous_role_a_role_must_be_claimed() {
    let config = || AuthConfig { anon_role: None, ..config() };
    assert_eq!(outcome(config(), &with_payload(r#"{"role":"editor"}"#)), "editor");
    assert_eq!(outcome(config(), &with_payload("{}")), "PGRST302: Anonymous access is disabled");
    // Claims are checked first.
    assert_eq!(outcome(config(), &with_payload(r#"{"exp":1}"#)), "PGRST303: JWT expired");
    let refused = Authenticator::new(config()).authenticate(None, at(NOW)).unwrap_err();
    assert_eq!(refused.to_string(), "Anonymous access is disabled");
}

/// AUT-31
#[test]
fn a_role_that_is_not_text_is_its_json() {
    for (claims, role) in [
        (r#"{"role":null}"#, "null"),
        (r#"{"role":5}"#, "5"),
        (r#"{"role":[ "a" ]}"#, r#"["a"]"#),
        (r#"{"role":{"b":1,"a":2}}"#, r#"{"a":2,"b":1}"#),
        (r#"{"role":""}"#, ""),
        (r#"{"role":"with \"quotes\" and é"}"#, "with \"quotes\" and é"),
    ] {
        assert_eq!(caller(config(), claims).role, role, "{claims}");
    }
}

/// The role is not cut at a NUL, so that it cannot become another.
#[test]
fn a_role_is_kept_whole() {
    assert_eq!(caller(config(), r#"{"role":"admin\u0000x"}"#).role, "admin\0x");
}

/// AUT-34, QRK-32
#[test]
fn who_names_the_anonymous_role_is_anonymous() {
    for (claims, anonymous) in [(r#"{"role":"anon"}"#, true), ("{}", true), (r#"{"role":"editor"}"#, false)] {
        assert_eq!(caller(config(), claims).anonymous, anonymous, "{claims}");
    }
}

/// AUT-52
#[test]
fn the_database_reads_all_claims_and_the_resolved_role() {
    for (config, claims, json) in [
        (
            config(),
            r#"{"sub":"7","role":"editor","a":{"y":1.50,"x":[]}}"#,
            r#"{"a":{"x":[],"y":1.5},"role":"editor","sub":"7"}"#,
        ),
        (config(), r#"{"sub":"7"}"#, r#"{"role":"anon","sub":"7"}"#),
        (path("$.app"), r#"{"app":"web","role":"root","z":""}"#, r#"{"app":"web","role":"web","z":""}"#),
        (config(), r#"{"role":null,"id":18446744073709551616}"#, r#"{"id":18446744073709551616,"role":"null"}"#),
        (config(), r#"{"role":"a\"b","role":"second"}"#, r#"{"role":"a\"b"}"#),
    ] {
        assert_eq!(caller(config, claims).claims_json, json, "{claims}");
    }
    let anonymous = Authenticator::new(config()).authenticate(None, at(NOW)).unwrap();
    assert_eq!(anonymous.claims_json, r#"{"role":"anon"}"#);
}
