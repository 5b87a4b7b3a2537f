//! The server's answer to a batch.

use postgres_protocol::message::backend::Message;

use crate::batch::{Batch, Prepared, Reader, Step};
use crate::collect::{ResultColumns, RowSink, Wanted, result_columns};
use crate::error::{DatabaseError, Lost};
use crate::row::{ResultSet, Row};
use crate::server_error::ServerError;
use crate::session::{Session, TransactionStatus};
use crate::statement_cache::StatementCache;
use crate::wire::{Arrival, Incoming, Wire};

/// The answer to a whole batch, up to `ReadyForQuery`.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) rows: ResultSet,
    /// Why some statement, or the commit at the end, failed. Those after it were skipped.
    pub(crate) refusal: Option<Refusal>,
    pub(crate) status: TransactionStatus,
}

/// What came of a batch whose main row may be taken before it has arrived.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "the large one is the usual one, and taken apart at once")]
pub(crate) enum Reception {
    /// All there is.
    Whole(Answer),
    /// Everything up to the last value of the main statement's row, and how long that is. What follows it is for
    /// [`receive_rest`].
    Open(ResultSet, usize),
}

/// Why a statement failed.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) error: ServerError,
    /// Whether it failed because it had been prepared in another world, and would not if it were prepared now.
    pub(crate) is_stale: bool,
}

/// The connection ended before the answer did.
#[derive(Debug)]
pub(crate) struct Interruption {
    pub(crate) error: DatabaseError,
    /// Whether a statement may have been running by then. Answers arrive in order, so that a server which says good-bye
    /// before it accepts the first statement's values has run nothing.
    pub(crate) begun: bool,
}

/// Sends what has been encoded, and reads the answer.
pub(crate) async fn receive(
    wire: &mut Wire,
    session: &mut Session,
    cache: Option<&mut StatementCache>,
    batch: &Batch<'_>,
) -> Result<Answer, Interruption> {
    let mut progress = Progress::new(batch, cache);
    loop {
        let received = wire.next().await;
        if let Some(status) = progress.take_in(received, session)? {
            return Ok(progress.into_answer(status));
        }
    }
}

/// As [`receive`], but does not wait for the last value of the main statement's row where that is large.
pub(crate) async fn receive_or_open(
    wire: &mut Wire,
    session: &mut Session,
    cache: Option<&mut StatementCache>,
    batch: &Batch<'_>,
) -> Result<Reception, Interruption> {
    let mut progress = Progress::new(batch, cache);
    loop {
        let received = if progress.is_at(Reader::Main) {
            wire.next_or_open().await
        } else {
            wire.next().await.map(Arrival::Whole)
        };
        let received = match received {
            Ok(Arrival::OpenRow(row, length)) => {
                progress.rows.rows.push(row);
                return Ok(Reception::Open(progress.rows, length));
            }
            Ok(Arrival::Whole(incoming)) => Ok(incoming),
            Err(lost) => Err(lost),
        };
        if let Some(status) = progress.take_in(received, session)? {
            return Ok(Reception::Whole(progress.into_answer(status)));
        }
    }
}

/// As [`receive`], with a sink for the rows of [`Reader::Sink`]; `None` where it wanted no more of them.
pub(crate) async fn receive_into(
    wire: &mut Wire,
    session: &mut Session,
    cache: Option<&mut StatementCache>,
    batch: &Batch<'_>,
    sink: &mut dyn RowSink,
) -> Result<Option<Answer>, Interruption> {
    let mut progress = Progress::new(batch, cache);
    loop {
        let received = match wire.next().await {
            Ok(Incoming::Row(row)) if progress.is_at(Reader::Sink) => match sink.take(&row) {
                Wanted::More => continue,
                Wanted::Nothing => return Ok(None),
            },
            received => received,
        };
        if let Some(status) = progress.take_in(received, session)? {
            return Ok(Some(progress.into_answer(status)));
        }
        if let Some(columns) = progress.announced.take() {
            sink.begin(&columns);
        }
    }
}

/// Reads what follows an open row. `batch` begins with the statement that gave it.
pub(crate) async fn receive_rest(
    wire: &mut Wire,
    session: &mut Session,
    cache: Option<&mut StatementCache>,
    batch: &Batch<'_>,
) -> Result<Answer, Interruption> {
    let mut progress = Progress { bound: true, ..Progress::new(batch, cache) };
    loop {
        let received = wire.next().await;
        if let Some(status) = progress.take_in(received, session)? {
            return Ok(progress.into_answer(status));
        }
    }
}

/// How far the answer has come.
struct Progress<'a> {
    batch: &'a Batch<'a>,
    cache: Option<&'a mut StatementCache>,
    /// The step that is being answered.
    at: usize,
    /// Whether its values have been accepted, so that it may be running.
    bound: bool,
    /// The columns of rows to come, until the sink has been told.
    announced: Option<ResultColumns>,
    rows: ResultSet,
    refusal: Option<Refusal>,
}

impl<'a> Progress<'a> {
    fn new(batch: &'a Batch<'a>, cache: Option<&'a mut StatementCache>) -> Self {
        Self { batch, cache, at: 0, bound: false, announced: None, rows: ResultSet::default(), refusal: None }
    }

