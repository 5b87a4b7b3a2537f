//! Trying a statement as somebody, and leaving no trace.

use rowgate_testkit::TestDatabase;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::specification::{Caller, literal};

/// A connection like the gateway's: it may do nothing by itself, and becomes whoever is asking for one transaction.
pub(crate) struct Session {
    client: Client,
}

impl Session {
    pub(crate) async fn open(database: &TestDatabase) -> Self {
        Self { client: database.connect_as("authenticator").await }
    }

    /// Whether the statement reached a row.
    ///
    /// It did not when it found none, or lacked the privilege, or a policy refused the new row; the last two have the
    /// same code. A row that the *table* refuses has passed: keys and checks are looked at after policies. That is how
    /// the copy of a row is known to be allowed, though its key is taken.
    pub(crate) async fn reaches(&self, caller: &Caller, statement: &str) -> bool {
        let become_caller = format!(
            "select set_config('role', {}, true), set_config('request.jwt.claims', {}, true)",
            literal(&caller.role),
            literal(&caller.claims()),
        );
        let outcome = self.client.simple_query(&format!("begin; {become_caller}; {statement}")).await;
        self.client.simple_query("rollback").await.expect("the end of a transaction");
        match outcome {
            Ok(messages) => affected(&messages) > 0,
            Err(error) => match error.code() {
                Some(&SqlState::INSUFFICIENT_PRIVILEGE) => false,
                Some(code) if is_integrity_violation(code) => true,
                _ => panic!("{statement}, as {}: {error:?}", caller.name),
            },
        }
    }
}

/// The rows that the last of several statements reached.
fn affected(messages: &[SimpleQueryMessage]) -> u64 {
    match messages.last() {
        Some(SimpleQueryMessage::CommandComplete(rows)) => *rows,
        other => panic!("{other:?} at the end of a statement"),
    }
}

/// Class 23: keys, foreign keys, NOT NULL, checks.
fn is_integrity_violation(code: &SqlState) -> bool {
    code.code().starts_with("23")
}
