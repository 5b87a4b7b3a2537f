//! Bodies of a few megabytes, which the gateway does not keep in memory where only PostgreSQL reads them.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::exchange::{Answer, Request};
use crate::library::{Library, own_films_with};

const TABLE: &str = "
    create table library.notes (id int, text text default 'none');
    create function library.longest(rows json, other int default 0) returns int language sql stable
        return (select max(length(row ->> 'text')) from json_array_elements(rows) row);
    create function library.length_of(json) returns int language sql immutable return length($1::text);
    grant all on library.notes to editor;
    grant execute on all functions in schema library to editor;
";

const OBJECT: &str = "application/vnd.pgrst.object+json";

const ROWS: u32 = 4000;

/// With files and without.
const SPOOLS: [&str; 2] = ["100", "0"];

async fn with_notes(spool: &str) -> Library {
    let settings = [("PGRST_SERVER_SPOOL_SIZE", spool), ("PGRST_DB_TX_END", "commit-allow-override")];
    let films = own_films_with(&settings).await;
    films.database().execute(TABLE).await;
    films.gateway().gateway().reload().await.expect("a catalog");
    films
}

/// Rows of a kilobyte: an array of them.
fn rows() -> String {
    let mut text = "\n [".to_owned();
    for id in 1..=ROWS {
        let separator = if id == 1 { "" } else { "," };
        write!(text, "{separator}{{\"id\": {id}, \"text\": \"é{id}{}\", \"more\": null}}", "x".repeat(1000)).unwrap();
    }
    text + "]"
}

/// Whether the table has `times` all rows, and nothing else.
async fn expect_rows(films: &Library, times: u32) {
    let query = "select count(*)::int, md5(string_agg(id || text, '' order by id)) as sum from library.notes";
    let same = format!(
        "select count(*)::int, md5(string_agg(n || 'é' || n || repeat('x', 1000), '' order by n)) as sum
         from generate_series(1, {ROWS}) n, generate_series(1, {times})"
    );
    assert_eq!(films.rows(query).await, films.rows(&same).await);
}

/// The body in chunks of changing size, none of which says how much there is of all.
async fn in_chunks(films: &Library, target: &str, body: &str) -> Answer {
    let token = crate::token::of(&json!({"role": "editor"}));
    let mut connection = films.connect().await;
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: films\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n"
    );
    connection.send(head).await;
    let mut rest = body.as_bytes();
    for size in (1..).map(|n| n * 997) {
        let (chunk, after) = rest.split_at(size.min(rest.len()));
        connection.send([format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat()).await;
        if chunk.is_empty() {
            return connection.answer().await;
        }
        rest = after;
    }
    unreachable!("there is an end of it")
}

/// COL-02
#[tokio::test(flavor = "multi_thread")]
async fn large_bodies_arrive_whole() {
    let rows = rows();
    for spool in SPOOLS {
        let films = with_notes(spool).await;
        let post = |target: &str| films.post(target).as_role("editor").body("application/json", &rows);
        post("/notes?columns=id,text").await.expect_empty(201);
        expect_rows(&films, 1).await;
        in_chunks(&films, "/notes?columns=id,text", &rows).await.expect_empty(201);
        expect_rows(&films, 2).await;
        // As it was without columns.
        let without = rows.replace(", \"more\": null", "");
        let unlisted = films.post("/notes").as_role("editor").body("application/json", &without);
        unlisted.await.expect_empty(201);
        expect_rows(&films, 3).await;

        let undone =
            post("/notes?columns=id,text").prefer("tx=rollback, return=headers-only, count=exact, handling=strict");
        undone.await.expect_empty(201).expect_header("content-range", &format!("*/{ROWS}"));
        let single = post("/notes?columns=id,text").prefer("return=representation").accept(OBJECT).await;
        assert_eq!(single.expect_status(406).json()["code"], "PGRST116", "{single}");
        expect_rows(&films, 3).await;
        let refused = films.post("/notes?columns=id,text").body("application/json", &rows).await;
        assert_eq!(refused.expect_status(401).json()["code"], "42501", "{refused}");

        films.database().execute("truncate library.notes").await;
        post("/notes?columns=id,text,other").await.expect_status(400);
        let defaults = post("/notes?columns=id,text").prefer("missing=default, return=headers-only, count=exact").await;
        defaults.expect_empty(201).expect_header("content-range", &format!("*/{ROWS}"));
        expect_rows(&films, 1).await;
    }
}

/// COL-02, RPC-14, RPC-20
#[tokio::test(flavor = "multi_thread")]
async fn large_objects_arrive_whole() {
    let rows = rows();
    for spool in SPOOLS {
        let films = with_notes(spool).await;
        films.database().execute("insert into library.notes values (1), (2)").await;
        let text = "ü".repeat(2_000_000);
        let patch = films.patch("/notes?id=eq.1&columns=text").as_role("editor").json(&json!({"text": text}));
        patch.await.expect_empty(204);
        let sums = films.rows("select md5(text) as sum from library.notes order by id").await;
        assert_eq!(sums, films.rows("select md5(repeat('ü', 2000000)) as sum union all select md5('none')").await);

        let call = |target: &str, body: String| films.post(target).as_role("editor").body("application/json", body);
        let longest = format!("{{\"rows\": {rows}}}");
        // Twice, and more often: once the statement is prepared, it is sent in another way.
        for _ in 0..3 {
            call("/rpc/longest?columns=rows", longest.clone()).await.expect(200, 1005);
        }
        call("/rpc/longest?columns=rows", format!("[{longest},{{}}]")).await.expect(200, 1005);
        let whole = rows.chars().count();
        call("/rpc/length_of?columns=whatever", rows.clone()).await.expect(200, whole);
    }
}

