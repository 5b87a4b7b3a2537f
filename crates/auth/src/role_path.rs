//! Where the role stands among the claims: `jwt-role-claim-key` (AUT-30 … AUT-32, CFG-39).

mod deprecated;

use std::fmt;
use std::str::FromStr;

use serde_json::Value;
use serde_json_path::JsonPath;

use crate::canonical;
use deprecated::DeprecatedPath;

/// A path to the role claim: RFC 9535, or the syntax before PostgREST 16.
///
/// `Display` prints the path so that it parses to the same again. Of the functions RFC 9535 defines PostgREST 16 knows
/// `search()` alone; here all of them may be used.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleClaimPath(Syntax);

#[derive(Clone, Debug, PartialEq)]
enum Syntax {
    Standard { text: String, path: Box<JsonPath> },
    Deprecated(DeprecatedPath),
}

/// A `jwt-role-claim-key` in neither syntax (CFG-39).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to parse role-claim-key value ({text}): {reason} at character {position}")]
pub struct RoleClaimPathError {
    text: String,
    /// Counted from 1.
    position: usize,
    reason: String,
}

impl RoleClaimPath {
    /// Reads a path: `$.realm_access.roles[0]`, or as it was written before PostgREST 16, `.realm_access.roles[0]`.
    ///
    /// # Errors
    ///
    /// Says where the text leaves RFC 9535, or, unless it begins with `$`, the deprecated syntax. A deprecated path into
    /// the claim `role`, which is text by default, is refused too, as PostgREST 16.1 refuses it; `$.role.name` is not.
    pub fn parse(text: &str) -> Result<Self, RoleClaimPathError> {
        let failed = |position, reason: String| RoleClaimPathError { text: text.to_owned(), position, reason };
        if text.starts_with('$') {
            let path = JsonPath::parse(text).map_err(|error| failed(error.position(), error.message().to_owned()))?;
            return Ok(Self(Syntax::Standard { text: text.to_owned(), path: Box::new(path) }));
        }
        let path = deprecated::parse(text).map_err(|rest| failed(characters_before(text, rest), expected(rest)))?;
        if path.leads_into("role") {
            return Err(failed(1, "unexpected '.'".to_owned()));
        }
        Ok(Self(Syntax::Deprecated(path)))
    }

    /// Whether it is written as before PostgREST 16, which deserves a warning.
    pub fn is_deprecated(&self) -> bool {
        matches!(self.0, Syntax::Deprecated(_))
    }

    /// The role: the first result as it is if that is text, else its JSON (AUT-31).
    pub(crate) fn role(&self, claims: &Value) -> Option<String> {
        let found = match &self.0 {
            Syntax::Standard { path, .. } => path.query(claims).first(),
            Syntax::Deprecated(path) => path.find(claims),
        };
        match found? {
            Value::String(text) => Some(text.clone()),
            other => serde_json::value::to_raw_value(other).and_then(|json| canonical::rewrite(&json)).ok(),
        }
    }
}

fn characters_before(text: &str, rest: &str) -> usize {
    text[..text.len() - rest.len()].chars().count() + 1
}

fn expected(rest: &str) -> String {
    match rest.chars().next() {
        None => "unexpected end".to_owned(),
        Some(c) => format!("unexpected {c:?}"),
    }
}

/// `$.role`
impl Default for RoleClaimPath {
    fn default() -> Self {
        Self::parse("$.role").expect("the path is valid")
    }
}

impl FromStr for RoleClaimPath {
    type Err = RoleClaimPathError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for RoleClaimPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Syntax::Standard { text, .. } => f.write_str(text),
            Syntax::Deprecated(path) => path.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::RoleClaimPath;

    fn role(path: &str, claims: &Value) -> Option<String> {
        RoleClaimPath::parse(path).unwrap().role(claims)
    }

    fn claims() -> Value {
        json!({
            "role": "editor",
            "postgrest": { "a_role": "author", "roles": ["other", "author", "auditor"] },
            "https://example.com/roles": [{ "value": "namespaced" }],
            "dash-ed": "dashed",
            "manyRoles": [1, "one", "two"],
        })
    }

