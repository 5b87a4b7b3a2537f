//! Trying a statement as somebody, and leaving no trace.
//!
//! A statement is *refused* when a privilege is missing or a policy does not let the new row in; both have the same
//! code. A row that the table itself refuses has passed: keys and checks are looked at after policies. That is how the
//! copy of a row is known to be allowed, though its key is taken.

use rowgate_testkit::TestDatabase;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::specification::{Caller, literal};

/// A connection on which the callers take turns, each for one transaction.
pub(crate) struct Session {
    client: Client,
}

/// How a statement ended.
enum Outcome {
    /// It ran. The rows that its last part reached.
    Done(u64),
    Refused,
    /// By a key or a check of the table.
    Invalid,
}

impl Session {
    pub(crate) async fn open(database: &TestDatabase) -> Self {
        Self { client: database.connect().await }
    }

    /// Whether the statement reaches a row.
    pub(crate) async fn reaches(&self, caller: &Caller, statement: &str) -> bool {
        self.attempt(caller, &format!("{}; {statement}", becoming(caller))).await.reached()
    }

    /// Whether a statement without a condition reaches a certain row, among others: `trace` finds out afterwards.
    ///
    /// Not the same. Policies for reading apply to what a condition reads, so that who may change a row and not see it
    /// cannot point at it, and can still change all there are.
    pub(crate) async fn reaches_blindly(&self, caller: &Caller, statement: &str, trace: &str) -> bool {
        let attempt = format!("{}; {statement}; reset session authorization; {trace}", becoming(caller));
        let mut outcome = self.attempt(caller, &attempt).await;
        if let Outcome::Invalid = outcome {
            // By the foreign key of another row, perhaps. A replica does not look after foreign keys.
            outcome = self.attempt(caller, &format!("set local session_replication_role = replica; {attempt}")).await;
        }
        outcome.reached()
    }

    async fn attempt(&self, caller: &Caller, statements: &str) -> Outcome {
        let outcome = self.client.simple_query(&format!("begin; {statements}")).await;
        self.client.simple_query("rollback").await.expect("the end of a transaction");
        match outcome {
            Ok(messages) => Outcome::Done(affected(&messages)),
            Err(error) => match error.code() {
                Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Outcome::Refused,
                Some(code) if is_integrity_violation(code) => Outcome::Invalid,
                _ => panic!("{statements}, as {}: {error:?}", caller.name),
            },
        }
    }
}

impl Outcome {
    fn reached(self) -> bool {
        match self {
            Self::Done(rows) => rows > 0,
            Self::Refused => false,
            Self::Invalid => true,
        }
    }
}

/// What the gateway does: it logs in as a role that may do nothing, and becomes the caller.
fn becoming(caller: &Caller) -> String {
    format!(
        "set local session authorization authenticator; \
         select set_config('role', {}, true), set_config('request.jwt.claims', {}, true)",
        literal(&caller.role),
        literal(&caller.claims()),
    )
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
