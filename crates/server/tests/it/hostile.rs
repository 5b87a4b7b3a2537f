//! Clients that mean harm: whatever they do, no connection of the pool stays taken and the next client is served.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::exchange::{get, send, until};
use crate::films::{FILMS, Films};

/// Everybody is served, and every connection there is, is free.
async fn expect_unharmed(films: &Films) {
    assert_eq!(films.get("/films?order=id").await.body, FILMS);
    let running = "select count(*)::int from pg_stat_activity where datname = current_database()
        and usename = 'authenticator' and (state = 'active' or state like 'idle in transaction%')";
    let observer = films.database.connect().await;
    until("idle connections", async || observer.query_one(running, &[]).await.unwrap().get::<_, i32>(0) == 0).await;
    until("an empty queue", async || films.metric("pgrst_db_pool_waiting").await == 0.0).await;
}

/// An HTTP/2 frame.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const END_OF_ALL: u8 = 5;

/// `GET` of `path`, in HPACK without compression.
fn get_block(path: &str) -> Vec<u8> {
    let length = u8::try_from(path.len()).unwrap();
    [&[0x82, 0x86, 0x44, length][..], path.as_bytes(), b"\x41\x05films"].concat()
}

/// What a client with many streams sends: each is opened, and each is reset if `reset` says so.
fn streams(number: u32, reset: bool) -> Vec<u8> {
    let mut bytes = [&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..], &frame(SETTINGS, 0, 0, &[])].concat();
    for stream in (0..number).map(|index| 2 * index + 1) {
        bytes.extend(frame(HEADERS, END_OF_ALL, stream, &get_block("/films?order=id")));
        if reset {
            bytes.extend(frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes()));
        }
    }
    bytes
}

/// CVE-2023-44487, "rapid reset", and streams beyond all limits.
#[tokio::test(flavor = "multi_thread")]
async fn streams_that_are_opened_and_reset_take_nothing() {
    let films = Films::start(&[("PGRST_DB_POOL", "2")]).await;
    for reset in [true, false] {
        let mut client = TcpStream::connect(films.address()).await.unwrap();
        // The gateway may hang up in the middle of it.
        let _ = client.write_all(&streams(5_000, reset)).await;
        expect_unharmed(&films).await;
        drop(client);
        expect_unharmed(&films).await;
    }
}

/// Many requests ahead of their answers, which nobody reads.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_reads_takes_no_connection_of_the_pool() {
    let films = Films::start(&[("PGRST_DB_POOL", "1")]).await;
    let mut clients = Vec::new();
    for _ in 0..3 {
        let mut client = TcpStream::connect(films.address()).await.unwrap();
        let requests = "GET /films?order=id HTTP/1.1\r\nHost: films\r\n\r\n".repeat(4_000);
        // Until neither side's buffers take any more.
        let _ = timeout(Duration::from_millis(200), client.write_all(requests.as_bytes())).await;
        clients.push(client);
    }
    expect_unharmed(&films).await;
}

/// Slow heads and bodies wait without a connection of the pool.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_finishes_takes_no_connection_of_the_pool() {
    let films = Films::start(&[("PGRST_DB_POOL", "1")]).await;
    let mut clients = Vec::new();
    for index in 0..100 {
        let beginning = match index % 3 {
            0 => "GET /films HTTP/1.1\r\nHost: fi",
            1 => "POST /actors HTTP/1.1\r\nHost: films\r\nContent-Length: 100\r\n\r\n[{\"id\"",
            _ => "POST /actors HTTP/1.1\r\nHost: films\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{\"i",
        };
        let mut client = TcpStream::connect(films.address()).await.unwrap();
        client.write_all(beginning.as_bytes()).await.unwrap();
        clients.push(client);
    }
    expect_unharmed(&films).await;
}