    fn into_answer(self, status: TransactionStatus) -> Answer {
        Answer { rows: self.rows, refusal: self.refusal, status }
    }

    /// Takes whatever comes; the status when it was the last.
    fn take_in(
        &mut self,
        received: Result<Incoming, Lost>,
        session: &mut Session,
    ) -> Result<Option<TransactionStatus>, Interruption> {
        let taken = received.map_err(DatabaseError::from).and_then(|incoming| match incoming {
            Incoming::Row(row) => Ok(self.take_row(row).map(|()| None)?),
            Incoming::Message(message) => match session.absorb(message) {
                Some(message) => self.take(message),
                None => Ok(None),
            },
        });
        taken.map_err(|error| Interruption { error, begun: self.has_begun() })
    }

    /// Whether the next rows are for `reader`.
    fn is_at(&self, reader: Reader) -> bool {
        self.step().is_ok_and(|step| step.reader == reader)
    }

    /// Whether anything has been run or may be running.
    fn has_begun(&self) -> bool {
        self.at > 0 || self.bound
    }

    fn step(&self) -> Result<&'a Step<'a>, Lost> {
        self.batch.steps.get(self.at).ok_or_else(|| Lost::protocol("more answers than questions"))
    }

    fn take_row(&mut self, row: Row) -> Result<(), Lost> {
        match self.step()?.reader {
            // Rows for a sink never come here.
            Reader::Nobody | Reader::Sink => {}
            Reader::Before => self.rows.before.push(row),
            Reader::Main => self.rows.rows.push(row),
            Reader::After => self.rows.after.push(row),
        }
        Ok(())
    }

    /// Takes any other message; the status when it was the last.
    fn take(&mut self, message: Message) -> Result<Option<TransactionStatus>, DatabaseError> {
        match message {
            Message::CloseComplete => {}
            Message::ParseComplete => self.note_prepared()?,
            Message::BindComplete => self.note_bound()?,
            Message::RowDescription(body) => self.note_columns(result_columns(&body)?)?,
            // There are no columns where there is no result.
            Message::NoData => self.note_columns([].into())?,
            Message::CommandComplete(body) => self.complete(body.tag().map_err(Lost::protocol)?)?,
            Message::EmptyQueryResponse => self.complete("")?,
            Message::ErrorResponse(body) => {
                let error = ServerError::from_fields(body.fields()).map_err(Lost::protocol)?;
                if error.ends_connection() {
                    return Err(error.into());
                }
                self.refuse(error);
            }
            Message::ReadyForQuery(body) => return Ok(Some(TransactionStatus::from_byte(body.status())?)),
            _ => return Err(Lost::protocol("unexpected answer to a statement").into()),
        }
        Ok(None)
    }

    /// A command tag ends in the number of rows, where there is one (PostgreSQL documentation, Message Formats).
    fn complete(&mut self, tag: &str) -> Result<(), Lost> {
        if self.step()?.reader == Reader::Main {
            self.rows.affected = tag.rsplit(' ').next().and_then(|rows| rows.parse().ok()).unwrap_or(0);
        }
        self.at += 1;
        self.bound = false;
        Ok(())
    }

    fn note_prepared(&mut self) -> Result<(), Lost> {
        let step = self.step()?;
        if let (Prepared::Now(name), Some(cache)) = (&step.plan, &mut self.cache) {
            cache.insert(&step.query, name.clone());
        }
        Ok(())
    }

    fn note_bound(&mut self) -> Result<(), Lost> {
        self.bound = true;
        self.announced.clone_from(&self.step()?.columns);
        Ok(())
    }

    fn note_columns(&mut self, columns: ResultColumns) -> Result<(), Lost> {
        let step = self.step()?;
        if let Some(cache) = &mut self.cache {
            cache.describe(&step.query, columns.clone());
        }
        self.announced = Some(columns);
        Ok(())
    }

    fn refuse(&mut self, mut error: ServerError) {
        error.before_main = !self.bound && (self.is_at(Reader::Main) || self.is_at(Reader::Sink));
        let is_stale = self.forget_stale(&error);
        // The first says why; a batch has no second.
        self.refusal.get_or_insert(Refusal { error, is_stale });
    }

    /// Drops the statement that could not even be bound from the cache, if that was only because it is prepared.
    fn forget_stale(&mut self, error: &ServerError) -> bool {
        let (Ok(step), Some(cache)) = (self.step(), &mut self.cache) else { return false };
        if self.bound || !matches!(step.plan, Prepared::Already(_)) {
            return false;
        }
        match error.sqlstate.as_str() {
            CACHED_PLAN_MUST_NOT_CHANGE => cache.forget(&step.query),
            NO_SUCH_STATEMENT => cache.forget_all(),
            _ => return false,
        }
        true
    }
}

/// `feature_not_supported`, which is what PostgreSQL calls it when a prepared statement would return other columns now.
const CACHED_PLAN_MUST_NOT_CHANGE: &str = "0A000";
/// `invalid_sql_statement_name`: somebody else deallocated the statement.
const NO_SUCH_STATEMENT: &str = "26000";
