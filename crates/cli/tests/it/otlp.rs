//! Traces (`--features otlp`).

use std::net::TcpListener;

use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use serde_json::Value;

use crate::collector::{Collector, Received, attributes, hex};
use crate::running::{Running, exchange, get, send};
use crate::served::{Served, rowgate};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// A process that traces, with settings besides.
async fn traced(collector: &Collector, settings: &[(&str, &str)]) -> Served {
    let mut all = vec![("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint.as_str())];
    all.extend(settings);
    Served::start(&all, "").await
}

/// What the collector has once the process has ended, which sends what is left.
fn received(served: Served, collector: &Collector) -> Received {
    served.process.stop();
    collector.received()
}

/// `traceresponse`, taken apart: trace, span, flags.
fn traceresponse(head: &str) -> Option<(String, String, String)> {
    let value = head.lines().find_map(|line| line.strip_prefix("traceresponse: 00-"))?;
    let mut parts = value.trim().split('-').map(str::to_owned);
    Some((parts.next()?, parts.next()?, parts.next()?))
}

fn is_error(span: &Span) -> bool {
    span.status.as_ref().is_some_and(|status| status.code() == StatusCode::Error)
}

#[tokio::test]
async fn a_request_is_a_span_with_its_phases_below() {
    let collector = Collector::start();
    let served = traced(&collector, &[]).await;
    assert!(served.beginning.contains("Sending traces of requests"), "{}", served.beginning);
    let (head, _) = exchange(&served.url("/films?id=eq.4141"), "User-Agent: test/1");
    let (trace, span, flags) = traceresponse(&head).unwrap_or_else(|| panic!("{head}"));
    assert_eq!(flags, "01");
    let received = received(served, &collector);
    let request = received.span("GET /films");
    assert_eq!((hex(&request.trace_id), hex(&request.span_id)), (trace, span));
    assert_eq!((request.kind(), request.parent_span_id.len(), is_error(request)), (SpanKind::Server, 0, false));
    let known = attributes(&request.attributes);
    for (name, value) in [
        ("http.request.method", "GET"),
        ("http.response.body.size", "2"),
        ("http.response.status_code", "200"),
        ("http.route", "/films"),
        ("client.address", "127.0.0.1"),
        ("network.protocol.version", "1.1"),
        ("url.path", "/films"),
        ("url.scheme", "http"),
        ("user.roles", "anon"),
        ("user_agent.original", "test/1"),
    ] {
        assert_eq!(known.get(name).map(String::as_str), Some(value), "{name} of {known:?}");
    }

    assert_eq!(received.below(request), ["jwt", "parse", "plan", "transaction", "response"]);
    let transaction = received.span("transaction");
    assert_eq!(received.below(transaction), ["pool wait"]);
    let known = attributes(&transaction.attributes);
    assert_eq!((known["db.system.name"].as_str(), transaction.kind()), ("postgresql", SpanKind::Client));
    assert!(known["db.query.text"].contains(r#"FROM "public"."films""#), "{known:?}");
    let mut last = request.start_time_unix_nano;
    for name in ["jwt", "parse", "plan", "transaction", "response"] {
        let phase = received.span(name);
        assert!(last <= phase.start_time_unix_nano && phase.start_time_unix_nano <= phase.end_time_unix_nano, "{name}");
        last = phase.end_time_unix_nano;
    }
    assert!(last <= request.end_time_unix_nano);
    let said = received.spans.iter().flat_map(|span| attributes(&span.attributes).into_values());
    assert_eq!(said.filter(|value| value.contains("4141")).collect::<Vec<_>>(), [""; 0], "values stay out");
    assert_eq!(received.resource["service.name"], "rowgate");
}

#[tokio::test]
async fn the_callers_trace_goes_on_in_the_database_the_log_and_the_answer() {
    let collector = Collector::start();
    let settings = [("PGRST_LOG_FORMAT", "json"), ("PGRST_LOG_LEVEL", "info"), ("OTEL_SERVICE_NAME", "library")];
    let served = traced(&collector, &settings).await;
    let function =
        "create function span() returns text language sql as $$select current_setting('request.traceparent')$$;
        grant execute on function span to anon";
    served.database.execute(function).await;
    served.database.execute("notify pgrst").await;
    served.process.wait_for("Schema cache loaded in");
    let headers = format!("traceparent: 00-{TRACE}-{PARENT}-01\r\ntracestate: a=1\r\nTraceState: b=2");
    let (head, body) = exchange(&served.url("/rpc/span"), &headers);
    let (trace, span, _) = traceresponse(&head).unwrap_or_else(|| panic!("{head}"));
    assert_eq!(trace, TRACE);
    assert_eq!(body, format!("\"00-{TRACE}-{span}-01\""));
    let line = served.process.wait_for("rowgate::access");
    let line: Value = serde_json::from_str(line.lines().last().unwrap()).unwrap();
    assert_eq!((&line["trace_id"], &line["span_id"]), (&TRACE.into(), &span.as_str().into()), "{line}");

    let received = received(served, &collector);
    let request = received.span("GET /rpc/span");
    assert_eq!((hex(&request.trace_id), hex(&request.span_id)), (TRACE.to_owned(), span));
    assert_eq!((hex(&request.parent_span_id).as_str(), request.trace_state.as_str()), (PARENT, "a=1,b=2"));
    assert_eq!(received.resource["service.name"], "library");
}

#[tokio::test]
async fn what_is_not_sampled_is_not_sent_but_still_belongs_to_its_trace() {
    let collector = Collector::start();
    let served = traced(&collector, &[]).await;
    let (head, _) = exchange(&served.url("/films"), &format!("traceparent: 00-{TRACE}-{PARENT}-00"));
    let (trace, _, flags) = traceresponse(&head).unwrap_or_else(|| panic!("{head}"));
    assert_eq!((trace.as_str(), flags.as_str()), (TRACE, "00"));
    assert_eq!(received(served, &collector).names(), [""; 0]);

    let served = traced(&collector, &[("OTEL_TRACES_SAMPLER", "always_off")]).await;
    let (head, _) = exchange(&served.url("/films"), "");
    assert_eq!(traceresponse(&head).map(|(_, _, flags)| flags).as_deref(), Some("00"));
    assert_eq!(received(served, &collector).names(), [""; 0]);
}

#[tokio::test]
async fn failures_are_errors_where_they_happened() {
    let collector = Collector::start();
    let served = traced(&collector, &[]).await;
    assert_eq!(get(&served.url("/rpc/fail"), "").0, 500);
    assert_eq!(get(&served.url("/nothing"), "").0, 404);
    assert_eq!(get(&served.url("/rpc/nothing"), "").0, 404);
    let received = received(served, &collector);

    let failed = received.span("GET /rpc/fail");
    assert!(is_error(failed) && attributes(&failed.attributes)["error.type"] == "XX001", "{failed:?}");
    let transaction = received.span("transaction");
    assert_eq!(attributes(&transaction.attributes)["db.response.status_code"], "XX001");
    assert!(is_error(transaction) && transaction.parent_span_id == failed.span_id, "{transaction:?}");
    assert_eq!(received.below(failed), ["jwt", "parse", "plan", "transaction"]);

    // A client's mistake is no error of the server, and what the catalog does not know names no route.
    let mistaken = received.span("GET /{relation}");
    assert!(!is_error(mistaken) && attributes(&mistaken.attributes)["http.response.status_code"] == "404");
    assert_eq!(received.below(mistaken), ["jwt", "parse", "plan"]);
    let plan = received.spans.iter().find(|it| it.name == "plan" && it.parent_span_id == mistaken.span_id).unwrap();
    assert_eq!(attributes(&plan.attributes)["error.type"], "PGRST205");
    received.span("GET /rpc/{function}");
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_a_cancelled_span() {
    let collector = Collector::start();
    let served = traced(&collector, &[]).await;
    served
        .database
        .execute("create view slow as select pg_sleep(600)::text as slept; grant select on slow to anon; notify pgrst")
        .await;
    served.process.wait_for("Schema cache loaded in");
    let connection = send(&served.url("/slow"), "");
    until_asleep(&served, 1).await;
    drop(connection);
    until_asleep(&served, 0).await;
    let received = received(served, &collector);
    assert_eq!(attributes(&received.span("GET").attributes)["error.type"], "cancelled");
}

/// Waits until so many of the database's connections are asleep.
async fn until_asleep(served: &Served, expected: i64) {
    let client = served.database.connect().await;
    let asleep = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
    while client.query_one(asleep, &[]).await.unwrap().get::<_, i64>(0) != expected {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

/// Nobody listens, and somebody who never answers.
#[tokio::test]
async fn requests_do_not_need_the_collector() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for address in [silent.local_addr().unwrap(), free] {
        let endpoint = format!("http://{address}");
        let settings = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_BSP_MAX_QUEUE_SIZE", "10")];
        let served = Served::start(&settings, "").await;
        for _ in 0..50 {
            assert_eq!(get(&served.url("/films"), "").0, 200);
        }
        served.process.stop();
    }
}

#[tokio::test]
async fn nothing_changes_where_no_traces_are_asked_for() {
    let collector = Collector::start();
    let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint.as_str());
    for settings in [
        &[][..],
        &[("OTEL_EXPORTER_OTLP_ENDPOINT", "")],
        &[endpoint, ("OTEL_SDK_DISABLED", "true")],
        &[endpoint, ("OTEL_TRACES_EXPORTER", "none")],
    ] {
        let served = Served::start(settings, "").await;
        let (head, _) = exchange(&served.url("/films"), &format!("traceparent: 00-{TRACE}-{PARENT}-01"));
        assert_eq!(traceresponse(&head), None, "{head}");
        assert_eq!(received(served, &collector).names(), [""; 0]);
    }
}

#[test]
fn an_endpoint_that_cannot_be_sent_to_is_named_before_anything_is_done() {
    for endpoint in ["https://collector:4318", "collector:4317"] {
        let (status, output) = Running::start(rowgate(&[], &[("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)])).wait();
        assert_eq!(status.code(), Some(1), "{output}");
        assert!(output.starts_with("rowgate: traces: OTEL_EXPORTER_OTLP_ENDPOINT must"), "{output}");
    }
}
