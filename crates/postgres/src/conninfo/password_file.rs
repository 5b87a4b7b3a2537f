//! `~/.pgpass`: passwords by host, port, database and user.
//!
//! ```text
//! line  = host ":" port ":" database ":" user ":" password
//! field = "*" | text           a backslash takes the next character as it is; "#" opens a comment line
//! ```

use std::path::Path;

/// Whose password is looked for.
pub(super) struct Account<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// The password of the first line that matches; `None` too when the file cannot be read or others may read it.
pub(super) fn look_up(path: &Path, account: &Account<'_>) -> Option<String> {
    if is_exposed(path) {
        tracing::warn!(path = %path.display(), "password file has group or world access; ignored");
        return None;
    }
    search(&std::fs::read_to_string(path).ok()?, account)
}

/// libpq refuses a password file that others can read.
fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

fn search(text: &str, account: &Account<'_>) -> Option<String> {
    let port = account.port.to_string();
    // A socket directory is looked up as localhost.
    let host = if account.host.starts_with('/') { "localhost" } else { account.host };
    let wanted = [host, &port, account.database, account.user];
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let [fields @ .., password] = <[String; 5]>::try_from(fields(line)).ok()?;
        let matches = fields.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted);
        matches.then_some(password)
    })
}

fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut input = line.chars();
    while let Some(c) = input.next() {
        match c {
            ':' => fields.push(std::mem::take(&mut field)),
            '\\' => field.extend(input.next()),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: Account<'_> = Account { host: "db", port: 5432, database: "app", user: "me" };

    #[test]
    fn the_first_line_that_matches_wins() {
        let file = "# comment\nother:*:*:*:no\ndb:5432:*:me:se\\:cret\n*:*:*:*:late\n";
        assert_eq!(search(file, &ACCOUNT).as_deref(), Some("se:cret"));
    }

    #[test]
    fn a_socket_directory_is_localhost() {
        let account = Account { host: "/run/postgresql", ..ACCOUNT };
        assert_eq!(search("localhost:5432:app:me:x", &account).as_deref(), Some("x"));
    }

    #[test]
    fn lines_of_the_wrong_shape_are_skipped() {
        assert_eq!(search("db:5432:app:me\n\n", &ACCOUNT), None);
    }
}
