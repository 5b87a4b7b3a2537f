//! What has been run in the database, so that only what changed is run again.

use std::collections::HashMap;

use anyhow::Context;
use rowgate_cluster::apply;
use tokio_postgres::{Client, Transaction};

use super::folders::{Key, Source};

const TABLES: &str = include_str!("ledger.sql");

const POLICIES_OF_FILE: &str = "
    select format('drop policy %I on %s', polname, polrelid::regclass) as drop
    from rowgate_dev.file_policies join pg_policy on pg_policy.oid = policy
    where key = $1";

const REMEMBER_FILE: &str = "
    insert into rowgate_dev.applied_files (key, content) values ($1, $2)
    on conflict (key) do update set content = excluded.content";

const REMEMBER_POLICIES: &str = "
    insert into rowgate_dev.file_policies (key, policy)
    select $1, oid from pg_policy where oid <> all ($2)";

/// Makes the ledger's tables, if they are not there.
pub(crate) async fn open(client: &Client) -> anyhow::Result<()> {
    client.batch_execute(TABLES).await.context("creating the tables that remember what was run")
}

/// The content of every file as it was run.
pub(crate) async fn applied(client: &Client) -> anyhow::Result<HashMap<Key, String>> {
    let rows = client.query("select key, content from rowgate_dev.applied_files", &[]).await?;
    Ok(rows.iter().map(|row| (Key(row.get("key")), row.get("content"))).collect())
}

/// Runs a file and remembers it: all of that, or nothing.
pub(crate) async fn run(client: &mut Client, source: &Source) -> anyhow::Result<()> {
    let transaction = client.transaction().await?;
    drop_policies(&transaction, &source.key).await?;
    let others: Vec<u32> =
        transaction.query("select oid from pg_policy", &[]).await?.iter().map(|row| row.get(0)).collect();
    apply(transaction.client(), &source.file).await?;
    // The file may have changed these, and what follows is ours.
    transaction.batch_execute("reset role; reset search_path").await?;
    transaction.execute(REMEMBER_FILE, &[&source.key.0, &source.file.text]).await?;
    transaction.execute(REMEMBER_POLICIES, &[&source.key.0, &others]).await?;
    transaction.commit().await.with_context(|| source.file.name.clone())?;
    // Settings are a file's own, as they would be if `psql` ran each by itself.
    client.batch_execute("discard all").await.context("between two files")
}

/// Forgets a file that is gone, and drops its policies. Its tables and grants stay.
pub(crate) async fn forget(client: &mut Client, key: &Key) -> anyhow::Result<()> {
    let transaction = client.transaction().await?;
    drop_policies(&transaction, key).await?;
    transaction.execute("delete from rowgate_dev.applied_files where key = $1", &[&key.0]).await?;
    transaction.commit().await.with_context(|| key.0.clone())
}

async fn drop_policies(transaction: &Transaction<'_>, key: &Key) -> anyhow::Result<()> {
    for row in transaction.query(POLICIES_OF_FILE, &[&key.0]).await? {
        transaction.batch_execute(row.get("drop")).await?;
    }
    transaction.execute("delete from rowgate_dev.file_policies where key = $1", &[&key.0]).await?;
    Ok(())
}
