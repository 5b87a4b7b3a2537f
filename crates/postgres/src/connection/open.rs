//! A result that is handed on while it still arrives.

use bytes::Bytes;
use rowgate_catalog::IsolationLevel;
use rowgate_sql::{End, Transaction};

use super::{Bracket, Connection, Failure, ending, statements};
use crate::batch::{Batch, Prepared, Reader};
use crate::error::DatabaseError;
use crate::pipeline::{Reception, receive_or_open, receive_rest};
use crate::residue::Residue;
use crate::row::ResultSet;

/// What came of a transaction.
#[derive(Debug)]
pub(crate) enum Opening {
    /// Everything, and its end.
    Whole(ResultSet),
    /// Everything up to the last value of the main statement's row; what follows that, and how long it is.
    Partial(ResultSet, Rest, usize),
}

/// What follows the last value of an open row.
#[derive(Debug)]
pub(crate) struct Rest {
    end: End,
    bracket: Bracket,
    /// What the transaction may have left in the session, once it has been committed.
    residue: Residue,
    /// What the server knows of the statements that end the transaction.
    plans: Vec<Prepared>,
}

impl Connection {
    /// Runs a transaction, without waiting for the last value of the main statement's row where that is large.
    ///
    /// # Cancel safety
    ///
    /// As [`Connection::run`].
    pub(crate) async fn open(&mut self, tx: &Transaction) -> Result<Opening, Failure> {
        if !may_open(tx) {
            let rows = self.run(tx, |_| Ok::<_, std::convert::Infallible>(())).await?;
            return Ok(Opening::Whole(rows.unwrap_or_else(|never| match never {})));
        }
        let bracket = self.bracket(tx);
        let residue = self.expect_residue_of(tx);
        loop {
            let mut batch = statements(tx, bracket, residue, Reader::Main);
            self.begin(&mut batch)?;
            let received = receive_or_open(&mut self.wire, &mut self.session, self.statements.as_mut(), &batch).await;
            match received.map_err(|interruption| self.interrupted(interruption))? {
                Reception::Open(rows, length) => {
                    let residue = Residue::of(tx, &self.session);
                    return Ok(Opening::Partial(rows, Rest::of(tx.end, bracket, residue, &batch), length));
                }
                // As in `run`: nothing of it counts, and there is an end to it.
                Reception::Whole(answer) if answer.refusal.as_ref().is_some_and(|refusal| refusal.is_stale) => {
                    self.settle(answer.status).await;
                }
                Reception::Whole(answer) => {
                    let rows = self.accept(answer, bracket).await?;
                    if tx.end == End::Commit {
                        self.residue = Residue::of(tx, &self.session);
                    }
                    return Ok(Opening::Whole(rows));
                }
            }
        }
    }

    /// The next piece of the last value of an open row, and `None` after the last.
    ///
    /// # Cancel safety
    ///
    /// No piece is lost.
    pub(crate) async fn next_piece(&mut self) -> Result<Option<Bytes>, DatabaseError> {
        Ok(self.wire.next_piece().await?)
    }

    /// How much is left of it.
    pub(crate) fn pending(&self) -> usize {
        self.wire.open()
    }

    /// Reads what follows an open row. What is left of the row is thrown away.
    ///
    /// # Cancel safety
    ///
    /// As [`Connection::run`].
    pub(crate) async fn finish(&mut self, rest: &Rest) -> Result<(), DatabaseError> {
        let batch = rest.batch();
        let answer = receive_rest(&mut self.wire, &mut self.session, self.statements.as_mut(), &batch).await;
        let answer = answer.map_err(|interruption| self.interrupted(interruption).error)?;
        self.accept(answer, rest.bracket).await.map_err(|failure| failure.error)?;
        if rest.end == End::Commit {
            self.residue = rest.residue;
        }
        Ok(())
    }
}

/// Whether what a transaction returns may be handed on before it has ended.
///
/// A client must not read of a change before its COMMIT has been confirmed, however large the answer is. And whether what
/// a serializable transaction has read was ever true, may show only at its end. A statement after the main one has rows
/// that are wanted before the body.
fn may_open(tx: &Transaction) -> bool {
    tx.read_only && tx.isolation != IsolationLevel::Serializable && tx.after.is_none()
}

impl Rest {
    fn of(end: End, bracket: Bracket, residue: Residue, sent: &Batch<'_>) -> Self {
        let endings = if bracket == Bracket::Explicit { ending(end).len() } else { 0 };
        let plans = sent.steps[sent.steps.len() - endings..].iter().map(|step| step.plan.clone()).collect();
        Self { end, bracket, residue, plans }
    }

    /// The statement that gave the row, which nobody has questions about any more, and those that end the transaction.
    fn batch(&self) -> Batch<'static> {
        let mut batch = Batch::default();
        batch.push("", Reader::Nobody);
        for (text, plan) in ending(self.end).iter().zip(&self.plans) {
            batch.push(*text, Reader::Nobody);
            if let Some(step) = batch.steps.last_mut() {
                step.plan = plan.clone();
            }
        }
        batch
    }
}
