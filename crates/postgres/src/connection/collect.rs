//! A result whose rows are taken one by one.

use rowgate_sql::{End, Transaction};

use super::{Connection, Failure, statements};
use crate::batch::Reader;
use crate::collect::RowSink;
use crate::pipeline::receive_into;
use crate::residue::Residue;
use crate::row::Row;

impl Connection {
    /// Runs a transaction that only reads, its main statement's rows going to `sink`; returns those of the statement after
    /// it. `None` where the sink wanted no more.
    ///
    /// # Cancel safety
    ///
    /// As [`Connection::run`]. So it is left, too, by a sink that wants no more.
    pub(crate) async fn collect(
        &mut self,
        tx: &Transaction,
        sink: &mut dyn RowSink,
    ) -> Result<Option<Vec<Row>>, Failure> {
        let bracket = self.bracket(tx);
        let residue = self.expect_residue_of(tx);
        loop {
            let mut batch = statements(tx, bracket, residue, Reader::Sink);
            self.begin(&mut batch)?;
            let received =
                receive_into(&mut self.wire, &mut self.session, self.statements.as_mut(), &batch, sink).await;
            let Some(answer) = received.map_err(|interruption| self.interrupted(interruption))? else {
                return Ok(None);
            };
            // As in `run`: nothing of it counts, and there is an end to it.
            if tx.read_only && answer.refusal.as_ref().is_some_and(|refusal| refusal.is_stale) {
                self.settle(answer.status).await;
                continue;
            }
            let rows = self.accept(answer, bracket).await?;
            if tx.end == End::Commit {
                self.residue = Residue::of(tx, &self.session);
            }
            return Ok(Some(rows.after));
        }
    }
}
