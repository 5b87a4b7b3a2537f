//! Targets as people type them: characters that RFC 3986 would have encoded, sent as they are.

use serde_json::{Value, json};

use crate::library::films;

/// Targets with bare characters, and the ids of the rows they name.
fn bare() -> [(&'static str, Value); 12] {
    [
        ("/releases?select=id&facts->>studio=eq.RKO", json!([1])),
        ("/releases?select=id&facts->crew->>camera=like.Gregg*", json!([1])),
        ("/releases?select=id&formats=cs.{35mm,16mm}", json!([1])),
        ("/releases?select=id&facts=cs.{\"studio\":\"Toho\"}", json!([3])),
        ("/films?select=id&title=in.(\"Rashomon\",\"Vagabond\")&order=id", json!([2, 7])),
        ("/films?select=id&title=match.^R|^V&order=id", json!([2, 7])),
        ("/films?select=id&title=match.^The\\W&order=id", json!([6, 8])),
        ("/films?select=id&year=eq(any).{1950,1954}&order=id", json!([2, 3])),
        ("/films?select=id&title=like.Cléo*", json!([4])),
        ("/films?select=id&title=neq.`<#>`&id=eq.1", json!([1])),
        ("/films?select=id&or=(title.eq.\"Rashomon\",and(year.gt.1970,title.match.\"^V\"))&order=id", json!([2, 7])),
        ("/films?select=id&title=eq.a#b", json!([])),
    ]
}

fn request(target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: films\r\n\r\n")
}

fn ids(ids: &Value) -> Value {
    ids.as_array().unwrap().iter().map(|id| json!({"id": id})).collect()
}

#[tokio::test]
async fn bare_characters_are_read_as_they_are() {
    let films = films().await;
    for (target, expected) in bare() {
        let mut connection = films.connect().await;
        connection.send(request(target)).await;
        connection.answer().await.expect(200, ids(&expected));
    }
}

#[tokio::test]
async fn bare_characters_leave_the_connection_in_order() {
    let mut connection = films().await.connect().await;
    for (target, expected) in bare() {
        connection.send(request(target)).await;
        connection.answer().await.expect(200, ids(&expected));
        connection.send(request("/films?select=id&id=eq.1")).await;
        connection.answer().await.expect(200, json!([{"id": 1}]));
    }
}

#[tokio::test]
async fn bare_characters_are_pipelined() {
    let mut connection = films().await.connect().await;
    let requests: String =
        bare().iter().map(|(target, _)| request(target) + &request("/screens?select=seats&seats=eq.75")).collect();
    connection.send(requests).await;
    for (_, expected) in bare() {
        connection.answer().await.expect(200, ids(&expected));
        connection.answer().await.expect(200, json!([{"seats": 75}]));
    }
}

/// However the bytes arrive.
#[tokio::test]
async fn bare_characters_come_in_pieces() {
    let mut connection = films().await.connect().await;
    for (target, expected) in bare() {
        for byte in request(target).as_bytes() {
            connection.send([*byte]).await;
        }
        connection.answer().await.expect(200, ids(&expected));
    }
}

/// A body between two targets is not looked at, whatever is written in it.
#[tokio::test]
async fn bodies_are_left_alone() {
    let mut connection = films().await.connect().await;
    let title = "GET /films?a->>b HTTP/1.1 {|}^`é\r\n\r\n";
    let body = json!({"title": title}).to_string();
    let post = format!(
        "POST /rpc/find_film?select=id&title=match.^R|^V HTTP/1.1\r\nHost: films\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let chunked = format!(
        "POST /rpc/title_length HTTP/1.1\r\nHost: films\r\nTransfer-Encoding: chunked\r\n\r\n\
         {:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    let length = title.chars().count();
    connection.send([post.as_str(), &chunked, &request("/films?select=id&title=match.^R|^X")].concat()).await;
    connection.answer().await.expect(200, json!([]));
    connection.answer().await.expect(200, length);
    connection.answer().await.expect(200, json!([{"id": 2}]));
}

/// AUT-53, CAN-03: what SQL and the client see of such a target is what was sent.
#[tokio::test]
async fn bare_paths_are_seen_as_they_were_sent() {
    let mut connection = films().await.connect().await;
    connection.send(request("/rpc/{setting}?name=request.path")).await;
    connection.answer().await.expect_status(404);
    connection.send(request("/films?select=id&title=match.^Ra|x")).await;
    let answer = connection.answer().await;
    answer.expect(200, json!([{"id": 2}])).expect_header("content-location", "/films?select=id&title=match.%5ERa%7Cx");
}

/// QRY-08: and what is wrong with it is said of what was sent.
#[tokio::test]
async fn errors_quote_bare_characters() {
    let mut connection = films().await.connect().await;
    connection.send(request("/films?year={\"1950\"}")).await;
    let answer = connection.answer().await;
    assert_eq!(
        answer.expect_status(400).json()["message"],
        "\"failed to parse filter ({\"1950\"})\" (line 1, column 1)"
    );
}
