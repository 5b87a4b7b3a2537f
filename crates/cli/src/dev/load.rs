//! Bringing the database up to the files.

use std::time::Instant;

use rowgate_cluster::ApplyError;
use tokio_postgres::Client;

use super::folders::{Key, Source};
use super::ledger;

/// Runs what is new or changed, in order, with a line for each file. Stops at the first that is refused; what ran before
/// it stays.
pub(crate) async fn load(client: &mut Client, sources: &[Source]) -> anyhow::Result<()> {
    ledger::open(client).await?;
    let applied = ledger::applied(client).await?;
    for key in applied.keys().filter(|key| !sources.iter().any(|source| source.key == **key)) {
        ledger::forget(client, key).await?;
        println!("  {}  is gone, and its policies; the rest of it stays until --reset", key.0);
    }
    let outstanding = outstanding(sources, |source| applied.get(&source.key) == Some(&source.file.text));
    let width = outstanding.iter().map(|source| source.file.name.chars().count()).max().unwrap_or(0);
    for source in &outstanding {
        let started = Instant::now();
        let ran_before = applied.contains_key(&source.key);
        ledger::run(client, source).await.map_err(|error| if ran_before { with_advice(error) } else { error })?;
        println!("  {:width$}  {:>5} ms", source.file.name, started.elapsed().as_millis());
    }
    let unchanged = sources.len() - outstanding.len();
    if unchanged > 0 && outstanding.is_empty() {
        println!("  {unchanged} files, none changed since the last run");
    }
    Ok(())
}

/// The files to run: those that changed, and the policies that follow them.
fn outstanding(sources: &[Source], is_applied: impl Fn(&Source) -> bool) -> Vec<&Source> {
    let changed: Vec<&Key> = sources.iter().filter(|source| !is_applied(source)).map(|source| &source.key).collect();
    let is_outstanding =
        |source: &&Source| changed.contains(&&source.key) || changed.iter().any(|change| source.key.follows(change));
    sources.iter().filter(is_outstanding).collect()
}

/// A file that was run once may be unable to run again, and its author unaware that it has to.
fn with_advice(error: anyhow::Error) -> anyhow::Error {
    if !error.is::<ApplyError>() {
        return error;
    }
    anyhow::anyhow!(
        "{error}\n\
         This file changed since it was last run, and was run again on the same database. Write it so that it can be\n\
         (create … if not exists, create or replace, alter table … add column if not exists), or start over with --reset."
    )
}

#[cfg(test)]
mod tests {
    use rowgate_cluster::SqlFile;

    use super::*;

    fn source(key: &str) -> Source {
        Source { key: Key(key.to_owned()), file: SqlFile { name: key.to_owned(), text: String::new() } }
    }

    #[test]
    fn policies_run_again_after_their_schema() {
        let sources = ["schema/a/1.sql", "schema/b/1.sql", "policies/a/1.sql", "policies/b/1.sql"].map(source);
        let changed = |changed: &str| {
            let run = outstanding(&sources, |source| source.key.0 != changed);
            run.into_iter().map(|source| source.key.0.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(changed("schema/a/1.sql"), ["schema/a/1.sql", "policies/a/1.sql"]);
        assert_eq!(changed("policies/a/1.sql"), ["policies/a/1.sql"]);
        assert!(changed("nothing").is_empty());
    }
}
