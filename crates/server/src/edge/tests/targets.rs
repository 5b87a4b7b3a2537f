//! Targets as curl sends them.

use super::*;

const BARE: &str = "GET /a?b=c->>d&e=eq.\"f\" HTTP/1.1\r\n\r\n";
const BARE_ECHO: &str = "GET /a b=c->>d&e=eq.\"f\" /a?b=c->>d&e=eq.\"f\"\n";
const CLEAN: &str = "GET /a?b=c HTTP/1.1\r\n\r\n";
const CLEAN_ECHO: &str = "GET /a b=c /a?b=c\n";

#[tokio::test]
async fn a_bare_target_is_served_as_it_was_sent() {
    assert_eq!(answers(BARE).await, [BARE_ECHO]);
    assert_eq!(
        answers("GET /ta<b>le`s?x={a|b}^\\#c&y=ä€ HTTP/1.1\r\n\r\n").await,
        ["GET /ta<b>le`s x={a|b}^\\#c&y=ä€ /ta<b>le`s?x={a|b}^\\#c&y=ä€\n"]
    );
}

#[tokio::test]
async fn pipelined_requests_keep_their_targets_and_their_order() {
    let stream = [BARE, CLEAN, BARE, BARE, CLEAN].concat();
    let echoes = [BARE_ECHO, CLEAN_ECHO, BARE_ECHO, BARE_ECHO, CLEAN_ECHO];
    assert_eq!(answers(&stream).await, echoes);
    for size in [1, 2, 3, 7, 40, 41] {
        assert_eq!(answers_in_pieces(&stream, size).await, echoes, "in pieces of {size}");
    }
}

#[tokio::test]
async fn requests_one_after_the_other_keep_their_targets() {
    let pieces = [BARE, CLEAN, BARE].map(str::as_bytes);
    let answers = exchange(&mut connect(Limits::default()), pieces).await;
    assert_eq!(bodies(&answers), [BARE_ECHO, CLEAN_ECHO, BARE_ECHO]);
}

#[tokio::test]
async fn lines_may_end_without_carriage_return_and_blank_ones_may_lead() {
    let stream = "\r\n\nGET /a?b=c->>d&e=eq.\"f\" HTTP/1.1\nx: y\n\n\r\nGET /a?b=c HTTP/1.1\n\n";
    for size in 1..stream.len() {
        assert_eq!(answers_in_pieces(stream, size).await, [BARE_ECHO, CLEAN_ECHO], "in pieces of {size}");
    }
}

#[tokio::test]
async fn http_1_0_is_served() {
    assert_eq!(answers("GET /a?b=c->>d&e=eq.\"f\" HTTP/1.0\r\n\r\n").await, [BARE_ECHO]);
    let kept = "GET /a?b=c->>d&e=eq.\"f\" HTTP/1.0\r\nconnection: keep-alive\r\n\r\n";
    assert_eq!(answers(&[kept, kept].concat()).await, [BARE_ECHO, BARE_ECHO]);
}

#[tokio::test]
async fn an_offered_upgrade_is_passed_over() {
    let offer =
        "GET /a?b=c HTTP/1.1\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: \r\n\r\n";
    assert_eq!(answers(&[offer, BARE].concat()).await, [CLEAN_ECHO, BARE_ECHO]);
}

#[tokio::test]
async fn an_absolute_target_is_reduced_to_its_path() {
    let stream = "GET http://example.com/a?b=c->>d HTTP/1.1\r\n\r\nGET http://example.com HTTP/1.1\r\n\r\n";
    let echoes = ["GET /a b=c->>d http://example.com/a?b=c->>d\n", "GET /  http://example.com\n"];
    assert_eq!(answers(stream).await, echoes);
}

#[tokio::test]
async fn any_token_is_a_method_and_options_may_ask_about_everything() {
    let stream = "get / HTTP/1.1\r\n\r\nX-Y!~ / HTTP/1.1\r\n\r\nOPTIONS * HTTP/1.1\r\n\r\n";
    assert_eq!(answers(stream).await, ["get /  /\n", "X-Y!~ /  /\n", "OPTIONS *  *\n"]);
}

#[tokio::test]
async fn what_is_no_request_is_refused() {
    let refused = ["HTTP/1.1 400 Bad Request"];
    for head in
        ["GET /a b HTTP/1.1", "GET /a\tb HTTP/1.1", "GET /a\x7F HTTP/1.1", "GET /\0 HTTP/1.1", "GET  / HTTP/1.1"]
    {
        assert_eq!(answers(&format!("{head}\r\n\r\n")).await, refused, "{head:?}");
    }
    for head in ["\x16\x03\x01", "GET / HTTP/1.1\r\n x: y", "GET / HTTP/1.1\rX: y", "GET / HTTP/3.0", "G{T / HTTP/1.1"]
    {
        assert_eq!(answers(&format!("{head}\r\n\r\n")).await, refused, "{head:?}");
    }
    assert_eq!(answers("GET / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n").await, refused);
    assert_eq!(answers("GET / HTTP/1.1\r\ntransfer-encoding: x\r\n\r\n").await, refused);
}

#[tokio::test]
async fn headers_arrive_in_lower_case_and_in_order() {
    struct Headers;
    impl Handler for Headers {
        async fn handle(&self, request: Incoming) -> Response<Body> {
            Response::new(Body::from(format!("{:?}", request.raw.headers)))
        }
    }
    let (mut client, _) = connect_to(Headers, Limits::default());
    let request = b"GET / HTTP/1.1\r\nHost: h\r\nX-B:  1 \r\nX-A: \xE4\r\nX-B: 2\r\n\r\n".as_slice();
    let answer = exchange(&mut client, [request]).await;
    assert_eq!(bodies(&answer), [r#"[("host", "h"), ("x-b", "1"), ("x-b", "2"), ("x-a", "ä")]"#]);
}
