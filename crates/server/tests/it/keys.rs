//! Keys that change while tokens are in use.

use std::fs;
use std::pin::pin;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::exchange::{Answer, send, until};
use crate::films::{FILMS, Films};
use crate::key_server::{KeyServer, key_set, token};
use crate::load::Load;

const OLD: &str = "the-old-secret-of-at-least-32-characters";
const NEW: &str = "the-new-secret-of-at-least-32-characters";

const READ: &str = "rowgate_jwt_key_reads_total{status=\"SUCCESS\"}";
const NOT_READ: &str = "rowgate_jwt_key_reads_total{status=\"FAIL\"}";

fn signed(secret: &str) -> String {
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
    let (old, new) = (signed(OLD), signed(NEW));
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

/// Has the keys read again, and waits until they have been.
async fn read_again(films: &Films) {
    let reads = reads(films).await;
    films.gateway.gateway().request_config_reload();
    until("another read of the keys", async || self::reads(films).await > reads).await;
}

async fn reads(films: &Films) -> f64 {
    films.metric(READ).await + films.metric(NOT_READ).await
}

#[tokio::test]
async fn keys_are_read_from_a_url_and_a_new_one_is_known_with_its_first_token() {
    let server = KeyServer::start(&["one"]).await;
    let films = Films::start(&[("PGRST_JWT_SECRET", &server.url)]).await;
    assert_eq!(get_with(&films, &token("one")).await.status, 200);
    assert_eq!(films.admin("/ready").await.status, 200);
    assert_eq!(server.asked(), 1);

    server.rotate(&["one", "two"]);
    assert_eq!(get_with(&films, &token("two")).await.status, 200);
    assert_eq!(get_with(&films, &token("one")).await.status, 200);
    assert_eq!(server.asked(), 2);
}

/// The first bytes of a large body are enough to tell, but not before the keys have been looked for.
#[tokio::test]
async fn a_large_body_with_the_first_token_of_a_new_key_is_taken() {
    let server = KeyServer::start(&["one"]).await;
    let films = Films::start(&[("PGRST_JWT_SECRET", &server.url)]).await;
    assert_eq!(get_with(&films, &token("one")).await.status, 200);
    server.rotate(&["one", "two"]);
    let body = format!("[{}{{\"id\":3}}]", " ".repeat(1 << 20));
    let header = format!("Content-Type: application/json\r\nAuthorization: Bearer {}", token("two"));
    let taken = send(&films.address(), "POST", "/films?columns=id", &header, &body).await.unwrap();
    assert_eq!(taken.status, 201, "{taken:?}");
    assert_eq!(server.asked(), 2);

    let unknown = begin_large(&films, &token("three")).await;
    assert!(unknown.starts_with("HTTP/1.1 401 "), "{unknown}");
    assert!(unknown.contains("\"PGRST301\""), "{unknown}");
}

/// What is said to somebody who has sent the beginning of a large body.
async fn begin_large(films: &Films, token: &str) -> String {
    let head = format!(
        "POST /films?columns=id HTTP/1.1\r\nHost: films\r\nContent-Type: application/json\r\n\
         Content-Length: 100000000\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    let mut stream = TcpStream::connect(films.address()).await.unwrap();
    stream.write_all([&head, "[", &" ".repeat(400_000)].concat().as_bytes()).await.unwrap();
    let mut said = Vec::new();
    // It ends as it may, for the rest of the body is not wanted.
    let _ = stream.read_to_end(&mut said).await;
    String::from_utf8(said).unwrap()
}

/// A client cannot have the key server asked as often as it likes.
#[tokio::test]
async fn tokens_of_unknown_keys_cost_one_question_in_a_while() {
    let server = KeyServer::start(&["one"]).await;
    let films = Films::start(&[("PGRST_JWT_SECRET", &server.url)]).await;
    assert_eq!(get_with(&films, &token("one")).await.status, 200);
    let [first, second, third] = ["none", "nobody", "nothing"].map(token);
    let together = tokio::join!(get_with(&films, &first), get_with(&films, &second), get_with(&films, &third));
    for answer in [together.0, together.1, together.2, get_with(&films, &first).await, get_with(&films, &third).await] {
        assert_eq!((answer.status, answer.code().as_str()), (401, "PGRST301"));
    }
    assert_eq!(server.asked(), 2, "at the start, and for the first of them");
    assert_eq!(get_with(&films, &token("one")).await.status, 200);
}

/// The tokens that a key has signed end with it, those that have been verified before included (AUT-35).
#[tokio::test]
async fn a_key_that_is_withdrawn_verifies_no_more_tokens() {
    let server = KeyServer::start(&["one"]).await;
    let settings = [("PGRST_JWT_SECRET", server.url.as_str()), ("PGRST_JWT_KEYS_REFRESH_INTERVAL", "1")];
    let films = Films::start(&settings).await;
    assert_eq!(get_with(&films, &token("one")).await.status, 200);
    server.rotate(&["two"]);
    // A token that a known key has signed asks for nothing: it is the interval that ends it.
    until("the end of a key", async || get_with(&films, &token("one")).await.code() == "PGRST301").await;
    assert_eq!(get_with(&films, &token("two")).await.status, 200);
}

#[tokio::test]
async fn keys_behind_a_url_are_rotated_under_load() {
    let server = KeyServer::start(&["one"]).await;
    let films = Films::start(&[("PGRST_JWT_SECRET", &server.url)]).await;
    let load = Load::start(&films.address(), 4, "/films?order=id", FILMS);
    load.send(format!("Authorization: Bearer {}", token("one")));
    load.good(20).await;
    server.rotate(&["one", "two"]);
    load.send(format!("Authorization: Bearer {}", token("two")));
    load.good(20).await;
    server.rotate(&["two"]);
    read_again(&films).await;
    assert_eq!(get_with(&films, &token("one")).await.status, 401);
    load.good(20).await;
    assert_eq!(load.stop().await, []);
}

/// Whatever the key server says that are not keys, those that are known go on to count.
#[tokio::test]
async fn a_key_server_in_trouble_takes_no_keys_away() {
    let (server, other) = (KeyServer::start(&["one"]).await, KeyServer::start(&["two"]).await);
    let films = Films::start(&[("PGRST_JWT_SECRET", &server.url)]).await;
    assert_eq!(get_with(&films, &token("one")).await.status, 200);
    let page = format!("<html>{}</html>", "sorry ".repeat(9));
    let elsewhere = format!("302 Found\r\nLocation: {}", other.url);
    for (head, body) in [
        ("500 Internal Server Error", key_set(&["two"])),
        (elsewhere.as_str(), key_set(&["two"])),
        ("200 OK", page.clone()),
        ("200 OK", key_set(&[])),
        ("200 OK", format!("{}{}", key_set(&["two"]), " ".repeat(2 << 20))),
        ("not HTTP", String::new()),
    ] {
        server.say(head, &body);
        let failures = films.metric(NOT_READ).await;
        read_again(&films).await;
        assert!(films.metric(NOT_READ).await > failures, "{head}");
        assert_eq!(get_with(&films, &token("one")).await.status, 200, "{head}");
    }
    assert_eq!(get_with(&films, &signed(&page)).await.status, 401, "a page of errors is no passphrase");
    assert_eq!(other.asked(), 0, "redirections are not followed");
    server.rotate(&["two"]);
    until("another key", async || get_with(&films, &token("two")).await.status == 200).await;
}

#[tokio::test]
async fn without_keys_a_gateway_serves_those_without_a_token() {
    let server = KeyServer::start(&[]).await;
    server.say("503 Service Unavailable", "");
    let films = Films::start(&[("PGRST_JWT_SECRET", &server.url)]).await;
    assert_eq!(films.admin("/ready").await.status, 503);
    assert_eq!(films.get("/films?order=id").await.body, FILMS);
    let none = get_with(&films, &token("one")).await;
    assert_eq!((none.status, none.code().as_str()), (503, "PGRST304"));
    assert!(!none.head.to_lowercase().contains("www-authenticate"), "{}", none.head);
    server.rotate(&["one"]);
    until("keys", async || get_with(&films, &token("one")).await.status == 200).await;
    assert_eq!(films.admin("/ready").await.status, 200);
}

/// The process that it is to take over from has keys.
#[tokio::test]
async fn a_gateway_that_takes_over_waits_for_its_keys() {
    let server = KeyServer::start(&[]).await;
    server.say("503 Service Unavailable", "");
    let settings = [("PGRST_JWT_SECRET", server.url.as_str()), ("PGRST_SERVER_REUSEPORT", "true")];
    let mut starting = pin!(Films::start(&settings));
    tokio::select! {
        _ = &mut starting => panic!("it has no keys yet"),
        () = until("another question", async || server.asked() > 1) => {}
    }
    server.rotate(&["one"]);
    let films = starting.await;
    assert_eq!(get_with(&films, &token("one")).await.status, 200);
}

/// Neither the start nor requests without a token wait for a server that does not answer.
#[tokio::test]
async fn a_silent_key_server_holds_up_nobody_else() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/keys", silent.local_addr().unwrap());
    let films = Films::start(&[("PGRST_JWT_SECRET", &url)]).await;
    assert_eq!(films.get("/films?order=id").await.body, FILMS);
    assert_eq!(reads(&films).await, 0.0);
    assert_eq!(get_with(&films, &token("one")).await.code(), "PGRST304");
    until("the end of patience", async || films.metric(NOT_READ).await > 0.0).await;
}

#[tokio::test]
async fn keys_are_read_from_a_file_again_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    fs::write(&file, key_set(&["one"])).unwrap();
    let setting = format!("@{}", file.display());
    let films = Films::start(&[("PGRST_JWT_SECRET", setting.as_str()), ("PGRST_JWT_KEYS_REFRESH_INTERVAL", "1")]).await;
    assert_eq!(get_with(&films, &token("one")).await.status, 200);
    fs::write(&file, key_set(&["two"])).unwrap();
    assert_eq!(get_with(&films, &token("two")).await.status, 200, "its first token has the file read");
    assert_eq!(get_with(&films, &token("one")).await.status, 401);
    fs::write(&file, key_set(&["three"])).unwrap();
    until("the interval", async || get_with(&films, &token("two")).await.status == 401).await;
    assert_eq!(get_with(&films, &token("three")).await.status, 200);
}

