//! The OpenTelemetry SDK, as its environment variables configure it.

use std::env;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::resource::{EnvResourceDetector, TelemetryResourceDetector};
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

use super::collector::Collector;
use super::{RequestSpan, TracesError};
use crate::access_log::Arrival;

/// Where spans are sent, in the order in which it is looked up.
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];
/// How long one export may take, in milliseconds.
const TIMEOUTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"];
/// The time of an export that the specification sets.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the end of the process waits for the collector.
const PATIENCE: Duration = Duration::from_secs(3);

/// Makes spans of requests and sends them. Clones share the queue.
#[derive(Clone, Debug)]
pub struct Traces {
    tracer: SdkTracer,
    provider: SdkTracerProvider,
}

impl Traces {
    /// What the environment asks for: nothing, unless it names a collector (`OTEL_EXPORTER_OTLP_ENDPOINT` or
    /// `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`) or says `OTEL_TRACES_EXPORTER=otlp`.
    ///
    /// Sampling, limits, queues and the resource are as the SDK reads them from the environment; the service is called
    /// `rowgate` where `OTEL_SERVICE_NAME` does not say otherwise.
    ///
    /// # Errors
    ///
    /// For an endpoint that is none, or would need TLS.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime.
    pub fn of_process() -> Result<Option<Self>, TracesError> {
        if !is_wanted() {
            return Ok(None);
        }
        if first(ENDPOINTS).is_some_and(|(_, endpoint)| !endpoint.starts_with("http://")) {
            let (name, endpoint) = first(ENDPOINTS).unwrap_or_default();
            return Err(TracesError(format!(
                "{name} must begin with http://, which {endpoint:?} does not. Where a collector needs TLS, send to one \
                 nearby that passes on."
            )));
        }
        let timeout = first(TIMEOUTS).and_then(|(_, millis)| millis.parse().ok());
        let timeout = timeout.map_or(DEFAULT_TIMEOUT, Duration::from_millis);
        let exporter = SpanExporter::builder()
            .with_http()
            .with_timeout(timeout)
            .with_http_client(Collector::new(timeout))
            .build()
            .map_err(|error| TracesError(error.to_string()))?;
        let provider = SdkTracerProvider::builder().with_resource(resource()).with_batch_exporter(exporter).build();
        Ok(Some(Self { tracer: provider.tracer("rowgate"), provider }))
    }

    /// Sends what has not been sent, with some patience, and makes no more spans.
    pub async fn shutdown(self) {
        // The SDK has told the log what it could not send.
        let _ = tokio::task::spawn_blocking(move || self.provider.shutdown_with_timeout(PATIENCE)).await;
    }

    /// Begins the span of a request, below that of its `traceparent` if it has one.
    pub(crate) fn begin(&self, arrival: &Arrival<'_>) -> RequestSpan {
        RequestSpan::begin(self.tracer.clone(), arrival)
    }
}

fn is_wanted() -> bool {
    let is_disabled = variable("OTEL_SDK_DISABLED").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let has_endpoint = first(ENDPOINTS).is_some();
    !is_disabled && variable("OTEL_TRACES_EXPORTER").map_or(has_endpoint, |exporter| exporter == "otlp")
}

/// The first of these variables that is set, with its name.
fn first(names: [&'static str; 2]) -> Option<(&'static str, String)> {
    names.into_iter().find_map(|name| variable(name).map(|value| (name, value)))
}

/// To OpenTelemetry, a variable that is empty is not set.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Who makes the spans. What stands later wins.
fn resource() -> Resource {
    let ours = [KeyValue::new("service.name", "rowgate"), KeyValue::new("service.version", env!("CARGO_PKG_VERSION"))];
    let resource = Resource::builder_empty()
        .with_attributes(ours)
        .with_detector(Box::new(TelemetryResourceDetector))
        .with_detector(Box::new(EnvResourceDetector::new()));
    match variable("OTEL_SERVICE_NAME") {
        Some(name) => resource.with_service_name(name).build(),
        None => resource.build(),
    }
}
