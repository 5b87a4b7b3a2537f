//! What a process prints (OBS-01 … OBS-24).

use serde_json::Value;

use crate::running::get;
use crate::served::Served;

/// What is printed after the start, with the requests whose lines are looked for.
fn lines_of(served: Served, targets: &[&str]) -> Vec<String> {
    for target in targets {
        get(&served.url(target), "User-Agent: test/1");
    }
    served.process.signal(rustix::process::Signal::TERM);
    let (_, output) = served.process.wait();
    let mut lines: Vec<String> = output.lines().map(str::to_owned).collect();
    lines.retain(|line| !["Listener connected", "unix signal"].iter().any(|known| line.contains(known)));
    lines
}

/// Without the time, which stands in brackets.
fn timeless(line: &str) -> String {
    let (before, rest) = line.split_once('[').unwrap_or_else(|| panic!("{line}"));
    let (time, after) = rest.split_once(']').unwrap();
    assert_eq!(time.len(), "04/Mar/2026:05:06:07 +0100".len(), "{time}");
    format!("{before}[]{after}")
}

/// OBS-01, OBS-03, OBS-04
#[tokio::test]
async fn the_level_says_which_requests_are_logged() {
    let requests = ["/films?id=eq.1", "/nothing", "/rpc/fail"];
    let good = r#"127.0.0.1 - anon [] "GET /films?id=eq.1 HTTP/1.1" 200 10 "" "test/1""#;
    for (level, logged) in [("crit", 0), ("error", 1), ("warn", 2), ("info", 3)] {
        let lines = lines_of(Served::start(&[("PGRST_LOG_LEVEL", level)], "").await, &requests);
        let (requests, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.contains("HTTP/1.1"));
        assert_eq!(requests.len(), logged, "{level}: {requests:?}");
        let failure = r#"{"code":"XX001","details":null,"hint":null,"message":"oh no"}"#;
        assert_eq!(others.iter().filter(|line| line.ends_with(failure)).count(), usize::from(logged > 0), "{others:?}");
        if level == "info" {
            assert_eq!(timeless(&requests[0]), good);
        }
    }
}