/// Deep, long and many: bounded by the grammar or by PostgreSQL, never by the stack of the process.
#[tokio::test(flavor = "multi_thread")]
async fn no_depth_and_no_length_ends_the_process() {
    let films = Films::start(&[]).await;
    let nested = |depth: usize, open: &str, inner: &str| format!("{}{inner}{}", open.repeat(depth), ")".repeat(depth));
    for depth in [100, 250, 256, 257, 10_000] {
        for target in [
            format!("/films?and=({})", nested(depth, "and(", "id.eq.1,id.eq.1")),
            format!("/films?and=({})", nested(depth, "not.or(", "id.eq.1,id.eq.1")),
            format!("/films?select={}", nested(depth, "a(", "id")),
            format!("/films?select=id{}", "->a".repeat(depth)),
            format!("/films?select=id{}", "::text".repeat(depth)),
            format!("/films?order=id{}", ".asc".repeat(depth)),
            format!("/films?{}id=eq.1", "a.".repeat(depth)),
            format!("/films?id={}eq.1", "not.".repeat(depth)),
            format!("/films?select={}id", "...".repeat(depth)),
            format!("/films?select={}", "id,".repeat(depth)),
            format!("/films?id=in.({}1)", "1,".repeat(depth)),
            format!("/films?id=eq.{}", "%2525".repeat(depth)),
            format!("/films?limit={}", "9".repeat(depth)),
        ] {
            let target = &target[..target.len().min(60_000)];
            let answer = get(&films.address(), target).await;
            assert!((200..600).contains(&answer.status), "{} to {target:.40}", answer.status);
        }
    }
    // As deep as PostgREST's own limit, which is none, lets anybody reasonable go.
    let deep = format!("[{{\"id\":77,\"x\":{}}}]", "[".repeat(2_000) + &"]".repeat(2_000));
    let accepted = films.post("/actors?columns=id", &deep).await;
    assert_eq!(accepted.status, 201, "{}", accepted.body);
    let abyss = format!("[{{\"id\":78,\"x\":{}}}]", "[".repeat(1_000_000) + &"]".repeat(1_000_000));
    let refused = films.post("/actors?columns=id", &abyss).await;
    assert!(refused.status >= 400, "PostgreSQL's own stack has an end");
    expect_unharmed(&films).await;
}

/// Ranges, preferences and headers of any size.
#[tokio::test]
async fn headers_of_any_kind_are_answered() {
    let films = Films::start(&[]).await;
    let long = "9".repeat(50_000);
    for header in [
        format!("Range: {long}-{long}"),
        "Range: 18446744073709551616-".to_owned(),
        format!("Prefer: {}", "return=minimal,".repeat(4_000)),
        format!("Accept: {}", "text/csv;q=0.1,".repeat(4_000)),
        format!("Accept-Profile: {long}"),
        format!("Authorization: Bearer {}", "a.".repeat(25_000)),
        format!("Cookie: {}", "a=b;".repeat(12_000)),
        format!("Content-Type: {long}"),
        "X-Raw: \u{fffd}\u{202e}".to_owned(),
    ] {
        let answer = send(&films.address(), "GET", "/films", &header, "").await.unwrap();
        assert!((200..500).contains(&answer.status), "{} to {header:.30}", answer.status);
    }
    expect_unharmed(&films).await;
}

/// A client that goes away in the middle of everything, again and again.
#[tokio::test(flavor = "multi_thread")]
async fn clients_that_vanish_take_nothing_with_them() {
    let films = Films::start(&[("PGRST_DB_POOL", "2")]).await;
    let holder = films.database.connect().await;
    holder.batch_execute("select pg_advisory_lock(7)").await.unwrap();
    let request = "POST /rpc/wait_for HTTP/1.1\r\nHost: films\r\nContent-Type: application/json\r\n\
                   Content-Length: 10\r\n\r\n{\"lock\":7}";
    for round in 0..20 {
        let mut client = TcpStream::connect(films.address()).await.unwrap();
        client.write_all(request.as_bytes()).await.unwrap();
        if round % 2 == 0 {
            // Some stay until their statement may have begun.
            let _ = timeout(Duration::from_millis(20), client.read_u8()).await;
        }
    }
    expect_unharmed(&films).await;
    holder.batch_execute("select pg_advisory_unlock(7)").await.unwrap();
}