/// A file that is gone, or half written, is not what it will be.
#[tokio::test]
async fn a_file_in_trouble_takes_no_keys_away() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let keys = key_set(&["one", "two"]);
    fs::write(&file, &keys).unwrap();
    let setting = format!("@{}", file.display());
    let settings = [("PGRST_JWT_SECRET", setting.as_str()), ("PGRST_JWT_KEYS_REFRESH_INTERVAL", "1")];
    let films = Films::start(&settings).await;
    let half = &keys[..keys.len() - 9];
    for content in [Some(half), Some("short"), None] {
        match content {
            Some(content) => fs::write(&file, content).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let failures = films.metric(NOT_READ).await;
        until("a failed read", async || films.metric(NOT_READ).await > failures).await;
        assert_eq!(get_with(&films, &token("one")).await.status, 200, "{content:?}");
    }
}

/// A configuration that leads elsewhere ends the keys of before.
#[tokio::test]
async fn keys_follow_the_configuration() {
    let (first, second) = (KeyServer::start(&["one"]).await, KeyServer::start(&["two"]).await);
    let films = Films::start(&[("PGRST_JWT_SECRET", &first.url)]).await;
    assert_eq!(get_with(&films, &token("one")).await.status, 200);
    let name = films.database.address().database.clone();
    let set = |url: &str| format!("alter role authenticator in database {name} set pgrst.jwt_secret = '{url}'");
    films.database.execute(&set(&second.url)).await;
    films.gateway.gateway().reload().await.unwrap();
    assert_eq!(get_with(&films, &token("two")).await.status, 200, "a token waits for the first keys");
    assert_eq!(get_with(&films, &token("one")).await.status, 401);
    films.database.execute(&set("http://:80/")).await;
    films.gateway.gateway().reload().await.unwrap();
    assert_eq!(get_with(&films, &token("two")).await.status, 200, "a wrong URL leaves the old one");
}
