//! Lines as PostgREST writes them (OBS-01, OBS-02).

use std::fmt::{self, Write as _};

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use tracing::field::{Field, Visit};

const TIME: &[BorrowedFormatItem<'_>] = format_description!(
    "[day]/[month repr:short]/[year]:[hour]:[minute]:[second] [offset_hour sign:mandatory][offset_minute]"
);

/// A request and its response in Apache's combined format.
pub(super) fn access(now: OffsetDateTime, event: &tracing::Event<'_>) -> String {
    let mut access = Access::default();
    event.record(&mut access);
    access.line(now)
}

/// Anything else: the time, the message, and what is known besides.
pub(super) fn diagnostic(now: OffsetDateTime, event: &tracing::Event<'_>) -> String {
    let mut diagnostic = Diagnostic::default();
    event.record(&mut diagnostic);
    let Diagnostic { message, details } = diagnostic;
    note(now, &format!("{message}{details}"))
}

/// The time and a sentence.
pub(super) fn note(now: OffsetDateTime, message: &str) -> String {
    format!("{}: {}\n", timestamp(now), printable(message))
}

fn timestamp(now: OffsetDateTime) -> String {
    now.format(TIME).unwrap_or_default()
}

/// Text that cannot break out of its line: clients have a say in roles, targets and messages.
fn printable(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len()), |mut line, c| {
        match c {
            '\n' | '\r' | '\t' => line.push(' '),
            c if c.is_control() => write!(line, "\\x{:02x}", u32::from(c)).unwrap_or_default(),
            c => line.push(c),
        }
        line
    })
}

/// The fields of a request that the format has a place for.
#[derive(Default)]
struct Access {
    client: Option<String>,
    role: Option<String>,
    method: String,
    path: String,
    version: String,
    status: u64,
    length: Option<u64>,
    referer: String,
    user_agent: String,
}

impl Access {
    fn line(&self, now: OffsetDateTime) -> String {
        let or_dash = |text: &Option<String>| printable(text.as_deref().unwrap_or("-"));
        format!(
            "{} - {} [{}] \"{} {} {}\" {} {} \"{}\" \"{}\"\n",
            or_dash(&self.client),
            or_dash(&self.role),
            timestamp(now),
            self.method,
            printable(&self.path),
            self.version,
            self.status,
            self.length.map_or_else(|| "-".to_owned(), |length| length.to_string()),
            printable(&self.referer),
            printable(&self.user_agent),
        )
    }
}

impl Visit for Access {
    fn record_str(&mut self, field: &Field, value: &str) {
        let value = value.to_owned();
        match field.name() {
            "client" => self.client = Some(value),
            "role" => self.role = Some(value),
            "method" => self.method = value,
            "path" => self.path = value,
            "version" => self.version = value,
            "referer" => self.referer = value,
            "user_agent" => self.user_agent = value,
            _ => {}
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "status" => self.status = value,
            "length" => self.length = Some(value),
            _ => {}
        }
    }

    fn record_f64(&mut self, _: &Field, _: f64) {}

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

/// A message, and the other fields as ` name=value`.
#[derive(Default)]
struct Diagnostic {
    message: String,
    details: String,
}

impl Visit for Diagnostic {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => write!(self.message, "{value:?}").unwrap_or_default(),
            // The sentence says as much to people; what joins lines is for programs, which read JSON.
            "event" | "trace_id" | "span_id" => {}
            name => write!(self.details, " {name}={value:?}").unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-03-04 05:06:07 +01:00);

    fn request() -> Access {
        Access {
            client: Some("127.0.0.1".into()),
            role: Some("anon".into()),
            method: "GET".into(),
            path: "/films?id=eq.1".into(),
            version: "HTTP/1.1".into(),
            status: 200,
            length: Some(2),
            referer: String::new(),
            user_agent: "curl/8".into(),
        }
    }

    #[test]
    fn a_request_has_the_apache_combined_format() {
        assert_eq!(
            request().line(NOW),
            "127.0.0.1 - anon [04/Mar/2026:05:06:07 +0100] \"GET /films?id=eq.1 HTTP/1.1\" 200 2 \"\" \"curl/8\"\n"
        );
    }

    #[test]
    fn what_is_not_known_is_a_dash() {
        let line = Access { client: None, role: None, length: None, ..request() }.line(NOW);
        assert!(line.starts_with("- - - [") && line.contains("\" 200 - \"\""), "{line}");
    }

    #[test]
    fn nothing_breaks_out_of_its_line() {
        let line = Access { role: Some("a\nb\u{1b}[0m".into()), ..request() }.line(NOW);
        assert!(line.starts_with("127.0.0.1 - a b\\x1b[0m ["), "{line}");
    }
}
