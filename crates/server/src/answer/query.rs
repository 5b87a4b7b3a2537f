//! Reads of relations and calls of functions: by one statement that makes the body, or as rows that are made the body
//! here.

use rowgate_plan::{CallPlan, Output, ReadPlan};
use rowgate_postgres::{Delivery, Row, RowSink};
use rowgate_sql::{PlainRows, Session, Transaction};

use super::{Exchange, check_affected, check_singular, is_explain};
use crate::failure::Failure;
use crate::journal::{Journal, Phase};
use crate::reply::{self, Reply};
use crate::result::Rows;
use crate::rows::{Gathering, Shape, Whole};

/// What is asked of the database, by a statement that gives rows.
#[derive(Clone, Copy, Debug)]
enum Query<'a> {
    Read(&'a ReadPlan),
    Call(&'a CallPlan),
}

impl Query<'_> {
    fn output(&self) -> &Output {
        match self {
            Self::Read(plan) => &plan.output,
            Self::Call(plan) => &plan.output,
        }
    }

    /// The rows by themselves, where they are all that is asked for.
    fn plain(&self) -> Option<PlainRows> {
        match self {
            Self::Read(plan) => rowgate_sql::plain_read(plan),
            Self::Call(plan) => rowgate_sql::plain_call(plan),
        }
    }

    /// What the rows by themselves are to become.
    fn whole(&self) -> Whole {
        match self {
            Self::Read(plan) => Whole::of_read(&plan.output.handler),
            Self::Call(plan) => Whole::of_call(&plan.output.handler, &plan.routine),
        }
    }

    fn for_rows(&self, rows: PlainRows, session: &Session<'_>) -> Transaction {
        match self {
            Self::Read(_) => rowgate_sql::read_rows(rows, session),
            Self::Call(plan) => rowgate_sql::call_rows(plan, rows, session),
        }
    }

    /// `rows` is what [`plain`](Self::plain) gives, where it has been rendered.
    fn for_body(&self, rows: Option<PlainRows>, session: &Session<'_>) -> Transaction {
        match (self, rows) {
            (Self::Read(plan), Some(rows)) => rowgate_sql::read_around(plan, rows, session),
            (Self::Read(plan), None) => rowgate_sql::read(plan, session),
            (Self::Call(plan), Some(rows)) => rowgate_sql::call_around(plan, rows, session),
            (Self::Call(plan), None) => rowgate_sql::call(plan, session),
        }
    }
}

impl Exchange<'_> {
    /// Performs a read.
    pub(super) async fn read(self, plan: &ReadPlan, journal: &mut Journal) -> Result<Reply, Failure> {
        if is_explain(&plan.output.media_type) {
            return self.explained(Query::Read(plan), journal).await;
        }
        let rows = self.query(Query::Read(plan), journal).await?;
        check_singular(&plan.output.media_type, &rows)?;
        let settings = &self.snapshot.settings;
        let headers_only = self.raw.method == "HEAD";
        reply::read(plan, self.request, headers_only, settings.allows_tx(), rows, settings.verbosity)
    }

    /// Performs a call.
    pub(super) async fn call(self, plan: &CallPlan, journal: &mut Journal) -> Result<Reply, Failure> {
        let media_type = &plan.output.media_type;
        if is_explain(media_type) {
            return self.explained(Query::Call(plan), journal).await;
        }
        let check = |rows: &Rows| {
            check_singular(media_type, rows)?;
            check_affected(self.request, rows)
        };
        let rows = if !plan.read_only && (super::is_singular(media_type) || self.limits_affected()) {
            let transaction = self.rendered(|session| rowgate_sql::call(plan, session)).checked();
            let check = |results: &_| check(&Rows::of_select(results)?);
            let results = self.run(&transaction, check, journal).await?;
            journal.end(Phase::Transaction);
            Rows::of_select(&results)?
        } else {
            self.query(Query::Call(plan), journal).await?
        };
        check(&rows)?;
        let settings = &self.snapshot.settings;
        reply::call(plan, self.request, settings.allows_tx(), rows, settings.verbosity)
    }

    /// Runs a query. Which way it goes is decided by what queries of its shape gave before, and cannot be told from the
    /// reply.
    async fn query(self, query: Query<'_>, journal: &mut Journal) -> Result<Rows, Failure> {
        let Some(plain) = self.asked.plain(|| query.plain()) else { return self.body(query, None, journal).await };
        let shapes = &self.snapshot.shapes;
        let shape = shapes.shape(&plain.statement().text);
        let Some(bytes) = shapes.expected_bytes(shape) else {
            return self.body(query, Some((plain, shape)), journal).await;
        };
        if let Some(rows) = self.gather(query, plain, bytes, journal).await? {
            shapes.note(shape, rows.body.len());
            return Ok(rows);
        }
        // It only reads, so that it may as well run again.
        shapes.note_unfit(shape);
        self.body(query, None, journal).await
    }

    /// Has the body made by PostgreSQL. `plain` is the query's rows by themselves where that has been rendered, and the
    /// shape of it.
    async fn body(
        self,
        query: Query<'_>,
        plain: Option<(PlainRows, Shape)>,
        journal: &mut Journal,
    ) -> Result<Rows, Failure> {
        let (plain, shape) = plain.unzip();
        let transaction = self.rendered(|session| query.for_body(plain, session));
        let Delivery { results, tail } = self.open(&transaction, journal).await?;
        journal.end(Phase::Transaction);
        let mut rows = Rows::of_select(&results)?.followed_by(tail);
        if let Some(shape) = shape {
            self.snapshot.shapes.note(shape, rows.body.len());
        }
        if let Query::Read(_) = query {
            rows.total = self.total(rows.total, &results);
        }
        Ok(rows)
    }

    /// Makes the body of rows; `None` where one of them cannot be written, or there are too many of them.
    async fn gather(
        self,
        query: Query<'_>,
        plain: PlainRows,
        bytes: usize,
        journal: &mut Journal,
    ) -> Result<Option<Rows>, Failure> {
        let transaction = self.rendered(|session| query.for_rows(plain, session));
        let catalog = self.snapshot.catalog.as_ref().ok_or(Failure::NoCatalog)?;
        let mut gathering = Gathering::new(query.whole(), bytes, &catalog.text_types);
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

    /// Runs a statement that is explained, whose rows are the lines of the explanation.
    async fn explained(self, query: Query<'_>, journal: &mut Journal) -> Result<Reply, Failure> {
        let transaction = self.rendered(|session| query.for_body(None, session));
        let results = self.run(&transaction, |_| Ok(()), journal).await?;
        journal.end(Phase::Transaction);
        Ok(self.explain(&query.output().media_type, &results))
    }
}
