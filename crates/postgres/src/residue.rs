//! What functions of the database may leave in a session, for others to find.

use rowgate_sql::Transaction;

use crate::session::Session;

/// The statements that a transaction on a connection of ours begins with, to undo what the one before may have left in the
/// session: one that could only read, or one that could write.
pub fn cleaning_after(read_only: bool) -> &'static [&'static str] {
    Residue::of_any(read_only).cleaning()
}

/// What the transactions so far may have left in a session. A greater one includes the smaller.
///
/// A function that a request calls can do to its session whatever SQL can. PostgREST lets the next request find it:
/// the tenant that somebody else's function noted with `set_config(…, false)`, the rows in his temporary table. Here the
/// next transaction cleans up first, in its own batch, so that it costs no trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Residue {
    /// Nothing has run yet; or the session is a pooler's, which has to keep its clients apart by itself. Cleaning it
    /// would undo what the pooler has set for us.
    Nothing,
    /// What a transaction that only reads can leave. A lock or a cursor of such a one is not looked for: that would cost
    /// every request more than all the rest.
    Settings,
    /// What a transaction that writes can leave.
    Anything,
}

impl Residue {
    /// What a transaction may leave.
    pub(crate) fn of(tx: &Transaction, session: &Session) -> Self {
        match tx.read_only {
            _ if !session.is_own => Self::Nothing,
            read_only => Self::of_any(read_only),
        }
    }

    fn of_any(read_only: bool) -> Self {
        if read_only { Self::Settings } else { Self::Anything }
    }

    /// The statements that undo it. All of them may run inside a transaction, a read-only one too.
    ///
    /// Prepared statements are not among it: ours would go with those of others, which nobody finds by chance.
    pub(crate) fn cleaning(self) -> &'static [&'static str] {
        match self {
            Self::Nothing => &[],
            Self::Settings => &["RESET ALL"],
            // RESET ALL leaves the role. The one a connection may be given by ALTER ROLE does not come back; nobody sees
            // that, for every transaction sets its own.
            Self::Anything => &[
                "RESET ALL",
                "DISCARD TEMP",
                "CLOSE ALL",
                "UNLISTEN *",
                "SELECT pg_catalog.set_config('role', 'none', false), pg_catalog.pg_advisory_unlock_all()",
            ],
        }
    }
}
