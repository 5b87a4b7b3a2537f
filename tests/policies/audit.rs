//! Mistakes that are made with policies, each with the query that finds it in the catalog.
//!
//! A finding is a defect, or it has a reason in `allowed.rs`. A reason for something that is no longer found is a
//! defect too: the next one would hide behind it.

use std::collections::BTreeSet;

use rowgate_testkit::{Template, TestDatabase};

use crate::allowed::{self, Allowed};
use crate::applications::{SUPPORT, schemas};
use crate::demo::{demo, names};

/// Lists `finding`s in the exposed schemas `$1`, and some of them in the support schemas `$2` too.
struct Audit {
    sql: &'static str,
    /// Whether the query asks for `$2`.
    support: bool,
}

const TABLES_WITHOUT_ROW_LEVEL_SECURITY: Audit = exposed(include_str!("audit/tables_without_row_level_security.sql"));
const OPEN_POLICIES: Audit = exposed(include_str!("audit/open_policies.sql"));
const DEFINERS_WITHOUT_SEARCH_PATH: Audit = everywhere(include_str!("audit/definer_functions_without_search_path.sql"));
const FUNCTIONS_FOR_EVERYBODY: Audit = everywhere(include_str!("audit/functions_for_everybody.sql"));
const VIEWS_PAST_POLICIES: Audit = exposed(include_str!("audit/views_past_policies.sql"));
const WRITES_PAST_POLICIES: Audit = exposed(include_str!("audit/writes_past_policies.sql"));
const MATERIALIZED_VIEWS: Audit = exposed(include_str!("audit/materialized_views_for_clients.sql"));
const PARTITIONS: Audit = exposed(include_str!("audit/partitions_for_clients.sql"));
const MORE_THAN_ROWS: Audit = everywhere(include_str!("audit/more_than_rows.sql"));
const FOREIGN_KEYS_WITHOUT_INDEX: Audit = exposed(include_str!("audit/foreign_keys_without_index.sql"));
const UNDOCUMENTED: Audit = exposed(include_str!("audit/undocumented.sql"));

const fn exposed(sql: &'static str) -> Audit {
    Audit { sql, support: false }
}

const fn everywhere(sql: &'static str) -> Audit {
    Audit { sql, support: true }
}

impl Audit {
    async fn findings(&self, database: &TestDatabase, schemas: &[&str]) -> BTreeSet<String> {
        let found = if self.support {
            names(database, self.sql, &[&schemas, &SUPPORT]).await
        } else {
            names(database, self.sql, &[&schemas]).await
        };
        found.into_iter().collect()
    }

    /// Finds in the demo what is allowed, and nothing else.
    async fn finds_only(&self, allowed: &[Allowed]) {
        let mut new = self.findings(demo().await, &schemas()).await;
        let mut gone = Vec::new();
        for Allowed { finding, reason } in allowed {
            if !new.remove(*finding) {
                gone.push(format!("{finding} ({reason})"));
            }
        }
        assert!(
            new.is_empty() && gone.is_empty(),
            "without a reason: {new:#?}\nallowed, and no longer there: {gone:#?}"
        );
    }
}

#[tokio::test]
async fn every_table_has_row_level_security() {
    TABLES_WITHOUT_ROW_LEVEL_SECURITY.finds_only(&[]).await;
}

#[tokio::test]
async fn no_policy_is_always_true() {
    OPEN_POLICIES.finds_only(allowed::OPEN_POLICIES).await;
}

#[tokio::test]
async fn functions_with_their_owners_rights_have_a_search_path() {
    DEFINERS_WITHOUT_SEARCH_PATH.finds_only(&[]).await;
}

#[tokio::test]
async fn no_function_is_for_everybody() {
    FUNCTIONS_FOR_EVERYBODY.finds_only(&[]).await;
}

#[tokio::test]
async fn views_read_with_their_callers_rights() {
    VIEWS_PAST_POLICIES.finds_only(allowed::VIEWS_PAST_POLICIES).await;
}

#[tokio::test]
async fn nobody_writes_past_policies() {
    WRITES_PAST_POLICIES.finds_only(&[]).await;
}

#[tokio::test]
async fn materialized_views_are_closed() {
    MATERIALIZED_VIEWS.finds_only(&[]).await;
}

#[tokio::test]
async fn partitions_are_closed() {
    PARTITIONS.finds_only(&[]).await;
}

#[tokio::test]
async fn privileges_are_about_rows() {
    MORE_THAN_ROWS.finds_only(&[]).await;
}

#[tokio::test]
async fn every_foreign_key_has_an_index() {
    FOREIGN_KEYS_WITHOUT_INDEX.finds_only(&[]).await;
}

#[tokio::test]
async fn everything_is_documented() {
    UNDOCUMENTED.finds_only(&[]).await;
}

/// A schema with each mistake in it, beside what is easily taken for one.
#[tokio::test]
async fn the_audit_finds_what_it_looks_for() {
    let template = Template::new().prelude().sql(include_str!("audit/mistakes.sql"));
    let database = TestDatabase::new(&template).await;
    for (audit, mistakes) in [
        (TABLES_WITHOUT_ROW_LEVEL_SECURITY, &["mistakes.events_2025", "mistakes.unprotected"][..]),
        (
            OPEN_POLICIES,
            &[
                "anybody: all on mistakes.rows",
                "anybody: insert on mistakes.events",
                "signed in: select on mistakes.rows",
            ],
        ),
        (DEFINERS_WITHOUT_SEARCH_PATH, &["mistakes.no_path()", "mistakes.temporary_tables_first(integer, text)"]),
        (FUNCTIONS_FOR_EVERYBODY, &["mistakes.everybodys()"]),
        (VIEWS_PAST_POLICIES, &["mistakes.all_columns", "mistakes.counted", "mistakes.one_column"]),
        (WRITES_PAST_POLICIES, &["mistakes.all_columns"]),
        (MATERIALIZED_VIEWS, &["mistakes.summary"]),
        (PARTITIONS, &["mistakes.events_2025"]),
        (MORE_THAN_ROWS, &["create on schema mistakes", "truncate on mistakes.unprotected"]),
        (FOREIGN_KEYS_WITHOUT_INDEX, &["mistakes.rows (half)", "mistakes.rows (second, id)"]),
        (
            UNDOCUMENTED,
            &["mistakes.everybodys()", "mistakes.unprotected", "mistakes.unprotected.silent", "schema mistakes"],
        ),
    ] {
        let found: Vec<String> = audit.findings(&database, &["mistakes"]).await.into_iter().collect();
        assert_eq!(found, mistakes, "{}", audit.sql);
    }
}