/// MUT-07: PostgreSQL's errors, whatever the size.
#[tokio::test(flavor = "multi_thread")]
async fn large_bodies_are_refused_like_small_ones() {
    let mut refusals: Vec<Value> = Vec::new();
    let whole = rows();
    let cases: [(&[u8], &[u8]); 4] =
        [(b"]", b""), (b"]", b", {]"), (b"]", b", {\"id\": \"\xff\"}]"), (b"]", b", {\"id\": \"many\"}]")];
    let request = |films: &Library, body: Vec<u8>| -> Request {
        films.post("/notes?columns=id,text").as_role("editor").body("application/json", body)
    };
    for spool in SPOOLS {
        let films = with_notes(spool).await;
        for (end, instead) in cases {
            let with = |rows: &[u8]| [rows.strip_suffix(end).expect("an array"), instead].concat();
            let small = request(&films, with(b"[{\"id\": 1}]")).await;
            let large = request(&films, with(whole.as_bytes())).await;
            assert_eq!(large.status, small.status, "{small}");
            for key in ["code", "message", "hint"] {
                assert_eq!(large.json()[key], small.json()[key], "{small}");
            }
            refusals.push(large.json());
        }
        let blank = request(&films, vec![b' '; 1_000_000]).await;
        let nothing = request(&films, Vec::new()).await;
        assert_eq!((blank.status, &blank.json()["code"]), (nothing.status, &nothing.json()["code"]), "{nothing}");
        films.expect_rows("select * from library.notes", json!([])).await;
    }
    let (stored, held) = refusals.split_at(cases.len());
    assert_eq!(stored, held);
    let codes: Vec<_> = stored.iter().map(|refusal| refusal["code"].as_str().expect("a code")).collect();
    assert_eq!(codes, ["22P02", "22P02", "22021", "22P02"]);
}

/// ORD-E2, AUT-08, AUT-26: who is not let in is told so before the rest of the body has come.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_body_of_somebody_who_is_not_let_in_is_not_waited_for() {
    let settings = [("PGRST_DB_ANON_ROLE", ""), ("PGRST_SERVER_CORS_ALLOWED_ORIGINS", "https://films.example")];
    let films = own_films_with(&settings).await;
    let expired = crate::token::of(&json!({"role": "editor", "exp": 1}));
    let forged = format!("{}x", crate::token::of(&json!({"role": "editor"})));
    for (authorization, status, code) in [
        (String::new(), 401, "PGRST302"),
        (format!("Authorization: Bearer {expired}\r\n"), 401, "PGRST303"),
        (format!("Authorization: Bearer {forged}\r\n"), 401, "PGRST301"),
    ] {
        let ask = async |framing: &str, body: &str| {
            let mut connection = films.connect().await;
            let head = format!(
                "POST /films?columns=id HTTP/1.1\r\nHost: films\r\nOrigin: https://films.example\r\n{authorization}\
                 Content-Type: application/json\r\n{framing}\r\n\r\n"
            );
            connection.send([&head, body].concat()).await;
            connection.answer().await
        };
        let small = ask("Content-Length: 2", "[]").await;
        small.expect_status(status).expect_header("access-control-allow-origin", "https://films.example");
        assert_eq!(small.json()["code"], code, "{small}");
        let begin = format!("[{}", " ".repeat(400_000));
        let chunk = format!("{:x}\r\n{begin}\r\n", begin.len());
        for (framing, body) in [("Content-Length: 100000000", &begin), ("Transfer-Encoding: chunked", &chunk)] {
            let large = ask(framing, body).await;
            assert_eq!(large.seen(), small.seen(), "{framing}");
            large.expect_header("connection", "close");
        }
    }
}

/// What has come of a body that is still being sent is in a file without a name, and gone with its client.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_body_waits_in_a_file_for_its_rest() {
    use std::fs::{self, File};
    use std::io::Read;

    use crate::waiting::until;

    let films = with_notes("100").await;
    let token = crate::token::of(&json!({"role": "editor"}));
    let begin = async |target: &str, mark: &str| {
        let body = format!("[{{\"id\": 1, \"text\": \"{mark}{}", "x".repeat(1_000_000));
        let head = format!(
            "POST {target} HTTP/1.1\r\nHost: films\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len() + 3
        );
        let mut connection = films.connect().await;
        connection.send([head, body].concat()).await;
        connection
    };
    let is_in_file = |mark: &str| {
        let open = fs::read_dir("/proc/self/fd").expect("open files");
        let is_marked = |path| {
            // Only files: others would be waited for.
            let mut beginning = [0; 100];
            fs::metadata(&path).is_ok_and(|it| it.is_file())
                && File::open(path).is_ok_and(|mut file| file.read_exact(&mut beginning).is_ok())
                && String::from_utf8_lossy(&beginning).contains(mark)
        };
        open.flatten().map(|file| file.path()).any(is_marked)
    };
    let mut first = begin("/notes?columns=id,text", "the first mark").await;
    let second = begin("/notes?columns=id,text", "the second mark").await;
    let _read = begin("/notes", "the third mark").await;
    until("a file", async || is_in_file("the first mark") && is_in_file("the second mark")).await;
    assert!(!is_in_file("the third mark"));
    drop(second);
    until("the end of a file", async || !is_in_file("the second mark")).await;
    first.send("\"}]").await;
    first.answer().await.expect_empty(201);
    until("the end of the other", async || !is_in_file("the first mark")).await;
    films.expect_rows("select id, length(text) from library.notes", json!([{"id": 1, "length": 1_000_014}])).await;
}
