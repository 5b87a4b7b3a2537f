//! Large bodies, which go to the client while they still arrive.

use std::fmt::Write as _;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::exchange::{Answer, get, send, until};
use crate::films::{FILMS, Films};

const SCHEMA: &str = "
    create view large as select n as id, repeat('x', 1000) as filler from generate_series(1, 40000) n;
    create view medium as select * from large where id <= 1000;
    create function text_of(length int) returns text language sql stable return repeat('0123456789abcdef', length / 16);
    create domain \"application/octet-stream\" as bytea;
    create function bytes_of(length int) returns \"application/octet-stream\" language sql stable
        return convert_to(repeat('0123456789abcdef', length / 16), 'utf8');
    grant select on large, medium to anon;
    grant execute on all functions in schema public to anon;
";

/// How many bytes clients do not get to see unless they ask: more than sockets hold.
const LARGE: usize = 40_000_000;

const NO_SPOOL: (&str, &str) = ("PGRST_SERVER_SPOOL_SIZE", "0");

async fn start(settings: &[(&str, &str)]) -> Films {
    let films = Films::start(settings).await;
    films.database.execute(SCHEMA).await;
    films.gateway.gateway().reload().await.unwrap();
    films
}

fn json(rows: u32) -> String {
    let mut text = String::new();
    for id in 1..=rows {
        let separator = if id == 1 { "[" } else { ", \n " };
        write!(text, "{separator}{{\"id\":{id},\"filler\":\"{}\"}}", "x".repeat(1000)).unwrap();
    }
    text + "]"
}

fn length(answer: &Answer) -> usize {
    let line = answer.head.lines().find_map(|line| line.strip_prefix("content-length: "));
    line.unwrap_or_else(|| panic!("no length in {}", answer.head)).parse().unwrap()
}

