//! Bodies (§5.1, §6.2).

mod csv;
mod form;
mod json;

pub use csv::CsvError;

use std::collections::BTreeSet;

use compact_str::CompactString;
use rowgate_core::{Blob, MediaType};

use crate::ast::{Action, CallMethod, Mutation, Payload};

/// Why a body cannot be read. `Display` gives the message of PGRST102.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// Not JSON (MUT-04).
    #[error("Empty or invalid json")]
    InvalidJson,
    /// An array whose elements are not objects with the same keys (MUT-05).
    #[error("All object keys must match")]
    KeysDiffer,
    /// CSV with lines of different lengths (MUT-08).
    #[error("All lines must have same number of fields")]
    LinesDiffer,
    /// Not CSV (MUT-08).
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// The body's media type is not for this action (MUT-03, RPC-22).
    #[error("Content-Type not acceptable: {0}")]
    UnacceptableType(MediaType),
    /// CSV or a form with other bytes than UTF-8. PostgREST 16 dies of it with a plain 500 (QRK-40).
    #[error("Body is not valid UTF-8")]
    NotUtf8,
    /// The body is stored where it cannot be read here, although it had to be: see
    /// [`leaves_body_unread`](crate::leaves_body_unread).
    #[error("Body is too large to be read")]
    OutOfReach,
}

/// A body, and the columns or arguments that it, or `columns` in its place, names.
pub(crate) type Read = (Option<Payload>, BTreeSet<CompactString>);

/// Reads the body where the action has one; `columns` is the query parameter.
///
/// # Errors
///
/// Says why the body cannot be read as what its media type announces, or that the type is not for this action.
pub(crate) fn read(
    body: &Blob,
    content_type: &MediaType,
    action: &Action,
    columns: Option<&BTreeSet<CompactString>>,
) -> Result<Read, PayloadError> {
    let (is_call, honours_columns) = match action {
        Action::Call { method: CallMethod::Post, .. } => (true, true),
        Action::Mutate { mutation: Mutation::Insert | Mutation::Update, .. } => (false, true),
        Action::Mutate { mutation: Mutation::SingleUpsert, .. } => (false, false),
        _ => return Ok((None, BTreeSet::new())),
    };
    if let (MediaType::Json, Some(columns)) = (content_type, columns.filter(|_| honours_columns)) {
        return Ok((Some(json::unread(body)), columns.clone()));
    }
    let body = body.held().ok_or(PayloadError::OutOfReach)?;
    let (payload, keys) = match (content_type, is_call) {
        (MediaType::Json, true) if body.is_empty() => (json::unread(&Blob::default()), BTreeSet::new()),
        (MediaType::Json, _) => json::read(body)?,
        (MediaType::Csv, _) => csv::read(body)?,
        (MediaType::Form, true) => form::arguments(body)?,
        (MediaType::Form, false) => form::row(body)?,
        (MediaType::Text | MediaType::Xml | MediaType::OctetStream, true) => {
            (Payload::Raw(body.clone().into()), BTreeSet::new())
        }
        (other, _) => return Err(PayloadError::UnacceptableType(other.clone())),
    };
    Ok((Some(payload), keys))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutate(mutation: Mutation) -> Action {
        Action::Mutate { relation: "t".into(), mutation }
    }

    fn call() -> Action {
        Action::Call { function: "f".into(), method: CallMethod::Post }
    }

    fn read_text(action: &Action, media: &str, columns: &[&str], body: &str) -> Result<(String, Vec<String>), String> {
        let columns = columns.iter().map(|&name| name.into()).collect::<BTreeSet<_>>();
        let columns = (!columns.is_empty()).then_some(&columns);
        let (payload, keys) = read(&body.to_owned().into(), &MediaType::parse(media), action, columns)
            .map_err(|error| error.to_string())?;
        let text = match payload {
            Some(Payload::Json { text, .. } | Payload::Raw(text)) => {
                String::from_utf8(text.opening().to_vec()).unwrap()
            }
            Some(Payload::Form(pairs)) => format!("{pairs:?}"),
            None => String::new(),
        };
        Ok((text, keys.into_iter().map(Into::into).collect()))
    }

    #[test]
    fn columns_stand_for_the_keys_of_json_where_they_are_honoured() {
        let read = |action: &Action, media: &str| read_text(action, media, &["b", "a"], "[{\"x\":1}]").unwrap().1;
        for action in [mutate(Mutation::Insert), mutate(Mutation::Update), call()] {
            assert_eq!(read(&action, "application/json"), ["a", "b"], "COL-02");
        }
        assert_eq!(read(&mutate(Mutation::SingleUpsert), "application/json"), ["x"], "COL-02");
        let csv = read_text(&mutate(Mutation::Insert), "text/csv", &["a"], "x\n1").unwrap();
        assert_eq!(csv.1, ["x"], "QRK-18");
        let broken = read_text(&mutate(Mutation::Insert), "application/json", &["a"], "{").unwrap();
        assert_eq!(broken.0, "{", "MUT-07");
    }

    #[test]
    fn only_calls_take_raw_bodies_and_an_empty_one() {
        let insert = mutate(Mutation::Insert);
        assert_eq!(read_text(&call(), "text/plain", &[], "hi").unwrap().0, "hi", "RPC-20");
        assert_eq!(
            read_text(&insert, "text/plain", &[], "hi").unwrap_err(),
            "Content-Type not acceptable: text/plain",
            "MUT-03"
        );
        assert_eq!(read_text(&call(), "application/json", &[], "").unwrap(), (String::new(), vec![]), "RPC-15");
        assert_eq!(read_text(&insert, "application/json", &[], "").unwrap_err(), "Empty or invalid json", "MUT-04");
    }

    #[test]
    fn deletions_and_reads_have_no_body() {
        let call = Action::Call { function: "f".into(), method: CallMethod::Read { headers_only: false } };
        for action in [mutate(Mutation::Delete), call, Action::RootInfo] {
            assert_eq!(read_text(&action, "image/png", &[], "{").unwrap(), (String::new(), vec![]), "MUT-61");
        }
    }
}
