//! Who may be impersonated in development, and the tokens for it.

use anyhow::Context;
use serde_json::json;
use tokio_postgres::Client;

/// The roles that need no user.
pub(crate) const ANON: &str = "anon";
pub(crate) const SERVICE_ROLE: &str = "service_role";

/// The role of whoever is signed in.
const AUTHENTICATED: &str = "authenticated";

/// Signs tokens. They do not expire and carry no time, so that a role's or user's token stays the same.
pub(crate) struct Keys {
    secret: String,
}

/// A row of `auth.users`.
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) email: String,
}

/// A table with rows of one person.
pub(crate) struct Rows {
    pub(crate) schema: String,
    pub(crate) table: String,
}

impl Keys {
    pub(crate) fn new(secret: String) -> Self {
        Self { secret }
    }

    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }

    /// A token for a role without a user.
    pub(crate) fn role(&self, role: &str) -> anyhow::Result<String> {
        Ok(rowgate_auth::sign(&json!({ "role": role }), self.secret.as_bytes())?)
    }

    /// A token for somebody who is signed in.
    pub(crate) fn person(&self, person: &Person) -> anyhow::Result<String> {
        let claims = json!({ "role": AUTHENTICATED, "sub": person.id, "email": person.email });
        Ok(rowgate_auth::sign(&claims, self.secret.as_bytes())?)
    }
}

/// The people of the database, by id.
pub(crate) async fn people(client: &Client) -> anyhow::Result<Vec<Person>> {
    let rows = client.query("select id::text, coalesce(email, '') as email from auth.users order by id", &[]).await;
    let rows = rows.context("listing auth.users")?;
    Ok(rows.iter().map(|row| Person { id: row.get("id"), email: row.get("email") }).collect())
}

/// The exposed table that holds most rows of `person`, by a foreign key to `auth.users`.
pub(crate) async fn rows_of(client: &Client, person: &Person, exposed: &[String]) -> anyhow::Result<Option<Rows>> {
    let counts: Option<String> =
        client.query_one(include_str!("rows_of.sql"), &[&exposed, &AUTHENTICATED]).await?.get("counts");
    let Some(counts) = counts else { return Ok(None) };
    let most = format!("select * from ({counts}) as counts where rows > 0 order by rows desc limit 1");
    let row = client.query_opt(&most, &[&person.id]).await.context("looking for rows of a user")?;
    Ok(row.map(|row| Rows { schema: row.get("schema"), table: row.get("table") }))
}