/// A client that has asked for something large and read no more than this of it.
async fn begin(films: &Films, target: &str, read: usize) -> TcpStream {
    let mut stream = TcpStream::connect(films.address()).await.unwrap();
    stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: films\r\n\r\n").as_bytes()).await.unwrap();
    let mut beginning = vec![0; read];
    stream.read_exact(&mut beginning).await.unwrap();
    assert!(beginning.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", String::from_utf8_lossy(&beginning));
    stream
}

/// The last bytes of a body that a client has begun to read. More than these are still to come.
async fn last(mut stream: TcpStream, count: usize) -> Vec<u8> {
    let mut last = Vec::new();
    let reading = async {
        let mut gulp = vec![0; 1 << 20];
        while !last.ends_with(b"}]") {
            let read = stream.read(&mut gulp).await.unwrap();
            assert!(read > 0, "it was cut");
            last.extend_from_slice(&gulp[..read]);
        }
    };
    timeout(Duration::from_secs(60), reading).await.expect("an end");
    last.split_off(last.len() - count)
}

/// What is left until the end of the connection, however it ends.
async fn rest(mut stream: TcpStream) -> usize {
    let mut rest = Vec::new();
    let _ = timeout(Duration::from_secs(60), stream.read_to_end(&mut rest)).await.expect("an end");
    rest.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_body_is_the_same_as_a_small_one() {
    let films = start(&[]).await;
    for (target, rows) in [("/large?id=lte.100", 100), ("/medium", 1000), ("/large", 40_000)] {
        let answer = films.get(target).await;
        assert_eq!((answer.status, length(&answer)), (200, answer.body.len()), "{target}");
        assert!(answer.body == json(rows), "{target}");
    }
    let planned = send(&films.address(), "GET", "/medium", "Prefer: count=planned", "").await.unwrap();
    assert!(planned.body == json(1000));
    let counted = send(&films.address(), "GET", "/large?limit=5000", "Prefer: count=exact", "").await.unwrap();
    assert_eq!(counted.status, 206);
    assert!(counted.head.contains("content-range: 0-4999/40000"), "{}", counted.head);
    assert!(counted.body == json(5000));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_media_type_a_large_body_is_whole() {
    let films = start(&[]).await;
    let csv = send(&films.address(), "GET", "/medium", "Accept: text/csv", "").await.unwrap();
    let lines: Vec<&str> = csv.body.lines().collect();
    assert_eq!((lines.len(), lines[0], length(&csv)), (1001, "id,filler", csv.body.len()));
    let expected = "0123456789abcdef".repeat(1 << 16);
    let text = get(&films.address(), &format!("/rpc/text_of?length={}", 1 << 20)).await;
    assert!(text.body == format!("\"{expected}\""));
    let octets = "Accept: application/octet-stream";
    let bytes = send(&films.address(), "GET", &format!("/rpc/bytes_of?length={}", 1 << 20), octets, "").await.unwrap();
    assert_eq!(bytes.status, 200, "{}", bytes.head);
    assert!(bytes.body == expected);
    let posted = films.post("/rpc/text_of", &format!("{{\"length\":{}}}", 1 << 20)).await;
    assert!(posted.body == text.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_sent_costs_no_connection() {
    let films = start(&[("PGRST_DB_POOL", "1")]).await;
    let address = films.address();
    let head = send(&address, "HEAD", "/large", "", "").await.unwrap();
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let object = "Accept: application/vnd.pgrst.object+json";
    let singular = send(&address, "GET", "/medium", object, "").await.unwrap();
    assert_eq!((singular.status, singular.code().as_str()), (406, "PGRST116"));
    let beyond = send(&address, "GET", "/large?offset=50000", "Prefer: count=exact", "").await.unwrap();
    assert_eq!((beyond.status, beyond.code().as_str()), (416, "PGRST103"));
    assert_eq!(films.get("/films?order=id").await.body, FILMS);
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_readers_are_in_nobodys_way_while_there_are_connections() {
    let films = start(&[("PGRST_DB_POOL", "3"), NO_SPOOL]).await;
    let readers = [begin(&films, "/large", 1000).await, begin(&films, "/large", 1000).await];
    assert_eq!(films.get("/films?order=id").await.body, FILMS);
    drop(readers);
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_readers_keep_no_connections() {
    let films = start(&[("PGRST_DB_POOL", "1")]).await;
    let mut readers = Vec::new();
    for _ in 0..3 {
        readers.push(begin(&films, "/large", 1000).await);
    }
    assert_eq!(films.get("/films?order=id").await.body, FILMS);
    let expected = json(40_000);
    for reader in readers {
        assert!(last(reader, LARGE).await == expected.as_bytes()[expected.len() - LARGE..]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_takes_no_connection_with_it() {
    let films = start(&[("PGRST_DB_POOL", "1")]).await;
    for _ in 0..3 {
        drop(begin(&films, "/large", 1000).await);
        assert_eq!(films.get("/films?order=id").await.body, FILMS);
    }
    assert_eq!(films.metric("rowgate_http_responses_cut_total{reason=\"client\"}").await, 3.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_takes_nothing_is_cut() {
    for spool in [NO_SPOOL, ("PGRST_SERVER_SPOOL_SIZE", "1000")] {
        let films = start(&[("PGRST_DB_POOL", "1"), ("PGRST_SERVER_STALL_TIMEOUT", "1"), spool]).await;
        let stalled = begin(&films, "/large", 1000).await;
        assert_eq!(films.get("/films?order=id").await.body, FILMS);
        let stalls = "rowgate_http_responses_cut_total{reason=\"stall\"}";
        until("a stall", async || films.metric(stalls).await == 1.0).await;
        assert!(rest(stalled).await < LARGE, "it was cut");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_the_database_does_not_finish_is_cut() {
    let films = start(&[("PGRST_DB_POOL", "1"), NO_SPOOL]).await;
    let reader = begin(&films, "/large", 1000).await;
    films.database.kill_backends().await;
    assert!(rest(reader).await < LARGE, "it was cut");
    assert_eq!(films.metric("rowgate_http_responses_cut_total{reason=\"database\"}").await, 1.0);
    until("an answer", async || films.get("/films?order=id").await.body == FILMS).await;
}
