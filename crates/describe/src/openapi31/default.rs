//! Default expressions that are values.

use serde_json::Value;

use crate::json_type::JsonType;

/// The value of a default expression in JSON; `None` for an expression that has to be evaluated. So is every
/// `timestamp with time zone`, for PostgreSQL prints it another way than JSON has it, and every array.
pub(super) fn default_value(type_name: &str, expression: &str) -> Option<Value> {
    let json_type = JsonType::of(type_name);
    let literal = literal(expression);
    match json_type {
        JsonType::String if type_name == "timestamp with time zone" => None,
        JsonType::String => literal.map(Value::String),
        JsonType::Array => None,
        _ => serde_json::from_str(literal.as_deref().unwrap_or(expression)).ok().filter(|value| is(json_type, value)),
    }
}

fn is(json_type: JsonType, value: &Value) -> bool {
    match json_type {
        JsonType::Boolean => value.is_boolean(),
        JsonType::Integer => value.is_i64(),
        JsonType::Number => value.is_number(),
        JsonType::Any => true,
        JsonType::String | JsonType::Array => false,
    }
}

/// What `'…'` or `'…'::type` says, if the expression is no more than that.
fn literal(expression: &str) -> Option<String> {
    let mut rest = expression.strip_prefix('\'')?;
    let mut text = String::new();
    loop {
        let (part, after) = rest.split_once('\'')?;
        text.push_str(part);
        match after.strip_prefix('\'') {
            Some(after) => {
                text.push('\'');
                rest = after;
            }
            None => return is_cast_or_nothing(after).then_some(text),
        }
    }
}

fn is_cast_or_nothing(rest: &str) -> bool {
    let in_type_name =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"' | ' ' | '(' | ')' | ',' | '[' | ']');
    rest.is_empty() || rest.strip_prefix("::").is_some_and(|type_name| type_name.chars().all(in_type_name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn literals_are_values() {
        assert_eq!(default_value("text", "'it''s'::text"), Some(json!("it's")));
        assert_eq!(default_value("character", "'x'::bpchar"), Some(json!("x")));
        assert_eq!(default_value("api.colour", "'red'::api.colour"), Some(json!("red")));
        assert_eq!(default_value("integer", "42"), Some(json!(42)));
        assert_eq!(default_value("integer", "'-1'::integer"), Some(json!(-1)));
        assert_eq!(default_value("numeric", "1.5"), Some(json!(1.5)));
        assert_eq!(default_value("boolean", "false"), Some(json!(false)));
        assert_eq!(default_value("jsonb", r#"'{"a": []}'::jsonb"#), Some(json!({"a": []})));
    }

    #[test]
    fn expressions_are_none() {
        assert_eq!(default_value("text", "('a'::text || 'b'::text)"), None);
        assert_eq!(default_value("text", "'a'::text || 'b'::text"), None);
        assert_eq!(default_value("text", "CURRENT_USER"), None);
        assert_eq!(default_value("text", r"E'\\d'::text"), None);
        assert_eq!(default_value("date", "now()"), None);
        assert_eq!(
            default_value("timestamp with time zone", "'2017-12-14 01:02:30+00'::timestamp with time zone"),
            None
        );
        assert_eq!(default_value("bigint", "nextval('films_id_seq'::regclass)"), None);
        assert_eq!(default_value("text[]", "'{}'::text[]"), None);
        assert_eq!(default_value("double precision", "'NaN'::double precision"), None);
    }
}
