//! Bodies, and what follows them.

use super::*;

const NEXT: &str = "GET /n?a>b HTTP/1.1\r\n\r\n";
const NEXT_ECHO: &str = "GET /n a>b /n?a>b\n";
/// What would be masked if it were taken for a head.
const LOOKALIKE: &str = "GET /x?\"y\"<z> HTTP/1.1\r\n\r\n";

async fn is_echoed(stream: &str, echoes: &[&str]) {
    for size in 1..=stream.len() {
        assert_eq!(answers_in_pieces(stream, size).await, echoes, "{stream:?} in pieces of {size}");
    }
}

#[tokio::test]
async fn a_body_of_known_length_is_untouched_and_the_next_target_is_not() {
    let body = LOOKALIKE.repeat(2);
    let stream = format!("POST /p?c->d HTTP/1.1\r\ncontent-length: {}\r\n\r\n{body}{NEXT}", body.len());
    is_echoed(&stream, &[&format!("POST /p c->d /p?c->d\n{body}"), NEXT_ECHO]).await;
}

#[tokio::test]
async fn a_chunked_body_is_untouched_and_the_next_target_is_not() {
    let length = LOOKALIKE.len();
    let stream = format!(
        "POST /p HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n\
         {length:x}\r\n{LOOKALIKE}\r\n0{length:X} ;a=\">\"\r\n{LOOKALIKE}\r\n0\r\nx: \"y\"\r\n\r\n{NEXT}"
    );
    is_echoed(&stream, &[&format!("POST /p  /p\n{LOOKALIKE}{LOOKALIKE}"), NEXT_ECHO]).await;
}

#[tokio::test]
async fn an_empty_body_is_followed_at_once() {
    let announced = format!("POST /p HTTP/1.1\r\ncontent-length: 0\r\n\r\n{NEXT}");
    is_echoed(&announced, &["POST /p  /p\n", NEXT_ECHO]).await;
    let chunked = format!("POST /p HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{NEXT}");
    is_echoed(&chunked, &["POST /p  /p\n", NEXT_ECHO]).await;
}

#[tokio::test]
async fn a_body_larger_than_any_buffer_arrives_whole() {
    let body = LOOKALIKE.repeat(40_000);
    let stream = format!("POST /p HTTP/1.1\r\ncontent-length: {}\r\n\r\n{body}{NEXT}", body.len());
    let mut client = connect(Limits::default());
    let (mut read, mut write) = tokio::io::split(client);
    let sender = tokio::spawn(async move {
        write.write_all(stream.as_bytes()).await.unwrap();
        write
    });
    let mut answers = vec![0; body.len()];
    read.read_exact(&mut answers).await.unwrap();
    client = read.unsplit(sender.await.unwrap());
    answers.extend(exchange(&mut client, []).await);
    assert_eq!(bodies(&answers), [format!("POST /p  /p\n{body}"), NEXT_ECHO.into()]);
}

#[tokio::test]
async fn a_client_that_waits_is_told_to_continue() {
    let mut client = connect(Limits::default());
    client.write_all(b"POST /p HTTP/1.1\r\ncontent-length: 3\r\nexpect: 100-continue\r\n\r\n").await.unwrap();
    let mut go_on = [0; 25];
    client.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    let answers = exchange(&mut client, [b"\">\"".as_slice(), NEXT.as_bytes()]).await;
    assert_eq!(bodies(&answers), ["POST /p  /p\n\">\"", NEXT_ECHO]);
}

#[tokio::test]
async fn a_malformed_chunk_is_refused() {
    let stream = "POST /p HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\nxx\r\n";
    assert_eq!(answers(stream).await, ["HTTP/1.1 400 Bad Request"]);
}
