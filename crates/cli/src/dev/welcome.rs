//! What `rowgate dev` says when everything runs: where things are, who one can be, and requests to paste.

use std::fmt;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::database::Database;
use super::people::{ANON, Keys, Rows, SERVICE_ROLE, people, rows_of};

/// How many users are listed with their token.
const MOST_PEOPLE: usize = 40;

/// How many of them the example requests are made as.
const EXAMPLES: usize = 2;

/// The text, and what it is made of. `Display` writes it.
pub(crate) struct Guide {
    url: String,
    database: String,
    version: u32,
    data: String,
    exposed: Vec<String>,
    anon: String,
    service_role: String,
    /// E-mail address, or id, and token.
    people: Vec<(String, String)>,
    more_people: usize,
    rows: Option<Rows>,
    secret: String,
}

impl Guide {
    pub(crate) async fn new(url: &str, database: &Database, keys: &Keys, exposed: &[String]) -> anyhow::Result<Self> {
        let client = database.connect().await?;
        let everybody = people(&client).await?;
        let rows = match everybody.first() {
            Some(person) => rows_of(&client, person, exposed).await?,
            None => None,
        };
        let listed = everybody.iter().take(MOST_PEOPLE).map(|person| {
            let name = if person.email.is_empty() { &person.id } else { &person.email };
            Ok((name.clone(), keys.person(person)?))
        });
        Ok(Self {
            url: url.to_owned(),
            database: database.superuser_address().to_string(),
            version: database.version(),
            data: database.data().display().to_string(),
            exposed: exposed.to_vec(),
            anon: keys.role(ANON)?,
            service_role: keys.role(SERVICE_ROLE)?,
            people: listed.collect::<anyhow::Result<_>>()?,
            more_people: everybody.len().saturating_sub(MOST_PEOPLE),
            rows,
            secret: keys.secret().to_owned(),
        })
    }

    /// The same for scripts: shell variables.
    pub(crate) fn environment(&self) -> String {
        let Self { url, database, anon, service_role, secret, .. } = self;
        format!(
            "ROWGATE_URL='{url}'\nROWGATE_ANON_KEY='{anon}'\nROWGATE_SERVICE_ROLE_KEY='{service_role}'\n\
             ROWGATE_JWT_SECRET='{secret}'\nROWGATE_DATABASE_URL='{database}'\n"
        )
    }

    fn tokens(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roles = [(ANON, &self.anon), (SERVICE_ROLE, &self.service_role)];
        let people = self.people.iter().map(|(name, token)| (name.as_str(), token));
        let named: Vec<_> = roles.into_iter().chain(people).collect();
        let width = named.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        writeln!(f, "\nTokens")?;
        for (name, token) in named {
            writeln!(f, "  {name:width$}  {token}")?;
        }
        if self.more_people > 0 {
            writeln!(f, "  and {} more users: rowgate token --role authenticated --sub ID", self.more_people)?;
        }
        Ok(())
    }

    fn requests(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nTo paste")?;
        let url = &self.url;
        let Some(Rows { schema, table }) = &self.rows else {
            return writeln!(f, "  curl '{url}/' -H 'Authorization: Bearer {}'", self.service_role);
        };
        let path = utf8_percent_encode(table, NON_ALPHANUMERIC_BUT_UNDERSCORE);
        let profile = format!("-H 'Accept-Profile: {schema}'");
        for (name, token) in self.people.iter().take(EXAMPLES) {
            writeln!(f, "  # {name}: their own rows of {schema}.{table}")?;
            writeln!(f, "  curl '{url}/{path}?limit=3' {profile} -H 'Authorization: Bearer {token}'")?;
        }
        writeln!(f, "  # nobody in particular, as Supabase clients ask")?;
        writeln!(f, "  curl '{url}/rest/v1/{path}?limit=3' {profile} -H 'apikey: {}'", self.anon)
    }
}

/// What a path segment of a table's name needs encoded.
const NON_ALPHANUMERIC_BUT_UNDERSCORE: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC.remove(b'_').remove(b'-');

impl fmt::Display for Guide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nAPI       {0}  and  {0}/rest/v1", self.url)?;
        writeln!(f, "Schemas   {}", self.exposed.join(", "))?;
        writeln!(f, "Database  PostgreSQL {}: psql '{}'", self.version, self.database)?;
        writeln!(f, "Data      {} is kept between runs; --reset empties it", self.data)?;
        self.tokens(f)?;
        self.requests(f)?;
        write!(f, "\nFiles are applied when they change. Ctrl-C stops.")
    }
}
