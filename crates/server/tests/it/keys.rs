//! Keys that change while tokens are in use.

use std::fs;

use crate::exchange::{Answer, send, until};
use crate::films::{FILMS, Films};
use crate::load::Load;

const OLD: &str = "the-old-secret-of-at-least-32-characters";
const NEW: &str = "the-new-secret-of-at-least-32-characters";

fn token(secret: &str) -> String {
    rowgate_auth::sign(&serde_json::json!({ "role": "anon" }), secret.as_bytes()).unwrap()
}

async fn get_with(films: &Films, token: &str) -> Answer {
    let header = format!("Authorization: Bearer {token}");
    send(&films.address(), "GET", "/films?order=id", &header, "").await.unwrap()
}

/// AUT-35, CFG-40: a key in a file is replaced without a request of others noticing, and tokens of the old one end.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_rotated_under_load() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    fs::write(&file, OLD).unwrap();
    let setting = format!("@{}", file.display());
    let films = Films::start(&[("PGRST_JWT_SECRET", &setting)]).await;
    let (old, new) = (token(OLD), token(NEW));
    let load = Load::start(&films.address(), 4, "/films?order=id", FILMS);
    assert_eq!(get_with(&films, &old).await.status, 200);
    assert_eq!(get_with(&films, &new).await.code(), "PGRST301");

    fs::write(&file, NEW).unwrap();
    films.gateway.gateway().request_config_reload();
    until("the new key", async || get_with(&films, &new).await.status == 200).await;
    assert_eq!(get_with(&films, &old).await.code(), "PGRST301", "what the cache held of it is gone");

    // CFG-06: a key that cannot be used leaves the one that can.
    fs::write(&file, "short").unwrap();
    films.gateway.gateway().request_config_reload();
    films.gateway.gateway().reload().await.unwrap();
    assert_eq!(get_with(&films, &new).await.status, 200);
    load.good(10).await;
    assert_eq!(load.stop().await, []);
}
