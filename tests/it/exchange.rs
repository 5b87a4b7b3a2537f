//! A request, and what is to be said of its answer.
//!
//! ```ignore
//! films().await.get("/films?select=title&id=eq.1").await.expect(200, json!([{"title": "Citizen Kane"}]));
//! ```

use std::fmt;
use std::pin::Pin;

use serde_json::{Value, json};

use crate::token;
use crate::wire::Connection;

/// A request in the making. Awaiting it sends it, on a connection of its own.
#[derive(Clone)]
pub(crate) struct Request {
    address: String,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

#[expect(clippy::wrong_self_convention, reason = "a request is made as somebody")]
impl Request {
    /// `target` is written as people read it: what a client has to encode is encoded here.
    pub(crate) fn new(address: &str, method: &str, target: &str) -> Self {
        let host = vec![("Host".to_owned(), address.to_owned())];
        Self {
            address: address.to_owned(),
            method: method.to_owned(),
            target: encoded(target),
            headers: host,
            body: Vec::new(),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn accept(self, media_types: &str) -> Self {
        self.header("Accept", media_types)
    }

    pub(crate) fn prefer(self, preferences: &str) -> Self {
        self.header("Prefer", preferences)
    }

    /// Reads from, or writes to, another schema than the first.
    pub(crate) fn profile(self, schema: &str) -> Self {
        let name =
            if matches!(&*self.method, "GET" | "HEAD" | "OPTIONS") { "Accept-Profile" } else { "Content-Profile" };
        self.header(name, schema)
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// With a token for that role.
    pub(crate) fn as_role(self, role: &str) -> Self {
        self.claiming(&json!({"role": role}))
    }

    /// With the token of somebody who signed in.
    pub(crate) fn as_user(self, id: &str) -> Self {
        self.claiming(&json!({"role": "authenticated", "sub": id}))
    }

    pub(crate) fn claiming(self, claims: &Value) -> Self {
        let token = token::of(claims);
        self.bearer(&token)
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) fn body(mut self, media_type: &str, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self.header("Content-Type", media_type)
    }

    /// A body that does not say what it is.
    pub(crate) fn untyped_body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut lines = vec![format!("{} {} HTTP/1.1", self.method, self.target)];
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        if !self.body.is_empty() || matches!(&*self.method, "POST" | "PUT" | "PATCH") {
            lines.push(format!("Content-Length: {}", self.body.len()));
        }
        [lines.join("\r\n").as_bytes(), b"\r\n\r\n", &self.body].concat()
    }
}

impl IntoFuture for Request {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut connection = Connection::open(&self.address).await;
            connection.send(self.bytes()).await;
            if self.method == "HEAD" { connection.answer_to_head().await } else { connection.answer().await }
        })
    }
}

/// Percent-encodes what may not stand in a request's target. Escapes that are there already stay.
fn encoded(target: &str) -> String {
    let encode = |byte: u8| match byte {
        b'"' | b'#' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => format!("%{byte:02X}"),
        b'!'..=b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    target.bytes().map(encode).collect()
}

/// What the gateway answered. Failed assertions show it, with the request.
pub(crate) struct Answer {
    pub(crate) request: String,
    pub(crate) status: u16,
    pub(crate) reason: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The answer has this status, and this JSON for a body.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16, body: impl Into<Value>) -> &Self {
        let expected = body.into();
        self.expect_status(status);
        assert_eq!(self.json(), expected, "\n{self}\n\nexpected the body {expected}");
        self
    }

    #[track_caller]
    pub(crate) fn expect_status(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "\n{self}");
        self
    }

    /// The answer has this status, and exactly this text for a body.
    #[track_caller]
    pub(crate) fn expect_text(&self, status: u16, text: &str) -> &Self {
        self.expect_status(status);
        assert_eq!(self.text(), text, "\n{self}");
        self
    }

    /// The answer has this status and no body.
    #[track_caller]
    pub(crate) fn expect_empty(&self, status: u16) -> &Self {
        self.expect_text(status, "")
    }

    /// There is one header of that name, and this is its value.
    #[track_caller]
    pub(crate) fn expect_header(&self, name: &str, value: &str) -> &Self {
        self.expect_headers(name, &[value])
    }

    /// The headers of that name have these values, in this order.
    #[track_caller]
    pub(crate) fn expect_headers(&self, name: &str, values: &[&str]) -> &Self {
        let found: Vec<&str> = self.headers_named(name).collect();
        assert_eq!(found, values, "{name} of\n{self}");
        self
    }

    #[track_caller]
    pub(crate) fn expect_no_header(&self, name: &str) -> &Self {
        self.expect_headers(name, &[])
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers_named(name).next()
    }

    fn headers_named(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The names of the headers that say something of this one answer, in their order.
    pub(crate) fn header_names(&self) -> Vec<&str> {
        let names = self.headers.iter().map(|(name, _)| name.as_str());
        names.filter(|name| !matches!(*name, "date" | "server" | "connection")).collect()
    }

    /// All that says something of this one answer: its status, its headers, its body.
    pub(crate) fn seen(&self) -> (u16, Vec<(&str, &str)>, String) {
        let headers = self.header_names().into_iter().map(|name| (name, self.header(name).unwrap_or_default()));
        (self.status, headers.collect(), self.text())
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("not JSON, {error}:\n{self}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The values of one key of the rows, in their order.
    #[track_caller]
    pub(crate) fn column(&self, key: &str) -> Value {
        self.expect_status(200);
        let rows = self.json();
        let rows = rows.as_array().unwrap_or_else(|| panic!("no rows:\n{self}"));
        rows.iter().map(|row| row[key].clone()).collect()
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "> {}", self.request.trim_end().replace("\r\n", "\n> "))?;
        writeln!(f, "< {} {}", self.status, self.reason)?;
        for (name, value) in &self.headers {
            writeln!(f, "< {name}: {value}")?;
        }
        write!(f, "{}", self.text())
    }
}

/// The body of a refusal (ERR-01).
pub(crate) fn error(code: &str, message: &str) -> Refusal {
    Refusal(json!({"code": code, "details": null, "hint": null, "message": message}))
}

pub(crate) struct Refusal(Value);

impl Refusal {
    pub(crate) fn details(mut self, details: impl Into<Value>) -> Self {
        self.0["details"] = details.into();
        self
    }

    pub(crate) fn hint(mut self, hint: &str) -> Self {
        self.0["hint"] = hint.into();
        self
    }
}

impl From<Refusal> for Value {
    fn from(refusal: Refusal) -> Self {
        refusal.0
    }
}
