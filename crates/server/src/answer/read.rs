//! Reads of relations: by one statement that makes the body, or as rows that are made the body here.

use rowgate_plan::ReadPlan;
use rowgate_postgres::{Delivery, Row, RowSink};
use rowgate_sql::{Statement, Transaction};

use super::{Exchange, check_singular, is_explain};
use crate::failure::Failure;
use crate::journal::{Journal, Phase};
use crate::reply::{self, Reply};
use crate::result::Rows;
use crate::rows::{Gathering, Shape, Whole};

impl Exchange<'_> {
    /// Performs a read. Which way it goes is decided by what reads of its shape gave before, and cannot be told from the
    /// reply.
    pub(super) async fn read(self, plan: &ReadPlan, journal: &mut Journal) -> Result<Reply, Failure> {
        let Some(select) = rowgate_sql::plain_select(plan) else { return self.read_body(plan, None, journal).await };
        let shapes = &self.snapshot.shapes;
        let shape = shapes.shape(&select.text);
        let Some(bytes) = shapes.expected_bytes(shape) else {
            return self.read_body(plan, Some((select, shape)), journal).await;
        };
        if let Some(rows) = self.gather(select, Whole::of(&plan.output.handler), bytes, journal).await? {
            shapes.note(shape, rows.body.len());
            return self.shape_read(plan, rows);
        }
        // It only reads, so that it may as well run again.
        shapes.note_unfit(shape);
        self.read_body(plan, None, journal).await
    }

    /// Has the body made by PostgreSQL. `select` is the plan's select where it has been rendered, and its shape.
    async fn read_body(
        self,
        plan: &ReadPlan,
        select: Option<(Statement, Shape)>,
        journal: &mut Journal,
    ) -> Result<Reply, Failure> {
        let shape = select.as_ref().map(|(_, shape)| *shape);
        let transaction = self.rendered(|session| match select {
            Some((select, _)) => rowgate_sql::read_selected(plan, select, session),
            None => rowgate_sql::read(plan, session),
        });
        let media_type = &plan.output.media_type;
        if is_explain(media_type) {
            return self.explained(media_type, &transaction, journal).await;
        }
        let Delivery { results, tail } = self.open(&transaction, journal).await?;
        journal.end(Phase::Transaction);
        let mut rows = Rows::of_select(&results)?.followed_by(tail);
        if let Some(shape) = shape {
            self.snapshot.shapes.note(shape, rows.body.len());
        }
        rows.total = self.total(rows.total, &results);
        self.shape_read(plan, rows)
    }

    /// Makes the body of rows; `None` where one of them cannot be written, or there are too many of them.
    async fn gather(
        self,
        select: Statement,
        whole: Whole,
        bytes: usize,
        journal: &mut Journal,
    ) -> Result<Option<Rows>, Failure> {
        let transaction = self.rendered(|session| rowgate_sql::rows(select, session));
        let catalog = self.snapshot.catalog.as_ref().ok_or(Failure::NoCatalog)?;
        let mut gathering = Gathering::new(whole, bytes, &catalog.text_types);
        let Some(after) = self.collect(&transaction, &mut gathering, journal).await? else { return Ok(None) };
        let Some(gathered) = gathering.finish() else { return Ok(None) };
        journal.end(Phase::Transaction);
        Rows::of_gathered(gathered, &after).map(Some)
    }

    /// As [`Exchange::run`], with a sink for the rows of the main statement: `None` where it did not want them all.
    async fn collect(
        self,
        transaction: &Transaction,
        sink: &mut dyn RowSink,
        journal: &mut Journal,
    ) -> Result<Option<Vec<Row>>, Failure> {
        self.note(transaction, journal);
        let outcome = self.snapshot.database.collect_timed(transaction, sink, &mut journal.pool_wait).await;
        tracing::debug!(target: super::POOL, "Borrowed a connection from the pool");
        outcome.map_err(|error| self.failure(error, transaction))
    }

    fn shape_read(self, plan: &ReadPlan, rows: Rows) -> Result<Reply, Failure> {
        check_singular(&plan.output.media_type, &rows)?;
        let settings = &self.snapshot.settings;
        let headers_only = self.raw.method == "HEAD";
        reply::read(plan, self.request, headers_only, settings.allows_tx(), rows, settings.verbosity)
    }
}
