//! Input that no client means: it is refused, nothing of it happens, and the next request is served.

use serde_json::json;

use crate::library::{Library, films, own_films};

/// The gateway is alive, and the library is as it was.
async fn expect_unharmed(films: &Library) {
    films.get("/rpc/film_count").await.expect(200, 9);
}

/// What is no HTTP gets a 4xx, or no answer at all, and its connection ends.
#[tokio::test]
async fn what_is_no_http_is_refused() {
    let films = films().await;
    let mut served = Vec::new();
    for bytes in [
        &b"\r\n\r\nhello\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET /films\r\n\r\n",
        b"GET  /films HTTP/1.1\r\nHost: films\r\n\r\n",
        b"GET /films HTTP/3.9\r\nHost: films\r\n\r\n",
        b"GET /fil ms HTTP/1.1\r\nHost: films\r\n\r\n",
        b"GET /fil\x01ms HTTP/1.1\r\nHost: films\r\n\r\n",
        b"GET /fil\x00ms HTTP/1.1\r\nHost: films\r\n\r\n",
        b"GET /films HTTP/1.1\r\nHost films\r\n\r\n",
        b"GET /films HTTP/1.1\r\nHo st: films\r\n\r\n",
        b"GET /films HTTP/1.1\r\nHost: films\r\nX-A: b\x00c\r\n\r\n",
        b"GET /films HTTP/1.1\r\n: nameless\r\n\r\n",
        b"POST /visitors HTTP/1.1\r\nHost: films\r\nContent-Length: x\r\n\r\n{}",
        b"POST /visitors HTTP/1.1\r\nHost: films\r\nContent-Length: -1\r\n\r\n{}",
        b"POST /visitors HTTP/1.1\r\nHost: films\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
        b"POST /visitors HTTP/1.1\r\nHost: films\r\nTransfer-Encoding: gzip\r\n\r\n{}",
        b"POST /visitors HTTP/1.1\r\nHost: films\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        b"POST /visitors HTTP/1.1\r\nHost: films\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n0\r\n\r\n",
        b"POST /visitors HTTP/1.1\r\nHost: films\r\nContent-Length: 20\r\n\r\n{}",
        b"GET /films HTTP/1.1\r\nHost: fil",
    ] {
        let mut connection = films.connect().await;
        connection.send(bytes).await;
        connection.finish().await;
        let rest = connection.rest().await;
        let answer = String::from_utf8_lossy(&rest);
        let sent = String::from_utf8_lossy(bytes);
        if !(answer.is_empty() || answer.starts_with("HTTP/1.1 4")) || answer.contains("Citizen Kane") {
            served.push(format!("{sent:?} was answered by {answer:.60}"));
        }
    }
    assert_eq!(served, <[String; 0]>::default());
    expect_unharmed(&films).await;
}

/// Nothing of a request that is refused, or that never becomes one, is taken for another.
#[tokio::test]
async fn requests_are_not_smuggled() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let token = crate::token::of(&json!({"role": "editor"}));
    let hidden = format!("DELETE /visitors HTTP/1.1\r\nHost: films\r\nAuthorization: Bearer {token}\r\n\r\n");
    for head in [
        format!("POST /rpc/film_count HTTP/1.1\r\nHost: films\r\nContent-Length: {}\r\n\r\n", hidden.len()),
        format!(
            "POST /rpc/film_count HTTP/1.1\r\nHost: films\r\nContent-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n\
             0\r\n\r\n",
            hidden.len() + 5
        ),
        "POST /rpc/film_count HTTP/1.1\r\nHost: films\r\nTransfer-Encoding: chunked, identity\r\n\r\n".to_owned(),
        "POST /rpc/film_count HTTP/1.1\r\nHost: films\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n".to_owned(),
        "GET /fil ms HTTP/1.1\r\nHost: films\r\n\r\n".to_owned(),
        "GET /screens HTTP/9.9\r\nHost: films\r\n\r\n".to_owned(),
        "GET /screens HTTP/1.1\r\nHost: films\r\nX-Folded: a\r\n b\x00\r\n\r\n".to_owned(),
    ] {
        let mut connection = films.connect().await;
        connection.send(format!("{head}{hidden}")).await;
        connection.finish().await;
        let answer = String::from_utf8_lossy(&connection.rest().await).into_owned();
        assert!(!answer.contains("HTTP/1.1 204"), "{head}\nwas answered by\n{answer}");
    }
    assert_eq!(films.fingerprint().await, before);
}

/// QRK-40: PostgREST dies of some of these with a 500; a 400 that says why is what we give.
#[tokio::test]
async fn text_that_is_no_utf8_is_refused() {
    let films = films().await;
    for target in
        ["/films?title=eq.%FF", "/films?%FF=eq.1", "/films?select=%C3%28", "/rpc/title_length?title=%ED%A0%80"]
    {
        let answer = films.get(target).await;
        answer.expect_status(400).expect_header("content-type", "application/json; charset=utf-8");
    }
    for path in ["/%FF", "/fil%C3ms", "/rpc/%FF"] {
        films.get(path).await.expect_status(404);
    }
    let form = films.post("/rpc/title_length").body("application/x-www-form-urlencoded", "title=%FF").await;
    form.expect_status(400);
    for body in [&b"{\"title\": \"\xff\"}"[..], b"\xff\xfe", b"{\"\xc3\x28\": 1}"] {
        films.post("/rpc/title_length").body("application/json", body).await.expect_status(400);
    }
    let text = films.post("/rpc/take_text").body("text/plain", b"\xff").await;
    assert_eq!(text.expect_status(400).json()["code"], "22021", "{text}");
    let csv = films.post("/visitors").as_role("editor").body("text/csv", b"name\n\xff\n").prefer("tx=rollback").await;
    csv.expect_status(400);
    expect_unharmed(&films).await;
}

