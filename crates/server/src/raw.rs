//! Looking at a request as it came.

use rowgate_request::RawRequest;
use serde_json::{Map, Value};

/// The value of the first header of that name, which is given in lower case.
pub(crate) fn header<'r>(request: &'r RawRequest, name: &str) -> Option<&'r str> {
    request.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

/// All headers but cookies as a JSON object; of a repeated name the last value survives (AUT-54).
pub(crate) fn headers_json(request: &RawRequest) -> String {
    let headers = request.headers.iter().filter(|(name, _)| name != "cookie");
    json_object(headers.map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The cookies as a JSON object (AUT-55, RFC 6265 §4.2.1).
pub(crate) fn cookies_json(request: &RawRequest) -> String {
    let lines = request.headers.iter().filter(|(name, _)| name == "cookie").map(|(_, value)| value.as_str());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = name.trim();
        (!name.is_empty()).then(|| (name, value.trim()))
    });
    json_object(pairs)
}

fn json_object<'t>(pairs: impl Iterator<Item = (&'t str, &'t str)>) -> String {
    let object: Map<String, Value> = pairs.map(|(name, value)| (name.to_owned(), value.into())).collect();
    Value::Object(object).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)]) -> RawRequest {
        RawRequest {
            method: "GET".into(),
            path: "/".into(),
            query: String::new(),
            headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            body: bytes::Bytes::new(),
        }
    }

    #[test]
    fn the_last_of_repeated_headers_survives() {
        let request = request(&[("x-a", "1"), ("cookie", "c=1"), ("x-a", "2")]);
        assert_eq!(headers_json(&request), r#"{"x-a":"2"}"#);
    }

    #[test]
    fn cookies_are_split_at_semicolons_and_the_first_equals_sign() {
        let request = request(&[("cookie", "a=b=c; d = \"e\" ;; f")]);
        assert_eq!(cookies_json(&request), r#"{"a":"b=c","d":"\"e\"","f":""}"#);
    }
}
