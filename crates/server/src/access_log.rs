//! The access log (OBS-01, OBS-03).

use std::io::Write as _;
use std::net::IpAddr;

use http::StatusCode;
use http::header::CONTENT_LENGTH;
use rowgate_config::LogLevel;
use rowgate_request::RawRequest;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use crate::answer::Answer;
use crate::raw::header;

const TIME: &[BorrowedFormatItem<'_>] = format_description!(
    "[day]/[month repr:short]/[year]:[hour]:[minute]:[second] [offset_hour sign:mandatory][offset_minute]"
);

/// Writes one line for a request to standard output, where the level asks for it.
pub(crate) fn log(level: LogLevel, peer: Option<IpAddr>, target: &str, raw: &RawRequest, answer: &Answer) {
    if answer.is_preflight || !wants(level, answer.reply.status) {
        return;
    }
    let line = line(now(), peer, target, raw, answer);
    // A log that nobody reads any more must not stop the service.
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}

/// OBS-03
fn wants(level: LogLevel, status: StatusCode) -> bool {
    match level {
        LogLevel::Crit => false,
        LogLevel::Error => status.as_u16() >= 500,
        LogLevel::Warn => status.as_u16() >= 400,
        LogLevel::Info | LogLevel::Debug => true,
    }
}

fn line(now: OffsetDateTime, peer: Option<IpAddr>, target: &str, raw: &RawRequest, answer: &Answer) -> String {
    let peer = peer.map_or_else(|| "-".to_owned(), |peer| peer.to_string());
    let role = answer.role.as_deref().unwrap_or("-");
    let time = now.format(TIME).unwrap_or_default();
    let length = answer.reply.headers.iter().find(|(name, _)| name == CONTENT_LENGTH);
    let length = length.and_then(|(_, value)| value.to_str().ok()).unwrap_or("-");
    format!(
        "{peer} - {role} [{time}] \"{} {target} HTTP/1.1\" {} {length} \"{}\" \"{}\"\n",
        raw.method,
        answer.reply.status.as_u16(),
        header(raw, "referer").unwrap_or_default(),
        header(raw, "user-agent").unwrap_or_default(),
    )
}

/// The local time; UTC where the system does not tell its offset.
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_local().unwrap_or_else(|_| OffsetDateTime::now_utc())
}

/// Writes a diagnostic line to standard error (OBS-02).
pub(crate) fn notice(text: &str) {
    let time = now().format(TIME).unwrap_or_default();
    let _ = writeln!(std::io::stderr().lock(), "{time}: {text}");
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderValue;
    use time::macros::datetime;

    use super::*;
    use crate::reply::Reply;

    #[test]
    fn a_line_has_the_apache_combined_format() {
        let raw = RawRequest {
            method: "GET".into(),
            path: "/films".into(),
            query: "id=eq.1".into(),
            headers: vec![("user-agent".into(), "curl/8".into())],
            body: Bytes::new(),
        };
        let headers = vec![(CONTENT_LENGTH, HeaderValue::from(2))];
        let reply = Reply::new(StatusCode::OK, headers, Bytes::from_static(b"[]"));
        let answer = Answer { reply, role: Some("anon".into()), is_preflight: false };
        let now = datetime!(2026-03-04 05:06:07 +01:00);
        assert_eq!(
            line(now, Some(IpAddr::from([127, 0, 0, 1])), "/films?id=eq.1", &raw, &answer),
            "127.0.0.1 - anon [04/Mar/2026:05:06:07 +0100] \"GET /films?id=eq.1 HTTP/1.1\" 200 2 \"\" \"curl/8\"\n"
        );
    }

    #[test]
    fn the_level_says_which_statuses_are_logged() {
        assert!(!wants(LogLevel::Crit, StatusCode::INTERNAL_SERVER_ERROR));
        assert!(!wants(LogLevel::Error, StatusCode::NOT_FOUND));
        assert!(wants(LogLevel::Warn, StatusCode::NOT_FOUND));
        assert!(wants(LogLevel::Info, StatusCode::OK));
    }
}