/// PostgreSQL's texts end at NUL, which therefore never gets there.
#[tokio::test]
async fn nul_is_refused_or_cut_off_but_never_passed_on() {
    let films = films().await;
    for target in [
        "/films?title=eq.%00",
        "/films?title=like.a%00b",
        "/rpc/title_length?title=a%00b",
        "/films?or=(title.eq.a%00b)",
    ] {
        let answer = films.get(target).await;
        assert!(answer.status == 400 || answer.status == 200, "{answer}");
        assert!(!answer.text().contains("Citizen Kane"), "{answer}");
    }
    let body = films.post("/rpc/title_length").body("application/json", "{\"title\": \"a\\u0000b\"}").await;
    body.expect_status(400);
    films.get("/films%00").await.expect_status(404);
    films.get("/films?select=id%00&limit=1").await.expect_status(400);
    expect_unharmed(&films).await;
}

#[tokio::test]
async fn what_is_nested_too_deeply_is_refused() {
    let films = films().await;
    let deep = 5_000;
    for target in [
        format!("/films?or=({}id.eq.1{})", "and(".repeat(deep), ")".repeat(deep)),
        format!("/films?select={}id{}", "films(".repeat(deep), ")".repeat(deep)),
        format!("/films?or={}", "(".repeat(deep)),
    ] {
        let answer = films.get(&target).await;
        assert!((400..500).contains(&answer.status), "{} for {}", answer.status, &target[..40]);
    }
    let answer = films.get(&format!("/releases?select=facts{}", "->a".repeat(deep))).await;
    assert!(answer.status < 600, "an answer of any kind");
    let json = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    let nested = films.post("/rpc/repeat_json").body("application/json", format!("{{\"value\": {json}}}")).await;
    assert!((400..=500).contains(&nested.status), "{}", nested.status);
    let unclosed = films.post("/rpc/take_json").body("application/json", "[".repeat(200_000)).await;
    unclosed.expect_status(400);
    expect_unharmed(&films).await;
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let films = films().await;
    let target = films.get(&format!("/films?title=eq.{}", "x".repeat(70_000))).await;
    target.expect_status(414);
    let head = films.get("/films").header("X-Long", &"x".repeat(200_000)).await;
    head.expect_status(431);
    let mut request = films.get("/films");
    for number in 0..500 {
        request = request.header(&format!("X-{number}"), "y");
    }
    let many = request.await;
    many.expect_status(431);
    let list: Vec<String> = (0..10_000).map(|id| id.to_string()).collect();
    let answer = films.get(&format!("/films?select=id&order=id&id=in.({})", list.join(","))).await;
    assert_eq!(answer.column("id"), json!([1, 2, 3, 4, 5, 6, 7, 8, 9]), "what is only long is served");
    expect_unharmed(&films).await;
}

/// Clients' text is a value or a quoted name in SQL, and nothing else.
#[tokio::test]
async fn no_text_becomes_sql() {
    let films = own_films().await;
    let before = films.fingerprint().await;
    let evil = "x'; drop table library.visitors; --";
    let quoted = "\\\"; drop table library.visitors; --";
    for request in [
        films.get(&format!("/films?title=eq.{evil}")),
        films.get(&format!("/films?select=\"{quoted}\"")),
        films.get(&format!("/films?\"{quoted}\"=eq.1")),
        films.get(&format!("/films?order=\"{quoted}\"")),
        films.get(&format!("/films?select=title::\"{quoted}\"")),
        films.get("/films?select=title::text);drop table visitors;--"),
        films.get(&format!("/films?select=x:title,\"{quoted}\":year")),
        films.get(&format!("/films?title=in.(\"{quoted}\",{evil})")),
        films.get(&format!("/films?title=fts({evil}).x")),
        films.get(&format!("/plots?summary=fts(english).{evil}")),
        films.get(&format!("/releases?select=facts->>\"{quoted}\"")),
        films.get(&format!("/releases?facts->\"{quoted}\"=eq.1")),
        films.get(&format!("/films?select=\"{quoted}\":directors(name)")),
        films.get(&format!("/{evil}")),
        films.get(&format!("/rpc/{evil}")),
        films.get(&format!("/rpc/title_length?title={evil}")),
        films.post(&format!("/stock?columns=\"{quoted}\"")).json(&json!({})),
        films
            .post(&format!("/stock?on_conflict=\"{quoted}\""))
            .prefer("resolution=merge-duplicates")
            .json(&json!({"barcode": evil})),
        films.post("/stock").json(&json!({quoted: evil})),
        films.get("/films").profile(evil),
        films.get("/films").prefer(&format!("timezone={evil}")),
        films.get("/films").header("X-Evil", evil).header("Cookie", &format!("a={evil}")),
    ] {
        request.as_role("editor").prefer("tx=rollback").await;
    }
    assert_eq!(films.fingerprint().await, before);
    let served = films.get(&format!("/films?select=\"a\\\"b%3B--\":title&title=eq.Rashomon&title=neq.{evil}")).await;
    served.expect(200, json!([{"a\"b;--": "Rashomon"}]));
}
