use std::process::{Command, Output};

use crate::running::Project;

fn token(project: &Project, arguments: &str, secret: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rowgate"));
    command.arg("token").args(arguments.split_whitespace()).current_dir(project.path());
    command.env_remove("PGRST_JWT_SECRET").envs(secret.map(|secret| ("PGRST_JWT_SECRET", secret)));
    command.output().unwrap()
}

#[test]
fn a_token_is_signed_with_the_secret_of_the_environment() {
    let secret = "a-secret-of-at-least-thirty-two-characters";
    let output = token(&Project::new(&[]), "--role anon", Some(secret));
    let expected = rowgate_auth::sign(&serde_json::json!({ "role": "anon" }), secret.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{expected}\n"));
}

#[test]
fn a_token_is_signed_with_the_secret_that_dev_made() {
    let project = Project::new(&[]);
    let secret = "another-secret-of-at-least-thirty-two-characters";
    project.write(".rowgate/jwt-secret", secret);
    let output = token(&project, "--role anon", None);
    let expected = rowgate_auth::sign(&serde_json::json!({ "role": "anon" }), secret.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{expected}\n"));
}

/// Who only knows where keys are cannot sign with them.
#[test]
fn a_url_is_no_secret_to_sign_with() {
    let output = token(&Project::new(&[]), "--role anon", Some("https://auth.example/.well-known/jwks.json"));
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("rowgate: PGRST_JWT_SECRET is the URL of keys"));
}

#[test]
fn without_a_secret_there_is_no_token() {
    let output = token(&Project::new(&[]), "--role anon", None);
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("rowgate: no secret: give --secret"));
}
