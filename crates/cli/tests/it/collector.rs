//! An OpenTelemetry collector of a test's own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

/// Receives spans over HTTP as long as the test lasts.
pub(crate) struct Collector {
    pub(crate) endpoint: String,
    received: Receiver<ExportTraceServiceRequest>,
}

impl Collector {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (sender, received) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let sender = sender.clone();
                thread::spawn(move || receive(stream, &sender));
            }
        });
        Self { endpoint, received }
    }

    /// What has been received so far.
    pub(crate) fn received(&self) -> Received {
        let resources = self.received.try_iter().flat_map(|request| request.resource_spans);
        resources.fold(Received::default(), |mut all, of_resource| {
            all.resource.extend(attributes(&of_resource.resource.unwrap_or_default().attributes));
            all.spans.extend(of_resource.scope_spans.into_iter().flat_map(|of_scope| of_scope.spans));
            all
        })
    }
}

/// Spans, and what is said of who made them.
#[derive(Debug, Default)]
pub(crate) struct Received {
    pub(crate) resource: BTreeMap<String, String>,
    pub(crate) spans: Vec<Span>,
}

impl Received {
    /// The one span of that name.
    pub(crate) fn span(&self, name: &str) -> &Span {
        let mut found = self.spans.iter().filter(|span| span.name == name);
        let span = found.next().unwrap_or_else(|| panic!("{name:?} is not in {:?}", self.names()));
        assert!(found.next().is_none(), "{name:?} is there more than once: {:?}", self.names());
        span
    }

    /// The names of the spans below this one, in the order of their beginnings.
    pub(crate) fn below(&self, parent: &Span) -> Vec<&str> {
        let mut below: Vec<&Span> = self.spans.iter().filter(|span| span.parent_span_id == parent.span_id).collect();
        below.sort_by_key(|span| span.start_time_unix_nano);
        below.iter().map(|span| span.name.as_str()).collect()
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.spans.iter().map(|span| span.name.as_str()).collect()
    }
}

/// Attributes with their values as text.
pub(crate) fn attributes(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    attributes.iter().map(|it| (it.key.clone(), it.value.as_ref().map(text).unwrap_or_default())).collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn text(value: &AnyValue) -> String {
    match &value.value {
        Some(any_value::Value::StringValue(text)) => text.clone(),
        Some(any_value::Value::IntValue(number)) => number.to_string(),
        Some(any_value::Value::ArrayValue(array)) => array.values.iter().map(text).collect::<Vec<_>>().join(","),
        other => format!("{other:?}"),
    }
}

/// Reads the requests of a connection. A client that goes away ends it.
fn receive(stream: TcpStream, sender: &Sender<ExportTraceServiceRequest>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        let mut first = String::new();
        reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
        assert!(first.starts_with("POST /v1/traces HTTP/1.1"), "{first}");
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            if line.trim().is_empty() {
                break;
            }
            let (name, value) = line.split_once(':')?;
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        sender.send(ExportTraceServiceRequest::decode(body.as_slice()).unwrap()).ok()?;
        reader.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").ok()?;
    }
}
