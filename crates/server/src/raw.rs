//! Looking at a request as it came.

use std::borrow::Cow;

use rowgate_request::RawRequest;

/// The value of the first header of that name, which is given in lower case.
pub(crate) fn header<'r>(request: &'r RawRequest, name: &str) -> Option<&'r str> {
    request.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
}

/// All headers but cookies as a JSON object; of a repeated name the last value survives (AUT-54).
pub(crate) fn headers_json(request: &RawRequest) -> String {
    json_object(request.headers.iter().map(|(name, value)| (&**name, &**value)).filter(|(name, _)| *name != "cookie"))
}

/// The cookies as a JSON object (AUT-55, RFC 6265 §4.2.1).
pub(crate) fn cookies_json(request: &RawRequest) -> Cow<'static, str> {
    if header(request, "cookie").is_none() {
        return Cow::Borrowed("{}");
    }
    let lines = request.headers.iter().filter(|(name, _)| name == "cookie").map(|(_, value)| value.as_str());
    let object = json_object(lines.flat_map(|line| line.split(';')).filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = name.trim();
        (!name.is_empty()).then(|| (name, value.trim()))
    }));
    Cow::Owned(object)
}

/// Written without a tree in between: every request does this. There are few members, so a look through those that
/// follow finds the repeated ones soonest.
fn json_object<'r>(members: impl Iterator<Item = (&'r str, &'r str)> + Clone) -> String {
    let size: usize = members.clone().map(|(name, value)| name.len() + value.len() + 6).sum();
    let mut text = String::with_capacity(size + 2);
    text.push('{');
    let mut rest = members;
    while let Some((name, value)) = rest.next() {
        if rest.clone().any(|(later, _)| later == name) {
            continue;
        }
        if text.len() > 1 {
            text.push(',');
        }
        push_json_string(&mut text, name);
        text.push(':');
        push_json_string(&mut text, value);
    }
    text.push('}');
    text
}

/// RFC 8259 §7.
fn push_json_string(text: &mut String, value: &str) {
    text.push('"');
    // Looked at to the end in any case, for then the compiler takes many bytes at a time.
    let is_plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if value.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        text.push_str(value);
    } else {
        let quoted = serde_json::Value::from(value).to_string();
        text.push_str(&quoted[1..quoted.len() - 1]);
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use rowgate_core::Blob;

    use super::*;

    fn request(headers: &[(&str, &str)]) -> RawRequest {
        RawRequest {
            method: "GET".into(),
            path: "/".into(),
            query: "".into(),
            headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            body: Blob::default(),
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