/// OBS-05
#[tokio::test]
async fn the_statements_of_logged_requests_are_shown() {
    let settings = [("PGRST_LOG_QUERY", "true"), ("PGRST_LOG_LEVEL", "info")];
    let lines = lines_of(Served::start(&settings, "").await, &["/films"]);
    assert!(lines.iter().any(|line| line.contains("set_config(") && line.contains("$1")), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains(r#"FROM "public"."films""#)), "{lines:?}");
    let settings = [("PGRST_LOG_QUERY", "true"), ("PGRST_LOG_LEVEL", "warn")];
    let lines = lines_of(Served::start(&settings, "").await, &["/films"]);
    assert!(!lines.iter().any(|line| line.contains("films")), "{lines:?}");
}

#[tokio::test]
async fn each_line_may_be_a_json_object() {
    let settings = [("PGRST_LOG_FORMAT", "json"), ("PGRST_LOG_LEVEL", "info")];
    let served = Served::start(&settings, "").await;
    for line in served.beginning.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(line["target"], "rowgate::notice");
    }
    let lines = lines_of(served, &["/films"]);
    let line: Value = serde_json::from_str(&lines[0]).unwrap();
    for (field, value) in [
        ("level", Value::from("info")),
        ("target", "rowgate::access".into()),
        ("client", "127.0.0.1".into()),
        ("role", "anon".into()),
        ("method", "GET".into()),
        ("path", "/films".into()),
        ("status", 200.into()),
        ("length", 10.into()),
        ("user_agent", "test/1".into()),
    ] {
        assert_eq!(line[field], value, "{field} of {line}");
    }
    assert!(line["duration.ms"].is_f64() && line["timestamp"].is_string() && line.get("referer").is_none(), "{line}");
}

/// Every line of a request says which of the caller's traces it belongs to; text lines have no place for it.
#[tokio::test]
async fn what_a_request_logs_has_its_trace() {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let header = format!("traceparent: 00-{trace}-00f067aa0ba902b7-01");
    for format in ["json", "text"] {
        let settings = [("PGRST_LOG_FORMAT", format), ("PGRST_LOG_LEVEL", "info"), ("PGRST_LOG_QUERY", "true")];
        let served = Served::start(&settings, "").await;
        assert_eq!(get(&served.url("/rpc/fail"), &header).0, 500);
        let lines = lines_of(served, &[]);
        if format == "text" {
            assert!(!lines.concat().contains("trace_id"), "{lines:#?}");
            continue;
        }
        let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        for target in ["rowgate::access", "rowgate::sql", "rowgate::failure"] {
            let of_target: Vec<&Value> = lines.iter().filter(|line| line["target"] == target).collect();
            assert!(!of_target.is_empty(), "{target} is not in {lines:#?}");
            for line in of_target {
                assert_eq!((&line["trace_id"], &line["level"]), (&trace.into(), &"error".into()), "{line}");
                assert!(line.get("span_id").is_none(), "the gateway makes no spans: {line}");
            }
        }
    }
}

/// OBS-04, OBS-12
#[tokio::test]
async fn the_debug_level_shows_what_pool_and_catalog_do() {
    let served = Served::start(&[("PGRST_LOG_LEVEL", "debug")], "").await;
    assert!(served.beginning.contains("tables: "), "{}", served.beginning);
    let lines = lines_of(served, &["/films"]).join("\n");
    for text in ["Trying to borrow a connection from pool", "A connection is being established", "\"GET /films "] {
        assert!(lines.contains(text), "{text:?} is not in {lines}");
    }
}

/// CFG-42
#[tokio::test]
async fn the_level_follows_a_reload() {
    let served = Served::start(&[], "log-level = \"crit\"").await;
    get(&served.url("/nothing"), "");
    served.reconfigure("log-level = \"info\"");
    get(&served.url("/films"), "");
    let output = served.process.wait_for("GET /films");
    assert!(!output.contains("/nothing"), "{output}");
    let output = served.reconfigure("log-level = \"loud\"");
    assert!(output.contains("Failed reloading config: Error in config log-level"), "{output}");
    get(&served.url("/films?still"), "");
    served.process.wait_for("GET /films?still");
    served.process.stop();
}

/// OBS-10, OBS-11
#[tokio::test]
async fn the_life_of_a_process_is_told_at_every_level() {
    let served = Served::start(&[("PGRST_LOG_LEVEL", "crit")], "").await;
    let told = [
        "Starting PostgREST 16.1 (rowgate ",
        "Listener connected to PostgreSQL ",
        "Successfully connected to PostgreSQL ",
        "Connection Pool initialized with a maximum size of 10 connections",
        "Config reloaded",
        "Schema cache queried in ",
        "Schema cache loaded 1 Relations, 0 Relationships, 1 RPCs, 0 Domain Representations, ",
        "Schema cache loaded in ",
        "API server listening on 127.0.0.1:",
    ];
    let lines: Vec<&str> = served.beginning.lines().collect();
    assert_eq!(lines.len(), told.len(), "{lines:#?}");
    for (line, text) in lines.iter().zip(told) {
        assert!(line.contains(&format!(": {text}")), "{text:?} is not in {line}");
    }
    served.database.execute("notify pgrst, 'reload config'").await;
    let output = served.process.wait_for("Config reloaded");
    assert!(output.contains("Received a config reload message on the \"pgrst\" channel\n"), "{output}");
    served.database.execute("notify pgrst").await;
    let output = served.process.wait_for("Schema cache loaded in");
    assert!(output.contains("Received a schema cache reload message on the \"pgrst\" channel\n"), "{output}");
    served.process.stop();
}

/// AUT-32
#[tokio::test]
async fn a_deprecated_path_is_warned_of() {
    let served = Served::start(&[("PGRST_JWT_ROLE_CLAIM_KEY", ".app.role")], "").await;
    assert!(served.beginning.contains("WARNING: jwt-role-claim-key (.app.role)"), "{}", served.beginning);
    served.process.stop();
}
