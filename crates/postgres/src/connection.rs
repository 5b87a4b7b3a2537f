//! One connection, running one transaction at a time.

mod collect;
mod open;

use std::time::Instant;

use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;
use rowgate_catalog::IsolationLevel;
use rowgate_sql::{End, Transaction};
use tokio::runtime;

use crate::batch::{Batch, Reader};
use crate::connect::{Connected, Route};
use crate::error::DatabaseError;
use crate::pipeline::{Answer, Interruption, receive};
use crate::residue::Residue;
use crate::row::ResultSet;
use crate::session::{CancelKey, Session, TransactionStatus};
use crate::simple_query::simple_query;
use crate::statement_cache::StatementCache;
use crate::wire::{Incoming, Wire};

pub(crate) use open::{Opening, Rest};

/// How many statements a connection keeps prepared.
const PREPARED_STATEMENTS: usize = 256;

/// One connection.
///
/// What a request leaves behind in a session must be nothing. Role, claims and settings are local to its transaction;
/// what a function did to the whole session is undone by [`Residue::cleaning`] before the next transaction sees it.
/// [`Session::is_pristine`] notices some of it sooner, and some that cannot be undone.
pub(crate) struct Connection {
    wire: Wire,
    session: Session,
    statements: Option<StatementCache>,
    state: State,
    residue: Residue,
    /// How to reach the server to cancel what runs here.
    pub(crate) route: Route,
    /// The pool's flushes before it was made (POOL-10).
    pub(crate) generation: u64,
    /// The runtime that waits for its socket.
    pub(crate) home: runtime::Id,
    pub(crate) born: Instant,
    /// When it was last given back.
    pub(crate) idle_since: Instant,
    /// Whether it has been idle in the pool, where the server may have closed it unnoticed.
    pub(crate) is_reused: bool,
}

/// What the connection is in the middle of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing.
    Idle,
    /// A batch: the server has been sent one, or a part of it, and its answer has not been read to the end. A future
    /// that was dropped leaves it so.
    Busy,
    /// A transaction that has been answered and not yet been ended.
    Open,
    /// It cannot be used again.
    Broken,
}

/// Why a transaction failed, and whether another connection may try it again.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) error: DatabaseError,
    pub(crate) effect: Effect,
}

/// What a failed transaction has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Not a statement of it was run.
    None,
    /// Nobody knows: the connection broke without a word.
    Unknown,
    /// It was undone, for a reason that holds for any connection; or it had begun and nobody knows how far it came.
    Decided,
}

/// How the statements of a transaction are held together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bracket {
    /// By their Sync: all messages up to one are one transaction, with the session's defaults.
    Sync,
    /// By a BEGIN and an end in the same batch.
    Explicit,
    /// By a BEGIN, with the end in a second batch after the check.
    Checked,
}

impl Connection {
    pub(crate) fn new(connected: Connected, prepared: bool, generation: u64) -> Self {
        let Connected { wire, session, route } = connected;
        let now = Instant::now();
        Self {
            wire,
            session,
            statements: prepared.then(|| StatementCache::new(PREPARED_STATEMENTS)),
            state: State::Idle,
            residue: Residue::Nothing,
            route,
            generation,
            home: runtime::Handle::current().id(),
            born: now,
            idle_since: now,
            is_reused: false,
        }
    }

    /// Runs a transaction: one trip, or two where `tx` is to be checked before it ends.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped leaves the connection [`State::Busy`] or [`State::Open`]: it must be closed.
    pub(crate) async fn run<E>(
        &mut self,
        tx: &Transaction,
        check: impl Fn(&ResultSet) -> Result<(), E>,
    ) -> Result<Result<ResultSet, E>, Failure> {
        let bracket = self.bracket(tx);
        let residue = self.expect_residue_of(tx);
        let mut answer = self.exchange(statements(tx, bracket, residue, Reader::Main)).await?;
        // Nothing of it counts, for it was rolled back; a transaction that can only read had no effect elsewhere. Each
        // time round, a statement more is prepared anew, so that there is an end.
        while tx.read_only && answer.refusal.as_ref().is_some_and(|refusal| refusal.is_stale) {
            self.settle(answer.status).await;
            answer = self.exchange(statements(tx, bracket, residue, Reader::Main)).await?;
        }
        let rows = self.accept(answer, bracket).await?;
        let verdict = check(&rows);
        if bracket == Bracket::Checked {
            let ended = self.end(tx.end, verdict.is_ok()).await;
            // A rollback that fails has happened all the same, by the end of the connection.
            if verdict.is_ok() {
                ended?;
            }
        }
        if verdict.is_ok() && tx.end == End::Commit {
            self.residue = Residue::of(tx, &self.session);
        }
        Ok(verdict.map(|()| rows))
    }