    #[test]
    fn a_standard_path_finds_the_first_result() {
        for (path, found) in [
            ("$.role", Some("editor")),
            ("$['role']", Some("editor")),
            ("$.postgrest.a_role", Some("author")),
            ("$.postgrest.roles[1]", Some("author")),
            ("$.postgrest.roles[-1]", Some("auditor")),
            ("$.postgrest.roles[9]", None),
            (r#"$["https://example.com/roles"][0].value"#, Some("namespaced")),
            ("$['dash-ed']", Some("dashed")),
            (r#"$.postgrest.roles[?(@ == "author")]"#, Some("author")),
            (r#"$.postgrest.roles[?@ != "other"]"#, Some("author")),
            ("$.postgrest.roles[?search(@, '^aud')]", Some("auditor")),
            ("$.postgrest.roles[?search(@, 'none')]", None),
            ("$.postgrest.*", Some("author")),
            ("$..value", Some("namespaced")),
            ("$.absent", None),
        ] {
            assert_eq!(role(path, &claims()).as_deref(), found, "{path}");
            assert!(!RoleClaimPath::parse(path).unwrap().is_deprecated(), "{path}");
        }
    }

    #[test]
    fn a_deprecated_path_finds_keys_indexes_and_one_filter() {
        for (path, found) in [
            (".role", Some("editor")),
            (".postgrest.a_role", Some("author")),
            (".postgrest.roles[1]", Some("author")),
            (".postgrest.roles[9]", None),
            (r#"."https://example.com/roles"[0].value"#, Some("namespaced")),
            (r#"."dash-ed""#, Some("dashed")),
            (r#".postgrest.roles[?(@ == "author")]"#, Some("author")),
            (r#".postgrest.roles[?(@ != "other")]"#, Some("author")),
            (r#".postgrest.roles[?(@ ^== "aud")]"#, Some("auditor")),
            (r#".postgrest.roles[?(@ ==^ "tor")]"#, Some("auditor")),
            (r#".postgrest.roles[?(@ *== "udi")]"#, Some("auditor")),
            (r#".postgrest.roles[?(@=="none")]"#, None),
            (r#".manyRoles[?(@ != "one")]"#, Some("two")),
            (".manyRoles.deeper", None),
            ("[0]", None),
        ] {
            assert_eq!(role(path, &claims()).as_deref(), found, "{path}");
            assert!(RoleClaimPath::parse(path).unwrap().is_deprecated(), "{path}");
        }
    }

    #[test]
    fn what_is_not_text_becomes_its_json() {
        let claims = json!({ "n": 5, "z": null, "t": true, "o": { "b": 1, "a": ["x"] }, "f": 0.001 });
        for (path, found) in
            [("$.n", "5"), ("$.z", "null"), ("$.t", "true"), ("$.o", r#"{"a":["x"],"b":1}"#), ("$.f", "1.0e-3")]
        {
            assert_eq!(role(path, &claims).as_deref(), Some(found), "{path}");
        }
    }

    #[test]
    fn a_path_in_neither_syntax_is_refused_with_its_text() {
        for path in [
            "",
            "role",
            "role.other",
            ".role.other",
            "$.my_role;;domain",
            "$.a[?(@ ^== 'x')]",
            "$.",
            "@@.role.other",
            ".role##",
            ".my_role;;domain",
            ".#$$%&$%/",
            "1234",
            ".role[?(@ =)]",
            r#".role[?(@ == "x")].more"#,
            ".role[-1]",
            ".role[99999999999999999999999]",
            r#"."open"#,
            "..role",
        ] {
            let error = RoleClaimPath::parse(path).unwrap_err().to_string();
            assert!(error.starts_with(&format!("failed to parse role-claim-key value ({path})")), "{error}");
        }
        let error = RoleClaimPath::parse(".é;").unwrap_err().to_string();
        assert!(error.ends_with("unexpected ';' at character 3"), "{error}");
    }

    #[test]
    fn a_path_prints_as_it_parses() {
        for (path, printed) in [
            ("$.user[0].real_role", "$.user[0].real_role"),
            (r#".roles[?(@ ==^ "role1")]"#, r#"."roles"[?(@ ==^ "role1")]"#),
            (".a[3].b", r#"."a"[3]."b""#),
        ] {
            let parsed = RoleClaimPath::parse(path).unwrap();
            assert_eq!(parsed.to_string(), printed);
            assert_eq!(RoleClaimPath::parse(printed).unwrap().to_string(), printed);
        }
        assert_eq!(RoleClaimPath::default().to_string(), "$.role");
    }
}
