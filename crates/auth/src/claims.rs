//! What a token claims: what holds for a time only, and the JSON the database may read.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::canonical::{self, Members};
use crate::decimal::Decimal;
use crate::error::{AuthError, TimeClaim};

/// How far the clocks of issuer and gateway may differ, in seconds.
const SKEW: i64 = 30;

/// The claims of a verified token, each as canonical JSON.
#[derive(Debug, Default)]
pub(crate) struct Claims(BTreeMap<String, String>);

/// When and where a token holds: all that is checked again on each use (AUT-20).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    expiry: Moment,
    not_before: Moment,
    issued_at: Moment,
    audience: Result<(), AuthError>,
}

/// A claim that should be a point in time.
#[derive(Debug, PartialEq, Eq)]
enum Moment {
    /// Absent or null: it holds.
    Unclaimed,
    /// Something other than a number.
    NotANumber,
    /// Seconds since 1970.
    At(i64),
}

impl Claims {
    /// Reads a payload. `audience` is the one this gateway answers to, if it cares.
    ///
    /// # Errors
    ///
    /// When the payload is not a JSON object (AUT-12). What a claim lacks is found when its validity is checked.
    pub(crate) fn parse(payload: &[u8], audience: Option<&str>) -> Result<(Self, Validity), AuthError> {
        let unreadable = |_| AuthError::ClaimsUnreadable;
        let Members(members) = serde_json::from_slice(payload).map_err(unreadable)?;
        let validity = Validity {
            expiry: Moment::parse(members.get("exp").copied()),
            not_before: Moment::parse(members.get("nbf").copied()),
            issued_at: Moment::parse(members.get("iat").copied()),
            audience: check_audience(members.get("aud").copied(), audience),
        };
        let members = members
            .into_iter()
            .map(|(key, value)| Ok((key.into_owned(), canonical::rewrite(value)?)))
            .collect::<Result<_, serde_json::Error>>()
            .map_err(unreadable)?;
        Ok((Self(members), validity))
    }

    /// The claims as a value to look a role up in.
    ///
    /// # Errors
    ///
    /// When they nest too deeply for that, or hold a number too large for a double.
    pub(crate) fn to_value(&self) -> Result<Value, AuthError> {
        serde_json::from_str(&self.to_json()).map_err(|_| AuthError::ClaimsUnreadable)
    }

    /// The claims with `role` in place of whatever they say about it (AUT-52).
    pub(crate) fn with_role(mut self, role: &str) -> String {
        let mut text = String::with_capacity(role.len() + 2);
        canonical::write_string(&mut text, role);
        self.0.insert("role".to_owned(), text);
        self.to_json()
    }

    fn to_json(&self) -> String {
        let mut json = String::from("{");
        for (index, (key, value)) in self.0.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            canonical::write_string(&mut json, key);
            json.push(':');
            json.push_str(value);
        }
        json.push('}');
        json
    }
}

impl Validity {
    /// Checks the token at `now`, in seconds since 1970. The first claim that fails is reported (AUT-20 … AUT-25).
    ///
    /// # Errors
    ///
    /// Says which claim does not hold.
    pub(crate) fn check(&self, now: i64) -> Result<(), AuthError> {
        self.expiry.check(TimeClaim::Expiry, |end| now.saturating_sub(SKEW) > end, AuthError::Expired)?;
        self.not_before.check(
            TimeClaim::NotBefore,
            |start| now.saturating_add(SKEW) < start,
            AuthError::NotYetValid,
        )?;
        self.issued_at.check(
            TimeClaim::IssuedAt,
            |start| now.saturating_add(SKEW) < start,
            AuthError::IssuedAtFuture,
        )?;
        self.audience
    }
}

impl Moment {
    /// A number that is no integer of 64 bits counts as 0, as in PostgREST 16 (AUT-24).
    fn parse(claim: Option<&RawValue>) -> Self {
        match claim.map(RawValue::get) {
            None | Some("null") => Self::Unclaimed,
            Some(number) if number.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
                Self::At(Decimal::parse(number).to_i64().unwrap_or(0))
            }
            Some(_) => Self::NotANumber,
        }
    }

    fn check(&self, claim: TimeClaim, fails: impl Fn(i64) -> bool, failure: AuthError) -> Result<(), AuthError> {
        match self {
            Self::NotANumber => Err(AuthError::NotANumber(claim)),
            Self::At(seconds) if fails(*seconds) => Err(failure),
            Self::At(_) | Self::Unclaimed => Ok(()),
        }
    }
}

/// The shape of `aud` is checked even when any audience will do (AUT-25).
fn check_audience(claim: Option<&RawValue>, wanted: Option<&str>) -> Result<(), AuthError> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Audience {
        One(String),
        Several(Vec<String>),
        Unclaimed,
    }

    let matches = |name: &String| wanted.is_none_or(|wanted| wanted == name);
    let claimed = claim.map_or(Ok(Audience::Unclaimed), |claim| serde_json::from_str(claim.get()));
    let accepted = match claimed.map_err(|_| AuthError::AudienceShape)? {
        Audience::Unclaimed => true,
        Audience::One(name) => matches(&name),
        Audience::Several(names) => names.is_empty() || names.iter().any(matches),
    };
    if accepted { Ok(()) } else { Err(AuthError::NotInAudience) }
}