    /// Notes what a transaction may leave besides what is there, and returns the latter, for it to clean up.
    ///
    /// Only when it has been committed is there nothing left but its own: a rollback undoes the cleaning too.
    fn expect_residue_of(&mut self, tx: &Transaction) -> Residue {
        let residue = self.residue;
        self.residue = residue.max(Residue::of(tx, &self.session));
        residue
    }

    /// Has the runtime `here`, which is the one of this thread, wait for the socket: where another did, each answer would
    /// wake that first.
    pub(crate) fn move_to(&mut self, here: runtime::Id) {
        // Where the system has no descriptor to spare, the detour remains.
        if self.home != here && self.wire.move_here().is_ok() {
            self.home = here;
        }
    }

    /// What the connection is in the middle of.
    pub(crate) fn state(&self) -> State {
        self.state
    }

    /// The server process at the other end, which tells connections apart in the log.
    pub(crate) fn process(&self) -> i32 {
        self.cancel_key().process
    }

    /// What a cancel request for it must name.
    pub(crate) fn cancel_key(&self) -> CancelKey {
        self.session.key
    }

    /// Whether the session is as it was when it was made.
    pub(crate) fn is_pristine(&self) -> bool {
        self.session.is_pristine()
    }

    /// Whether the server has left the connection alone since it was last used. Whatever it may have said meanwhile,
    /// good-bye or a change of its configuration, speaks for a new connection.
    pub(crate) fn is_quiet(&self) -> bool {
        self.wire.is_quiet()
    }

    /// Whether the server has been told all there is to tell, and has not answered all of it.
    ///
    /// What the server was told half of has no end to wait for.
    pub(crate) fn owes_answer(&self) -> bool {
        self.state == State::Busy && self.wire.is_sent()
    }

    /// Waits for the end of the answer, or of the connection.
    ///
    /// # Cancel safety
    ///
    /// The answer can be waited for again.
    pub(crate) async fn answered(&mut self) {
        loop {
            match self.wire.next().await {
                Ok(Incoming::Message(Message::ReadyForQuery(_))) | Err(_) => break,
                Ok(_) => {}
            }
        }
        self.state = State::Broken;
    }

    /// Says good-bye in the middle of a transaction, which the server then rolls back.
    pub(crate) async fn hang_up(&mut self) {
        self.state = State::Broken;
        self.wire.hang_up().await;
    }

    /// Waits until the server has closed the connection.
    pub(crate) async fn closed(&mut self) {
        self.wire.closed().await;
    }

    /// The cheapest bracket that gives the transaction its isolation, its access mode and its end.
    fn bracket(&self, tx: &Transaction) -> Bracket {
        let defaults_suit = tx.isolation == IsolationLevel::ReadCommitted
            && self.session.read_committed
            && (tx.read_only || self.session.read_write);
        match tx.end {
            // There is nothing to undo.
            _ if tx.checked && !tx.read_only => Bracket::Checked,
            End::Commit if defaults_suit => Bracket::Sync,
            End::Commit | End::Rollback => Bracket::Explicit,
        }
    }

    /// Sends a batch and reads the whole answer.
    async fn exchange(&mut self, mut batch: Batch<'_>) -> Result<Answer, Failure> {
        self.begin(&mut batch)?;
        let answer = receive(&mut self.wire, &mut self.session, self.statements.as_mut(), &batch).await;
        answer.map_err(|interruption| self.interrupted(interruption))
    }

    /// Encodes a batch. Receiving sends it.
    fn begin(&mut self, batch: &mut Batch<'_>) -> Result<(), Failure> {
        batch
            .encode(self.statements.as_mut(), self.wire.outgoing())
            .map_err(|error| Failure { error: DatabaseError::Unsendable(error), effect: Effect::Decided })?;
        self.state = State::Busy;
        Ok(())
    }

