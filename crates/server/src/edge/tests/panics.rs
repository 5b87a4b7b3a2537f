//! Handlers that panic.

use super::*;

/// Panics where it is asked to, before it waits or after.
#[derive(Debug)]
struct Fragile;

impl Handler for Fragile {
    async fn handle(&self, request: Incoming) -> Response<Body> {
        assert!(request.raw.path != "/at-once", "on purpose");
        yield_now().await;
        assert!(request.raw.path != "/later", "on purpose");
        Response::new(Body::from("still here"))
    }
}

#[tokio::test]
async fn a_panic_is_answered_and_the_connection_goes_on() {
    let (mut client, edge) = connect_to(Fragile, Limits::default());
    let requests = ["/at-once", "/", "/later", "/"].map(|path| format!("GET {path} HTTP/1.1\r\n\r\n"));
    let answers = exchange(&mut client, requests.iter().map(String::as_bytes)).await;
    let answers = String::from_utf8(answers).unwrap();
    let statuses: Vec<_> = answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(statuses, ["500", "200", "500", "200"], "{answers}");
    assert!(answers.contains(r#""code":"PGRSTX00""#), "{answers}");
    edge.await.unwrap();
}
