//! Requests that differ in nothing but a key.

use std::io::Write;
use std::net::SocketAddr;

use rowgate_benches::{KEY, Workload};

/// A request with room for a key.
pub(crate) struct Questions {
    before_key: Vec<u8>,
    after_key: Option<Vec<u8>>,
    first: u32,
    keys: u32,
}

impl Questions {
    pub(crate) fn of(workload: &Workload, address: SocketAddr) -> Self {
        let mut text = format!("{} {}", workload.method, workload.path);
        if !workload.query.is_empty() {
            text = format!("{text}?{}", workload.query);
        }
        text.push_str(" HTTP/1.1\r\n");
        for (name, value) in workload.headers(&address.to_string()) {
            text = format!("{text}{name}: {value}\r\n");
        }
        text = format!("{text}\r\n{}", workload.body);
        let (before, after) = match text.split_once(KEY) {
            Some((before, after)) => (before.into(), Some(after.into())),
            None => (text.into_bytes(), None),
        };
        let (first, last) = (*workload.keys.start(), *workload.keys.end());
        Self { before_key: before, after_key: after, first, keys: last - first + 1 }
    }

    /// Makes `out` the request with the `n`-th key, beginning again after the last. `out` is empty, or what this made of
    /// it before: all up to the key is there already.
    pub(crate) fn write(&self, n: u32, out: &mut Vec<u8>) {
        if out.is_empty() {
            out.extend_from_slice(&self.before_key);
        }
        if let Some(after) = &self.after_key {
            out.truncate(self.before_key.len());
            write!(out, "{}", self.first + n % self.keys).expect("vectors take all bytes");
            out.extend_from_slice(after);
        }
    }
}

#[cfg(test)]
mod tests {
    use rowgate_benches::WORKLOADS;

    use super::*;

    fn questions(name: &str) -> Questions {
        let workload = WORKLOADS.iter().find(|workload| workload.name == name).unwrap();
        Questions::of(workload, "127.0.0.1:80".parse().unwrap())
    }

    #[test]
    fn keys_begin_again_after_the_last() {
        let questions = questions("by key");
        let line = |n| {
            let mut out = Vec::new();
            questions.write(n, &mut out);
            String::from_utf8(out).unwrap().lines().next().unwrap().to_owned()
        };
        assert_eq!(line(0), "GET /notes?id=eq.141 HTTP/1.1");
        assert_eq!(line(19), "GET /notes?id=eq.160 HTTP/1.1");
        assert_eq!(line(20), line(0));
    }

    #[test]
    fn a_request_written_over_another_is_the_same_as_a_new_one() {
        for name in ["update", "scalar"] {
            let questions = questions(name);
            let mut over = Vec::new();
            for n in [999, 0, 99] {
                let mut new = Vec::new();
                questions.write(n, &mut new);
                questions.write(n, &mut over);
                assert_eq!(over, new);
            }
        }
    }
}