    fn interrupted(&mut self, interruption: Interruption) -> Failure {
        self.state = State::Broken;
        let effect = match interruption.error {
            _ if interruption.begun => Effect::Decided,
            // Without its Sync nothing of it counts, and another connection cannot read the value either.
            DatabaseError::Unsendable(_) => Effect::Decided,
            // The server's last words come after all its answers: there were none.
            DatabaseError::Server(_) => Effect::None,
            _ => Effect::Unknown,
        };
        Failure { error: interruption.error, effect }
    }

    /// Takes the rows of a batch, or makes the connection ready again after its failure.
    async fn accept(&mut self, answer: Answer, bracket: Bracket) -> Result<ResultSet, Failure> {
        let Answer { rows, refusal, status } = answer;
        match refusal {
            Some(refusal) => {
                self.settle(status).await;
                Err(Failure { error: refusal.error.into(), effect: Effect::Decided })
            }
            None if bracket == Bracket::Checked && status == TransactionStatus::Open => {
                self.state = State::Open;
                Ok(rows)
            }
            None => {
                self.settle(status).await;
                Ok(rows)
            }
        }
    }

    /// Ends a transaction that has been checked.
    async fn end(&mut self, end: End, passed: bool) -> Result<(), Failure> {
        let mut batch = Batch::default();
        let texts = if passed { ending(end) } else { &["ROLLBACK"] };
        batch.push_all(texts);
        let ended = match self.exchange(batch).await {
            Ok(answer) => self.accept(answer, Bracket::Explicit).await.map(drop),
            Err(failure) => Err(failure),
        };
        // Whatever became of the end, the statements before it have been run.
        ended.map_err(|failure| Failure { effect: Effect::Decided, ..failure })
    }

    /// Leaves whatever transaction there still is.
    async fn settle(&mut self, status: TransactionStatus) {
        let status = match status {
            TransactionStatus::Idle => Ok(status),
            TransactionStatus::Open | TransactionStatus::Failed => {
                simple_query(&mut self.wire, &mut self.session, "ROLLBACK").await.map(|(_, status)| status)
            }
        };
        self.state = if matches!(status, Ok(TransactionStatus::Idle)) { State::Idle } else { State::Broken };
        self.wire.trim();
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.state == State::Idle {
            frontend::terminate(self.wire.output());
            self.wire.try_send();
        }
    }
}

/// The statements of a transaction's first trip, and who reads the rows of its main one.
fn statements(tx: &Transaction, bracket: Bracket, residue: Residue, reader: Reader) -> Batch<'_> {
    let mut batch = Batch::default();
    if bracket != Bracket::Sync {
        batch.push(begin(tx.isolation, tx.read_only), Reader::Nobody);
    }
    batch.push_all(residue.cleaning());
    for statement in &tx.preamble {
        batch.push(statement, Reader::Nobody);
    }
    if let Some(before) = &tx.before {
        batch.push(before, Reader::Before);
    }
    batch.push(&tx.main, reader);
    if let Some(after) = &tx.after {
        batch.push(after, Reader::After);
    }
    if bracket == Bracket::Explicit {
        batch.push_all(ending(tx.end));
    }
    batch
}

/// How a transaction begins where it has to say so (AUT-40).
fn begin(isolation: IsolationLevel, read_only: bool) -> &'static str {
    match (isolation, read_only) {
        (IsolationLevel::ReadCommitted, true) => "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY",
        (IsolationLevel::ReadCommitted, false) => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        (IsolationLevel::RepeatableRead, true) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        (IsolationLevel::RepeatableRead, false) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE",
        (IsolationLevel::Serializable, true) => "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY",
        (IsolationLevel::Serializable, false) => "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
    }
}

/// How a transaction ends where it has to say so. Deferred constraints are checked before a rollback hides what they
/// would have said (PRF-16).
fn ending(end: End) -> &'static [&'static str] {
    match end {
        End::Commit => &["COMMIT"],
        End::Rollback => &["SET CONSTRAINTS ALL IMMEDIATE", "ROLLBACK"],
    }
}
