//! The requests that are measured.

use std::ops::RangeInclusive;

use compact_str::{CompactString, ToCompactString};
use rowgate_request::RawRequest;

use crate::caller::authorization;

/// Stands in a query string for a key out of [`Workload::keys`].
pub const KEY: &str = "{key}";

/// One kind of request.
#[derive(Clone, Debug)]
pub struct Workload {
    /// What it is called in tables.
    pub name: &'static str,
    /// The method.
    pub method: &'static str,
    /// The path.
    pub path: &'static str,
    /// The query string, [`KEY`] in place of a key.
    pub query: &'static str,
    /// What keys there are; one without [`KEY`] has a single one.
    pub keys: RangeInclusive<u32>,
    /// The body; empty for none.
    pub body: &'static str,
    /// A statement that gives the same rows as rows, where many are asked for.
    pub plain: Option<&'static str>,
}

/// One of each kind, from what is asked all the time to what is asked now and then.
pub const WORKLOADS: [Workload; 7] = [
    Workload {
        query: "select=id,title,body,created_at&archived=is.false&order=created_at.desc&limit=20",
        ..get("20 rows", "/notes")
    },
    Workload { query: "id=eq.{key}", keys: 141..=160, ..get("by key", "/notes") },
    Workload {
        query: "select=id,name,items(id,name,quantity)&id=eq.00000000-0000-4000-8000-000000000007",
        ..get("embed 10", "/profiles")
    },
    Workload { query: "a=1&b=2", ..get("scalar", "/rpc/add") },
    Workload { method: "POST", body: r#"{"kind":"opened","amount":3}"#, ..get("insert", "/events") },
    Workload {
        method: "PATCH",
        query: "id=eq.{key}",
        keys: 1..=1000,
        body: r#"{"title":"Sweep","done":true}"#,
        ..get("update", "/tasks")
    },
    Workload { plain: Some("select * from api.readings"), ..get("1,000 rows", "/readings") },
];

const fn get(name: &'static str, path: &'static str) -> Workload {
    Workload { name, method: "GET", path, query: "", keys: 1..=1, body: "", plain: None }
}

impl Workload {
    /// Whether it is about few rows.
    pub fn is_small(&self) -> bool {
        self.plain.is_none()
    }

    /// A body such as this is answered with.
    pub(crate) fn answer(&self) -> String {
        let row = format!(
            r#"{{"id":1,"title":"Note 1","body":"{}","created_at":"2026-01-01T00:01:00+00:00"}}"#,
            "x".repeat(40)
        );
        match self.name {
            "20 rows" => format!("[{}]", vec![row; 20].join(", \n ")),
            "scalar" => "3".to_owned(),
            _ if !self.body.is_empty() => String::new(),
            _ => format!("[{row}]"),
        }
    }

    /// Header names in lower case, with their values, in the order in which they are sent.
    pub fn headers(&self, host: &str) -> Vec<(CompactString, CompactString)> {
        let mut headers = vec![
            ("host".into(), host.into()),
            ("accept".into(), "application/json".into()),
            ("authorization".into(), authorization().into()),
        ];
        if !self.body.is_empty() {
            headers.push(("prefer".into(), "return=minimal".into()));
            headers.push(("content-type".into(), "application/json".into()));
            headers.push(("content-length".into(), self.body.len().to_compact_string()));
        }
        headers
    }

    /// The request about `key`, as a gateway has it.
    pub fn raw(&self, host: &str, key: u32) -> RawRequest {
        RawRequest {
            method: self.method.into(),
            path: self.path.into(),
            query: self.query.replace(KEY, &key.to_string()).into(),
            headers: self.headers(host),
            body: self.body.into(),
        }
    }
}
