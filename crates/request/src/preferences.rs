//! `Prefer` headers (RFC 7240; contract §8).
//!
//! A preference is the exact text `key=value`, with nothing else around either (PRF-01).

use crate::integer::read_integer;

/// The preferences of a request. Each is what the client sent, valid for its action or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// `resolution`
    pub resolution: Option<Resolution>,
    /// `return`
    pub representation: Option<Return>,
    /// `count`
    pub count: Option<Count>,
    /// `tx`
    pub transaction: Option<TransactionEnd>,
    /// `missing`
    pub missing: Option<Missing>,
    /// `handling`
    pub handling: Option<Handling>,
    /// `timezone`
    pub timezone: Option<String>,
    /// `max-affected`; `None` also when its value is no integer (PRF-03).
    pub max_affected: Option<i64>,
    /// What was not understood, in request order.
    pub invalid: Vec<String>,
}

impl Preferences {
    /// Reads the values of all `Prefer` headers, in order. Of each key, the first value that is understood counts.
    pub fn from_headers<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut preferences = Self::default();
        let mut max_affected = None;
        let values = values.into_iter().filter(|value| !value.is_empty());
        for preference in values.flat_map(|value| value.split(',')).map(str::trim_ascii) {
            if let Some(zone) = preference.strip_prefix("timezone=") {
                preferences.timezone.get_or_insert_with(|| zone.to_owned());
            } else if let Some(rows) = preference.strip_prefix("max-affected=") {
                max_affected.get_or_insert(rows);
            } else if !preferences.set(preference) {
                preferences.invalid.push(preference.to_owned());
            }
        }
        preferences.max_affected = max_affected.and_then(rows);
        preferences
    }

    /// Whether the preference is known. It counts if it is the first of its key.
    fn set(&mut self, preference: &str) -> bool {
        match preference {
            "resolution=merge-duplicates" => first(&mut self.resolution, Resolution::Merge),
            "resolution=ignore-duplicates" => first(&mut self.resolution, Resolution::Ignore),
            "return=representation" => first(&mut self.representation, Return::Representation),
            "return=headers-only" => first(&mut self.representation, Return::HeadersOnly),
            "return=minimal" => first(&mut self.representation, Return::Minimal),
            "count=exact" => first(&mut self.count, Count::Exact),
            "count=planned" => first(&mut self.count, Count::Planned),
            "count=estimated" => first(&mut self.count, Count::Estimated),
            "tx=commit" => first(&mut self.transaction, TransactionEnd::Commit),
            "tx=rollback" => first(&mut self.transaction, TransactionEnd::Rollback),
            "missing=default" => first(&mut self.missing, Missing::Default),
            "missing=null" => first(&mut self.missing, Missing::Null),
            "handling=strict" => first(&mut self.handling, Handling::Strict),
            "handling=lenient" => first(&mut self.handling, Handling::Lenient),
            _ => return false,
        }
        true
    }
}

fn first<T>(preference: &mut Option<T>, value: T) {
    preference.get_or_insert(value);
}

/// Beyond 64 bits the number wraps around, as Haskell's `Int64` does.
#[expect(clippy::cast_possible_truncation, reason = "wrapping is what the doc says")]
fn rows(text: &str) -> Option<i64> {
    read_integer(text).map(|rows| rows as i64)
}

/// What an insert does about rows that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// `merge-duplicates`
    Merge,
    /// `ignore-duplicates`
    Ignore,
}

/// What a mutation answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Return {
    /// `representation`: the rows.
    Representation,
    /// `headers-only`: the Location of the one new row.
    HeadersOnly,
    /// `minimal`: nothing.
    Minimal,
}

/// How rows are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// `exact`
    Exact,
    /// `planned`
    Planned,
    /// `estimated`
    Estimated,
}

/// How the transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionEnd {
    /// `commit`
    Commit,
    /// `rollback`
    Rollback,
}

/// What stands for a value that is missing in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// `default`
    Default,
    /// `null`
    Null,
}

/// What happens to preferences that are not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// `strict`: they are errors.
    Strict,
    /// `lenient`: they are ignored.
    Lenient,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_headers_are_read_and_the_first_value_of_each_key_counts() {
        let preferences = Preferences::from_headers([
            "return=minimal, count=exact,tx=rollback ",
            "return=representation,missing=default, handling=strict,resolution=ignore-duplicates",
            "timezone=America/Lima, timezone=UTC, max-affected=(10)",
        ]);
        let expected = Preferences {
            resolution: Some(Resolution::Ignore),
            representation: Some(Return::Minimal),
            count: Some(Count::Exact),
            transaction: Some(TransactionEnd::Rollback),
            missing: Some(Missing::Default),
            handling: Some(Handling::Strict),
            timezone: Some("America/Lima".into()),
            max_affected: Some(10),
            invalid: vec![],
        };
        assert_eq!(preferences, expected, "PRF-01");
    }

    #[test]
    fn what_is_not_understood_is_kept_in_order() {
        let preferences = Preferences::from_headers([",, count=none", "", "return = minimal,RETURN=minimal,;"]);
        let invalid = ["", "", "count=none", "return = minimal", "RETURN=minimal", ";"];
        assert_eq!(preferences, Preferences { invalid: invalid.map(Into::into).into(), ..Preferences::default() });
    }

    #[test]
    fn max_affected_of_no_integer_is_known_but_unset() {
        let preferences = Preferences::from_headers(["max-affected=abc, max-affected=1"]);
        assert_eq!(preferences, Preferences::default(), "PRF-03");
    }
}
