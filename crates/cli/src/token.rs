//! `rowgate token`: signs a token for the command line, with the secret of the gateway it is meant for.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, anyhow, bail};
use clap::Args;
use rowgate_config::{Config, Sources};
use serde_json::{Map, Value};

use crate::dev::Home;

#[derive(Args)]
pub(crate) struct TokenArguments {
    /// Role that the request runs as.
    #[arg(long)]
    role: String,
    /// Who is asking: the id of a user.
    #[arg(long)]
    sub: Option<String>,
    /// Their e-mail address.
    #[arg(long)]
    email: Option<String>,
    /// Another claim. The value is read as JSON, and as text if it is none. May be repeated.
    #[arg(long = "claim", value_name = "NAME=VALUE", value_parser = claim)]
    claims: Vec<(String, Value)>,
    /// How long the token is good for: 90s, 30m, 12h, 7d. Without it, for ever.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    expires_in: Option<Duration>,
    /// Secret to sign with: text, a JSON Web Key or a set of them. By default that of `PGRST_JWT_SECRET`, else that of
    /// `rowgate dev`.
    #[arg(long)]
    secret: Option<String>,
    /// Where `rowgate dev` keeps its secret.
    #[arg(long, value_name = "DIR", default_value = Home::DEFAULT)]
    data: PathBuf,
}

pub(crate) fn run(arguments: &TokenArguments) -> anyhow::Result<ExitCode> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?;
    let claims = Value::Object(claims(arguments, now));
    println!("{}", rowgate_auth::sign(&claims, &secret(arguments)?)?);
    Ok(ExitCode::SUCCESS)
}

/// What the token says. A claim given by name wins over the argument for it.
fn claims(arguments: &TokenArguments, now: Duration) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("role".to_owned(), arguments.role.clone().into());
    for (name, value) in [("sub", &arguments.sub), ("email", &arguments.email)] {
        if let Some(value) = value {
            claims.insert(name.to_owned(), value.clone().into());
        }
    }
    if let Some(duration) = arguments.expires_in {
        claims.insert("exp".to_owned(), now.saturating_add(duration).as_secs().into());
    }
    claims.extend(arguments.claims.iter().cloned());
    claims
}

fn secret(arguments: &TokenArguments) -> anyhow::Result<Vec<u8>> {
    if let Some(secret) = &arguments.secret {
        return Ok(secret.clone().into_bytes());
    }
    if let Some(secret) = Config::load(&Sources::of_process(None))?.jwt_secret {
        if secret.url().is_some() {
            bail!("PGRST_JWT_SECRET is the URL of keys, which only verify: give the key to sign with as --secret");
        }
        return Ok(secret.expose().to_vec());
    }
    let home = Home::at(&arguments.data);
    let secret = home.known_jwt_secret()?.ok_or_else(|| {
        anyhow!("no secret: give --secret, set PGRST_JWT_SECRET, or start rowgate dev, which makes one in {home}")
    })?;
    Ok(secret.into_bytes())
}

/// `name=value`: `level=3` is a number, `level="3"` and `level=three` are text.
fn claim(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
    Ok((name.to_owned(), value))
}

/// `90s`, `30m`, `12h`, `7d`; a number alone is seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err("expected a unit among s, m, h and d".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|_| "expected a number and a unit, such as 12h")?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(|| "too long".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use serde_json::json;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: TokenArguments,
    }

    fn parse(line: &str) -> TokenArguments {
        Line::parse_from(line.split_whitespace()).arguments
    }

    #[test]
    fn arguments_become_claims() {
        let arguments = parse("token --role authenticated --sub 1 --email a@b --claim level=3 --expires-in 2h");
        let expected = json!({ "role": "authenticated", "sub": "1", "email": "a@b", "exp": 7300, "level": 3 });
        assert_eq!(Value::Object(claims(&arguments, Duration::from_secs(100))), expected);
    }

    #[test]
    fn a_claim_is_json_or_else_text() {
        assert_eq!(claim("a=[1]"), Ok(("a".to_owned(), json!([1]))));
        assert_eq!(claim("a=b=c"), Ok(("a".to_owned(), json!("b=c"))));
        assert!(claim("a").is_err());
    }

    #[test]
    fn a_duration_has_a_unit() {
        assert_eq!(duration("90"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("7d"), Ok(Duration::from_secs(604_800)));
        for wrong in ["", "h", "3w", "-1s", "1.5h", "99999999999999999999d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_secret_given_signs() {
        let secret = "a-secret-of-at-least-thirty-two-characters";
        let arguments = parse(&format!("token --role anon --secret {secret}"));
        assert_eq!(super::secret(&arguments).expect("the secret"), secret.as_bytes());
    }
}
